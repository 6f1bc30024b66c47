//! Operations, applied in their order to a copy of the resource.

use serde_json::Value;

use super::{
    Applied, Op, Operation, PatchRequest, elements,
    reader::{Reader, simple},
    values,
};
use crate::scim::{
    Object,
    error::Error,
    object,
    schema::{Attribute, Mutability, Resolved, Schema, Type},
};

/// Applies all operations to a copy of the resource, or none. RFC 7644 §3.5.2: "each operation in the sequence is
/// applied to the target resource; the resulting resource becomes the target of the next operation", and "a PATCH
/// request, regardless of the number of operations, SHALL be treated as atomic."
///
/// # Errors
///
/// The first operation that fails: `mutability`, `noTarget`, `invalidPath`, `invalidFilter` or `invalidValue`.
pub fn apply(request: &PatchRequest, schema: &Schema, resource: &Object) -> Result<Applied, Error> {
    let mut patch = Patch {
        schema,
        resource: resource.clone(),
        reader: Reader::default(),
    };
    for operation in &request.operations {
        patch.operation(operation)?;
    }
    Ok(Applied {
        resource: patch.resource,
        dropped: patch.reader.dropped.into_iter().collect(),
    })
}

struct Patch<'a> {
    schema: &'a Schema,
    resource: Object,
    reader: Reader,
}

impl Patch<'_> {
    fn operation(&mut self, operation: &Operation) -> Result<(), Error> {
        let Some(target) = self.schema.resolve(&operation.path.attribute) else {
            return self.drop(operation);
        };
        if let Some(filter) = &operation.path.filter {
            if !target.attribute.multi_valued {
                return Err(Error::invalid_path(format!(
                    "'{}' has one value, so it cannot be filtered in a path.",
                    target.attribute.name
                )));
            }
            if !filter.knows(target.attribute) {
                return self.drop(operation);
            }
            filter.check_values(target.attribute)?;
        }
        if is_read_only(target) {
            return self.read_only(operation, target);
        }
        // RFC 7644 §3.5.2.2: a required attribute that is removed is a "mutability" error.
        if operation.op == Op::Remove
            && target.leaf().required
            && (target.sub.is_some() || operation.path.filter.is_none())
        {
            return Err(Error::mutability(format!(
                "'{}' is required and cannot be removed.",
                operation.path
            )));
        }
        if target.attribute.multi_valued {
            self.multi_valued(operation, target)
        } else {
            self.single(operation, target)
        }
    }

    /// DEC-08: what is not stored succeeds without effect, and is reported.
    fn drop(&mut self, operation: &Operation) -> Result<(), Error> {
        self.reader.dropped.insert(operation.path.to_string());
        Ok(())
    }

    /// RFC 7644 §3.5.2: an operation that is not "compatible with the attribute's mutability" is refused. Kind to echoes:
    /// Okta repeats the `id` in the value of a rename, and to `groups` of a user, which are managed through Groups
    /// (DEC-07).
    fn read_only(&mut self, operation: &Operation, target: Resolved<'_>) -> Result<(), Error> {
        match target.attribute.name {
            "schemas" => Ok(()),
            "id" | "meta" if !operation.named => Ok(()),
            name if !operation.named || name == "groups" => self.drop(operation),
            _ => Err(Error::mutability(format!(
                "'{}' is read-only.",
                operation.path
            ))),
        }
    }

    /// An attribute with one value, or a part of one.
    fn single(&mut self, operation: &Operation, target: Resolved<'_>) -> Result<(), Error> {
        let Resolved { attribute, sub } = target;
        let sent = operation
            .value
            .as_ref()
            .filter(|_| operation.op != Op::Remove);
        match sub {
            // RFC 7644 §3.5.2.3: of a complex attribute, "sub-attributes that are not specified SHALL be left unchanged".
            None if attribute.kind == Type::Complex => {
                let parts = match sent {
                    Some(value) => self.reader.parts(attribute, value)?,
                    None => Object::new(),
                };
                let clears = sent.is_none_or(Value::is_null) && operation.op != Op::Add;
                if clears && attribute.required {
                    return Err(Error::invalid_value(format!(
                        "'{}' is required.",
                        attribute.name
                    )));
                }
                if clears {
                    object::remove(&mut self.resource, attribute.name);
                    return Ok(());
                }
                self.with_parts(attribute, |holder| {
                    parts.into_iter().try_for_each(|(name, value)| {
                        match attribute.sub_attribute(&name) {
                            Some(sub) => assign(
                                holder,
                                sub,
                                &format!("{}.{name}", attribute.name),
                                Some(value),
                            ),
                            None => Ok(()),
                        }
                    })
                })
            }
            None => {
                let value = sent
                    .map(|value| simple(attribute, attribute.name, value))
                    .transpose()?
                    .flatten();
                if value.is_none() && operation.op == Op::Add {
                    return Ok(());
                }
                assign(&mut self.resource, attribute, attribute.name, value)
            }
            Some(sub) => {
                let path = operation.path.to_string();
                let value = sent
                    .map(|value| simple(sub, &path, value))
                    .transpose()?
                    .flatten();
                if value.is_none() && operation.op == Op::Add {
                    return Ok(());
                }
                self.with_parts(attribute, |holder| assign(holder, sub, &path, value))
            }
        }
    }

    /// Changes the parts of a complex attribute, which need not be there yet; where none are left, it is gone.
    fn with_parts(
        &mut self,
        attribute: &Attribute,
        change: impl FnOnce(&mut Object) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut parts = match object::get_mut(&mut self.resource, attribute.name).map(Value::take) {
            Some(Value::Object(parts)) => parts,
            _ => Object::new(),
        };
        change(&mut parts)?;
        if parts.is_empty() {
            object::remove(&mut self.resource, attribute.name);
        } else {
            object::set(&mut self.resource, attribute.name, Value::Object(parts));
        }
        Ok(())
    }

    /// An attribute with several values, or some of them, or a part of some.
    fn multi_valued(&mut self, operation: &Operation, target: Resolved<'_>) -> Result<(), Error> {
        let name = target.attribute.name;
        let present = object::get_mut(&mut self.resource, name).map(Value::take);
        let was_there = present.is_some();
        let list = match present {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(list)) => list,
            Some(value) => vec![value],
        };
        let list = values::apply(operation, target, list, &mut self.reader)?;
        if was_there || !list.is_empty() {
            object::set(&mut self.resource, name, Value::Array(list));
        }
        Ok(())
    }
}

/// Sets one simple value, or unsets it, as its mutability allows. RFC 7643 §7: an immutable attribute "MAY be defined at
/// resource creation (…) and SHALL NOT be updated".
pub(super) fn assign(
    holder: &mut Object,
    attribute: &Attribute,
    path: &str,
    value: Option<Value>,
) -> Result<(), Error> {
    let value = value.filter(|value| !value.is_null());
    if attribute.required && value.as_ref().is_none_or(object::is_empty) {
        return Err(Error::invalid_value(format!(
            "'{path}' is required and cannot be empty."
        )));
    }
    if attribute.mutability == Mutability::Immutable
        && let Some(present) =
            object::get(holder, attribute.name).filter(|present| !object::is_empty(present))
        && !value
            .as_ref()
            .is_some_and(|value| elements::equal(attribute, present, value))
    {
        return Err(Error::mutability(format!(
            "'{path}' is immutable and has a value."
        )));
    }
    match value {
        Some(value) => object::set(holder, attribute.name, value),
        None => drop(object::remove(holder, attribute.name)),
    }
    Ok(())
}

fn is_read_only(target: Resolved<'_>) -> bool {
    target.attribute.mutability == Mutability::ReadOnly
        || target.leaf().mutability == Mutability::ReadOnly
}
