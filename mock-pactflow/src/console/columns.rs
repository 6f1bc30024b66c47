//! The three columns of an exchange: what the identity provider said, the rule, what PactFlow got.

use serde_json::{Map, Value};
use url::Url;

use super::entry::Entry;
use super::exchange::{Explained, ScimExchange};
use crate::journal::Exchange;

/// One line through the three columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) said: Option<Cell>,
    pub(crate) rule: Option<Ruling>,
    pub(crate) got: Option<Cell>,
}

/// A name and, where it is known, its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) name: String,
    pub(crate) value: Option<String>,
}

/// What the façade decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ruling {
    pub(crate) id: String,
    pub(crate) dropped: Option<String>,
}

/// The longest value that is shown in a column, in characters.
const LONGEST: usize = 120;

/// The lines of an entry: parameters, explained attributes, the other attributes, the other fields.
pub(crate) fn rows(entry: &Entry) -> Vec<Row> {
    let written = written(&entry.calls);
    let Some(recorded) = &entry.scim else {
        return written.into_iter().map(got).collect();
    };
    let exchange = &recorded.exchange;
    let body = exchange
        .request_body
        .as_deref()
        .and_then(|body| serde_json::from_str::<Value>(body).ok())
        .unwrap_or_default();
    let mut rows = parameters(exchange);
    let explained = exchange.explanation.iter();
    rows.extend(explained.map(|explained| explain(explained, &body, &written)));
    rows.extend(unexplained(&body, &exchange.explanation).map(said));
    let claimed: Vec<Cell> = rows.iter().filter_map(|row| row.got.clone()).collect();
    let rest = written
        .into_iter()
        .filter(|(name, _)| !claimed.iter().any(|cell| plain(&cell.name) == name));
    rows.extend(rest.map(got));
    rows
}

/// A value as one reads it: text without its quotation marks, a list of SCIM's values by their names, everything else as
/// compact JSON.
pub(crate) fn brief(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if !items.is_empty() => match named(items) {
            Some(names) => names.join(", "),
            None => value.to_string(),
        },
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// What the items of a list are called, where all of them say so.
fn named(items: &[Value]) -> Option<Vec<String>> {
    let name = |item: &Value| match item {
        Value::String(text) => Some(text.clone()),
        item => {
            let name = item.get("display").or_else(|| item.get("value"))?;
            name.as_str().map(str::to_owned)
        }
    };
    items.iter().map(name).collect()
}

fn explain(explained: &Explained, body: &Value, written: &[(String, Value)]) -> Row {
    let value = find(body, &explained.attribute);
    Row {
        said: Some(Cell {
            name: explained.attribute.clone(),
            value: value.as_ref().map(brief),
        }),
        rule: Some(Ruling {
            id: explained.rule.clone(),
            dropped: explained.dropped.clone(),
        }),
        got: explained.field.as_ref().map(|field| {
            let found = written.iter().find(|(name, _)| name == plain(field));
            Cell {
                name: field.clone(),
                value: found.map(|(_, value)| brief(value)),
            }
        }),
    }
}

fn parameters(exchange: &ScimExchange) -> Vec<Row> {
    let Ok(url) = Url::parse(&exchange.url) else {
        return Vec::new();
    };
    url.query_pairs()
        .map(|(name, value)| said((name.into_owned(), Value::from(value.into_owned()))))
        .collect()
}

/// What the body says beyond what was explained. `schemas` says nothing that is to be mapped.
fn unexplained<'a>(
    body: &'a Value,
    explanation: &'a [Explained],
) -> impl Iterator<Item = (String, Value)> + 'a {
    let known = |name: &str| {
        explanation.iter().any(|explained| {
            let attribute = explained.attribute.as_str();
            starts_with(attribute, name)
        })
    };
    statements(body)
        .into_iter()
        .filter(move |(name, _)| name != "schemas" && !known(name))
}

/// What a body states, name by name; of a PATCH, what its operations state.
fn statements(body: &Value) -> Vec<(String, Value)> {
    let Some(fields) = body.as_object() else {
        return Vec::new();
    };
    let Some(operations) = field(fields, "Operations").and_then(Value::as_array) else {
        return pairs(fields);
    };
    let operations = operations.iter().filter_map(Value::as_object);
    operations
        .flat_map(|operation| {
            let value = field(operation, "value").cloned().unwrap_or_default();
            match (field(operation, "path").and_then(Value::as_str), &value) {
                (Some(path), _) => vec![(path.to_owned(), value)],
                (None, Value::Object(fields)) => pairs(fields),
                (None, _) => Vec::new(),
            }
        })
        .collect()
}

/// What a body says of an attribute such as `name.givenName`.
fn find(body: &Value, attribute: &str) -> Option<Value> {
    let said = statements(body);
    let (name, value) = said
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(attribute))
        .or_else(|| said.iter().find(|(name, _)| starts_with(attribute, name)))?;
    let rest = attribute[name.len()..].trim_start_matches(['.', ':']);
    match (rest.is_empty(), value) {
        (true, value) => Some(value.clone()),
        (false, Value::Object(fields)) => field(fields, rest).cloned(),
        (false, _) => None,
    }
}

/// Whether an attribute is `name` or a part of it.
fn starts_with(attribute: &str, name: &str) -> bool {
    attribute
        .get(..name.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(name))
        && attribute[name.len()..]
            .chars()
            .next()
            .is_none_or(|next| matches!(next, '.' | ':' | '['))
}

/// The fields of all bodies that the calls wrote.
fn written(calls: &[Exchange]) -> Vec<(String, Value)> {
    let mut written: Vec<(String, Value)> = Vec::new();
    let bodies = calls.iter().filter_map(|call| call.request_body.as_deref());
    for body in bodies.filter_map(|body| serde_json::from_str::<Value>(body).ok()) {
        let fields = match body {
            Value::Object(fields) => pairs(&fields),
            other => vec![("(body)".to_owned(), other)],
        };
        for (name, value) in fields {
            // A call that was repeated says the same once more.
            if !written.contains(&(name.clone(), value.clone())) {
                written.push((name, value));
            }
        }
    }
    written
}

/// The name of a field in a body, where the mapping writes `_embedded.roles[].uuid` or `type in, …`.
fn plain(field: &str) -> &str {
    let field = field.strip_prefix("_embedded.").unwrap_or(field);
    field.split(['[', ' ']).next().unwrap_or(field)
}

fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn pairs(fields: &Map<String, Value>) -> Vec<(String, Value)> {
    fields
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn said((name, value): (String, Value)) -> Row {
    Row {
        said: Some(cell(name, &value)),
        ..Row::default()
    }
}

fn got((name, value): (String, Value)) -> Row {
    Row {
        got: Some(cell(name, &value)),
        ..Row::default()
    }
}

fn cell(name: String, value: &Value) -> Cell {
    Cell {
        name,
        value: Some(brief(value)),
    }
}

#[cfg(test)]
mod tests;
