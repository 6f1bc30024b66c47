//! The shapes in which identity providers send operations.

use serde_json::{Value, json};

use super::{PatchRequest, apply, body, group_after, object, try_patch, user_after, user_schema};

#[test]
fn okta_deactivates_and_reactivates_without_a_path() {
    let user = json!({ "userName": "ada", "active": true });
    let after = user_after(
        user,
        json!([{ "op": "replace", "value": { "active": false } }]),
    );
    assert_eq!(after, json!({ "userName": "ada", "active": false }));
}

#[test]
fn okta_renames_a_group_and_repeats_its_id_in_the_value() {
    let group = json!({ "id": "g1", "displayName": "Old", "members": [{ "value": "u1" }] });
    let rename = json!([{ "op": "replace", "value": { "id": "g1", "displayName": "New" } }]);
    assert_eq!(
        group_after(group.clone(), rename),
        json!({ "id": "g1", "displayName": "New", "members": [{ "value": "u1" }] })
    );
    let no_op = json!([{ "op": "replace", "value": { "id": "g1", "displayName": "Old" } }]);
    assert_eq!(group_after(group.clone(), no_op), group);
}

#[test]
fn entra_writes_operations_with_a_capital_and_booleans_as_strings() {
    let user = json!({ "userName": "ada", "active": true });
    for (value, active) in [
        ("False", false),
        ("false", false),
        ("True", true),
        ("TRUE", true),
    ] {
        let after = user_after(
            user.clone(),
            json!([{ "op": "Replace", "path": "active", "value": value }]),
        );
        assert_eq!(after["active"], Value::Bool(active), "{value}");
    }
    let roles = json!([{ "op": "Add", "path": "emails", "value": [{ "value": "a@x", "primary": "True" }] }]);
    assert_eq!(
        user_after(user, roles)["emails"],
        json!([{ "value": "a@x", "primary": true }])
    );
}

#[test]
fn entra_names_parts_with_dots_and_urns_inside_a_path_less_value() {
    let user = json!({ "userName": "ada", "name": { "givenName": "Ada" } });
    let operations = json!([{ "op": "replace", "value": {
        "displayName": "Ada King", "name.givenName": "Augusta", "name.familyName": "King",
        "urn:ietf:params:scim:schemas:core:2.0:User:nickName": "Countess",
        "urn:ietf:params:scim:schemas:core:2.0:User": { "title": "Dr" },
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber": "7",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "Sales" },
        "emails[type eq \"work\"].value": "ada@example.com",
        "a name with blanks": 1
    } }]);
    let applied = try_patch(&user_schema(), user, operations).expect("applies");
    assert_eq!(
        Value::Object(applied.resource),
        json!({
            "userName": "ada", "name": { "givenName": "Augusta", "familyName": "King" }, "displayName": "Ada King",
            "nickName": "Countess", "title": "Dr", "emails": [{ "type": "work", "value": "ada@example.com" }]
        })
    );
    assert_eq!(
        applied.dropped,
        [
            "a name with blanks",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
        ]
    );
}

/// DEC-05, and trap 12 of the identity providers: RFC 7644 §3.5.2.3 would answer `noTarget`.
#[test]
fn entra_replaces_a_value_that_is_not_there_and_finds_it_created() {
    let replace = |user: Value, path: &str, value: Value| {
        user_after(
            user,
            json!([{ "op": "Replace", "path": path, "value": value }]),
        )
    };
    let nobody = || json!({ "userName": "ada" });
    assert_eq!(
        replace(nobody(), r#"emails[type eq "work"].value"#, json!("a@x"))["emails"],
        json!([{ "type": "work", "value": "a@x" }])
    );
    assert_eq!(
        replace(
            nobody(),
            r#"emails[type eq "work" and primary eq true]"#,
            json!({ "value": "a@x" })
        )["emails"],
        json!([{ "type": "work", "primary": true, "value": "a@x" }])
    );
    assert_eq!(
        replace(nobody(), r#"tags[value eq "red"]"#, json!("green"))["tags"],
        json!(["green"])
    );
    let untyped = json!({ "userName": "ada", "emails": [{ "value": "a@x", "primary": true }] });
    assert_eq!(
        replace(untyped, r#"emails[type eq "work"].value"#, json!("A@x"))["emails"],
        json!([{ "value": "A@x", "primary": true, "type": "work" }]),
        "the same address is not kept twice"
    );
}

#[test]
fn a_replaced_value_stays_what_the_filter_says_it_is() {
    let user = json!({ "userName": "ada", "emails": [{ "value": "a@x", "type": "work", "display": "A" }] });
    let replace = json!([{ "op": "replace", "path": "emails[type eq \"work\"]", "value": { "value": "b@x" } }]);
    let once = user_after(user.clone(), replace.clone());
    assert_eq!(once["emails"], json!([{ "type": "work", "value": "b@x" }]));
    assert_eq!(user_after(once.clone(), replace), once);
    let same = json!([{ "op": "replace", "path": "emails[type eq \"work\"]", "value": { "value": "a@x" } }]);
    assert_eq!(
        user_after(user.clone(), same),
        user,
        "its display is the server's and stays"
    );
}

#[test]
fn a_path_without_a_filter_means_all_values() {
    let user = json!({ "userName": "ada", "addresses": [
        { "type": "work", "locality": "London" }, { "type": "home", "locality": "Paris" }
    ] });
    let replace = json!([{ "op": "replace", "path": "addresses.locality", "value": "Rome" }]);
    assert_eq!(
        user_after(user.clone(), replace.clone())["addresses"],
        json!([{ "type": "work", "locality": "Rome" }, { "type": "home", "locality": "Rome" }])
    );
    assert_eq!(
        user_after(json!({ "userName": "ada" }), replace)["addresses"],
        json!([{ "locality": "Rome" }])
    );
    let remove = json!([{ "op": "remove", "path": "addresses.locality" }, { "op": "remove", "path": "addresses[type pr].type" }]);
    assert_eq!(
        user_after(user, remove)["addresses"],
        json!([]),
        "a value without parts is none"
    );
}

#[test]
fn a_document_inside_a_string_is_unpacked() {
    let user = json!({ "userName": "ada" });
    let role = json!([{ "op": "Add", "path": "roles", "value": "{\"id\":\"7\",\"value\":\"r1\",\"displayName\":\"Admin\"}" }]);
    let applied = try_patch(&user_schema(), user.clone(), role).expect("applies");
    assert_eq!(applied.resource["roles"], json!([{ "value": "r1" }]));
    assert_eq!(applied.dropped, ["roles.displayName", "roles.id"]);
    for value in [
        json!("{\"active\":false}"),
        json!(["{\"active\":false}"]),
        json!([{ "active": "False" }]),
    ] {
        let operations = json!([{ "op": "replace", "value": value }]);
        assert_eq!(
            user_after(user.clone(), operations),
            json!({ "userName": "ada", "active": false })
        );
    }
    let text = json!([{ "op": "replace", "path": "nickName", "value": "{\"not\":\"unpacked\"}" }]);
    assert_eq!(user_after(user, text)["nickName"], "{\"not\":\"unpacked\"}");
}

#[test]
fn a_single_complex_value_may_be_an_object_a_string_or_an_array_of_one() {
    for value in [
        json!("m1"),
        json!({ "value": "m1" }),
        json!([{ "value": "m1" }]),
        json!({ "value": "m1", "display": "an echo" }),
    ] {
        let operations = json!([{ "op": "add", "path": "manager", "value": value }]);
        assert_eq!(
            user_after(json!({}), operations)["manager"],
            json!({ "value": "m1" })
        );
    }
}

#[test]
fn null_and_remove_unassign() {
    let user = json!({
        "userName": "ada", "title": "Dr", "name": { "givenName": "Ada", "familyName": "King" }, "manager": { "value": "m" }
    });
    let table = [
        (
            json!([{ "op": "replace", "path": "title", "value": null }]),
            "title",
        ),
        (
            json!([{ "op": "replace", "value": { "title": null } }]),
            "title",
        ),
        (
            json!([{ "op": "remove", "path": "title", "value": "Dr" }]),
            "title",
        ),
        (json!([{ "op": "remove", "path": "name" }]), "name"),
        (
            json!([{ "op": "replace", "path": "name", "value": null }]),
            "name",
        ),
        (
            json!([{ "op": "replace", "value": { "name": { "givenName": null, "familyName": null } } }]),
            "name",
        ),
        (
            json!([{ "op": "remove", "path": "manager.value" }]),
            "manager",
        ),
    ];
    for (operations, gone) in table {
        let mut expected = user.clone();
        expected
            .as_object_mut()
            .expect("an object")
            .shift_remove(gone);
        assert_eq!(
            user_after(user.clone(), operations.clone()),
            expected,
            "{operations}"
        );
    }
    let part = json!([{ "op": "replace", "value": { "name": { "familyName": null } } }]);
    assert_eq!(
        user_after(user, part)["name"],
        json!({ "givenName": "Ada" })
    );
}

#[test]
fn names_are_read_in_any_case_and_keep_the_spelling_of_the_resource() {
    let user = json!({ "USERNAME": "ada", "displayname": "Ada" });
    let operations = json!([
        { "OP": "REPLACE", "PATH": "DisplayName", "VALUE": "Countess" },
        { "op": "add", "path": "NAME.givenname", "value": "Ada" },
        { "op": "add", "path": "EMAILS", "value": [{ "Value": "a@x", "Primary": true }] }
    ]);
    let request = json!({ "operations": operations });
    let request = PatchRequest::parse(&request).expect("a request");
    let applied = apply(&request, &user_schema(), &object(user)).expect("applies");
    assert_eq!(
        Value::Object(applied.resource),
        json!({
            "USERNAME": "ada", "displayname": "Countess", "name": { "givenName": "Ada" },
            "emails": [{ "value": "a@x", "primary": true }]
        })
    );
}

/// Trap 6, and what Microsoft's validator and its Postman collection send beside an operation.
#[test]
fn what_surrounds_the_operations_does_not_matter() {
    let operation =
        json!({ "op": "add", "path": "nickName", "value": "Ada", "name": "setNickName" });
    for body in [
        body(json!([operation])),
        body(operation.clone()),
        json!({ "Operations": [operation], "id": "7" }),
        json!({ "OPERATIONS": [operation], "schemas": [] }),
        json!({ "Operations": [operation], "schemas": "URN:ietf:params:scim:api:messages:2.0:patchop" }),
    ] {
        let request = PatchRequest::parse(&body).unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!(request.operations.len(), 1);
    }
    assert!(
        PatchRequest::parse(&body(json!([])))
            .expect("nothing to do")
            .operations
            .is_empty()
    );
}

/// DEC-07 and DEC-08.
#[test]
fn what_is_not_stored_is_dropped_and_reported() {
    let user = json!({ "id": "1", "userName": "ada", "groups": [{ "value": "g1" }], "roles": [{ "value": "r" }] });
    let operations = json!([
        { "op": "replace", "path": "color", "value": "red" },
        { "op": "add", "path": "name.color", "value": "red" },
        { "op": "remove", "path": "groups" },
        { "op": "add", "path": "groups", "value": [{ "value": "g2" }] },
        { "op": "replace", "path": "roles[primary eq \"True\"].display", "value": "Boss" },
        { "op": "add", "path": "phoneNumbers[type eq \"work\"].value", "value": "1" },
        { "op": "remove", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User" },
        { "op": "replace", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "value": { "value": "" } },
        { "op": "replace", "path": "schemas", "value": ["urn:example:2.0:Car"] },
        { "op": "replace", "value": {
            "id": "9", "meta": { "version": "x" }, "schemas": [], "groups": [], "name": { "color": 1 }
        } }
    ]);
    let applied = try_patch(&user_schema(), user.clone(), operations).expect("applies");
    assert_eq!(Value::Object(applied.resource), user);
    assert_eq!(
        applied.dropped,
        [
            "color",
            "groups",
            "name.color",
            "phoneNumbers[type eq \"work\"].value",
            "roles[primary eq \"True\"].display",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
        ]
    );
}

/// With a comparison of each value with each other this would take minutes.
#[test]
fn twenty_thousand_values_are_added_replaced_and_removed_at_once() {
    let many = |value: &str| -> Value {
        (0..20_000)
            .map(|number| json!({ "value": value, "type": format!("t{number}") }))
            .collect()
    };
    let without_value: Value = (0..20_000)
        .map(|number| json!({ "type": format!("t{number}") }))
        .collect();
    let user = user_after(
        json!({}),
        json!([
            { "op": "add", "path": "emails", "value": many("a") },
            { "op": "add", "path": "emails", "value": many("A") },
            { "op": "add", "path": "emails", "value": without_value },
            { "op": "replace", "path": "emails[type eq \"t1\"].value", "value": "b" },
            { "op": "remove", "path": "emails", "value": many("a") }
        ]),
    );
    let left = user["emails"].as_array().map_or(0, Vec::len);
    assert_eq!(
        left, 20_000,
        "those without a value, two of which became one, and the one that was replaced"
    );
}
