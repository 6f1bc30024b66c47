//! What a mapping rule is, and how a table of them becomes a document, a schema and a page of documentation.

use serde_json::Value;

use super::Note;
use crate::scim::schema::Attribute;
use crate::scim::{Document, Error, Object, Received};

/// One row of a mapping table: which SCIM attribute stands for which field of PactFlow, and how.
///
/// `R` is PactFlow's resource, `S` collects what a request says.
#[derive(Debug)]
pub struct Rule<R: 'static, S: 'static> {
    /// The permanent id, such as `MAP-U02`; a decision's where the row adds to PactFlow's table.
    pub id: &'static str,
    /// The SCIM attribute: `userName`, `name.givenName`, or `emails[].value` for each element of a list.
    pub scim: &'static str,
    /// PactFlow's field.
    pub pactflow: &'static str,
    /// Which way the value travels.
    pub direction: Direction,
    /// The rule in one sentence.
    pub sentence: &'static str,
    /// How PactFlow can find a resource by this attribute.
    pub search: Search,
    /// The last part of the attribute as `/Schemas` describes it, given its name.
    pub(super) attribute: fn(&'static str) -> Attribute,
    /// PactFlow's field → the attribute's value.
    pub(super) read: fn(&R) -> Reading,
    /// The attribute's value → what the request says. For a list the whole list is given.
    pub(super) write: Option<Write<S>>,
}

/// How a row takes in what a request says.
pub(super) type Write<S> = fn(&mut S, &Value) -> Result<(), Error>;

/// Which way a value travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// PactFlow → SCIM only; what a client sends is ignored.
    ReadOnly,
    /// Read at any time, taken in only when the resource is created.
    ReadAndCreate,
    /// Both ways.
    ReadWrite,
}

impl Direction {
    /// The word for it in the documentation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "read only",
            Self::ReadAndCreate => "read, and written on create",
            Self::ReadWrite => "read and written",
        }
    }
}

/// How PactFlow itself can narrow a search for a value of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// The value is the resource's address.
    Id,
    /// PactFlow's `q` finds every resource with this value.
    Text,
    /// The look-up index knows people by it; PactFlow's `q` often finds them too, but its silence proves nothing.
    SignInName,
    /// The look-up index knows people by it, and PactFlow's `q` finds every one with this value.
    Email,
    /// The look-up index knows people by it, and PactFlow cannot search for it.
    ExternalId,
    /// PactFlow's `active` parameter.
    Active,
    /// PactFlow's `userType` parameter.
    Type,
    /// PactFlow cannot search for it.
    None,
}

/// What a row reads from PactFlow's resource.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reading {
    /// There is no value, so the attribute is left out (DEC-01).
    Nothing,
    /// The value of a single-valued attribute.
    One(Value),
    /// One value for each element of a list.
    Each(Vec<Option<Value>>),
}

impl<V: Into<Value>> From<Option<V>> for Reading {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Nothing, |value| Self::One(value.into()))
    }
}

impl Reading {
    /// One value for each of `elements`.
    pub(super) fn each<T, V: Into<Value>>(elements: &[T], value: impl Fn(&T) -> Option<V>) -> Self {
        Self::Each(
            elements
                .iter()
                .map(|element| value(element).map(Into::into))
                .collect(),
        )
    }
}

/// The parts of a row's SCIM attribute: the attribute, whether it is a list, and the sub-attribute.
pub(super) struct Parts {
    pub(super) attribute: &'static str,
    pub(super) is_list: bool,
    pub(super) sub: Option<&'static str>,
}

pub(super) fn parts(scim: &'static str) -> Parts {
    match scim.split_once('.') {
        Some((attribute, sub)) => match attribute.strip_suffix("[]") {
            Some(attribute) => Parts {
                attribute,
                is_list: true,
                sub: Some(sub),
            },
            None => Parts {
                attribute,
                is_list: false,
                sub: Some(sub),
            },
        },
        None => Parts {
            attribute: scim,
            is_list: false,
            sub: None,
        },
    }
}

/// Puts what every row reads from `resource` into `document`.
pub(super) fn read_all<R, S>(rules: &[Rule<R, S>], resource: &R, document: &mut Object) {
    for rule in rules {
        let Parts { attribute, sub, .. } = parts(rule.scim);
        if attribute == "meta" {
            // `meta` stands where its first row stands, even where PactFlow says none of its times.
            document
                .entry("meta")
                .or_insert_with(|| Value::Object(Object::new()));
        }
        match ((rule.read)(resource), sub) {
            (Reading::Nothing, _) => {}
            (Reading::One(value), None) => {
                document.insert(attribute.to_owned(), value);
            }
            (Reading::One(value), Some(sub)) => {
                let object = document
                    .entry(attribute)
                    .or_insert_with(|| Value::Object(Object::new()));
                put(object, sub, value);
            }
            (Reading::Each(values), sub) => {
                if values.is_empty() {
                    continue;
                }
                let list = document.entry(attribute).or_insert_with(|| {
                    Value::Array(
                        values
                            .iter()
                            .map(|_| Value::Object(Object::new()))
                            .collect(),
                    )
                });
                for (element, value) in list.as_array_mut().into_iter().flatten().zip(values) {
                    if let (Some(value), Some(sub)) = (value, sub) {
                        put(element, sub, value);
                    }
                }
            }
        }
    }
}

/// Adds what the protocol wants in `meta` and no row says: the type, the address and the version (RFC 7643 §3.1).
/// The version is of everything but `meta`, so that neither the address by which the resource was asked for counts, nor
/// a time that one of PactFlow's answers says and another leaves out.
pub(super) fn complete_meta(document: &mut Document, resource_type: &str, location: &str) {
    let meta = document.attributes_mut().get_mut("meta").map(Value::take);
    let version = document.version();
    let place = document.attributes_mut().get_mut("meta");
    if let (Some(Value::Object(mut meta)), Some(place)) = (meta, place) {
        meta.insert("resourceType".to_owned(), resource_type.into());
        meta.insert("location".to_owned(), location.into());
        meta.insert("version".to_owned(), version.into());
        *place = Value::Object(meta);
    }
}

/// A text of PactFlow's; a blank one is none, as it is in what clients send, so that an echo of it says nothing.
pub(super) fn text(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.trim().is_empty())
}

/// PactFlow's time in the documented form: whole seconds, UTC, with `Z` (DEC-01). What is no time is left out.
pub(super) fn instant(time: &Option<String>) -> Option<String> {
    let time: jiff::Timestamp = time.as_deref()?.parse().ok()?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// How a row's attribute is written in a note: without the sign of a list.
fn attribute_of(scim: &'static str) -> &'static str {
    let Parts {
        attribute, is_list, ..
    } = parts(scim);
    if is_list { attribute } else { scim }
}

fn put(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(object) = object {
        object.insert(name.to_owned(), value);
    }
}

/// What `body` says to a row: the value at its attribute, if the request names it.
fn said<'b>(body: &'b Object, scim: &'static str) -> Result<Option<&'b Value>, Error> {
    let Parts {
        attribute,
        is_list,
        sub,
    } = parts(scim);
    let Some(value) = body.get(attribute) else {
        return Ok(None);
    };
    match sub {
        Some(sub) if !is_list => match value {
            Value::Object(object) => Ok(object.get(sub)),
            // `null` for a complex attribute says so of each of its parts.
            Value::Null => Ok(Some(value)),
            Value::String(text) if text.trim().is_empty() => Ok(None),
            _ => Err(Error::invalid_value(format!(
                "{attribute} must be an object"
            ))),
        },
        _ => Ok(Some(value)),
    }
}

/// Puts what a request sent through the table, row by row: what it says, and what became of each attribute (DEC-08).
pub(super) fn take_in<R, S: Default>(
    rules: &[Rule<R, S>],
    received: &Received,
) -> Result<(S, Vec<Note>), Error> {
    let mut collected = S::default();
    let mut notes = Vec::new();
    for rule in rules {
        let Some(write) = rule.write else { continue };
        if let Some(value) = said(&received.attributes, rule.scim)? {
            write(&mut collected, value)?;
            notes.push(Note::stored(
                rule.id,
                attribute_of(rule.scim),
                rule.pactflow,
            ));
        }
    }
    let unknown = received.unknown.iter();
    notes.extend(unknown.map(|attribute| unstored(attribute)));
    Ok((collected, notes))
}

/// DEC-08: an attribute that PactFlow does not keep.
pub(super) fn unstored(attribute: &str) -> Note {
    Note::dropped("DEC-08", attribute, "PactFlow does not store it")
}

/// The attributes of a schema: the rows' last parts, gathered under what `parent` says of the attribute they share.
/// The attributes that every resource has (RFC 7643 §3.1) are no part of a schema of their own.
pub(super) fn attributes<R, S>(
    rules: &[Rule<R, S>],
    parent: fn(&'static str) -> Attribute,
) -> Vec<Attribute> {
    let mut attributes: Vec<Attribute> = Vec::new();
    for rule in rules {
        let Parts {
            attribute: name,
            sub,
            ..
        } = parts(rule.scim);
        if matches!(name, "id" | "externalId" | "meta") {
            continue;
        }
        let leaf = leaf(rule, sub.unwrap_or(name));
        match (
            sub,
            attributes
                .iter_mut()
                .find(|attribute| attribute.name == name),
        ) {
            (None, _) => attributes.push(leaf),
            (Some(_), Some(parent)) => parent.sub_attributes.push(leaf),
            (Some(_), None) => {
                let mut parent = parent(name);
                parent.sub_attributes.push(leaf);
                attributes.push(parent);
            }
        }
    }
    attributes
}

fn leaf<R, S>(rule: &Rule<R, S>, name: &'static str) -> Attribute {
    let described = (rule.attribute)(name).describe(rule.sentence);
    if rule.direction == Direction::ReadWrite {
        described
    } else {
        described.read_only()
    }
}
