//! What the paths of a filter are relative to: the resource, or inside a bracket one value of an attribute.

use serde_json::Value;

use crate::scim::{
    Object, object,
    path::AttributePath,
    schema::{Attribute, Resolved, Schema, Type},
};

/// Where a filter's paths begin.
#[derive(Clone, Copy)]
pub(super) enum Scope<'a> {
    /// At the resource.
    Resource(&'a Schema),
    /// At one value of this attribute.
    Element(&'a Attribute),
}

/// What a filter is evaluated on, beside its scope.
#[derive(Clone, Copy)]
pub(super) enum Subject<'a> {
    Resource(&'a Object),
    Element(&'a Value),
}

impl<'a> Scope<'a> {
    /// Where a path leads. A simple value has the one sub-attribute `value`, itself.
    pub(super) fn resolve(self, path: &AttributePath) -> Option<Resolved<'a>> {
        match self {
            Self::Resource(schema) => schema.resolve(path),
            Self::Element(_) if path.urn.is_some() || path.sub.is_some() => None,
            Self::Element(attribute) if attribute.kind == Type::Complex => attribute
                .sub_attribute(&path.attribute)
                .map(|attribute| Resolved {
                    attribute,
                    sub: None,
                }),
            Self::Element(attribute) => path.is("value", None).then_some(Resolved {
                attribute,
                sub: None,
            }),
        }
    }

    /// The names that a path may begin with, for an error's detail.
    pub(super) fn names(self) -> String {
        let names: Vec<&str> = match self {
            Self::Resource(schema) => Schema::common()
                .iter()
                .chain(&schema.attributes)
                .map(|attribute| attribute.name)
                .collect(),
            Self::Element(attribute) if attribute.kind == Type::Complex => attribute
                .sub_attributes
                .iter()
                .map(|sub| sub.name)
                .collect(),
            Self::Element(_) => vec!["value"],
        };
        names.join(", ")
    }
}

/// The attribute whose values are compared. RFC 7644 §3.4.2.2 compares simple values; a complex attribute named as a
/// whole stands for its `value`, as in `emails co "example.com"`.
pub(super) fn compared(resolved: Resolved<'_>) -> Option<Resolved<'_>> {
    match resolved {
        Resolved {
            attribute,
            sub: None,
        } if attribute.kind == Type::Complex => Some(Resolved {
            attribute,
            sub: Some(attribute.sub_attribute("value")?),
        }),
        other => (other.leaf().kind != Type::Complex).then_some(other),
    }
}

impl<'a> Subject<'a> {
    /// The values that a resolved path leads to, without those that say nothing.
    pub(super) fn values(self, resolved: Resolved<'_>) -> impl Iterator<Item = &'a Value> {
        let name = resolved.attribute.name;
        let value = match self {
            Self::Resource(resource) => object::get(resource, name),
            Self::Element(Value::Object(element)) => object::get(element, name),
            Self::Element(simple) => Some(simple),
        };
        let values = match value {
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        let sub = resolved.sub.map(|sub| sub.name);
        values
            .iter()
            .filter_map(move |value| match sub {
                None => Some(value),
                Some(sub) => value
                    .as_object()
                    .and_then(|members| object::get(members, sub)),
            })
            .filter(|value| !value.is_null())
    }
}
