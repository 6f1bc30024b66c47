//! Versions of resources (RFC 7644 §3.14) and the conditions on them (RFC 9110 §13.1).

use serde_json::Value;
use uuid::Uuid;

use super::{Object, object};

/// The weak version of a resource, such as `W/"…"`: the same for the same content, in every process. `meta.version` itself
/// is left out of account.
pub fn version(resource: &Object) -> String {
    let digest = Uuid::new_v5(&Uuid::NAMESPACE_URL, &content(resource));
    format!("W/\"{}\"", digest.simple())
}

/// The resource as JSON, without the version that it may have already.
fn content(resource: &Object) -> Vec<u8> {
    let is_versioned = object::get(resource, "meta")
        .and_then(Value::as_object)
        .is_some_and(|meta| object::get(meta, "version").is_some());
    let mut copy = None;
    if is_versioned {
        let copy = copy.insert(resource.clone());
        if let Some(Value::Object(meta)) = object::get_mut(copy, "meta") {
            object::remove(meta, "version");
        }
    }
    // A document always serialises.
    serde_json::to_vec(copy.as_ref().unwrap_or(resource)).unwrap_or_default()
}

/// The value of `If-Match` or `If-None-Match`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// `*`: any version.
    Any,
    /// One of these, without their `W/` and quotes.
    OneOf(Vec<String>),
}

impl Condition {
    /// Reads a header's value. Kind to tags without quotes; what is unreadable matches nothing.
    pub fn parse(header: &str) -> Self {
        if header.trim() == "*" {
            return Self::Any;
        }
        let mut tags = Vec::new();
        let mut rest = header;
        while let Some((tag, after)) = next_tag(rest) {
            if !tag.is_empty() {
                tags.push(tag.to_owned());
            }
            rest = after;
        }
        Self::OneOf(tags)
    }

    /// Whether the version of a resource (as [`version`] gives it) is meant. The comparison is the weak one, since SCIM's
    /// versions are weak and RFC 7644 §3.14 uses them with `If-Match`.
    pub fn matches(&self, version: &str) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(tags) => {
                next_tag(version).is_some_and(|(version, _)| tags.iter().any(|tag| tag == version))
            }
        }
    }
}

/// The opaque part of the first tag of a list, and what follows it. RFC 9110 §8.8.3: `entity-tag = [ weak ] opaque-tag`; a
/// comma may stand inside the quotes.
fn next_tag(list: &str) -> Option<(&str, &str)> {
    let list = list.trim_start_matches([' ', '\t', ',']);
    let list = list
        .strip_prefix("W/")
        .or_else(|| list.strip_prefix("w/"))
        .unwrap_or(list);
    if list.is_empty() {
        return None;
    }
    Some(match list.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
        None => {
            let (tag, rest) = list.split_once(',').unwrap_or((list, ""));
            (tag.trim_end(), rest)
        }
    })
}

#[cfg(test)]
mod tests;
