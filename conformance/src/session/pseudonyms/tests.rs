use serde_json::{Value, json};

use super::Pseudonyms;

fn document(document: Value) -> Value {
    Pseudonyms::default().document(&document)
}

#[test]
fn nothing_of_a_person_is_left_but_the_protocol_is() {
    let person = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:acme:2.0:User"],
        "id": "2819c223-7f76-453a-919d-413861904646",
        "userName": "Ada.Lovelace@acme.io",
        "externalId": "00u1AbC",
        "name": { "givenName": "Ada", "familyName": "Lovelace", "formatted": "Ada Lovelace" },
        "emails": [{ "value": "ada.lovelace@acme.io", "type": "work", "primary": true }],
        "phoneNumbers": [{ "value": "+44 20 7946 0000" }],
        "password": "hunter2",
        "active": "True",
        "userType": "Employee",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "employeeNumber": 4711 },
        "acmeBadge": "gold",
        "meta": { "resourceType": "User", "created": "2026-01-01T00:00:00Z", "location": "https://scim.acme.io/scim/v2/Users/2819c223-7f76-453a-919d-413861904646", "version": "W/\"3a4b\"" },
    });
    let found = document(person);
    let text = found.to_string().to_lowercase();
    for secret in [
        "ada", "lovelace", "acme", "00u1", "hunter2", "4711", "7946", "gold", "2819c223", "3a4b",
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert_eq!(found["emails"][0]["type"], "work");
    assert_eq!(found["emails"][0]["primary"], true);
    assert_eq!(found["active"], "True");
    assert_eq!(found["userType"], "Employee");
    assert_eq!(
        found["schemas"][0],
        "urn:ietf:params:scim:schemas:core:2.0:User"
    );
    assert_eq!(found["meta"]["resourceType"], "User");
    assert_eq!(found["meta"]["created"], "2026-01-01T00:00:00Z");
    let id = found["id"].as_str().unwrap();
    assert_eq!(found["meta"]["location"], format!("{{base}}/Users/{id}"));
}

#[test]
fn the_same_value_is_the_same_wherever_it_stands_and_in_whatever_case() {
    let mut pseudonyms = Pseudonyms::default();
    let person = pseudonyms.document(&json!({
        "userName": "ada@acme.io", "displayName": "Ada Lovelace", "name": { "givenName": "Ada", "familyName": "Lovelace" },
    }));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let name = text(&person["userName"]);
    let (given, family) = (
        text(&person["name"]["givenName"]),
        text(&person["name"]["familyName"]),
    );
    assert_eq!(person["displayName"], format!("{given} {family}"));
    assert_eq!(name.split('@').next(), Some(given.to_lowercase().as_str()));

    let encoded = name.replace('@', "%40");
    assert_eq!(
        pseudonyms
            .target("/Users?filter=userName%20eq%20%22ada%40acme.io%22&startIndex=1&count=100"),
        format!("/Users?filter=userName%20eq%20%22{encoded}%22&startIndex=1&count=100")
    );
    assert_eq!(
        pseudonyms.target("/Users?filter=userName+eq+%22ADA%40ACME.IO%22"),
        format!("/Users?filter=userName+eq+%22{}%22", encoded.to_uppercase())
    );
    let operation = pseudonyms.document(&json!({ "Operations": [{ "op": "Replace", "path": "emails[value eq \"ada@acme.io\"].value", "value": "ada@acme.io" }] }));
    let operation = &operation["Operations"][0];
    assert_eq!(
        operation["path"],
        format!("emails[value eq \"{name}\"].value")
    );
    assert_eq!(
        (&operation["op"], &operation["value"]),
        (&json!("Replace"), &json!(name))
    );
}

#[test]
fn an_id_is_the_same_in_paths_members_filters_and_addresses() {
    const ID: &str = "2819c223-7f76-453a-919d-413861904646";
    let mut pseudonyms = Pseudonyms::default();
    let id = pseudonyms.target(&format!("/v2/Users/{ID}"));
    let id = id.strip_prefix("/v2/Users/").unwrap();
    assert_ne!(id, ID);
    let group = pseudonyms.document(&json!({ "displayName": "Payments", "members": [{ "value": ID, "$ref": format!("../Users/{ID}"), "type": "User" }] }));
    assert_eq!(
        group["members"][0],
        json!({ "value": id, "$ref": format!("../Users/{id}"), "type": "User" })
    );
    assert_eq!(
        pseudonyms.target(&format!("/Groups?filter=members%20eq%20%22{ID}%22")),
        format!("/Groups?filter=members%20eq%20%22{id}%22")
    );
    assert_eq!(
        pseudonyms.address(&format!("https://scim.acme.io/Users/{ID}")),
        format!("{{base}}/Users/{id}")
    );
}

#[test]
fn a_token_is_a_number() {
    let mut pseudonyms = Pseudonyms::default();
    assert_eq!(pseudonyms.authorization("Bearer abc"), "Bearer {token 1}");
    assert_eq!(pseudonyms.authorization("Bearer def"), "Bearer {token 2}");
    assert_eq!(pseudonyms.authorization("Bearer abc"), "Bearer {token 1}");
    assert_eq!(pseudonyms.authorization("abc-def"), "{token 3}");
}

#[test]
fn roles_keep_their_ids_and_explanations_are_left_out() {
    let role = "3f8a1c55-0d5e-4a35-9d0f-0f7b6a2d9999";
    let found = document(
        json!({ "roles": [{ "value": role, "display": "User" }], "detail": "ada@acme.io is taken", "status": "409" }),
    );
    assert_eq!(
        found,
        json!({ "roles": [{ "value": role, "display": "User" }], "detail": "…", "status": "409" })
    );
}

#[test]
fn what_is_no_filter_and_no_attribute_is_taken_for_somebodys() {
    let mut pseudonyms = Pseudonyms::default();
    for target in [
        "/Users?filter=RUNSCOPE.ADA@ATKO.COM",
        "/Users?who=ada",
        "/Ada/Users",
        "/Users/ada%40acme.io",
        "/Users?attributes=adasBadge",
    ] {
        let found = pseudonyms.target(target).to_lowercase();
        assert!(!found.contains("ada"), "{target}: {found}");
    }
    assert_eq!(
        pseudonyms.target("/Users/.search?attributes=userName,name.givenName&sortBy=id"),
        "/Users/.search?attributes=userName,name.givenName&sortBy=id"
    );
}

#[test]
fn a_bulk_request_still_refers_to_itself() {
    let found = document(json!({ "Operations": [
        { "method": "POST", "path": "/Users", "bulkId": "ada", "data": { "userName": "ada" } },
        { "method": "POST", "path": "/Groups", "bulkId": "x", "data": { "members": [{ "value": "bulkId:ada" }] } },
    ] }));
    let id = found["Operations"][0]["bulkId"].as_str().unwrap();
    assert_eq!(found["Operations"][0]["path"], "/Users");
    assert_eq!(
        found["Operations"][1]["data"]["members"][0]["value"],
        format!("bulkId:{id}")
    );
}
