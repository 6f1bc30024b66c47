//! What is shown.

use serde_json::{Value, json};

use super::Projection;
use crate::scim::{
    error::ScimType,
    fixtures::{object, user_schema},
    schema::{Attribute, Schema},
};

fn schema() -> Schema {
    let mut schema = user_schema();
    schema
        .attributes
        .push(Attribute::string("secretHint").returned_on_request());
    schema
}

fn shown(attributes: &str, excluded: &str) -> Value {
    let mut resource = object(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "1", "userName": "ada", "password": "p",
        "secretHint": "h", "name": { "givenName": "Ada", "familyName": "King" },
        "emails": [{ "value": "a@x", "type": "work" }, { "value": "b@x" }],
        "meta": { "resourceType": "User", "version": "1" }, "unknown": 1
    }));
    let projection =
        Projection::parse(Some(attributes), Some(excluded), &schema()).expect(attributes);
    projection.apply(&schema(), &mut resource);
    for always in ["schemas", "id"] {
        assert!(
            resource.shift_remove(always).is_some(),
            "{always} is always shown"
        );
    }
    Value::Object(resource)
}

#[test]
fn attributes_are_shown_as_asked_for() {
    let emails = json!([{ "value": "a@x", "type": "work" }, { "value": "b@x" }]);
    let name = json!({ "givenName": "Ada", "familyName": "King" });
    let table = [
        ("id", "", json!({})),
        ("userName", "", json!({ "userName": "ada" })),
        (
            " USERNAME , name.familyname ",
            "",
            json!({ "userName": "ada", "name": { "familyName": "King" } }),
        ),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:name",
            "",
            json!({ "name": name }),
        ),
        ("name,name.givenName", "", json!({ "name": name })),
        (
            "emails.value",
            "",
            json!({ "emails": [{ "value": "a@x" }, { "value": "b@x" }] }),
        ),
        (
            "emails[type eq \"work, or home\"]",
            "",
            json!({ "emails": emails }),
        ),
        (
            "meta.version,secretHint",
            "",
            json!({ "secretHint": "h", "meta": { "version": "1" } }),
        ),
        ("color,urn:example:2.0:Car:userName,password", "", json!({})),
        ("userName,emails", "emails", json!({ "userName": "ada" })),
    ];
    for (attributes, excluded, expected) in table {
        assert_eq!(shown(attributes, excluded), expected, "{attributes}");
    }
}

#[test]
fn excluded_attributes_are_not_shown_save_those_that_always_are() {
    let everything = shown("", "");
    assert!(everything.get("password").is_none() && everything.get("secretHint").is_none());
    assert_eq!(everything["unknown"], 1);
    let table = [
        ("id,schemas", everything.clone()),
        ("color", everything.clone()),
        (
            "name,emails,meta",
            json!({ "userName": "ada", "unknown": 1 }),
        ),
    ];
    for (excluded, expected) in table {
        assert_eq!(shown("", excluded), expected, "{excluded}");
    }
    assert_eq!(
        shown("", "NAME.givenName")["name"],
        json!({ "familyName": "King" })
    );
    assert_eq!(
        shown("", "emails.type")["emails"],
        json!([{ "value": "a@x" }, { "value": "b@x" }])
    );
    assert!(
        shown("", "name.givenName,name.familyName")
            .get("name")
            .is_none()
    );
}

#[test]
fn what_is_not_wanted_need_not_be_fetched() {
    let wants = |attributes: &str, excluded: &str| {
        Projection::parse(Some(attributes), Some(excluded), &user_schema())
            .expect("names")
            .wants("emails")
    };
    assert!(wants("", ""));
    assert!(wants("Emails.value", ""));
    assert!(wants("", "emails.type"));
    assert!(!wants("", "EMAILS"));
    assert!(!wants("userName", ""));
    assert!(!wants("emails", "emails"));
    assert!(Projection::default().wants("emails") && !Projection::default().asks());
    assert!(
        Projection::parse(Some("id"), None, &user_schema())
            .expect("names")
            .asks()
    );
}

#[test]
fn a_malformed_name_is_refused() {
    for attributes in ["user name", "emails[type", "name.a.b"] {
        let error =
            Projection::parse(Some(attributes), None, &user_schema()).expect_err(attributes);
        assert_eq!(error.scim_type, ScimType::InvalidValue);
    }
}
