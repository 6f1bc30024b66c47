//! Any JSON is applied or refused, and the changes that it makes, replayed, make them again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pactflow_scim::{
    mapping,
    scim::{
        Object,
        patch::{PatchRequest, apply, changes, member_change},
        schema::Schema,
    },
};
use serde_json::{Value, json};

fuzz_target!(|body: &[u8]| {
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return;
    };
    let Ok(request) = PatchRequest::parse(&body) else {
        return;
    };
    let _ = member_change(&request);
    assert!(request.without_members().operations.len() <= request.operations.len());
    let user = json!({
        "id": "1", "userName": "ada", "active": true, "displayName": "Ada", "name": { "givenName": "Ada" },
        "emails": [{ "value": "ada@example.com", "type": "work", "primary": true }],
        "roles": [{ "value": "r1", "display": "Reader" }], "groups": [{ "value": "g1" }]
    });
    let group = json!({ "id": "2", "displayName": "Team", "members": [{ "value": "u1", "display": "Ada" }, { "value": "u2" }] });
    try_on(&request, mapping::user::schema(), user);
    try_on(&request, mapping::team::schema(), group);
});

fn try_on(request: &PatchRequest, schema: &Schema, resource: Value) {
    let before = resource.as_object().expect("an object");
    let Ok(applied) = apply(request, schema, before) else {
        return;
    };
    assert_eq!(
        apply(request, schema, before).as_ref(),
        Ok(&applied),
        "the same request has the same effect"
    );
    let difference = changes(before, &applied.resource);
    let again = changes(before, &merged(before, &difference));
    assert_eq!(again, difference);
}

/// The difference, put onto the resource by hand.
fn merged(before: &Object, difference: &Object) -> Object {
    let mut after = before.clone();
    for (name, value) in difference {
        match (after.get_mut(name), value) {
            (Some(Value::Object(present)), Value::Object(parts)) => {
                let parts = merged(present, parts);
                *present = parts;
            }
            (_, value) if value.is_null() => drop(after.shift_remove(name)),
            (_, value) => drop(after.insert(name.clone(), value.clone())),
        }
    }
    after.retain(|_, value| !value.as_object().is_some_and(Object::is_empty));
    after
}
