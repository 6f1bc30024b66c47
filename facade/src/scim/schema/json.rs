//! A schema as `/Schemas` shows it (RFC 7643 §7).

use serde_json::{Value, json};

use super::{Attribute, Mutability, Returned, Schema, Type, Uniqueness};
use crate::scim::{Object, urn};

impl Schema {
    /// One resource of `/Schemas`. `location` is its absolute or relative address, such as
    /// `https://host/scim/Schemas/urn:ietf:params:scim:schemas:core:2.0:User`.
    ///
    /// The common attributes are not repeated: RFC 7643 §3.1 lets them be defined for all resources at once, and the
    /// RFC's own schemas (§8.7.1) leave them out.
    pub fn to_json(&self, location: &str) -> Value {
        json!({
            "schemas": [urn::SCHEMA],
            "id": self.urn,
            "name": self.name,
            "description": self.description,
            "attributes": self.attributes.iter().map(Attribute::to_json).collect::<Vec<_>>(),
            "meta": { "resourceType": "Schema", "location": location },
        })
    }
}

impl Attribute {
    fn to_json(&self) -> Value {
        let mut json = Object::new();
        json.insert("name".into(), self.name.into());
        json.insert("type".into(), self.kind.as_str().into());
        json.insert("multiValued".into(), self.multi_valued.into());
        json.insert("description".into(), self.description.into());
        json.insert("required".into(), self.required.into());
        if self.kind == Type::Complex {
            json.insert(
                "subAttributes".into(),
                self.sub_attributes.iter().map(Self::to_json).collect(),
            );
        }
        if !self.canonical_values.is_empty() {
            json.insert("canonicalValues".into(), self.canonical_values.into());
        }
        if matches!(self.kind, Type::String | Type::Reference | Type::Binary) {
            json.insert("caseExact".into(), self.case_exact.into());
        }
        json.insert("mutability".into(), self.mutability.as_str().into());
        json.insert("returned".into(), self.returned.as_str().into());
        json.insert("uniqueness".into(), self.uniqueness.as_str().into());
        if !self.reference_types.is_empty() {
            json.insert("referenceTypes".into(), self.reference_types.into());
        }
        Value::Object(json)
    }
}

impl Type {
    /// The type as RFC 7643 §7 spells it, such as `dateTime`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Decimal => "decimal",
            Self::Integer => "integer",
            Self::DateTime => "dateTime",
            Self::Reference => "reference",
            Self::Complex => "complex",
            Self::Binary => "binary",
        }
    }
}

impl Mutability {
    const fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "readOnly",
            Self::ReadWrite => "readWrite",
            Self::Immutable => "immutable",
            Self::WriteOnly => "writeOnly",
        }
    }
}

impl Returned {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Default => "default",
            Self::Request => "request",
            Self::Never => "never",
        }
    }
}

impl Uniqueness {
    const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Server => "server",
            Self::Global => "global",
        }
    }
}
