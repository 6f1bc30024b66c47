//! Membership without the members.

use serde_json::{Value, json};

use super::{PatchRequest, body};
use crate::scim::{
    error::ScimType,
    patch::{MemberChange, member_change},
};

fn change(operations: Value) -> Option<MemberChange> {
    let request = PatchRequest::parse(&body(operations.clone())).expect("a request");
    member_change(&request).unwrap_or_else(|error| panic!("{operations}: {error}"))
}

fn delta(add: &[&str], remove: &[&str]) -> Option<MemberChange> {
    let owned = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect();
    Some(MemberChange::Delta {
        add: owned(add),
        remove: owned(remove),
    })
}

fn exactly(ids: &[&str]) -> Option<MemberChange> {
    Some(MemberChange::Exactly(
        ids.iter().map(|&id| id.to_owned()).collect(),
    ))
}

#[test]
fn every_shape_of_a_membership_operation_is_read() {
    let table = [
        // Okta, incremental and full (O-12).
        (
            json!([{ "op": "remove", "path": "members[value eq \"a\"]" }, { "op": "remove", "path": "members[value eq \"b\"]" },
            { "op": "add", "path": "members", "value": [{ "value": "c", "display": "c@x" }, { "value": "d" }] }]),
            delta(&["c", "d"], &["a", "b"]),
        ),
        (
            json!([{ "op": "replace", "path": "members", "value": [{ "value": "a" }] }]),
            exactly(&["a"]),
        ),
        (
            json!([{ "op": "replace", "path": "members", "value": [] }]),
            exactly(&[]),
        ),
        (
            json!([{ "op": "replace", "value": { "members": [{ "value": "a" }] } }]),
            exactly(&["a"]),
        ),
        (
            json!([{ "op": "add", "value": { "members": [{ "value": "a" }] } }]),
            delta(&["a"], &[]),
        ),
        // Entra ID (E-7).
        (
            json!([{ "op": "Add", "path": "members", "value": [{ "$ref": null, "value": "a" }] }]),
            delta(&["a"], &[]),
        ),
        (
            json!([{ "op": "Remove", "path": "members", "value": [{ "$ref": null, "value": "a" }] }]),
            delta(&[], &["a"]),
        ),
        (json!([{ "op": "remove", "path": "members" }]), exactly(&[])),
        // Microsoft's Postman collection and RFC 7644's own spelling.
        (
            json!([{ "op": "add", "path": "members", "value": "a" }]),
            delta(&["a"], &[]),
        ),
        (
            json!([{ "op": "add", "path": "members", "value": ["a", "b"] }]),
            delta(&["a", "b"], &[]),
        ),
        (
            json!([{ "op": "add", "path": "members", "value": { "value": "a" } }]),
            delta(&["a"], &[]),
        ),
        (
            json!([{ "op": "add", "path": "members", "value": "[{\"value\":\"a\"}]" }]),
            delta(&["a"], &[]),
        ),
        (
            json!([{ "op": "remove", "path": "members[value eq\"a\"]" }]),
            delta(&[], &["a"]),
        ),
        (
            json!([{ "op": "remove", "path": "MEMBERS[VALUE eq a or value eq \"b\"]" }]),
            delta(&[], &["a", "b"]),
        ),
        (
            json!([{ "op": "remove", "path": "urn:ietf:params:scim:schemas:core:2.0:Group:members", "value": ["a"] }]),
            delta(&[], &["a"]),
        ),
        // Nothing about members.
        (
            json!([{ "op": "replace", "value": { "id": "g", "displayName": "New" } }]),
            Some(MemberChange::Keep),
        ),
        (
            json!([{ "op": "add", "path": "members", "value": [] }]),
            Some(MemberChange::Keep),
        ),
        (
            json!([{ "op": "add", "path": "urn:example:2.0:Group:members", "value": ["a"] }]),
            Some(MemberChange::Keep),
        ),
    ];
    for (operations, expected) in table {
        assert_eq!(change(operations.clone()), expected, "{operations}");
    }
}

#[test]
fn the_last_operation_about_a_member_wins() {
    let add = |id: &str| json!({ "op": "add", "path": "members", "value": [{ "value": id }] });
    let remove =
        |id: &str| json!({ "op": "remove", "path": format!("members[value eq \"{id}\"]") });
    let replace = |ids: &[&str]| json!({ "op": "replace", "path": "members", "value": ids });
    assert_eq!(change(json!([add("a"), remove("a")])), delta(&[], &["a"]));
    assert_eq!(change(json!([remove("a"), add("A")])), delta(&["a"], &[]));
    assert_eq!(
        change(json!([add("a"), replace(&["b"]), add("c"), remove("b")])),
        exactly(&["c"])
    );
    assert_eq!(
        change(json!([replace(&["a", "A", "b"])])),
        exactly(&["a", "b"])
    );
}

#[test]
fn what_needs_the_members_themselves_is_left_to_the_caller() {
    for operation in [
        json!({ "op": "remove", "path": "members[display eq \"Ada\"]" }),
        json!({ "op": "remove", "path": "members[value eq \"a\" and type eq \"User\"]" }),
        json!({ "op": "remove", "path": "members[value ne \"a\"]" }),
        json!({ "op": "remove", "path": "members[not (value eq \"a\")]" }),
        json!({ "op": "replace", "path": "members[value eq \"a\"]", "value": { "value": "b" } }),
        json!({ "op": "replace", "path": "members[value eq \"a\"].display", "value": "b" }),
        json!({ "op": "remove", "path": "members.value" }),
    ] {
        assert_eq!(change(json!([operation.clone()])), None, "{operation}");
    }
}

#[test]
fn a_member_without_a_value_is_refused() {
    for value in [
        json!([{ "display": "Ada" }]),
        json!([{ "value": "" }]),
        json!([5]),
        json!([{ "value": 5 }]),
    ] {
        let operations = json!([{ "op": "add", "path": "members", "value": value }]);
        let request = PatchRequest::parse(&body(operations)).expect("a request");
        let error = member_change(&request).expect_err("no value");
        assert_eq!(error.scim_type, ScimType::InvalidValue);
    }
}

#[test]
fn the_other_operations_can_be_applied_alone() {
    let operations = json!([
        { "op": "replace", "value": { "displayName": "New", "members": [] } },
        { "op": "add", "path": "members", "value": ["a"] }
    ]);
    let request = PatchRequest::parse(&body(operations))
        .expect("a request")
        .without_members();
    assert_eq!(request.operations.len(), 1);
    assert_eq!(request.operations[0].path.to_string(), "displayName");
}
