//! The SCIM writes of the matrix, and the directory that they meet.

use mock_pactflow::{Seed, SeedUser, derived_uuid, role};
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/// One SCIM write.
#[derive(Debug, Clone)]
pub(crate) struct Write {
    /// As the report calls it.
    pub(crate) name: &'static str,
    /// The method.
    pub(crate) method: &'static str,
    /// The path below the base address.
    pub(crate) path: String,
    /// The body.
    pub(crate) body: Option<Value>,
    /// What it changes where nothing goes wrong.
    pub(crate) changes: &'static str,
    /// How the provider repeats it.
    pub(crate) again: Again,
}

/// How a provider repeats what did not work : by the whole sequence again, look-up first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// The same request.
    Same,
    /// The same request; what is not there any more is deleted.
    Delete,
    /// Looks for the person; creates, or reads and writes back with its own values merged in.
    Okta,
    /// Looks for the person; creates, or patches what differs.
    Entra,
    /// Looks for the group; creates, or writes it as a whole.
    Group,
    /// Repeats what was not acknowledged, each operation after its kind.
    Bulk,
}

/// The id of somebody in the seed.
pub(crate) fn person(name: &str) -> String {
    derived_uuid("user", &address(name)).to_string()
}

/// The id of a team in the seed.
pub(crate) fn team(name: &str) -> String {
    derived_uuid("team", name).to_string()
}

fn address(name: &str) -> String {
    format!("{name}@acme.example")
}

/// Who and what is there beforehand.
pub(crate) fn seed() -> Seed {
    let someone = |first: &str, last: &str| {
        let name = first.to_lowercase();
        SeedUser::new(&format!("{first} {last}"), &address(&name))
            .named(first, last)
            .external_idp(&address(&name), &format!("00u{name}"))
    };
    let mut seed = Seed::empty()
        .user(someone("Ada", "Lovelace"))
        .user(someone("Grace", "Hopper").roles(["Administrator", "User"]))
        .user(someone("Alan", "Turing"))
        .user(someone("Edsger", "Dijkstra"))
        // Whatever is written, she remains an administrator.
        .user(someone("Margaret", "Hamilton").roles(["Administrator"]))
        .team("Payments", [address("ada"), address("grace")])
        .team("Search", [address("alan")]);
    for team in &mut seed.teams {
        if team.name == "Payments" {
            team.administrators.push(address("edsger"));
            team.pacticipants.push("checkout".to_owned());
        }
    }
    seed
}

fn newcomer() -> Value {
    json!({
        "schemas": [USER], "userName": address("barbara"), "externalId": "00ubarbara", "active": true,
        "displayName": "Barbara Liskov", "name": {"givenName": "Barbara", "familyName": "Liskov"},
        "emails": [{"value": address("barbara"), "type": "work", "primary": true}],
        "roles": [{"value": role::ADMINISTRATOR}],
    })
}

fn with(mut document: Value, name: &str, value: Value) -> Value {
    document[name] = value;
    document
}

fn members(names: &[&str]) -> Value {
    names
        .iter()
        .map(|name| json!({"value": person(name)}))
        .collect()
}

fn patch(operations: Value) -> Option<Value> {
    Some(json!({"schemas": [PATCH_OP], "Operations": operations}))
}

fn write(
    name: &'static str,
    method: &'static str,
    path: String,
    body: Option<Value>,
    changes: &'static str,
    again: Again,
) -> Write {
    Write {
        name,
        method,
        path,
        body,
        changes,
        again,
    }
}

/// Every write of the matrix.
pub(crate) fn all() -> Vec<Write> {
    [people(), groups()].concat()
}

fn people() -> Vec<Write> {
    let ada = format!("/Users/{}", person("ada"));
    let users = || "/Users".to_owned();
    let groups = json!([{"value": team("Payments")}, {"value": team("Search")}]);
    let everywhere = json!({
        "schemas": [USER], "userName": "countess@acme.example", "externalId": "00uada", "active": true,
        "displayName": "Augusta Ada King", "name": {"givenName": "Augusta", "familyName": "King"},
        "emails": [{"value": address("ada"), "type": "work", "primary": true}],
        "roles": [{"value": role::ADMINISTRATOR}],
    });
    let deactivated = json!({
        "schemas": [USER], "id": person("ada"), "userName": address("ada"), "externalId": "00uada", "active": false,
        "displayName": "Ada Lovelace", "name": {"givenName": "Ada", "familyName": "Lovelace"},
        "emails": [{"value": address("ada"), "type": "work", "primary": true}],
    });
    let several = json!([
        {"op": "replace", "path": "roles", "value": [{"value": role::CI_CD}, {"value": role::USER}]},
        {"op": "replace", "value": {"name.familyName": "King", "emails": [{"value": "king@acme.example"}]}},
    ]);
    vec![
        write(
            "create with roles and groups",
            "POST",
            users(),
            Some(with(newcomer(), "groups", groups)),
            "+users 1, +roles 1, -roles 1, +members 2",
            Again::Okta,
        ),
        write(
            "create somebody inactive",
            "POST",
            users(),
            Some(with(newcomer(), "active", json!(false))),
            "+users 1, +roles 1, -roles 1, ~users.active 1",
            Again::Entra,
        ),
        write(
            "PUT with changes in three places",
            "PUT",
            ada.clone(),
            Some(everywhere),
            "+roles 1, -roles 1, ~users.name 1, ~users.firstName 1, ~users.lastName 1, ~users.externalIdpUsername 1",
            Again::Same,
        ),
        write(
            "PATCH of roles and fields",
            "PATCH",
            ada.clone(),
            patch(several),
            "+roles 1, ~users.lastName 1, ~users.name 1, ~users.email 1",
            Again::Same,
        ),
        write(
            "deactivate by PATCH",
            "PATCH",
            ada.clone(),
            patch(json!([{"op": "replace", "value": {"active": false}}])),
            "~users.active 1",
            Again::Same,
        ),
        write(
            "deactivate by PUT",
            "PUT",
            ada.clone(),
            Some(deactivated),
            "~users.active 1",
            Again::Same,
        ),
        write(
            "delete a person",
            "DELETE",
            ada,
            None,
            "-users 1",
            Again::Delete,
        ),
    ]
}

fn groups() -> Vec<Write> {
    let payments = format!("/Groups/{}", team("Payments"));
    let group = |name: &str, names: &[&str]| {
        Some(json!({"schemas": [GROUP], "displayName": name, "members": members(names)}))
    };
    let leave = format!("members[value eq \"{}\"]", person("ada"));
    let mixed = json!([
        {"op": "add", "path": "members", "value": members(&["alan", "edsger"])},
        {"op": "remove", "path": leave},
        {"op": "replace", "value": {"displayName": "Treasury"}},
    ]);
    let bulk = json!({"schemas": [BULK], "Operations": [
        {"method": "POST", "path": "/Users", "bulkId": "barbara", "data": newcomer()},
        {"method": "PATCH", "path": format!("/Users/{}", person("grace")),
            "data": patch(json!([{"op": "replace", "value": {"active": false}}]))},
        {"method": "PATCH", "path": payments,
            "data": patch(json!([{"op": "add", "path": "members", "value": [{"value": "bulkId:barbara"}]}]))},
        {"method": "DELETE", "path": format!("/Users/{}", person("alan"))},
    ]});
    vec![
        write(
            "create a group with members",
            "POST",
            "/Groups".to_owned(),
            group("Lending", &["ada", "alan"]),
            "+teams 1, +members 2",
            Again::Group,
        ),
        write(
            "PUT of a group: joining, leaving, another name",
            "PUT",
            payments.clone(),
            group("Treasury", &["grace", "alan", "edsger"]),
            "+members 2, -members 1, ~teams.name 1",
            Again::Same,
        ),
        write(
            "PUT of a group: joining",
            "PUT",
            payments.clone(),
            group("Payments", &["ada", "grace", "alan"]),
            "+members 1",
            Again::Same,
        ),
        write(
            "rename a group",
            "PATCH",
            payments.clone(),
            patch(json!([{"op": "replace", "value": {"displayName": "Treasury"}}])),
            "~teams.name 1",
            Again::Same,
        ),
        write(
            "mixed PATCH of a group",
            "PATCH",
            payments.clone(),
            patch(mixed),
            "+members 2, -members 1, ~teams.name 1",
            Again::Same,
        ),
        write(
            "PATCH of members",
            "PATCH",
            payments.clone(),
            patch(json!([
                {"op": "add", "path": "members", "value": members(&["alan", "ada"])},
                {"op": "remove", "path": "members", "value": members(&["grace", "edsger"])},
            ])),
            "+members 1, -members 1",
            Again::Same,
        ),
        write(
            "delete a group",
            "DELETE",
            payments,
            None,
            "-teams 1",
            Again::Delete,
        ),
        write(
            "bulk",
            "POST",
            "/Bulk".to_owned(),
            Some(bulk),
            "+users 1, +roles 1, -roles 1, ~users.active 1, +members 1, -users 1",
            Again::Bulk,
        ),
    ]
}
