//! Sorting (RFC 7644 §3.4.2.3).

use std::{borrow::Cow, cmp::Ordering};

use jiff::Timestamp;
use serde_json::Value;

use super::{
    Object, coerce,
    error::Error,
    list::SortOrder,
    object,
    path::AttributePath,
    schema::{Attribute, Resolved, Returned, Schema, Type},
};

/// By what resources are sorted, and in which direction.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    target: Resolved<'a>,
    direction: SortOrder,
}

impl<'a> Order<'a> {
    /// The order by an attribute.
    ///
    /// # Errors
    ///
    /// `invalidPath` where the resource has no such attribute, it is never shown, or it is complex and has no `value`.
    pub fn new(
        by: &AttributePath,
        direction: SortOrder,
        schema: &'a Schema,
    ) -> Result<Self, Error> {
        let target = target(by, schema)?;
        Ok(Self { target, direction })
    }

    /// Where a resource stands: what has the smaller key comes first. Only keys of one order can be compared.
    pub fn key(&self, resource: &Object) -> SortKey {
        let key = key(resource, self.target);
        SortKey(match self.direction {
            SortOrder::Ascending => Directed::Ascending(key),
            SortOrder::Descending => Directed::Descending(key),
        })
    }
}

/// Where a resource stands in an order.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey(Directed);

fn target<'a>(by: &AttributePath, schema: &'a Schema) -> Result<Resolved<'a>, Error> {
    let wrong = |why: &str| {
        Err(Error::invalid_path(format!(
            "'sortBy' cannot be '{by}': {why}."
        )))
    };
    let Some(resolved) = schema.resolve(by) else {
        return wrong("there is no such attribute");
    };
    if resolved.attribute.returned == Returned::Never || resolved.leaf().returned == Returned::Never
    {
        return wrong("it is never shown");
    }
    if resolved.leaf().kind != Type::Complex {
        return Ok(resolved);
    }
    // RFC 7644 §3.4.2.3: "If the attribute is complex, the attribute name must be a path to a sub-attribute"; the main
    // one may be left out.
    match resolved.attribute.sub_attribute("value") {
        Some(value) => Ok(Resolved {
            sub: Some(value),
            ..resolved
        }),
        None => wrong("it is complex; name one of its parts, as in name.familyName"),
    }
}

/// What a resource is sorted by. Nothing comes last, in the order of this declaration.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Boolean(bool),
    Number(OrderedNumber),
    Instant(Timestamp),
    Text(String),
    /// RFC 7644 §3.4.2.3: resources without a value "are ordered last if ascending and first if descending".
    Nothing,
}

#[derive(Debug, PartialEq)]
struct OrderedNumber(f64);

impl Eq for OrderedNumber {}

impl PartialOrd for OrderedNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for OrderedNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Directed {
    Ascending(Key),
    Descending(Key),
}

impl PartialOrd for Directed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Directed {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Ascending(left), Self::Ascending(right)) => left.cmp(right),
            (Self::Descending(left), Self::Descending(right)) => right.cmp(left),
            _ => Ordering::Equal,
        }
    }
}

fn key(resource: &Object, target: Resolved<'_>) -> Key {
    let value = object::get(resource, target.attribute.name).and_then(main_value);
    let value = match target.sub {
        None => value,
        Some(sub) => value
            .and_then(Value::as_object)
            .and_then(|parts| object::get(parts, sub.name)),
    };
    match value.filter(|value| !object::is_empty(value)) {
        Some(value) => simple_key(target.leaf(), value).unwrap_or(Key::Nothing),
        None => Key::Nothing,
    }
}

/// RFC 7644 §3.4.2.3: of a multi-valued attribute the primary value counts, "or else the first value in the list".
fn main_value(value: &Value) -> Option<&Value> {
    let Value::Array(values) = value else {
        return Some(value);
    };
    let primary = |value: &&Value| {
        value
            .as_object()
            .and_then(|parts| object::get(parts, "primary"))
            .and_then(coerce::as_boolean)
            == Some(true)
    };
    values.iter().find(primary).or_else(|| values.first())
}

/// RFC 7644 §3.4.2.3: ""sortOrder" MUST sort according to the attribute type", texts without regard to case unless
/// `caseExact` says otherwise, and "with no specific locale implied".
fn simple_key(attribute: &Attribute, value: &Value) -> Option<Key> {
    Some(match attribute.kind {
        Type::Boolean => Key::Boolean(coerce::as_boolean(value)?),
        Type::Integer | Type::Decimal => Key::Number(OrderedNumber(value.as_f64()?)),
        Type::DateTime => Key::Instant(coerce::as_instant(value.as_str()?)?),
        Type::String | Type::Reference | Type::Binary | Type::Complex => {
            let text = value.as_str()?;
            let text = if attribute.case_exact {
                Cow::Borrowed(text)
            } else {
                coerce::fold(text)
            };
            Key::Text(text.into_owned())
        }
    })
}

#[cfg(test)]
mod tests;
