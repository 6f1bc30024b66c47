//! PATCH: the examples of RFC 7644 §3.5.2, what identity providers send, and every refusal.

mod members;
mod model;
mod properties;
mod refusals;
mod shapes;

use serde_json::{Value, json};

use super::{Applied, PatchRequest, apply, changes};
use crate::scim::{
    Object,
    error::Error,
    fixtures::{group_schema, object, user_schema},
    schema::Schema,
};

/// The body of a PATCH with these operations.
fn body(operations: Value) -> Value {
    json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations })
}

fn try_patch(schema: &Schema, resource: Value, operations: Value) -> Result<Applied, Error> {
    let request = PatchRequest::parse(&body(operations))?;
    apply(&request, schema, &object(resource))
}

/// The user after the operations, nothing of which was dropped.
fn user_after(resource: Value, operations: Value) -> Value {
    let applied = try_patch(&user_schema(), resource, operations.clone())
        .unwrap_or_else(|error| panic!("{operations}: {error}"));
    assert_eq!(applied.dropped, Vec::<String>::new(), "{operations}");
    Value::Object(applied.resource)
}

fn group_after(resource: Value, operations: Value) -> Value {
    let applied = try_patch(&group_schema(), resource, operations.clone())
        .unwrap_or_else(|error| panic!("{operations}: {error}"));
    Value::Object(applied.resource)
}

#[test]
fn every_example_of_rfc_7644_section_3_5_2_for_groups_has_its_effect() {
    let group = json!({ "displayName": "Testers", "members": [{ "value": "u1" }, { "value": "u2", "display": "Two" }] });
    let table = [
        (
            "how to add a member",
            json!([{ "op": "add", "path": "members", "value": [
                { "display": "Three", "$ref": "https://example.com/Users/u3", "value": "u3" }
            ] }]),
            json!([{ "value": "u1" }, { "value": "u2", "display": "Two" }, { "value": "u3" }]),
        ),
        (
            "remove a single member",
            json!([{ "op": "remove", "path": "members[value eq \"u1\"]" }]),
            json!([{ "value": "u2", "display": "Two" }]),
        ),
        (
            "remove all members",
            json!([{ "op": "remove", "path": "members" }]),
            json!([]),
        ),
        (
            "remove and add a member in one request, without a blank before the value",
            json!([
                { "op": "remove", "path": "members[value eq\"u1\"]" },
                { "op": "add", "path": "members", "value": [{ "value": "u9" }] }
            ]),
            json!([{ "value": "u2", "display": "Two" }, { "value": "u9" }]),
        ),
        (
            "replace all members by removing and adding",
            json!([
                { "op": "remove", "path": "members" },
                { "op": "add", "path": "members", "value": [{ "value": "u7" }, { "value": "u8" }] }
            ]),
            json!([{ "value": "u7" }, { "value": "u8" }]),
        ),
        (
            "replace all members in one operation",
            json!([{ "op": "replace", "path": "members", "value": [{ "value": "u2" }, { "value": "u8" }] }]),
            json!([{ "value": "u2", "display": "Two" }, { "value": "u8" }]),
        ),
    ];
    for (example, operations, members) in table {
        assert_eq!(
            group_after(group.clone(), operations)["members"],
            members,
            "{example}"
        );
    }
}

#[test]
fn every_example_of_rfc_7644_section_3_5_2_for_users_has_its_effect() {
    let user = json!({
        "userName": "ada",
        "emails": [
            { "value": "ada@example.com", "type": "work", "primary": true },
            { "value": "ada@home.example", "type": "home" }
        ],
        "addresses": [
            { "type": "work", "streetAddress": "1 Old Road", "locality": "London", "primary": true },
            { "type": "home", "streetAddress": "2 Home Road" }
        ]
    });
    let table = [
        (
            "add one or more attributes without a path",
            json!([{ "op": "add", "value": {
                "emails": [{ "value": "ada@club.example", "type": "other" }], "nickname": "Countess"
            } }]),
            json!({
                "nickName": "Countess",
                "emails": [
                    { "value": "ada@example.com", "type": "work", "primary": true },
                    { "value": "ada@home.example", "type": "home" },
                    { "value": "ada@club.example", "type": "other" }
                ]
            }),
        ),
        (
            "remove a value of a complex multi-valued attribute",
            json!([{ "op": "remove", "path": "emails[type eq \"work\" and value ew \"example.com\"]" }]),
            json!({ "emails": [{ "value": "ada@home.example", "type": "home" }] }),
        ),
        (
            "change the whole work address",
            json!([{ "op": "replace", "path": "addresses[type eq \"work\"]", "value": {
                "type": "work", "streetAddress": "911 New Road", "locality": "Hollywood", "postalCode": "91608",
                "primary": true
            } }]),
            json!({ "addresses": [
                {
                    "type": "work", "streetAddress": "911 New Road", "locality": "Hollywood", "postalCode": "91608",
                    "primary": true
                },
                { "type": "home", "streetAddress": "2 Home Road" }
            ] }),
        ),
        (
            "change the street of the work address",
            json!([{ "op": "replace", "path": "addresses[type eq \"work\"].streetAddress", "value": "1010 Broadway" }]),
            json!({ "addresses": [
                { "type": "work", "streetAddress": "1010 Broadway", "locality": "London", "primary": true },
                { "type": "home", "streetAddress": "2 Home Road" }
            ] }),
        ),
        (
            "replace all values of one or more attributes without a path",
            json!([{ "op": "replace", "value": {
                "emails": [
                    { "value": "ada@new.example", "type": "work", "primary": true },
                    { "value": "ada@home.example", "type": "home" }
                ],
                "nickname": "Countess"
            } }]),
            json!({
                "emails": [
                    { "value": "ada@new.example", "type": "work", "primary": true },
                    { "value": "ada@home.example", "type": "home" }
                ],
                "nickName": "Countess"
            }),
        ),
    ];
    for (example, operations, difference) in table {
        let after = user_after(user.clone(), operations);
        let changes = changes(&object(user.clone()), &object(after));
        assert_eq!(Value::Object(changes), difference, "{example}");
    }
}

#[test]
fn adding_what_is_there_changes_nothing() {
    let user = json!({
        "userName": "ada", "displayName": "Ada", "name": { "givenName": "Ada" }, "tags": ["red"],
        "emails": [{ "value": "ada@example.com", "type": "work", "primary": true, "display": "shown" }]
    });
    for operations in [
        json!([{ "op": "add", "path": "displayName", "value": "Ada" }]),
        json!([{ "op": "add", "path": "name", "value": { "givenName": "Ada" } }]),
        json!([{ "op": "add", "path": "tags", "value": ["RED", "red"] }]),
        json!([{ "op": "add", "path": "tags", "value": "red" }]),
        json!([{ "op": "add", "path": "emails", "value": [{ "value": "ADA@example.com" }] }]),
        json!([{ "op": "add", "path": "emails", "value": { "value": "ada@example.com", "display": "an echo" } }]),
        json!([{ "op": "add", "path": "emails", "value": null }]),
        json!([{ "op": "add", "path": "nickName", "value": null }]),
        json!([{ "op": "remove", "path": "emails[type eq \"home\"]" }]),
        json!([{ "op": "remove", "path": "emails", "value": [{ "value": "nobody@example.com" }] }]),
        json!([{ "op": "remove", "path": "emails", "value": [] }]),
        json!([{ "op": "remove", "path": "nickName" }]),
        json!([]),
    ] {
        assert_eq!(
            user_after(user.clone(), operations.clone()),
            user,
            "{operations}"
        );
    }
}

#[test]
fn a_new_primary_value_demotes_the_old_one() {
    let user = json!({ "userName": "ada", "emails": [
        { "value": "a@x", "type": "work", "primary": true }, { "value": "b@x", "type": "home" }
    ] });
    let primary = |operations: Value| {
        let after = user_after(user.clone(), operations);
        let emails = after["emails"].as_array().cloned().unwrap_or_default();
        let of = |email: &Value| {
            format!(
                "{}={}",
                email["value"].as_str().unwrap_or("?"),
                email["primary"]
            )
        };
        emails.iter().map(of).collect::<Vec<_>>().join(" ")
    };
    let add =
        json!([{ "op": "add", "path": "emails", "value": [{ "value": "c@x", "primary": true }] }]);
    assert_eq!(primary(add), "a@x=false b@x=null c@x=true");
    let known = json!([{ "op": "add", "path": "emails", "value": [{ "value": "b@x", "primary": "True" }] }]);
    assert_eq!(primary(known), "a@x=false b@x=true");
    let part =
        json!([{ "op": "replace", "path": "emails[type eq \"home\"].primary", "value": true }]);
    assert_eq!(primary(part), "a@x=false b@x=true");
    let whole = json!([{ "op": "replace", "path": "emails[type eq \"home\"]", "value": { "value": "b@x", "primary": true } }]);
    assert_eq!(primary(whole), "a@x=false b@x=true");
    let list = json!([{ "op": "replace", "path": "emails", "value": [
        { "value": "d@x", "primary": true }, { "value": "e@x", "primary": true }
    ] }]);
    assert_eq!(
        primary(list),
        "d@x=true e@x=false",
        "the first of several is the primary one"
    );
    let created = json!([{ "op": "replace", "path": "emails[primary eq \"True\" and type eq \"other\"].value", "value": "f@x" }]);
    assert_eq!(primary(created), "a@x=false b@x=null f@x=true");
}

#[test]
fn changes_say_only_what_differs() {
    let before = object(json!({
        "userName": "ada", "title": "Dr", "name": { "givenName": "Ada", "familyName": "King" }, "tags": ["a"], "roles": []
    }));
    let after = object(json!({
        "userName": "ada", "nickName": "Countess", "name": { "givenName": "Augusta" }, "tags": [], "displayName": ""
    }));
    assert_eq!(
        Value::Object(changes(&before, &after)),
        json!({
            "nickName": "Countess", "name": { "givenName": "Augusta", "familyName": null }, "tags": [], "title": null
        })
    );
    assert_eq!(changes(&before, &before), Object::new());
}
