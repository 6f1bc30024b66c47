//! What a request says of one attribute, and how the usual kinds of values are read.

use serde_json::Value;

use crate::scim::Error;
use crate::scim::coerce::as_boolean;

/// RFC 7643 §2.5 makes `null` and absence the same; on PUT they differ here (DEC-09): absence keeps, `null` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Given<T> {
    /// The request does not name the attribute.
    #[default]
    Nothing,
    /// `null` or an empty string.
    Cleared,
    /// A value.
    Value(T),
}

impl<T> Given<T> {
    /// The value, if there is one.
    pub(super) fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Cleared => None,
        }
    }
}

impl Given<String> {
    /// What the field holds afterwards: kept, cleared or set.
    pub(super) fn or_keep(&self, present: Option<String>) -> Option<String> {
        match self {
            Self::Nothing => present,
            Self::Cleared => None,
            Self::Value(value) => Some(value.clone()),
        }
    }
}

/// A string as it was sent; blank ones count as cleared.
pub(super) fn text(attribute: &str, value: &Value) -> Result<Given<String>, Error> {
    match value {
        Value::Null => Ok(Given::Cleared),
        Value::String(text) if text.trim().is_empty() => Ok(Given::Cleared),
        Value::String(text) => Ok(Given::Value(text.clone())),
        _ => Err(Error::invalid_value(format!(
            "{attribute} must be a string"
        ))),
    }
}

/// A boolean, also as the string that Entra sends; `null` says nothing.
pub(super) fn boolean(attribute: &str, value: &Value) -> Result<Given<bool>, Error> {
    match value {
        Value::Null => Ok(Given::Nothing),
        value => as_boolean(value)
            .map(Given::Value)
            .ok_or_else(|| Error::invalid_value(format!("{attribute} must be true or false"))),
    }
}

/// The elements of a multi-valued attribute; a single value counts as a list of one, `null` as none.
pub(super) fn elements(value: &Value) -> &[Value] {
    match value {
        Value::Null => &[],
        Value::Array(elements) => elements,
        single => std::slice::from_ref(single),
    }
}

/// Whether an element has no `value`, or one that is null or blank. What is neither that nor a text is a mistake.
pub(super) fn is_silent(element: &Value) -> bool {
    let value = match element {
        Value::Object(element) => element.get("value").unwrap_or(&Value::Null),
        element => element,
    };
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// The usable `value` of an element, which may also be a bare string.
pub(super) fn element_value(element: &Value) -> Option<&str> {
    let text = match element {
        Value::Object(element) => element.get("value")?.as_str()?,
        element => element.as_str()?,
    };
    Some(text).filter(|text| !text.trim().is_empty())
}
