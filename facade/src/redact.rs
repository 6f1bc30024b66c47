//! The one place that makes HTTP fit for a log: tokens, passwords and e-mail addresses are masked.
//!
//! What is harmless is listed, and everything else is masked: a header or query parameter that nobody thought of does
//! not leak. Bodies are the exception, since they are logged to be read: there the secret members are listed, and an
//! e-mail address or bearer token is masked wherever it stands in a text.

#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

pub use text::{bearer_tokens, text};

/// What stands in the place of a secret.
pub const MASK: &str = "***";

/// What a log shows of a body at the most, in characters.
const BODY_CHARS: usize = 16 * 1024;

/// A member whose name contains one of these is a secret, in any case and with or without hyphens and underscores.
const SECRET_MEMBERS: [&str; 8] = [
    "password",
    "token",
    "secret",
    "authorization",
    "apikey",
    "credential",
    "cookie",
    "email",
];

const HARMLESS_PARAMETERS: [&str; 12] = [
    "active",
    "attributes",
    "count",
    "excludedattributes",
    "page",
    "pagenumber",
    "pagesize",
    "size",
    "sortby",
    "sortorder",
    "startindex",
    "usertype",
];

const HARMLESS_HEADERS: [&str; 22] = [
    "accept",
    "accept-encoding",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "host",
    "if-match",
    "if-none-match",
    "last-modified",
    "retry-after",
    "server",
    "traceparent",
    "tracestate",
    "transfer-encoding",
    "user-agent",
    "vary",
    "x-pactflow-sha",
    "x-request-id",
];

/// The value of the header `name` as a log may show it. The names of headers are harmless.
#[must_use]
pub fn header(name: &str, value: &str) -> String {
    let name = name.to_ascii_lowercase();
    if name == "location" {
        url(value)
    } else if HARMLESS_HEADERS.contains(&name.as_str()) {
        text(value)
    } else {
        MASK.to_owned()
    }
}

/// An address, absolute or from the path on, as a log may show it: without user information and fragment, with every
/// query value masked that is not known to be harmless, and with e-mail addresses in the path masked.
#[must_use]
pub fn url(address: &str) -> String {
    let (address, _fragment) = address.split_once('#').unwrap_or((address, ""));
    let (base, query) = address
        .split_once('?')
        .map_or((address, None), |(base, query)| (base, Some(query)));
    let (scheme, rest) = base
        .split_once("//")
        .map_or(("", base), |(scheme, rest)| (scheme, rest));
    let mut shown = String::new();
    if rest.len() < base.len() {
        shown.push_str(&text(scheme));
        shown.push_str("//");
    }
    // A password may itself hold a slash or an at sign, so everything up to the last at sign of the host's part goes.
    let rest = match rest.rsplit_once('@') {
        Some((_user, host)) if rest.len() < base.len() => {
            shown.push_str(MASK);
            shown.push('@');
            host
        }
        _ => rest,
    };
    let path: Vec<_> = rest.split('/').map(segment).collect();
    shown.push_str(&path.join("/"));
    if let Some(query) = query {
        shown.push('?');
        shown.push_str(&self::query(query));
    }
    shown
}

/// A query string, or a form, as a log may show it.
#[must_use]
pub fn query(query: &str) -> String {
    let pairs: Vec<_> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((name, value))
                if HARMLESS_PARAMETERS.contains(&name.to_ascii_lowercase().as_str()) =>
            {
                format!("{name}={}", segment(value))
            }
            Some((name, _)) => format!("{}={MASK}", segment(name)),
            None => segment(pair).into_owned(),
        })
        .collect();
    pairs.join("&")
}

/// A body as a log may show it: JSON with its secret members masked, and of anything else only the length, since
/// nobody knows what is in it.
#[must_use]
pub fn body(body: &[u8]) -> String {
    if body.is_empty() {
        return String::new();
    }
    let Ok(mut document) = serde_json::from_slice::<Value>(body) else {
        return format!("[{} bytes that are not JSON]", body.len());
    };
    json(&mut document);
    let shown = document.to_string();
    match shown.char_indices().nth(BODY_CHARS) {
        Some((end, _)) => format!("{}… [{} bytes in all]", &shown[..end], body.len()),
        None => shown,
    }
}

/// Masks the secrets of a JSON document in place.
pub fn json(document: &mut Value) {
    match document {
        Value::String(string) => *string = text(string),
        Value::Array(items) => items.iter_mut().for_each(json),
        Value::Object(members) => {
            *members = std::mem::take(members)
                .into_iter()
                .map(|(name, mut value)| {
                    if is_secret(&name, &value) {
                        value = Value::String(MASK.to_owned());
                    } else {
                        json(&mut value);
                    }
                    (text(&name), value)
                })
                .collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// PactFlow's tokens are the member `value` of the items of a list, without a word of what they are.
fn is_secret(name: &str, value: &Value) -> bool {
    let name: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::String(_) | Value::Number(_) if name == "value" => true,
        _ => SECRET_MEMBERS.iter().any(|secret| name.contains(secret)),
    }
}

/// One percent-encoded piece of a path or query: decoded only where that shows something to mask.
fn segment(encoded: &str) -> Cow<'_, str> {
    let decoded = percent_decode_str(encoded).decode_utf8_lossy();
    if text(&decoded) == decoded {
        Cow::Borrowed(encoded)
    } else {
        Cow::Borrowed(MASK)
    }
}
