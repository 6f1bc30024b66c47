//! The values of a multi-valued attribute as a set: which are the same, how one more is added, which is the primary one.
//!
//! Every function here is linear in the lists it is given, so that no request makes the service slow.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::scim::{
    coerce, object,
    schema::{Attribute, Mutability, Type},
};

/// Adds values to a list. RFC 7644 §3.5.2.1: "If the target location already contains the value specified, no
/// changes SHOULD be made to the resource".
///
/// A value that says more about one that is there (a type, that it is the primary one) is merged into it, since RFC 7643
/// §2.4 forbids the same type and value twice.
pub(super) fn add(attribute: &Attribute, list: &mut Vec<Value>, added: Vec<Value>) {
    let mut index = Index::of(attribute, list);
    let mut promoted = None;
    for element in added {
        let primary = is_primary(&element);
        let identity = Identity::of(attribute, &element);
        let position = match index.find(&identity) {
            Some(position) => {
                if !says(attribute, &list[position], &element) {
                    merge(&mut list[position], element);
                }
                position
            }
            None => {
                list.push(element);
                list.len() - 1
            }
        };
        index.insert(identity, position);
        if primary {
            promoted.get_or_insert(position);
        }
    }
    if let Some(position) = promoted {
        demote_all_but(position, list);
    }
}

/// The list after a replacement by `wanted`. A value that was there and is wanted as it was keeps what only the server
/// knows of it, such as its `display`.
pub(super) fn replace(attribute: &Attribute, present: &[Value], wanted: Vec<Value>) -> Vec<Value> {
    let index = Index::of(attribute, present);
    let keep = |element: Value| match index.find(&Identity::of(attribute, &element)) {
        Some(position) if is_unchanged(attribute, &present[position], &element) => {
            present[position].clone()
        }
        _ => element,
    };
    let mut list = Vec::with_capacity(wanted.len());
    add(attribute, &mut list, wanted.into_iter().map(keep).collect());
    list
}

/// Takes the listed values out; those that are not there are no error. A value is named by its main part, and by its
/// type where the client sent one.
pub(super) fn remove(attribute: &Attribute, list: &mut Vec<Value>, removed: &[Value]) {
    let named: HashSet<Identity> = removed
        .iter()
        .map(|element| Identity::of(attribute, element))
        .collect();
    list.retain(|element| {
        let identity = Identity::of(attribute, element);
        !named.contains(&identity) && !named.contains(&identity.of_any_kind())
    });
}

/// Makes one of values that have become the same (RFC 7643 §2.4); if one of them is the primary one, it is.
pub(super) fn unite(attribute: &Attribute, list: &mut Vec<Value>) {
    let mut united: Vec<Value> = Vec::with_capacity(list.len());
    let mut index = Index::default();
    for element in list.drain(..) {
        let identity = Identity::of(attribute, &element);
        let position = match index.find(&identity) {
            Some(position) => {
                let primary = is_primary(&united[position]);
                merge(&mut united[position], element);
                if let (true, Value::Object(parts)) = (primary, &mut united[position]) {
                    object::set(parts, "primary", Value::Bool(true));
                }
                position
            }
            None => {
                united.push(element);
                united.len() - 1
            }
        };
        index.insert(identity, position);
    }
    *list = united;
}

/// RFC 7644 §3.5.2: "a PATCH operation that sets a value's "primary" sub-attribute to "true" SHALL cause the server to
/// automatically set "primary" to "false" for any other values in the array."
pub(super) fn demote_all_but(position: usize, list: &mut [Value]) {
    for (other, element) in list.iter_mut().enumerate() {
        if other != position
            && is_primary(element)
            && let Value::Object(parts) = element
        {
            object::set(parts, "primary", Value::Bool(false));
        }
    }
}

/// Whether two values of an attribute's type are equal.
pub(super) fn equal(attribute: &Attribute, left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::String(left), Value::String(right)) if !attribute.case_exact => {
            coerce::same_text(left, right)
        }
        _ => left == right,
    }
}

/// What makes a value the same as another: its main part, and its type where it has one. A complex value without a main
/// part is the same as one that has the same parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Identity {
    main: String,
    kind: Option<String>,
}

impl Identity {
    fn of(attribute: &Attribute, element: &Value) -> Self {
        let Value::Object(parts) = element else {
            return Self {
                main: comparable(attribute, element),
                kind: None,
            };
        };
        let part = |name| attribute.sub_attribute(name).zip(object::get(parts, name));
        match part("value") {
            Some((sub, value)) => Self {
                main: comparable(sub, value),
                kind: part("type")
                    .filter(|(sub, _)| sub.mutability != Mutability::ReadOnly)
                    .map(|(sub, kind)| comparable(sub, kind)),
            },
            None => {
                let said = writable(attribute).filter_map(|sub| {
                    let value = object::get(parts, sub.name)?;
                    Some(format!("{}={}", sub.name, comparable(sub, value)))
                });
                // A newline keeps it apart from every main part that it could be mistaken for by accident.
                Self {
                    main: format!("\n{}", said.collect::<Vec<_>>().join("\n")),
                    kind: None,
                }
            }
        }
    }

    fn of_any_kind(self) -> Self {
        Self { kind: None, ..self }
    }
}

/// Where in a list the value of an identity is.
#[derive(Debug, Default)]
struct Index {
    exact: HashMap<Identity, usize>,
    /// The first value with that main part, whatever its type.
    first: HashMap<String, usize>,
}

impl Index {
    fn of(attribute: &Attribute, list: &[Value]) -> Self {
        let mut index = Self::default();
        for (position, element) in list.iter().enumerate() {
            index.insert(Identity::of(attribute, element), position);
        }
        index
    }

    fn insert(&mut self, identity: Identity, position: usize) {
        self.first.entry(identity.main.clone()).or_insert(position);
        self.exact.entry(identity).or_insert(position);
    }

    /// A value of the same type, else one whose type is not known; any, where the type that is looked for is not known.
    fn find(&self, identity: &Identity) -> Option<usize> {
        match &identity.kind {
            Some(_) => self
                .exact
                .get(identity)
                .or_else(|| self.exact.get(&identity.clone().of_any_kind())),
            None => self.first.get(&identity.main),
        }
        .copied()
    }
}

/// Whether a value is marked as the primary one.
fn is_primary(element: &Value) -> bool {
    let primary = element
        .as_object()
        .and_then(|parts| object::get(parts, "primary"));
    primary.and_then(coerce::as_boolean) == Some(true)
}

/// Whether `element` says everything that `other` says.
fn says(attribute: &Attribute, element: &Value, other: &Value) -> bool {
    match (element, other) {
        (Value::Object(element), Value::Object(other)) => other.iter().all(|(name, value)| {
            let part = attribute
                .sub_attribute(name)
                .zip(object::get(element, name));
            part.is_some_and(|(sub, part)| equal(sub, part, value))
        }),
        _ => equal(attribute, element, other),
    }
}

/// Whether a client that writes `wanted` leaves a value as it is.
fn is_unchanged(attribute: &Attribute, present: &Value, wanted: &Value) -> bool {
    let kept = match (present, wanted) {
        (Value::Object(present), Value::Object(wanted)) => writable(attribute).all(|sub| {
            object::get(present, sub.name).is_none() || object::get(wanted, sub.name).is_some()
        }),
        _ => true,
    };
    kept && says(attribute, present, wanted)
}

fn writable(attribute: &Attribute) -> impl Iterator<Item = &Attribute> {
    attribute
        .sub_attributes
        .iter()
        .filter(|sub| sub.mutability != Mutability::ReadOnly)
}

fn merge(element: &mut Value, more: Value) {
    if let (Value::Object(parts), Value::Object(more)) = (element, more) {
        for (name, value) in more {
            object::set(parts, &name, value);
        }
    }
}

/// A form in which equal values of an attribute's type are the same text.
fn comparable(attribute: &Attribute, value: &Value) -> String {
    match value {
        Value::String(text) if attribute.case_exact || attribute.kind == Type::Binary => {
            text.clone()
        }
        Value::String(text) => coerce::fold(text).into_owned(),
        other => other.to_string(),
    }
}
