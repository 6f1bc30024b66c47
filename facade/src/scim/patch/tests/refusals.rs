//! What PATCH refuses, and with which keyword.

use serde_json::{Value, json};

use super::{PatchRequest, body, group_schema, try_patch, user_schema};
use crate::scim::{
    error::ScimType::{
        self, InvalidFilter, InvalidPath, InvalidSyntax, InvalidValue, Mutability, NoTarget,
    },
    patch::MAX_OPERATIONS,
};

#[test]
fn each_failure_has_its_keyword() {
    let user = json!({
        "id": "1", "userName": "ada", "active": true, "badge": "b1", "name": { "givenName": "Ada" },
        "emails": [{ "value": "a@x", "type": "work" }], "manager": { "value": "m", "display": "M" }
    });
    let table: [(Value, ScimType, &str); 34] = [
        (json!({ "op": "remove" }), NoTarget, "'path'"),
        (json!({ "op": "remove", "path": "" }), NoTarget, "'path'"),
        (
            json!({ "op": "remove", "value": { "active": true } }),
            NoTarget,
            "'path'",
        ),
        (
            json!({ "op": "replace", "path": "emails[type sw \"home\"].value", "value": "b@x" }),
            NoTarget,
            "home",
        ),
        (
            json!({ "op": "replace", "path": "emails[type sw \"home\"]", "value": { "value": "b@x" } }),
            NoTarget,
            "home",
        ),
        (
            json!({ "op": "add", "path": "emails[display eq \"x\"].value", "value": "b@x" }),
            NoTarget,
            "display",
        ),
        (
            json!({ "op": "replace", "path": "tags[value co \"x\"]", "value": "y" }),
            NoTarget,
            "tags",
        ),
        (
            json!({ "op": "replace", "path": "emails[type eq \"a\" and type eq \"b\"].value", "value": "y" }),
            NoTarget,
            "type",
        ),
        (
            json!({ "op": "remove", "path": "userName" }),
            Mutability,
            "required",
        ),
        (
            json!({ "op": "replace", "path": "id", "value": "2" }),
            Mutability,
            "read-only",
        ),
        (
            json!({ "op": "remove", "path": "meta.created" }),
            Mutability,
            "read-only",
        ),
        (
            json!({ "op": "add", "path": "meta", "value": {} }),
            Mutability,
            "read-only",
        ),
        (
            json!({ "op": "replace", "path": "manager.display", "value": "X" }),
            Mutability,
            "read-only",
        ),
        (
            json!({ "op": "replace", "path": "emails[type eq \"work\"].display", "value": "X" }),
            Mutability,
            "read-only",
        ),
        (
            json!({ "op": "replace", "path": "badge", "value": "b2" }),
            Mutability,
            "immutable",
        ),
        (
            json!({ "op": "remove", "path": "badge" }),
            Mutability,
            "immutable",
        ),
        (
            json!({ "op": "replace", "value": { "badge": "b2" } }),
            Mutability,
            "immutable",
        ),
        (
            json!({ "op": "add", "path": "nick name", "value": "x" }),
            InvalidPath,
            "column 5",
        ),
        (
            json!({ "op": "add", "path": "emails[type eq \"work\"", "value": "x" }),
            InvalidPath,
            "`]`",
        ),
        (
            json!({ "op": "add", "path": 5, "value": "x" }),
            InvalidPath,
            "string",
        ),
        (
            json!({ "op": "add", "path": "name[givenName eq \"Ada\"].familyName", "value": "x" }),
            InvalidPath,
            "one value",
        ),
        (
            json!({ "op": "remove", "path": "emails[type is \"work\"]" }),
            InvalidFilter,
            "column 13",
        ),
        (
            json!({ "op": "remove", "path": "emails[primary gt true]" }),
            InvalidFilter,
            "boolean",
        ),
        (
            json!({ "op": "add", "path": "active" }),
            InvalidValue,
            "'value'",
        ),
        (json!({ "op": "replace" }), InvalidValue, "'value'"),
        (
            json!({ "op": "replace", "value": 5 }),
            InvalidValue,
            "object of attributes",
        ),
        (
            json!({ "op": "replace", "path": "active", "value": "yes" }),
            InvalidValue,
            "true or false",
        ),
        (
            json!({ "op": "replace", "path": "userName", "value": null }),
            InvalidValue,
            "required",
        ),
        (
            json!({ "op": "replace", "path": "userName", "value": "" }),
            InvalidValue,
            "required",
        ),
        (
            json!({ "op": "replace", "path": "logins", "value": 1.5 }),
            InvalidValue,
            "whole number",
        ),
        (
            json!({ "op": "replace", "path": "hired", "value": "yesterday" }),
            InvalidValue,
            "date",
        ),
        (
            json!({ "op": "replace", "path": "name", "value": "Ada King" }),
            InvalidValue,
            "an object",
        ),
        (
            json!({ "op": "multiply", "path": "active", "value": 1 }),
            InvalidSyntax,
            "'op'",
        ),
        (json!("remove"), InvalidSyntax, "object"),
    ];
    for (operation, scim_type, what) in table {
        let error = try_patch(&user_schema(), user.clone(), json!([operation.clone()]))
            .expect_err(&operation.to_string());
        assert_eq!(error.scim_type, scim_type, "{operation}: {error}");
        assert!(error.detail.contains(what), "{operation}: {error}");
    }
}

#[test]
fn a_type_mismatch_is_an_invalid_value_and_the_detail_does_not_repeat_the_value() {
    for (path, value) in [
        ("userName", json!(5)),
        ("userName", json!(["a"])),
        ("displayName", json!({ "secret": 1 })),
        ("active", json!(1)),
        ("active", json!("secret")),
        ("logins", json!("secret")),
        ("emails", json!([[1]])),
        ("emails", json!([{ "value": { "secret": 1 } }])),
        ("emails[type eq \"work\"]", json!([1, 2])),
        ("tags", json!([{ "secret": 1 }])),
        ("hired", json!(20260105)),
    ] {
        let operations = json!([{ "op": "replace", "path": path, "value": value }]);
        let user = json!({ "userName": "ada", "emails": [{ "value": "a", "type": "work" }] });
        let error = try_patch(&user_schema(), user, operations).expect_err(path);
        assert_eq!(error.scim_type, InvalidValue, "{path}: {error}");
        assert!(!error.detail.contains("secret"), "{error}");
    }
}

#[test]
fn a_member_is_replaced_by_another_only_by_removing_it_and_needs_a_value() {
    let group = json!({ "displayName": "G", "members": [{ "value": "u1" }] });
    let table = [
        (
            json!({ "op": "replace", "path": "members[value eq \"u1\"].value", "value": "u2" }),
            Mutability,
        ),
        (
            json!({ "op": "replace", "path": "members[value eq \"u1\"]", "value": { "value": "u2" } }),
            Mutability,
        ),
        (
            json!({ "op": "remove", "path": "members[value eq \"u1\"].value" }),
            Mutability,
        ),
        (
            json!({ "op": "add", "path": "members", "value": [{ "display": "Two" }] }),
            InvalidValue,
        ),
        (json!({ "op": "remove", "path": "displayName" }), Mutability),
    ];
    for (operation, scim_type) in table {
        let error = try_patch(&group_schema(), group.clone(), json!([operation.clone()]))
            .expect_err(&operation.to_string());
        assert_eq!(error.scim_type, scim_type, "{operation}: {error}");
    }
}

#[test]
fn a_required_list_cannot_be_emptied_in_any_way() {
    let mut schema = user_schema();
    if let Some(emails) = schema
        .attributes
        .iter_mut()
        .find(|attribute| attribute.name == "emails")
    {
        emails.required = true;
    }
    let user = json!({ "userName": "ada", "emails": [{ "value": "a@x", "type": "work" }] });
    for (operation, scim_type) in [
        (json!({ "op": "remove", "path": "emails" }), Mutability),
        (
            json!({ "op": "remove", "path": "emails[type eq \"work\"]" }),
            Mutability,
        ),
        (
            json!({ "op": "remove", "path": "emails", "value": [{ "value": "a@x" }] }),
            Mutability,
        ),
        (
            json!({ "op": "replace", "path": "emails", "value": [] }),
            InvalidValue,
        ),
        (
            json!({ "op": "replace", "path": "emails[type eq \"work\"]", "value": null }),
            InvalidValue,
        ),
    ] {
        let error =
            try_patch(&schema, user.clone(), json!([operation.clone()])).expect_err("emptied");
        assert_eq!(error.scim_type, scim_type, "{operation}: {error}");
    }
    let nothing = json!([{ "op": "remove", "path": "emails[type eq \"home\"]" }]);
    assert!(try_patch(&schema, json!({ "userName": "ada" }), nothing).is_ok());
}

#[test]
fn a_body_that_is_no_patch_is_refused() {
    for body in [
        json!([]),
        json!("PatchOp"),
        json!({}),
        json!({ "Operations": "add" }),
        json!({ "Operations": null }),
        json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "Operations": [] }),
        json!({ "schemas": [7], "Operations": [] }),
    ] {
        let error = PatchRequest::parse(&body).expect_err(&body.to_string());
        assert_eq!(error.scim_type, InvalidSyntax, "{body}: {error}");
    }
}

#[test]
fn the_number_of_operations_is_limited_with_those_inside_a_value_counted() {
    let operation = json!({ "op": "add", "path": "nickName", "value": "x" });
    let many =
        |count: usize| PatchRequest::parse(&body(Value::Array(vec![operation.clone(); count])));
    assert_eq!(
        many(MAX_OPERATIONS).map(|request| request.operations.len()),
        Ok(MAX_OPERATIONS)
    );
    assert_eq!(
        many(MAX_OPERATIONS + 1).map_err(|error| error.scim_type),
        Err(InvalidSyntax)
    );
    let attributes: Value = (0..=MAX_OPERATIONS)
        .map(|index| (format!("a{index}"), json!(1)))
        .collect();
    let error = PatchRequest::parse(&body(json!([{ "op": "add", "value": attributes }])))
        .expect_err("too many");
    assert_eq!(error.scim_type, InvalidSyntax);
}

#[test]
fn the_detail_says_which_operation_is_malformed() {
    let operations = json!([{ "op": "add", "path": "nickName", "value": "x" }, { "op": "remove", "path": "a b" }]);
    let error = PatchRequest::parse(&body(operations)).expect_err("the second is malformed");
    assert!(
        error
            .detail
            .starts_with("Operation 2: The path is wrong at column 2"),
        "{error}"
    );
}
