//! PactFlow's permissions and predefined roles, written down once more, so that the simulator's own tables have
//! something to be compared with.

use mock_pactflow::derived_uuid;
use serde_json::{Value, json};

use super::NOW;

/// Scope, label and group of every permission, in PactFlow's order.
#[rustfmt::skip]
const PERMISSIONS: &[(&str, &str, &str)] = &[
    ("ai:*", "Use AI", "AI"),
    ("authentication_settings:manage:*", "Manage authentication settings", "Settings"),
    ("contract_data:bulk_delete:*", "Bulk delete contract data", "Contract data"),
    ("contract_data:bulk_delete:own", "Bulk delete own contract data", "Contract data"),
    ("contract_data:bulk_delete:team", "Bulk delete team contract data", "Contract data"),
    ("contract_data:manage:*", "Manage contract data", "Contract data"),
    ("contract_data:manage:own", "Manage own contract data", "Contract data"),
    ("contract_data:manage:team", "Manage team contract data", "Contract data"),
    ("contract_data:read:*", "Read contract data", "Contract data"),
    ("deployment_and_release:record:*", "Record deployments and releases", "Deployments"),
    ("environment:manage:*", "Manage environments", "Environments"),
    ("environment:read:*", "Read environments", "Environments"),
    ("environment:read:team", "Read team environments", "Environments"),
    ("read_token:manage:own", "Manage own read only API token", "API tokens"),
    ("role:manage:*", "Manage roles", "Roles"),
    ("role:read:*", "Read roles", "Roles"),
    ("secret:manage:*", "Manage secrets", "Secrets"),
    ("secret:manage:team", "Manage team secrets", "Secrets"),
    ("system_account:manage:*", "Manage system accounts", "System accounts"),
    ("system_account:manage:team", "Manage team system accounts", "System accounts"),
    ("system_account:read:*", "Read system accounts", "System accounts"),
    ("system_preference:manage:*", "Manage system preferences", "Settings"),
    ("team:manage:*", "Manage teams", "Teams"),
    ("team:read:*", "Read teams", "Teams"),
    ("token:manage:own", "Manage API tokens", "API tokens"),
    ("user:invite", "Invite users", "Users"),
    ("user:invite:*", "Invite users", "Users"),
    ("user:manage:*", "Manage users", "Users"),
    ("user:manage_scim_attributes:*", "Manage SCIM attributes of users", "Users"),
    ("user:read:*", "Read users", "Users"),
    ("webhook:manage:*", "Manage webhooks", "Webhooks"),
    ("webhook:manage:team", "Manage team webhooks", "Webhooks"),
];

/// UUID, where it is public, name and scopes of every predefined role, in PactFlow's order.
#[rustfmt::skip]
const ROLES: &[(Option<&str>, &str, &[&str])] = &[
    (Some("cf75d7c2-416b-11ea-af5e-53c3b1a4efd8"), "Administrator", &[
        "authentication_settings:manage:*", "contract_data:bulk_delete:*", "contract_data:manage:*",
        "deployment_and_release:record:*", "environment:manage:*", "role:manage:*", "secret:manage:*",
        "system_account:manage:*", "system_preference:manage:*", "team:manage:*", "token:manage:own", "user:invite",
        "user:manage:*", "webhook:manage:*",
    ]),
    (Some("e9282e22-416b-11ea-a16e-57ee1bb61d18"), "User", &[
        "ai:*", "contract_data:bulk_delete:own", "contract_data:bulk_delete:team", "contract_data:manage:own",
        "contract_data:manage:team", "contract_data:read:*", "environment:read:team", "role:read:*",
        "secret:manage:team", "system_account:manage:team", "system_account:read:*", "team:read:*",
        "token:manage:own", "user:read:*", "webhook:manage:team",
    ]),
    (Some("c1878b8e-d09e-11ea-8fde-af02c4677eb7"), "CI/CD", &[
        "contract_data:manage:own", "contract_data:manage:team", "contract_data:read:*",
        "deployment_and_release:record:*", "environment:read:*",
    ]),
    (Some("d635f960-88f2-4f13-8043-4641a02dffa0"), "Team Administrator", &[]),
    (None, "SCIM", &["team:manage:*", "user:invite:*", "user:manage:*", "user:manage_scim_attributes:*"]),
    (None, "Organization Administrator", &[
        "authentication_settings:manage:*", "role:manage:*", "system_account:manage:*", "team:manage:*", "user:invite",
        "user:manage:*",
    ]),
    (None, "Viewer", &["contract_data:read:*", "team:read:*", "user:read:*"]),
    (None, "Read-Only", &["contract_data:read:*", "team:read:*", "user:read:*", "read_token:manage:own"]),
    (None, "SwaggerHub", &["environment:read:*", "contract_data:read:*"]),
    (None, "No Access", &[]),
];

/// What `GET /admin/permissions` lists.
pub(super) fn permissions() -> Value {
    PERMISSIONS.iter().map(described).collect()
}

/// What `GET /admin/roles` lists where nobody has changed anything.
pub(super) fn predefined_roles() -> Vec<Value> {
    let roles = ROLES.iter().map(|(uuid, name, scopes)| {
        let derived = || derived_uuid("role", name).to_string();
        let uuid = uuid.map_or_else(derived, str::to_owned);
        let permissions: Value = scopes
            .iter()
            .map(|scope| described(permission(scope)))
            .collect();
        let href = format!("{{base}}/admin/roles/{uuid}");
        json!({
            "uuid": uuid,
            "name": name,
            "systemDefined": true,
            "createdAt": NOW,
            "updatedAt": NOW,
            "permissions": permissions,
            "_links": { "self": { "title": "Role", "name": name, "href": href } },
        })
    });
    roles.collect()
}

/// The permissions of a predefined role, as a user's roles show them.
pub(super) fn scopes_of(role: &str) -> Value {
    let (_, _, scopes) = ROLES.iter().find(|(_, name, _)| *name == role).unwrap();
    let named = scopes.iter().map(|scope| {
        let (scope, label, _) = permission(scope);
        json!({ "name": label, "scope": scope })
    });
    named.collect()
}

fn permission(scope: &str) -> &'static (&'static str, &'static str, &'static str) {
    let known = PERMISSIONS.iter().find(|(known, _, _)| *known == scope);
    known.unwrap_or_else(|| panic!("{scope} is not listed"))
}

fn described((scope, label, group): &(&str, &str, &str)) -> Value {
    json!({ "scope": scope, "label": label, "description": label, "group": group })
}
