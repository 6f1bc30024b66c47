//! Versions of resources (RFC 7644 §3.14) and the conditions on them (RFC 9110 §13.1).

use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use uuid::{Builder, Uuid};

/// Works out the weak version of a resource, such as `W/"…"`, from its JSON: the same for the same content, in every
/// process. It is a UUID made of the content (RFC 9562 §5.5).
pub struct Versioner(Context);

impl Default for Versioner {
    fn default() -> Self {
        let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
        context.update(Uuid::NAMESPACE_URL.as_bytes());
        Self(context)
    }
}

impl Versioner {
    /// Takes in the next part of the JSON, however it is cut.
    pub fn take(&mut self, json: &[u8]) {
        self.0.update(json);
    }

    /// The version of what was taken in.
    pub fn finish(self) -> String {
        let digest = self.0.finish();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest.as_ref()[..16]);
        let uuid = Builder::from_sha1_bytes(bytes).into_uuid();
        format!("W/\"{}\"", uuid.simple())
    }
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

    /// Whether the version of a resource (as [`Versioner`] gives it) is meant. The comparison is the weak one, since SCIM's
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
