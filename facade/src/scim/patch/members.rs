//! A group's membership operations without the group's members: a group of ten thousand must not be read to add one.

use std::collections::HashMap;

use serde_json::Value;

use super::{Op, Operation, PatchRequest};
use crate::scim::{
    coerce,
    error::Error,
    filter::{CompareOp, Filter, Literal},
    object,
};

/// What a request does to the members of a group, whoever they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberChange {
    /// Nothing.
    Keep,
    /// These join and those leave; nobody is in both lists. Adding a present member and removing an absent one succeed
    /// (DEC-13).
    Delta {
        /// Who joins, in the order of the request.
        add: Vec<String>,
        /// Who leaves, in the order of the request.
        remove: Vec<String>,
    },
    /// Afterwards exactly these are members.
    Exactly(Vec<String>),
}

/// Folds the membership operations in their order: the last one about a member wins. `None` where an operation needs to
/// see the members themselves (a filter other than `value eq "…"` and `or` of those, or a part of a member), so that the
/// caller reads the group and uses [`super::apply`].
///
/// # Errors
///
/// `invalidValue` where a member has no `value`.
pub fn member_change(request: &PatchRequest) -> Result<Option<MemberChange>, Error> {
    let mut fold = Fold::default();
    for operation in request
        .operations
        .iter()
        .filter(|operation| operation.on_members())
    {
        if operation.path.attribute.sub.is_some() {
            return Ok(None);
        }
        match (operation.op, &operation.path.filter) {
            (Op::Remove, Some(filter)) => match values_named(filter) {
                Some(ids) => ids.into_iter().for_each(|id| fold.set(id, false)),
                None => return Ok(None),
            },
            (_, Some(_)) => return Ok(None),
            (op, None) => fold.whole(op, operation)?,
        }
    }
    Ok(Some(fold.finish()))
}

/// What is known of the members so far. Ids are compared without regard to case, as `members.value` is (RFC 7643 §8.7.1).
#[derive(Default)]
struct Fold {
    /// Whether the members before the request no longer matter.
    exact: bool,
    /// Each id that was named, and whether it is a member now.
    ids: Vec<(String, bool)>,
    by_key: HashMap<String, usize>,
}

impl Fold {
    fn whole(&mut self, op: Op, operation: &Operation) -> Result<(), Error> {
        let value = operation.value.as_ref().filter(|value| !value.is_null());
        match (op, value) {
            // RFC 7644 §3.5.2.2: without filter and value, "the attribute and all values are removed".
            (Op::Remove, None) => self.start_again(),
            // Entra ID lists those to be removed, and means only them.
            (Op::Remove, Some(value)) => ids(value)?.into_iter().for_each(|id| self.set(id, false)),
            (Op::Add, value) => {
                for id in value.map(ids).transpose()?.unwrap_or_default() {
                    self.set(id, true);
                }
            }
            (Op::Replace, value) => {
                let ids = value.map(ids).transpose()?.unwrap_or_default();
                self.start_again();
                ids.into_iter().for_each(|id| self.set(id, true));
            }
        }
        Ok(())
    }

    fn start_again(&mut self) {
        *self = Self {
            exact: true,
            ..Self::default()
        };
    }

    fn set(&mut self, id: String, member: bool) {
        let key = coerce::fold(&id).into_owned();
        match self.by_key.get(&key) {
            Some(&index) => self.ids[index].1 = member,
            None => {
                self.by_key.insert(key, self.ids.len());
                self.ids.push((id, member));
            }
        }
    }

    fn finish(self) -> MemberChange {
        let (add, remove): (Vec<_>, Vec<_>) = self.ids.into_iter().partition(|(_, member)| *member);
        let names =
            |ids: Vec<(String, bool)>| ids.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        let (add, remove) = (names(add), names(remove));
        match (self.exact, add.is_empty() && remove.is_empty()) {
            (true, _) => MemberChange::Exactly(add),
            (false, true) => MemberChange::Keep,
            (false, false) => MemberChange::Delta { add, remove },
        }
    }
}

/// The ids of `value eq "a"` or `value eq "a" or value eq "b"`.
fn values_named(filter: &Filter) -> Option<Vec<String>> {
    match filter {
        Filter::Compare {
            path,
            op: CompareOp::Eq,
            value,
        } if path.is("value", None) && *value != Literal::Null => {
            Some(vec![value.text()?.into_owned()])
        }
        Filter::Or(filters) => {
            let ids: Option<Vec<_>> = filters.iter().map(values_named).collect();
            Some(ids?.into_iter().flatten().collect())
        }
        _ => None,
    }
}

/// The ids in a value: an array or one alone, of objects or of bare strings, perhaps packed into a string.
fn ids(value: &Value) -> Result<Vec<String>, Error> {
    let value = coerce::unpacked(value);
    let members = match &*value {
        Value::Array(members) => members.as_slice(),
        member => std::slice::from_ref(member),
    };
    members
        .iter()
        .filter(|member| !member.is_null())
        .map(id)
        .collect()
}

fn id(member: &Value) -> Result<String, Error> {
    let member = coerce::unpacked(member);
    let id = match &*member {
        Value::Object(parts) => object::get(parts, "value").and_then(Value::as_str),
        bare => bare.as_str(),
    };
    id.filter(|id| !id.is_empty())
        .map(str::to_owned)
        .ok_or_else(|| Error::invalid_value("each of 'members' needs a 'value', the id of a user."))
}
