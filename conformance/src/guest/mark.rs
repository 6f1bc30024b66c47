//! What tells a guest's names from everybody else's.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::names;
use crate::{
    spelling::Letter,
    wire::{Exchange, Request},
};

/// Twelve digits, which have no case and need no escaping anywhere: `ada@acme.io` becomes `ada@314159265358.acme.io`, and
/// `Payments` becomes `Payments-314159265358`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark(String);

impl Mark {
    /// A mark that nobody had before.
    pub(super) fn new() -> Self {
        let number = Uuid::new_v4().as_u128() % 900_000_000_000 + 100_000_000_000;
        Self(number.to_string())
    }

    #[cfg(test)]
    pub(super) fn of(digits: &str) -> Self {
        Self(digits.to_owned())
    }

    /// Whether a text carries the mark.
    pub(super) fn is_in(&self, text: &str) -> bool {
        text.contains(&self.0)
    }

    /// Marks every name that a request gives or looks for.
    pub(super) fn put_into(&self, request: &mut Request) {
        let is_group = names::is_about_groups(&request.target);
        request.target = names::marked_target(&request.target, is_group, self);
        let Some(body) = &mut request.body else {
            return;
        };
        // What is no JSON is sent as it is: that is what such a scenario is about.
        if let Ok(mut document) = serde_json::from_str::<Value>(body)
            && self.put_into_document(&mut document, is_group)
        {
            *body = document.to_string();
        }
    }

    /// Takes the mark out of an answer. A group of somebody else's is called so, since without the marks it could be taken for
    /// one of the guest's.
    pub(super) fn take_out_of(&self, exchange: &mut Exchange) {
        if names::is_about_groups(&exchange.request.target)
            && let Ok(mut document) = serde_json::from_str::<Value>(&exchange.body)
        {
            let others: Vec<_> = names::resources_mut(&mut document)
                .filter_map(|group| group.get_mut("displayName"))
                .filter(|name| name.as_str().is_some_and(|name| !self.is_in(name)))
                .collect();
            if !others.is_empty() {
                for name in others {
                    *name =
                        format!("{} (somebody else's)", name.as_str().unwrap_or_default()).into();
                }
                exchange.body = document.to_string();
            }
        }
        exchange.body = self.taken_out(&exchange.body);
        for (_, value) in &mut exchange.headers {
            *value = self.taken_out(value);
        }
    }

    /// A document without the mark.
    pub(super) fn taken_out_of(&self, document: &Value) -> Value {
        serde_json::from_str(&self.taken_out(&document.to_string())).unwrap_or_default()
    }

    fn taken_out(&self, text: &str) -> String {
        text.replace(&format!("@{}.", self.0), "@")
            .replace(&format!("-{}", self.0), "")
    }

    /// A name with the mark in it. One that is blank stays so.
    pub(super) fn on(&self, name: &str) -> String {
        if name.trim().is_empty() {
            return name.to_owned();
        }
        match name.rsplit_once('@') {
            Some((local, domain)) => format!("{local}@{}.{domain}", self.0),
            None => format!("{name}-{}", self.0),
        }
    }

    /// Writes the mark into a name whose spelling stays as it is otherwise. It has nothing that needs encoding.
    pub(super) fn put_into_letters(&self, name: &mut [Letter]) {
        let at_sign = name.iter().rposition(|letter| letter.letter == '@');
        let is_blank = name.iter().all(|letter| letter.letter.is_whitespace());
        if let Some(at_sign) = at_sign {
            name[at_sign].written += &format!("{}.", self.0);
        } else if let (false, Some(last)) = (is_blank, name.last_mut()) {
            last.written += &format!("-{}", self.0);
        }
    }

    /// Whether anything was marked, since a document that is written anew may come out in another spelling.
    fn put_into_document(&self, document: &mut Value, is_group: bool) -> bool {
        let mut is_marked = false;
        for operation in names::operations_mut(document) {
            is_marked |= self.put_into_operation(operation, is_group);
        }
        if let Some(filter) = document
            .get_mut("filter")
            .filter(|filter| filter.is_string())
        {
            let marked = names::marked_filter(filter.as_str().unwrap_or_default(), is_group, self);
            is_marked |= *filter != marked;
            *filter = marked.into();
        }
        self.put_into_attributes(document, is_group) | is_marked
    }

    /// An operation of a PATCH, which has a path and a value, or of a bulk request, which has a path and a document.
    fn put_into_operation(&self, operation: &mut Value, is_group: bool) -> bool {
        let path = operation["path"].as_str().unwrap_or_default().to_owned();
        if let Some(data) = operation.get_mut("data") {
            return self.put_into_document(data, names::is_about_groups(&path));
        }
        let mut is_marked = false;
        let marked_path = names::marked_filter(&path, is_group, self);
        if marked_path != path {
            operation["path"] = marked_path.into();
            is_marked = true;
        }
        let Some(value) = operation.get_mut("value") else {
            return is_marked;
        };
        is_marked
            | match path.is_empty() {
                true => self.put_into_attributes(value, is_group),
                false => self.put_into_attribute(&path, value, is_group),
            }
    }

    fn put_into_attributes(&self, document: &mut Value, is_group: bool) -> bool {
        let Some(attributes) = document.as_object_mut() else {
            return false;
        };
        let mut is_marked = false;
        for (name, value) in attributes.iter_mut() {
            is_marked |= self.put_into_attribute(name, value, is_group);
        }
        is_marked
    }

    fn put_into_attribute(&self, path: &str, value: &mut Value, is_group: bool) -> bool {
        if names::is_name(path, is_group) {
            return self.put_into_name(value);
        }
        // The addresses are objects, whose `value` is the name.
        if !names::holds_addresses(path) {
            return false;
        }
        let mut entries: Vec<&mut Value> = match value {
            Value::Array(entries) => entries.iter_mut().collect(),
            entry => vec![entry],
        };
        let mut is_marked = false;
        for entry in &mut entries {
            let address = |entry: &Map<String, Value>| {
                entry
                    .keys()
                    .find(|key| key.eq_ignore_ascii_case("value"))
                    .cloned()
            };
            if let Some(object) = entry.as_object_mut()
                && let Some(key) = address(object)
            {
                is_marked |= self.put_into_name(&mut object[&key]);
            }
        }
        is_marked
    }

    fn put_into_name(&self, value: &mut Value) -> bool {
        let Some(name) = value.as_str() else {
            return false;
        };
        let marked = self.on(name);
        let is_marked = marked != name;
        *value = marked.into();
        is_marked
    }
}
