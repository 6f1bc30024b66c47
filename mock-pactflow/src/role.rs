//! PactFlow's predefined roles and its catalogue of permissions.
//!
//! Source: PactFlow's documentation of roles and permissions; the four UUIDs that are not derived
//! were seen in real answers.

use jiff::Timestamp;
use uuid::{Uuid, uuid};

use crate::ids::derived_uuid;
use crate::model::Role;

/// `Administrator`.
pub const ADMINISTRATOR: Uuid = uuid!("cf75d7c2-416b-11ea-af5e-53c3b1a4efd8");
/// `User`, formerly *Test Maintainer*: what a new person gets.
pub const USER: Uuid = uuid!("e9282e22-416b-11ea-a16e-57ee1bb61d18");
/// `CI/CD`: what a new system account gets.
pub const CI_CD: Uuid = uuid!("c1878b8e-d09e-11ea-8fde-af02c4677eb7");
/// `Team Administrator`: given by PactFlow to whoever administers a team, never assignable.
pub const TEAM_ADMINISTRATOR: Uuid = uuid!("d635f960-88f2-4f13-8043-4641a02dffa0");

/// `SCIM`: the role of the system account whose token the SCIM façade's caller uses. Its real UUID
/// is not public, so this one is derived from its name.
pub fn scim() -> Uuid {
    derived_uuid("role", "SCIM")
}

/// One permission that a role can carry.
#[derive(Debug, Clone, Copy)]
pub struct Permission {
    /// `resource:verb:target`.
    pub scope: &'static str,
    /// What the user interface calls it.
    pub label: &'static str,
    /// The heading it stands under.
    pub group: &'static str,
}

/// Every permission that is publicly known.
pub const PERMISSIONS: &[Permission] = &[
    permission("ai:*", "Use AI", "AI"),
    permission(
        "authentication_settings:manage:*",
        "Manage authentication settings",
        "Settings",
    ),
    permission(
        "contract_data:bulk_delete:*",
        "Bulk delete contract data",
        "Contract data",
    ),
    permission(
        "contract_data:bulk_delete:own",
        "Bulk delete own contract data",
        "Contract data",
    ),
    permission(
        "contract_data:bulk_delete:team",
        "Bulk delete team contract data",
        "Contract data",
    ),
    permission(
        "contract_data:manage:*",
        "Manage contract data",
        "Contract data",
    ),
    permission(
        "contract_data:manage:own",
        "Manage own contract data",
        "Contract data",
    ),
    permission(
        "contract_data:manage:team",
        "Manage team contract data",
        "Contract data",
    ),
    permission(
        "contract_data:read:*",
        "Read contract data",
        "Contract data",
    ),
    permission(
        "deployment_and_release:record:*",
        "Record deployments and releases",
        "Deployments",
    ),
    permission(
        "environment:manage:*",
        "Manage environments",
        "Environments",
    ),
    permission("environment:read:*", "Read environments", "Environments"),
    permission(
        "environment:read:team",
        "Read team environments",
        "Environments",
    ),
    permission(
        "read_token:manage:own",
        "Manage own read only API token",
        "API tokens",
    ),
    permission("role:manage:*", "Manage roles", "Roles"),
    permission("role:read:*", "Read roles", "Roles"),
    permission("secret:manage:*", "Manage secrets", "Secrets"),
    permission("secret:manage:team", "Manage team secrets", "Secrets"),
    permission(
        "system_account:manage:*",
        "Manage system accounts",
        "System accounts",
    ),
    permission(
        "system_account:manage:team",
        "Manage team system accounts",
        "System accounts",
    ),
    permission(
        "system_account:read:*",
        "Read system accounts",
        "System accounts",
    ),
    permission(
        "system_preference:manage:*",
        "Manage system preferences",
        "Settings",
    ),
    permission("team:manage:*", "Manage teams", "Teams"),
    permission("team:read:*", "Read teams", "Teams"),
    permission("token:manage:own", "Manage API tokens", "API tokens"),
    permission("user:invite", "Invite users", "Users"),
    permission("user:invite:*", "Invite users", "Users"),
    permission("user:manage:*", "Manage users", "Users"),
    permission(
        "user:manage_scim_attributes:*",
        "Manage SCIM attributes of users",
        "Users",
    ),
    permission("user:read:*", "Read users", "Users"),
    permission("webhook:manage:*", "Manage webhooks", "Webhooks"),
    permission("webhook:manage:team", "Manage team webhooks", "Webhooks"),
];

const fn permission(scope: &'static str, label: &'static str, group: &'static str) -> Permission {
    Permission {
        scope,
        label,
        group,
    }
}

/// The catalogue's entry for a scope. `team:manage:{uuid}` counts as *Manage team*.
pub(crate) fn known_permission(scope: &str) -> Option<Permission> {
    let listed = PERMISSIONS.iter().find(|known| known.scope == scope);
    listed.copied().or_else(|| {
        let team = scope.strip_prefix("team:manage:")?;
        Uuid::parse_str(team).is_ok().then_some(permission(
            "team:manage:{uuid}",
            "Manage team",
            "Teams",
        ))
    })
}

/// Whether someone who has `held` may do what `wanted` names: the very scope, or, since *manage
/// includes read and write*, `manage` on the same resource for a wanted `read`.
pub(crate) fn covers(held: &str, wanted: &str) -> bool {
    if held == wanted {
        return true;
    }
    let Some((resource, "read:*")) = wanted.split_once(':') else {
        return false;
    };
    held.strip_prefix(resource)
        .is_some_and(|rest| rest == ":manage:*")
}

/// The predefined roles as PactFlow brings them.
pub(crate) fn predefined(now: Timestamp) -> Vec<Role> {
    let role = |uuid: Uuid, name: &str, permissions: &[&str]| Role {
        uuid,
        name: name.to_owned(),
        description: None,
        permissions: permissions.iter().map(|&scope| scope.to_owned()).collect(),
        predefined: true,
        created_at: now,
        updated_at: now,
    };
    let derived =
        |name: &str, permissions: &[&str]| role(derived_uuid("role", name), name, permissions);
    vec![
        role(ADMINISTRATOR, "Administrator", ADMINISTRATOR_PERMISSIONS),
        role(USER, "User", USER_PERMISSIONS),
        role(CI_CD, "CI/CD", CI_CD_PERMISSIONS),
        role(TEAM_ADMINISTRATOR, "Team Administrator", &[]),
        derived("SCIM", SCIM_PERMISSIONS),
        derived(
            "Organization Administrator",
            ORGANIZATION_ADMINISTRATOR_PERMISSIONS,
        ),
        derived(
            "Viewer",
            &["contract_data:read:*", "team:read:*", "user:read:*"],
        ),
        derived(
            "Read-Only",
            &[
                "contract_data:read:*",
                "team:read:*",
                "user:read:*",
                "read_token:manage:own",
            ],
        ),
        derived(
            "SwaggerHub",
            &["environment:read:*", "contract_data:read:*"],
        ),
        derived("No Access", &[]),
    ]
}

const ADMINISTRATOR_PERMISSIONS: &[&str] = &[
    "authentication_settings:manage:*",
    "contract_data:bulk_delete:*",
    "contract_data:manage:*",
    "deployment_and_release:record:*",
    "environment:manage:*",
    "role:manage:*",
    "secret:manage:*",
    "system_account:manage:*",
    "system_preference:manage:*",
    "team:manage:*",
    "token:manage:own",
    "user:invite",
    "user:manage:*",
    "webhook:manage:*",
];

const USER_PERMISSIONS: &[&str] = &[
    "ai:*",
    "contract_data:bulk_delete:own",
    "contract_data:bulk_delete:team",
    "contract_data:manage:own",
    "contract_data:manage:team",
    "contract_data:read:*",
    "environment:read:team",
    "role:read:*",
    "secret:manage:team",
    "system_account:manage:team",
    "system_account:read:*",
    "team:read:*",
    "token:manage:own",
    "user:read:*",
    "webhook:manage:team",
];

const CI_CD_PERMISSIONS: &[&str] = &[
    "contract_data:manage:own",
    "contract_data:manage:team",
    "contract_data:read:*",
    "deployment_and_release:record:*",
    "environment:read:*",
];

const SCIM_PERMISSIONS: &[&str] = &[
    "team:manage:*",
    "user:invite:*",
    "user:manage:*",
    "user:manage_scim_attributes:*",
];

const ORGANIZATION_ADMINISTRATOR_PERMISSIONS: &[&str] = &[
    "authentication_settings:manage:*",
    "role:manage:*",
    "system_account:manage:*",
    "team:manage:*",
    "user:invite",
    "user:manage:*",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_predefined_permission_is_in_the_catalogue() {
        for role in predefined(Timestamp::UNIX_EPOCH) {
            for scope in &role.permissions {
                assert!(
                    known_permission(scope).is_some(),
                    "{} has the unknown scope {scope}",
                    role.name
                );
            }
        }
    }

    #[test]
    fn manage_includes_read_of_the_same_resource_and_nothing_else() {
        assert!(covers("user:manage:*", "user:read:*"));
        assert!(covers("user:read:*", "user:read:*"));
        assert!(!covers("user:manage:*", "user:manage_scim_attributes:*"));
        assert!(!covers("user:manage:*", "system_account:read:*"));
        assert!(!covers("user:read:*", "user:manage:*"));
        assert!(!covers(
            "system_account:manage:team",
            "system_account:read:*"
        ));
    }
}
