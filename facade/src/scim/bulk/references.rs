//! References to what another operation creates: `bulkId:` and its name (RFC 7644 §3.7.2).

use std::collections::HashMap;

use serde_json::Value;

use super::BulkOperation;

const PREFIX: &str = "bulkId:";

/// The names that an operation refers to, in its path and anywhere in its data.
pub(super) fn named(operation: &BulkOperation) -> Vec<&str> {
    let mut names: Vec<&str> = operation.target().1.and_then(name).into_iter().collect();
    collect(&operation.data, &mut names);
    names
}

/// The operation with the ids of what was created in the place of the references. Every name must have an id.
pub(super) fn filled(operation: &BulkOperation, ids: &HashMap<String, String>) -> BulkOperation {
    let mut filled = operation.clone();
    if let (endpoint, Some(id)) = operation.target()
        && let Some(id) = name(id).and_then(|name| ids.get(name))
    {
        filled.path = format!("/{endpoint}/{id}");
    }
    fill(&mut filled.data, ids);
    filled
}

fn name(text: &str) -> Option<&str> {
    text.strip_prefix(PREFIX)
}

/// The references inside the path of a PATCH operation, as in `members[value eq "bulkId:ada"]`.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split("\"bulkId:")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(name, _)| name))
}

fn collect<'a>(value: &'a Value, names: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => match name(text) {
            Some(name) => names.push(name),
            None => names.extend(quoted(text)),
        },
        Value::Array(values) => values.iter().for_each(|value| collect(value, names)),
        Value::Object(members) => members.values().for_each(|value| collect(value, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn fill(value: &mut Value, ids: &HashMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(id) = name(text).and_then(|name| ids.get(name)) {
                text.clone_from(id);
            } else if text.contains("\"bulkId:") {
                let names: Vec<String> = quoted(text).map(str::to_owned).collect();
                for name in names {
                    if let Some(id) = ids.get(&name) {
                        *text = text.replace(
                            &format!("\"{PREFIX}{name}\""),
                            &Value::from(id.as_str()).to_string(),
                        );
                    }
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| fill(value, ids)),
        Value::Object(members) => members.values_mut().for_each(|value| fill(value, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
