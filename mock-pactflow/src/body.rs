//! Reading a JSON request body, field by field, with every fault found named at once.

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::state::{FieldError, Refusal, Refused};

/// A field of a request: not there, `null`, or a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Field<T> {
    #[default]
    Absent,
    Null,
    Value(T),
}

impl<T> Field<T> {
    pub(crate) fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

/// A JSON object that is being read.
#[derive(Debug)]
pub(crate) struct Body {
    fields: Map<String, Value>,
    errors: Vec<FieldError>,
}

impl Body {
    /// An empty body reads as an empty object, so that what is missing is named.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let value = if bytes.is_empty() {
            Value::Object(Map::new())
        } else {
            json(bytes)?
        };
        match value {
            Value::Object(fields) => Ok(Self {
                fields,
                errors: Vec::new(),
            }),
            _ => Err(Refusal::invalid("", "must be a JSON object", "field-types")),
        }
    }

    pub(crate) fn string(&mut self, name: &str) -> Field<String> {
        self.take(name, "must be a string", |value| match value {
            Value::String(text) => Some(text),
            _ => None,
        })
    }

    pub(crate) fn boolean(&mut self, name: &str) -> Field<bool> {
        self.take(name, "must be boolean", |value| value.as_bool())
    }

    pub(crate) fn object(&mut self, name: &str) -> Field<Map<String, Value>> {
        self.take(name, "must be an object", |value| match value {
            Value::Object(fields) => Some(fields),
            _ => None,
        })
    }

    /// A list of UUIDs. What is no UUID is an error at its place.
    pub(crate) fn uuids(&mut self, name: &str) -> Option<Vec<Uuid>> {
        self.list(name, "must be a UUID", |item| {
            Uuid::parse_str(item.as_str()?).ok()
        })
    }

    pub(crate) fn strings(&mut self, name: &str) -> Option<Vec<String>> {
        self.list(name, "must be a string", |item| {
            item.as_str().map(str::to_owned)
        })
    }

    /// A list whose items are read by `read`; `None` where the field is missing.
    pub(crate) fn list<T>(
        &mut self,
        name: &str,
        fault: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = match self.take(name, "must be an array", |value| match value {
            Value::Array(items) => Some(items),
            _ => None,
        }) {
            Field::Value(items) => items,
            Field::Absent | Field::Null => return None,
        };
        let mut list = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match read(item) {
                Some(item) => list.push(item),
                None => self.fault(&format!("{name}/{index}"), fault),
            }
        }
        Some(list)
    }

    pub(crate) fn require<T>(&mut self, name: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.fault(name, "is missing");
        }
        value
    }

    /// The faults found, if any.
    pub(crate) fn finish(self) -> Result<(), Refusal> {
        if self.errors.is_empty() {
            return Ok(());
        }
        Err(Refusal {
            kind: Refused::Invalid(self.errors),
            rule: "field-types",
        })
    }

    fn take<T>(&mut self, name: &str, fault: &str, read: impl Fn(Value) -> Option<T>) -> Field<T> {
        match self.fields.remove(name) {
            None => Field::Absent,
            Some(Value::Null) => Field::Null,
            Some(value) => match read(value) {
                Some(value) => Field::Value(value),
                None => {
                    self.fault(name, fault);
                    Field::Absent
                }
            },
        }
    }

    fn fault(&mut self, name: &str, detail: &str) {
        // Several faults of one field say the same thing: the first is enough.
        let pointer = format!("/{name}");
        if !self.errors.iter().any(|error| error.pointer == pointer) {
            self.errors.push(FieldError {
                pointer,
                detail: detail.to_owned(),
            });
        }
    }
}

/// Any JSON value.
pub(crate) fn json(bytes: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(bytes)
        .map_err(|error| Refusal::invalid("", format!("is not valid JSON: {error}"), "field-types"))
}
