//! What clients mean by values that are not quite what RFC 7643 asks for; each kindness in one place.

use std::borrow::Cow;

use jiff::{Timestamp, civil, tz::TimeZone};
use serde_json::Value;

/// A boolean, also where it was sent as a string. RFC 7643 §2.3.2 knows `true` and `false` only, but Entra ID sends
/// `"True"` and `"False"` and OneLogin `"true"`; their case does not matter. Never written, only read.
pub fn as_boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) => boolean_word(text),
        _ => None,
    }
}

/// `true` or `false` in any case.
pub fn boolean_word(word: &str) -> Option<bool> {
    if word.eq_ignore_ascii_case("true") {
        Some(true)
    } else if word.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// The form in which two texts are compared where an attribute's case does not matter (RFC 7643 §2.3.1, `caseExact`).
///
/// Every character is lowered by itself, over all of Unicode, so that a part of a text folds as the whole does; Greek's
/// final sigma is folded with the other one, for the same reason. Dotless `ı` and `ß` stay what they are: two
/// sign-in names must not become one because they look alike.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
    {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .flat_map(char::to_lowercase)
            .map(|c| if c == 'ς' { 'σ' } else { c })
            .collect(),
    )
}

/// Whether two texts are equal under [`fold`].
pub fn same_text(left: &str, right: &str) -> bool {
    if left.is_ascii() && right.is_ascii() {
        left.eq_ignore_ascii_case(right)
    } else {
        fold(left) == fold(right)
    }
}

/// The moment that an `xsd:dateTime` names (RFC 7643 §2.3.5). Without an offset it is taken as UTC, and a date alone is
/// its first moment, so that a filter may be written by hand.
pub fn as_instant(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let local = match text.parse::<civil::DateTime>() {
        Ok(local) => local,
        Err(_) => text.parse::<civil::Date>().ok()?.into(),
    };
    Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// A JSON document that arrived inside a string, as some Entra mappings and Keycloak send it; only objects and arrays
/// are unpacked, since any other text may simply be a text.
pub fn unpacked(value: &Value) -> Cow<'_, Value> {
    if let Value::String(text) = value
        && matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'['))
        && let Ok(inner) = serde_json::from_str(text)
    {
        return Cow::Owned(inner);
    }
    Cow::Borrowed(value)
}
