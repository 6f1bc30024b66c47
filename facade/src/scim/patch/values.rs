//! One operation on the values of a multi-valued attribute.

use serde_json::Value;

use super::{
    Op, Operation,
    apply::assign,
    elements,
    reader::{Reader, complete, simple},
};
use crate::scim::{
    Object,
    error::Error,
    filter::{CompareOp, Filter, Literal},
    object,
    schema::{Attribute, Mutability, Resolved, Type},
};

/// The list of values after the operation.
///
/// # Errors
///
/// `noTarget`, `mutability` or `invalidValue`.
pub(super) fn apply(
    operation: &Operation,
    target: Resolved<'_>,
    list: Vec<Value>,
    reader: &mut Reader,
) -> Result<Vec<Value>, Error> {
    let attribute = target.attribute;
    let was_assigned = !list.is_empty();
    let mut values = Values {
        operation,
        attribute,
        list,
        reader,
    };
    match (&operation.path.filter, target.sub) {
        (None, None) => values.whole_list()?,
        (None, Some(sub)) => {
            let all = (0..values.list.len()).collect();
            values.part(sub, all, Some(Object::new()))?;
        }
        (Some(filter), sub) => {
            let matched = (0..values.list.len())
                .filter(|&index| filter.matches_value(attribute, &values.list[index]))
                .collect();
            let described = described(filter, attribute);
            match sub {
                Some(sub) => values.part(sub, matched, described)?,
                None => values.matched(matched, described)?,
            }
        }
    }
    let Values { list, .. } = values;
    if was_assigned && list.is_empty() && attribute.required {
        let sentence = format!("'{}' is required and cannot be emptied.", attribute.name);
        // RFC 7644 §3.5.2.2 has "mutability" for an attribute that "is removed or becomes unassigned".
        return Err(match operation.op {
            Op::Remove => Error::mutability(sentence),
            Op::Add | Op::Replace => Error::invalid_value(sentence),
        });
    }
    Ok(list)
}

struct Values<'a> {
    operation: &'a Operation,
    attribute: &'a Attribute,
    list: Vec<Value>,
    reader: &'a mut Reader,
}

impl Values<'_> {
    /// The path names the attribute alone.
    fn whole_list(&mut self) -> Result<(), Error> {
        let sent = self
            .operation
            .value
            .as_ref()
            .filter(|value| !value.is_null());
        let read = sent
            .map(|value| self.reader.elements(self.attribute, value))
            .transpose()?;
        match (self.operation.op, read) {
            // RFC 7644 §3.5.2.2: "If the target location is a multi-valued attribute and no filter is specified, the
            // attribute and all values are removed".
            (Op::Remove, None) => self.list.clear(),
            // Entra ID lists the values to be removed, and means only those.
            (Op::Remove, Some(removed)) => {
                elements::remove(self.attribute, &mut self.list, &removed)
            }
            (Op::Add, added) => {
                elements::add(self.attribute, &mut self.list, added.unwrap_or_default())
            }
            (Op::Replace, wanted) => {
                self.list =
                    elements::replace(self.attribute, &self.list, wanted.unwrap_or_default());
            }
        }
        Ok(())
    }

    /// The path ends in a bracket: whole values. `described` is what the bracket says of a value that is not there.
    fn matched(&mut self, matched: Vec<usize>, described: Option<Object>) -> Result<(), Error> {
        let sent = self.operation.value.as_ref().unwrap_or(&Value::Null);
        if self.operation.op == Op::Remove || (self.operation.op == Op::Replace && sent.is_null()) {
            self.remove_at(&matched);
            return Ok(());
        }
        if self.attribute.kind != Type::Complex {
            return self.matched_simple(sent, &matched, described.is_some());
        }
        let parts = self.reader.parts(self.attribute, sent)?;
        if matched.is_empty() {
            return self.create(described, parts);
        }
        for &index in &matched {
            let Value::Object(present) = &self.list[index] else {
                continue;
            };
            // What the filter says of the value stays true of its replacement unless the client says otherwise: a new
            // `emails[type eq "work"]` is still the one for work, also when the request is repeated.
            let mut value = match self.operation.op {
                Op::Replace => described.clone().unwrap_or_default(),
                _ => present.clone(),
            };
            merge(&mut value, parts.clone());
            check_immutable(self.attribute, present, &value)?;
            complete(self.attribute, &value)?;
            let replaced = elements::replace(
                self.attribute,
                &self.list[index..=index],
                vec![Value::Object(value)],
            );
            self.list.splice(index..=index, replaced);
        }
        if parts.get("primary") == Some(&Value::Bool(true)) {
            elements::demote_all_but(matched[0], &mut self.list);
        }
        elements::unite(self.attribute, &mut self.list);
        Ok(())
    }

    fn matched_simple(
        &mut self,
        sent: &Value,
        matched: &[usize],
        may_create: bool,
    ) -> Result<(), Error> {
        let Some(value) = simple(self.attribute, self.attribute.name, sent)? else {
            return Ok(());
        };
        if matched.is_empty() && !may_create {
            return Err(self.no_target());
        }
        if self.operation.op == Op::Replace {
            self.remove_at(matched);
        }
        elements::add(self.attribute, &mut self.list, vec![value]);
        Ok(())
    }

    /// The path ends in a sub-attribute: that part of the matched values.
    fn part(
        &mut self,
        sub: &Attribute,
        matched: Vec<usize>,
        described: Option<Object>,
    ) -> Result<(), Error> {
        let path = self.operation.path.to_string();
        let sent = self
            .operation
            .value
            .as_ref()
            .filter(|_| self.operation.op != Op::Remove);
        let value = sent
            .map(|value| simple(sub, &path, value))
            .transpose()?
            .flatten();
        match (self.operation.op, &value) {
            (Op::Add, None) => return Ok(()),
            (Op::Replace, None) if matched.is_empty() => return Ok(()),
            (_, Some(value)) if matched.is_empty() => {
                let parts = Object::from_iter([(sub.name.to_owned(), value.clone())]);
                return self.create(described, parts);
            }
            _ => {}
        }
        for &index in &matched {
            if let Value::Object(parts) = &mut self.list[index] {
                assign(parts, sub, &path, value.clone())?;
            }
        }
        if let (Some(&first), "primary", Some(Value::Bool(true))) =
            (matched.first(), sub.name, &value)
        {
            elements::demote_all_but(first, &mut self.list);
        }
        self.list
            .retain(|element| !element.as_object().is_some_and(Object::is_empty));
        elements::unite(self.attribute, &mut self.list);
        Ok(())
    }

    /// A value that is not there yet, made of what the filter says of it and of what the client sends.
    fn create(&mut self, described: Option<Object>, parts: Object) -> Result<(), Error> {
        let mut value = described.ok_or_else(|| self.no_target())?;
        merge(&mut value, parts);
        complete(self.attribute, &value)?;
        elements::add(self.attribute, &mut self.list, vec![Value::Object(value)]);
        Ok(())
    }

    fn remove_at(&mut self, indexes: &[usize]) {
        let mut index = 0;
        self.list.retain(|_| {
            index += 1;
            indexes.binary_search(&(index - 1)).is_err()
        });
    }

    /// RFC 7644 §3.12, table 9: "This occurs when the "path" value contains a filter that yields no match."
    fn no_target(&self) -> Error {
        Error::no_target(format!("'{}' matches no value.", self.operation.path))
    }
}

/// What a filter says of the value that it looks for, where it says it by equalities alone: `type eq "work"` describes
/// `{"type": "work"}`. RFC 7644 §3.5.2.3 answers "noTarget" where a replace finds no value, but Entra ID counts on it being
/// created (DEC-05); a filter that describes nothing is answered as the RFC says.
fn described(filter: &Filter, attribute: &Attribute) -> Option<Object> {
    let terms = match filter {
        Filter::And(terms) => terms.as_slice(),
        term => std::slice::from_ref(term),
    };
    let mut element = Object::new();
    for term in terms {
        let Filter::Compare {
            path,
            op: CompareOp::Eq,
            value,
        } = term
        else {
            return None;
        };
        if attribute.kind != Type::Complex {
            continue;
        }
        let sub = attribute.sub_attribute(&path.attribute)?;
        if sub.mutability == Mutability::ReadOnly {
            return None;
        }
        let value = said(sub, value)?;
        if element
            .insert(sub.name.to_owned(), value.clone())
            .is_some_and(|other| other != value)
        {
            return None;
        }
    }
    element.retain(|_, value| !value.is_null());
    Some(element)
}

/// A filter's value as a value of the attribute.
fn said(attribute: &Attribute, literal: &Literal) -> Option<Value> {
    match (attribute.kind, literal) {
        (_, Literal::Null) => Some(Value::Null),
        (Type::Boolean, literal) => literal.boolean().map(Value::Bool),
        (Type::Integer | Type::Decimal, literal) => {
            Some(literal.to_json()).filter(Value::is_number)
        }
        (_, literal) => literal.text().map(|text| Value::String(text.into_owned())),
    }
}

/// The immutable parts of a value stay as they are.
fn check_immutable(attribute: &Attribute, present: &Object, wanted: &Object) -> Result<(), Error> {
    let changed = attribute
        .sub_attributes
        .iter()
        .filter(|sub| sub.mutability == Mutability::Immutable)
        .find(
            |sub| match (object::get(present, sub.name), wanted.get(sub.name)) {
                (Some(present), Some(wanted)) => !elements::equal(sub, present, wanted),
                _ => false,
            },
        );
    match changed {
        Some(sub) => Err(Error::mutability(format!(
            "'{}.{}' is immutable; remove the value and add another one.",
            attribute.name, sub.name
        ))),
        None => Ok(()),
    }
}

fn merge(parts: &mut Object, more: Object) {
    for (name, value) in more {
        if value.is_null() {
            object::remove(parts, &name);
        } else {
            object::set(parts, &name, value);
        }
    }
}
