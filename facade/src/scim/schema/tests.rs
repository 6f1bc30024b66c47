//! Schemas as they are shown, and the forms in which errors and values are read.

use serde_json::{Value, json};

use super::{Attribute, Schema};
use crate::scim::{
    coerce,
    error::{ErrorBody, ScimType},
    object, urn,
};

#[test]
fn a_schema_is_shown_with_the_characteristics_of_rfc_7643_section_7() {
    let schema = Schema {
        urn: urn::GROUP,
        name: "Group",
        description: "A team.",
        attributes: vec![
            Attribute::string("displayName")
                .required()
                .server_unique()
                .describe("Its name."),
            Attribute::complex(
                "members",
                vec![
                    Attribute::reference("$ref", &["User"])
                        .immutable()
                        .describe("Where."),
                ],
            )
            .multi_valued()
            .describe("Who."),
            Attribute::boolean("open")
                .read_only()
                .canonical_values(&["x"]),
        ],
    };
    let json = schema.to_json("/scim/Schemas/g");
    assert_eq!(
        json,
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": "urn:ietf:params:scim:schemas:core:2.0:Group",
            "name": "Group",
            "description": "A team.",
            "attributes": [
                {
                    "name": "displayName", "type": "string", "multiValued": false, "description": "Its name.",
                    "required": true, "caseExact": false, "mutability": "readWrite", "returned": "default",
                    "uniqueness": "server"
                },
                {
                    "name": "members", "type": "complex", "multiValued": true, "description": "Who.",
                    "required": false,
                    "subAttributes": [{
                        "name": "$ref", "type": "reference", "multiValued": false, "description": "Where.",
                        "required": false, "caseExact": true, "mutability": "immutable", "returned": "default",
                        "uniqueness": "none", "referenceTypes": ["User"]
                    }],
                    "mutability": "readWrite", "returned": "default", "uniqueness": "none"
                },
                {
                    "name": "open", "type": "boolean", "multiValued": false, "description": "", "required": false,
                    "canonicalValues": ["x"], "mutability": "readOnly", "returned": "default", "uniqueness": "none"
                }
            ],
            "meta": { "resourceType": "Schema", "location": "/scim/Schemas/g" }
        })
    );
}

#[test]
fn an_error_body_has_its_status_as_a_string_and_its_members_in_order() {
    let text = |body: &ErrorBody| serde_json::to_string(body).expect("JSON");
    assert_eq!(
        text(&ErrorBody::new(400, Some(ScimType::InvalidFilter), "No.")),
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"invalidFilter","detail":"No."}"#
    );
    assert_eq!(
        text(&ErrorBody::new(404, None, "Gone.")),
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"Gone."}"#
    );
}

#[test]
fn booleans_are_read_from_strings_and_from_nothing_else() {
    for (value, expected) in [
        (json!(true), Some(true)),
        (json!("False"), Some(false)),
        (json!("TRUE"), Some(true)),
        (json!("yes"), None),
        (json!(1), None),
        (json!(null), None),
    ] {
        assert_eq!(coerce::as_boolean(&value), expected, "{value}");
    }
}

#[test]
fn folding_does_not_make_one_name_of_two() {
    for (left, right) in [
        ("Ада", "аДА"),
        ("ΟΔΟΣ", "οδος"),
        ("Straße", "STRAßE"),
        ("K", "\u{212a}"),
    ] {
        assert!(coerce::same_text(left, right), "{left} {right}");
    }
    for (left, right) in [("ı", "i"), ("ß", "ss"), ("é", "e"), ("a", "ab")] {
        assert!(!coerce::same_text(left, right), "{left} {right}");
    }
}

#[test]
fn a_moment_is_the_same_in_every_notation() {
    let same = [
        "2026-01-05T09:00:00Z",
        "2026-01-05T10:00:00+01:00",
        "2026-01-05T09:00:00",
        "2026-01-05t09:00:00.000z",
    ];
    let instants: Vec<_> = same.into_iter().map(coerce::as_instant).collect();
    assert!(
        instants
            .iter()
            .all(|instant| instant.is_some() && *instant == instants[0]),
        "{instants:?}"
    );
    assert_eq!(
        coerce::as_instant("2026-01-05"),
        coerce::as_instant("2026-01-05T00:00:00Z")
    );
    assert_eq!(coerce::as_instant("soon"), None);
}

#[test]
fn members_of_an_object_are_found_in_any_case_and_keep_their_place() {
    let mut document =
        crate::scim::fixtures::object(json!({ "a": 1, "Name": 2, "name": 3, "z": 4 }));
    assert_eq!(
        object::get(&document, "name"),
        Some(&json!(3)),
        "the exact spelling wins"
    );
    assert_eq!(object::get(&document, "A"), Some(&json!(1)));
    object::set(&mut document, "NAME", json!(5));
    object::set(&mut document, "new", json!(6));
    assert_eq!(object::remove(&mut document, "A"), Some(json!(1)));
    assert_eq!(
        Value::Object(document).to_string(),
        r#"{"Name":5,"name":3,"z":4,"new":6}"#
    );
    for empty in [json!(null), json!(""), json!([]), json!({ "a": [null] })] {
        assert!(object::is_empty(&empty), "{empty}");
    }
    assert!(!object::is_empty(&json!(false)) && !object::is_empty(&json!({ "a": 0 })));
}
