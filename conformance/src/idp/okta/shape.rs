//! The shapes of Okta's requests.

use http::Method;
use serde_json::{Map, Value, json};

use crate::{
    idp::{
        beliefs::Member,
        profile::{ENTERPRISE, Profile},
    },
    wire::{AUTHORIZATION, Request},
};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// A random placeholder stands in `password` even where passwords are not synchronised. A fixed one lets a test look for it.
pub const PASSWORD: &str = "1mz050nq";

/// A GET. Okta sends no `Content-Type` with it.
pub(super) fn read(target: String) -> Request {
    Request {
        method: Method::GET,
        target,
        headers: headers(false),
        body: None,
    }
}

/// A request with a body, or a DELETE, which carries the `Content-Type` of a body that it does not have.
pub(super) fn write(method: Method, target: String, body: Option<&Value>) -> Request {
    Request {
        method,
        target,
        headers: headers(true),
        body: body.map(Value::to_string),
    }
}

fn headers(with_content_type: bool) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("Accept", "application/scim+json"),
        ("Accept-Charset", "utf-8"),
    ];
    if with_content_type {
        headers.push(("Content-Type", "application/scim+json; charset=utf-8"));
    }
    headers.extend([
        ("User-Agent", "Okta SCIM Client 1.0.0"),
        (AUTHORIZATION, ""),
        ("Connection", "Keep-Alive"),
        ("Accept-Encoding", "gzip,deflate"),
    ]);
    headers
        .into_iter()
        .map(|(name, value)| (name, value.to_owned()))
        .collect()
}

/// A new user, with the keys in Okta's order. `groups` is always empty and `password` always there, unless the mapping of the
/// scenario says otherwise.
pub(super) fn create(profile: &Profile) -> Value {
    let mut schemas = vec![USER];
    if profile.get(ENTERPRISE).is_some() {
        schemas.push(ENTERPRISE);
    }
    let mut body = Map::new();
    body.insert("schemas".to_owned(), json!(schemas));
    let mapped = profile.attributes();
    for name in [
        "userName",
        "name",
        "emails",
        "displayName",
        "locale",
        "externalId",
    ] {
        if let Some(value) = mapped.get(name) {
            body.insert(name.to_owned(), value.clone());
        }
    }
    body.insert("groups".to_owned(), json!([]));
    body.insert("password".to_owned(), json!(PASSWORD));
    for (name, value) in mapped {
        if name != "active" {
            body.insert(name.clone(), value.clone());
        }
    }
    if let Some(active) = mapped.get("active") {
        body.insert("active".to_owned(), active.clone());
    }
    Value::Object(body)
}

/// The server's own document with Okta's values merged in: what a PUT carries. Keys come in alphabetical order.
pub(super) fn merged(present: &Value, profile: &Profile) -> Value {
    let mut body = present.as_object().cloned().unwrap_or_default();
    for (name, value) in profile.attributes() {
        match (body.get_mut(name), value) {
            (Some(Value::Object(present)), Value::Object(mapped)) => present.extend(mapped.clone()),
            (Some(Value::Array(present)), Value::Array(mapped)) if name == "emails" => {
                merge_emails(present, mapped)
            }
            _ => {
                body.insert(name.clone(), value.clone());
            }
        }
    }
    body.sort_keys();
    Value::Object(body)
}

/// Okta maps the primary address, so that element is overwritten and the others stay as the server had them.
fn merge_emails(present: &mut Vec<Value>, mapped: &[Value]) {
    let Some(primary) = mapped.first() else {
        return present.clear();
    };
    match present.iter_mut().find(|email| email["primary"] == true) {
        Some(email) if mapped.len() == 1 => email["value"] = primary["value"].clone(),
        _ => *present = mapped.to_vec(),
    }
}

/// A PATCH of one operation without a path.
pub(super) fn replace(value: Value) -> Value {
    patch(vec![json!({ "op": "replace", "value": value })])
}

pub(super) fn patch(operations: Vec<Value>) -> Value {
    json!({ "schemas": [PATCH_OP], "Operations": operations })
}

/// A group as Okta posts it, or puts it where it knows the id.
pub(super) fn group(id: Option<&str>, name: &str, members: &[Member]) -> Value {
    let mut body = json!({ "schemas": [GROUP] });
    if let Some(id) = id {
        body["id"] = json!(id);
    }
    body["displayName"] = json!(name);
    body["members"] = json!(members.iter().map(member).collect::<Vec<_>>());
    body
}

/// A member has neither `type` nor `$ref`.
pub(super) fn member(member: &Member) -> Value {
    json!({ "value": member.value, "display": member.display })
}
