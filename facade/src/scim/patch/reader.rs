//! Values as clients send them, turned into values as the schema wants them (RFC 7643 §2.3).

use std::{borrow::Cow, collections::BTreeSet};

use serde_json::Value;

use crate::scim::{
    Object, coerce,
    error::Error,
    object,
    schema::{Attribute, Mutability, Type},
};

/// Reads values, and remembers what had to be dropped.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) dropped: BTreeSet<String>,
}

impl Reader {
    /// The values of a multi-valued attribute: an array, or one value alone, or nothing.
    pub(super) fn elements(
        &mut self,
        attribute: &Attribute,
        value: &Value,
    ) -> Result<Vec<Value>, Error> {
        let value = if attribute.kind == Type::Complex {
            coerce::unpacked(value)
        } else {
            Cow::Borrowed(value)
        };
        let values = match &*value {
            Value::Array(values) => values.as_slice(),
            value => std::slice::from_ref(value),
        };
        let mut elements = Vec::with_capacity(values.len());
        for value in values {
            elements.extend(self.element(attribute, value)?);
        }
        Ok(elements)
    }

    /// One value of a multi-valued attribute; `None` where it says nothing.
    pub(super) fn element(
        &mut self,
        attribute: &Attribute,
        value: &Value,
    ) -> Result<Option<Value>, Error> {
        if attribute.kind != Type::Complex {
            return simple(attribute, attribute.name, value);
        }
        let mut parts = self.parts(attribute, value)?;
        parts.retain(|_, part| !part.is_null());
        if value.is_null()
            || (parts.is_empty() && !attribute.sub_attributes.iter().any(|sub| sub.required))
        {
            return Ok(None);
        }
        complete(attribute, &parts)?;
        Ok(Some(Value::Object(parts)))
    }

    /// The parts of a complex value, under the schema's spelling; a part that is `null` is to be cleared. Unknown parts
    /// are dropped and remembered, read-only ones are an echo and ignored (RFC 7643 §7: they "SHALL NOT be modified").
    pub(super) fn parts(&mut self, attribute: &Attribute, value: &Value) -> Result<Object, Error> {
        let value = coerce::unpacked(value);
        let mut parts = Object::new();
        match &*value {
            Value::Null => {}
            Value::Object(sent) => {
                for (name, part) in sent {
                    let Some(sub) = attribute.sub_attribute(name) else {
                        self.dropped.insert(format!("{}.{name}", attribute.name));
                        continue;
                    };
                    if sub.mutability != Mutability::ReadOnly {
                        let path = format!("{}.{}", attribute.name, sub.name);
                        parts.insert(
                            sub.name.to_owned(),
                            simple(sub, &path, part)?.unwrap_or_default(),
                        );
                    }
                }
            }
            // Entra ID sends some single values, such as the manager, as an array of one.
            Value::Array(values) if values.len() == 1 && !values[0].is_array() => {
                return self.parts(attribute, &values[0]);
            }
            // A bare value is the main one (Microsoft's own Postman collection adds members so).
            bare => match attribute.sub_attribute("value") {
                Some(sub) if !bare.is_array() => {
                    parts.insert(
                        sub.name.to_owned(),
                        simple(sub, attribute.name, bare)?.unwrap_or_default(),
                    );
                }
                _ => return Err(mismatch(attribute, attribute.name, bare)),
            },
        }
        Ok(parts)
    }
}

/// A value of a simple type; `None` for `null` (RFC 7643 §2.5). `path` is how an error names the attribute.
pub(super) fn simple(
    attribute: &Attribute,
    path: &str,
    value: &Value,
) -> Result<Option<Value>, Error> {
    let fits = match (attribute.kind, value) {
        (_, Value::Null) => return Ok(None),
        (Type::Boolean, value) => match coerce::as_boolean(value) {
            Some(value) => return Ok(Some(Value::Bool(value))),
            None => false,
        },
        (Type::DateTime, Value::String(text)) => coerce::as_instant(text).is_some(),
        (Type::String | Type::Reference | Type::Binary, Value::String(_)) => true,
        (Type::Integer, Value::Number(number)) => !number.is_f64(),
        (Type::Decimal, Value::Number(_)) => true,
        _ => false,
    };
    if fits {
        Ok(Some(value.clone()))
    } else {
        Err(mismatch(attribute, path, value))
    }
}

/// Every required part is there.
pub(super) fn complete(attribute: &Attribute, parts: &Object) -> Result<(), Error> {
    let missing = attribute
        .sub_attributes
        .iter()
        .find(|sub| sub.required && object::get(parts, sub.name).is_none_or(object::is_empty));
    match missing {
        Some(sub) => Err(Error::invalid_value(format!(
            "each value of '{}' needs a '{}'.",
            attribute.name, sub.name
        ))),
        None => Ok(()),
    }
}

/// Says what was sent and what it may be, never the value itself: it could be a secret.
fn mismatch(attribute: &Attribute, path: &str, value: &Value) -> Error {
    let wanted = match attribute.kind {
        Type::String => "a string",
        Type::Boolean => "true or false",
        Type::Decimal => "a number",
        Type::Integer => "a whole number",
        Type::DateTime => "a date and time, as in \"2026-01-05T09:00:00Z\"",
        Type::Reference => "a URI in a string",
        Type::Complex => "an object",
        Type::Binary => "base64 in a string",
    };
    let sent = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    Error::invalid_value(format!("'{path}' is {wanted}, but {sent} was sent."))
}
