//! What the protocol's room answers for, listed by name: the traps that implementers fell into, and the points of the
//! RFCs that servers get wrong. The rest of both lists belongs to the rooms that speak HTTP and PactFlow.

mod corpus;
mod points;
mod traps;

use serde_json::{Value, json};

use super::{
    Object,
    error::ScimType,
    filter,
    fixtures::{group_schema, object, people, user_schema},
    patch::{self, MemberChange, PatchRequest},
    schema::Schema,
};

fn request(operations: Value) -> PatchRequest {
    PatchRequest::parse(&json!({ "Operations": operations })).expect("a request")
}

fn patched(schema: &Schema, resource: Value, operations: Value) -> Result<Value, ScimType> {
    patch::apply(&request(operations), schema, &object(resource))
        .map(|applied| Value::Object(applied.resource))
        .map_err(|error| error.scim_type)
}

fn patched_user(resource: Value, operations: Value) -> Value {
    patched(&user_schema(), resource, operations).expect("applies")
}

fn patched_group(resource: Value, operations: Value) -> Value {
    patched(&group_schema(), resource, operations).expect("applies")
}

fn member_change(operations: Value) -> MemberChange {
    patch::member_change(&request(operations))
        .expect("readable")
        .expect("no need of the members")
}

/// The ids of the people whom a filter finds, or the keyword of its refusal.
fn found(text: &str) -> Result<String, ScimType> {
    let schema = user_schema();
    let parsed = filter::parse(text).and_then(|parsed| parsed.check(&schema).map(|()| parsed));
    let parsed = parsed.map_err(|error| error.scim_type)?;
    let matching = people()
        .into_iter()
        .filter(|person| parsed.matches(&schema, person));
    Ok(matching
        .filter_map(|person: Object| person["id"].as_str().map(str::to_owned))
        .collect())
}

fn finds(filter: &str, ids: &str) {
    assert_eq!(found(filter).as_deref(), Ok(ids), "{filter}");
}
