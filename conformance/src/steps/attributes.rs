//! Attributes in tables: what a provider is told to send, and what is read in SCIM and in PactFlow.

use serde_json::{Value, json};

use crate::{cell, idp::profile::Profile, world::World};

/// Applies the rows of a table to a profile. Roles and teams go by name there, and by UUID on the wire.
pub(super) async fn applied(
    world: &World,
    mut profile: Profile,
    rows: &[(String, String)],
) -> Profile {
    for (path, text) in rows {
        let value = match (path.as_str(), cell::parse(text)) {
            ("roles", Some(Value::String(_))) => Some(roles(world, text).await),
            ("groups", Some(Value::String(_))) => Some(groups(world, text).await),
            (_, value) => value,
        };
        profile = profile.with(path, value);
    }
    profile
}

/// What Okta makes of one custom attribute for each role: the role's name as `type`, its UUID as `value`. `(unset)` is the entry
/// of an attribute that is not filled in for this person; what is in quotes, or is a UUID already, is sent as it stands.
async fn roles(world: &World, text: &str) -> Value {
    let mut entries = Vec::new();
    for item in cell::items(text) {
        entries.push(match item {
            "(unset)" => json!({ "type": "Auditor" }),
            "(empty)" => json!({ "type": "Auditor", "value": "" }),
            "(null)" => json!({ "type": "Auditor", "value": null }),
            name => match world.directory().role(name).await {
                Some(uuid) => json!({ "type": name, "value": uuid }),
                None => json!({ "value": cell::unquote(name) }),
            },
        });
    }
    Value::Array(entries)
}

async fn groups(world: &World, text: &str) -> Value {
    let mut entries = Vec::new();
    for name in cell::items(text) {
        let id = world.directory().team_id(name).await;
        entries.push(json!({ "value": id.unwrap_or_else(|| cell::unquote(name).to_owned()) }));
    }
    Value::Array(entries)
}

/// Compares a document with the rows of a table: each row is a path, and what stands there. Lists of values are joined by commas.
pub(super) fn assert_reads(document: &Value, rows: &[(String, String)]) {
    let differing: Vec<_> = rows
        .iter()
        .map(|(path, text)| (path, read(document, path), expected(text)))
        .filter(|(_, found, expected)| found != expected)
        .map(|(path, found, expected)| {
            format!(
                "{path}: expected {}, found {}",
                show(&expected),
                show(&found)
            )
        })
        .collect();
    assert!(
        differing.is_empty(),
        "{}\nin {document:#}",
        differing.join("\n")
    );
}

fn expected(text: &str) -> Option<Value> {
    cell::parse(text).filter(|value| !value.is_null())
}

/// What stands at a path; null is the same as nothing.
fn read(document: &Value, path: &str) -> Option<Value> {
    let mut values = vec![document];
    let mut several = false;
    for name in steps_of(path) {
        let next: Vec<_> = values.iter().filter_map(|value| value.get(name)).collect();
        several |= next.iter().any(|value| value.is_array());
        values = next
            .into_iter()
            .flat_map(|value| {
                value
                    .as_array()
                    .map_or_else(|| vec![value], |list| list.iter().collect())
            })
            .collect();
    }
    values.retain(|value| !value.is_null());
    match (values.as_slice(), several) {
        ([], true) => Some(json!([])),
        ([], false) => None,
        ([value], _) => Some((*value).clone()),
        (values, _) => Some(joined(values)),
    }
}

fn joined(values: &[&Value]) -> Value {
    let mut texts: Vec<_> = values
        .iter()
        .map(|value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        })
        .collect();
    texts.sort();
    texts.join(", ").into()
}

/// The names along a path. A schema's URN has dots of its own, so it is one name.
fn steps_of(path: &str) -> Vec<&str> {
    if path.starts_with("urn:") {
        vec![path]
    } else {
        path.split('.').collect()
    }
}

fn show(value: &Option<Value>) -> String {
    value
        .as_ref()
        .map_or_else(|| "nothing".to_owned(), Value::to_string)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn a_path_leads_through_lists() {
        let user = json!({ "name": { "givenName": "Ada" }, "roles": [{ "display": "User" }, { "display": "Auditor" }], "groups": [] });
        assert_eq!(read(&user, "name.givenName"), Some(json!("Ada")));
        assert_eq!(read(&user, "roles.display"), Some(json!("Auditor, User")));
        assert_eq!(read(&user, "groups.display"), Some(json!([])));
        assert_eq!(read(&user, "emails.value"), None);
    }
}
