//! What the protocol costs: filters read and evaluated, PATCH bodies read and applied.
//!
//! The targets on the development machine: a simple `userName eq` filter is read in under 2 µs, a PATCH body of 100
//! operations is read and applied in under 1 ms.

#![allow(missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use pactflow_scim::scim::{
    filter,
    object::Object,
    patch::{PatchRequest, apply, member_change},
    path::PatchPath,
    schema::{Attribute, Schema},
    urn,
};
use serde_json::{Value, json};

fn schema() -> Schema {
    let value = || Attribute::string("value");
    Schema {
        urn: urn::USER,
        name: "User",
        description: "A person.",
        attributes: vec![
            Attribute::string("userName").required(),
            Attribute::complex(
                "name",
                vec![
                    Attribute::string("givenName"),
                    Attribute::string("familyName"),
                ],
            ),
            Attribute::string("displayName"),
            Attribute::boolean("active"),
            Attribute::complex(
                "emails",
                vec![
                    value(),
                    Attribute::string("type"),
                    Attribute::boolean("primary"),
                ],
            )
            .multi_valued(),
            Attribute::complex("roles", vec![value()]).multi_valued(),
        ],
    }
}

fn user() -> Object {
    let user = json!({
        "schemas": [urn::USER],
        "id": "2819c223-7f76-453a-919d-413861904646",
        "userName": "ada.lovelace@example.com",
        "name": { "givenName": "Ada", "familyName": "Lovelace" },
        "displayName": "Ada Lovelace",
        "active": true,
        "emails": [{ "value": "ada.lovelace@example.com", "type": "work", "primary": true }],
        "roles": [{ "value": "e9282e22-416b-11e9-a16e-57ee177980ad" }]
    });
    match user {
        Value::Object(user) => user,
        _ => Object::new(),
    }
}

fn filters(criterion: &mut Criterion) {
    let simple = r#"userName eq "ada.lovelace@example.com""#;
    let everything = r#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org") and not (emails[type eq "work" and value ew ".net"])"#;
    criterion.bench_function("filter: read userName eq", |bencher| {
        bencher.iter(|| filter::parse(black_box(simple)));
    });
    criterion.bench_function("filter: read six comparisons", |bencher| {
        bencher.iter(|| filter::parse(black_box(everything)));
    });
    let (schema, user) = (schema(), user());
    let parsed = filter::parse(simple).expect("a filter");
    criterion.bench_function("filter: evaluate userName eq", |bencher| {
        bencher.iter(|| parsed.matches(black_box(&schema), black_box(&user)));
    });
    criterion.bench_function("path: read emails[type eq \"work\"].value", |bencher| {
        bencher.iter(|| black_box(r#"emails[type eq "work"].value"#).parse::<PatchPath>());
    });
}

/// A hundred operations as Entra ID sends them, from the text of the body.
fn patches(criterion: &mut Criterion) {
    let kinds = [
        json!({ "op": "Replace", "path": "displayName", "value": "Ada King" }),
        json!({ "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "ada.king@example.com" }),
        json!({ "op": "Replace", "path": "name.familyName", "value": "King" }),
        json!({ "op": "Replace", "path": "active", "value": "False" }),
        json!({ "op": "Add", "path": "roles", "value": [{ "value": "c1878b8e-d09e-11ea-8fde-af02c4677eb7" }] }),
        json!({ "op": "Remove", "path": "roles[value eq \"c1878b8e-d09e-11ea-8fde-af02c4677eb7\"]" }),
        json!({ "op": "replace", "value": { "name.givenName": "Augusta" } }),
        json!({ "op": "Add", "path": "nickName", "value": "Countess" }),
        json!({ "op": "Replace", "path": "emails[type eq \"home\"].value", "value": "ada@home.example" }),
        json!({ "op": "Replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:userName", "value": "ada" }),
    ];
    let operations: Vec<_> = kinds.iter().cycle().take(100).cloned().collect();
    let body = json!({ "schemas": [urn::PATCH_OP], "Operations": operations }).to_string();
    let (schema, user) = (schema(), user());
    criterion.bench_function("patch: read and apply 100 operations", |bencher| {
        bencher.iter(|| {
            let body: Value = serde_json::from_str(black_box(&body)).expect("JSON");
            let request = PatchRequest::parse(&body).expect("a request");
            apply(&request, &schema, &user).expect("applies")
        });
    });

    let members: Vec<_> = (0..1_000)
        .map(|number| json!({ "value": format!("user-{number}") }))
        .collect();
    let body = json!({ "Operations": [{ "op": "add", "path": "members", "value": members }] });
    criterion.bench_function("patch: read 1000 new members off a request", |bencher| {
        bencher.iter(|| {
            let request = PatchRequest::parse(black_box(&body)).expect("a request");
            member_change(&request).expect("readable")
        });
    });
}

criterion_group!(benches, filters, patches);
criterion_main!(benches);
