//! JSON objects as SCIM reads them: names without regard to case, empty values as no values.

use serde_json::Value;

/// A SCIM resource or a complex value: a JSON object that keeps the order of its members.
pub type Object = serde_json::Map<String, Value>;

/// The member of that name. RFC 7643 §2.1: "Attribute names are case insensitive". The exact spelling wins where
/// a document carries both.
pub fn get<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| {
        object
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}

/// The member of that name, to be changed, in whatever case it is spelt.
pub fn get_mut<'a>(object: &'a mut Object, name: &str) -> Option<&'a mut Value> {
    let key = key(object, name)?;
    object.get_mut(&key)
}

/// Sets a member, under the spelling it has already, else under `name`.
pub fn set(object: &mut Object, name: &str, value: Value) {
    let key = key(object, name).unwrap_or_else(|| name.to_owned());
    object.insert(key, value);
}

/// Takes a member out, in whatever case it is spelt; the others keep their order.
pub fn remove(object: &mut Object, name: &str) -> Option<Value> {
    let key = key(object, name)?;
    object.shift_remove(&key)
}

/// Whether a value says nothing. RFC 7643 §2.5: unassigned, `null` and an empty array are the same; an object is empty
/// where all its members are. An empty string is counted as nothing too, as `pr` wants it (RFC 7644 §3.4.2.2).
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.iter().all(is_empty),
        Value::Object(members) => members.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn key(object: &Object, name: &str) -> Option<String> {
    if object.contains_key(name) {
        return Some(name.to_owned());
    }
    object
        .keys()
        .find(|key| key.eq_ignore_ascii_case(name))
        .cloned()
}
