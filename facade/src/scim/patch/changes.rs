//! What differs between two states of a resource.

use serde_json::Value;

use crate::scim::{Object, object};

/// The body that says only what differs between two states of a resource: each changed attribute with its new value,
/// each removed one with `null`. A complex attribute with one value, such as `name`, is compared by its parts.
/// Unassigned, `null` and empty are no difference (RFC 7643 §2.5).
pub fn changes(before: &Object, after: &Object) -> Object {
    let mut changes = Object::new();
    for (name, value) in after {
        match (object::get(before, name), value) {
            (Some(present), value) if present == value => {}
            (None, value) if object::is_empty(value) => {}
            (Some(present), value) if object::is_empty(present) && object::is_empty(value) => {}
            (Some(Value::Object(present)), Value::Object(parts)) => {
                let parts = self::changes(present, parts);
                if !parts.is_empty() {
                    changes.insert(name.clone(), Value::Object(parts));
                }
            }
            (_, value) => {
                changes.insert(name.clone(), value.clone());
            }
        }
    }
    for (name, value) in before {
        if object::get(after, name).is_none() && !object::is_empty(value) {
            changes.insert(name.clone(), Value::Null);
        }
    }
    changes
}
