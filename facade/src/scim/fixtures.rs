//! A small directory with every kind of attribute, for the tests of this folder.

use serde_json::{Value, json};

use super::{
    Object,
    schema::{Attribute, Schema},
    urn,
};

/// People, with attributes that PactFlow does not have, so that every rule of the protocol has one to be tested on.
pub(crate) fn user_schema() -> Schema {
    let value = || Attribute::string("value");
    let kind = || Attribute::string("type").canonical_values(&["work", "home"]);
    let primary = || Attribute::boolean("primary");
    let read_only_display = || Attribute::string("display").read_only();
    Schema {
        urn: urn::USER,
        name: "User",
        description: "A person.",
        attributes: vec![
            Attribute::string("userName").required().server_unique(),
            Attribute::complex(
                "name",
                vec![
                    Attribute::string("formatted"),
                    Attribute::string("familyName"),
                    Attribute::string("givenName"),
                ],
            ),
            Attribute::string("displayName"),
            Attribute::string("nickName"),
            Attribute::string("title"),
            Attribute::string("userType"),
            Attribute::boolean("active"),
            Attribute::integer("logins"),
            Attribute::date_time("hired"),
            Attribute::binary("picture"),
            Attribute::reference("profileUrl", &["external"]),
            Attribute::string("badge").immutable(),
            Attribute::string("password").write_only(),
            Attribute::complex(
                "emails",
                vec![value(), read_only_display(), kind(), primary()],
            )
            .multi_valued(),
            Attribute::complex("ims", vec![value(), kind()]).multi_valued(),
            Attribute::complex(
                "addresses",
                vec![
                    Attribute::string("streetAddress"),
                    Attribute::string("locality"),
                    Attribute::string("postalCode"),
                    kind(),
                    primary(),
                ],
            )
            .multi_valued(),
            Attribute::complex("roles", vec![value(), read_only_display()]).multi_valued(),
            Attribute::complex("groups", vec![value(), read_only_display()])
                .multi_valued()
                .read_only(),
            Attribute::string("tags").multi_valued(),
            Attribute::complex("manager", vec![value(), read_only_display()]),
        ],
    }
}

/// Groups.
pub(crate) fn group_schema() -> Schema {
    Schema {
        urn: urn::GROUP,
        name: "Group",
        description: "Some people.",
        attributes: vec![
            Attribute::string("displayName").required(),
            Attribute::complex(
                "members",
                vec![
                    Attribute::string("value")
                        .case_exact()
                        .immutable()
                        .required(),
                    Attribute::reference("$ref", &["User"]).read_only(),
                    Attribute::string("display").read_only(),
                    Attribute::string("type").read_only(),
                ],
            )
            .multi_valued(),
        ],
    }
}

/// A JSON document as an object.
pub(crate) fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        other => panic!("not an object: {other}"),
    }
}

/// Three people who differ in every attribute that the RFC's examples filter by.
pub(crate) fn people() -> Vec<Object> {
    let people = json!([
        {
            "schemas": [urn::USER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
            "id": "1", "externalId": "Ada-1", "userName": "ada@example.com",
            "name": { "formatted": "Ada O'Malley", "familyName": "O'Malley", "givenName": "Ada" },
            "title": "Director", "userType": "Employee", "active": true, "logins": 5, "tags": ["red", "green"],
            "emails": [
                { "value": "ada@example.com", "type": "work", "primary": true },
                { "value": "ada@home.example.org", "type": "home" }
            ],
            "ims": [{ "value": "ada@foo.com", "type": "xmpp" }],
            "meta": { "resourceType": "User", "lastModified": "2011-05-13T04:42:34Z" }
        },
        {
            "schemas": [urn::USER], "id": "2", "externalId": "jyoung", "userName": "John",
            "name": { "familyName": "Young" }, "userType": "Intern", "active": false, "logins": 40,
            "emails": [{ "value": "john@other.net", "type": "home" }], "tags": [],
            "meta": { "resourceType": "User", "lastModified": "2011-05-13T06:42:35+02:00" }
        },
        {
            "schemas": [urn::USER], "id": "3", "userName": "ЖАННА", "title": "", "userType": "Employee",
            "emails": [
                { "value": "zh@example.com", "type": "home" },
                { "value": "zh@elsewhere.net", "type": "work" }
            ],
            "meta": { "resourceType": "User", "lastModified": "2010-01-01T00:00:00Z" }
        }
    ]);
    people
        .as_array()
        .into_iter()
        .flatten()
        .cloned()
        .map(object)
        .collect()
}
