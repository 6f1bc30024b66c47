//! What a provider sends, from files that can be read: `shapes/*.http`.
//!
//! A section begins with `### ` and its name, says on lines with `#` where the shape is known from, and is a request: method and
//! target, headers, an empty line, and JSON. In it stand
//!
//! * `{name}`: a value. As the whole of a text in the body it may be of any kind, and where there is none, its key is left out;
//!   `{name as text}` writes a boolean as `"true"`, `{name as True or False}` as `"True"`. In the target it is percent-encoded,
//!   with the shape's own spelling of a blank, and between quotation marks its own are escaped.
//! * `"for each of {names}"` in a list: what follows it, once for each of these values, which are looked at first.
//! * `"where there is {name}"` in a list: what follows it, unless there is no such value, or it is empty.
//! * `"…": "{name}"`: all keys of that value that the shape does not name.
//!
//! JSON is sent in one line, as all of them do.

use http::Method;
use serde_json::{Map, Value};

use super::encode;
use crate::wire::Request;

#[cfg(test)]
mod tests;

/// All that one provider sends.
#[derive(Debug)]
pub(super) struct Shapes(Vec<Shape>);

/// One request.
#[derive(Clone, Copy, Debug)]
struct Shape {
    file: usize,
    name: &'static str,
    request: &'static str,
}

impl Shapes {
    /// The sections of some files; of two with one name the first counts.
    pub(super) fn of(files: &[&'static str]) -> Self {
        let numbered = files.iter().enumerate();
        let shapes = numbered.flat_map(|(number, file)| sections(number, file));
        Self(shapes.collect())
    }

    /// Whether the provider sends such a request of its own.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|shape| shape.name == name)
    }

    /// The names of the requests by which the provider is connected, in their order: its own, or else those of others alike.
    pub(super) fn connecting(&self) -> Vec<&'static str> {
        let is_one = |shape: &&Shape| shape.name.starts_with("connect: ");
        let first = self.0.iter().find(is_one).map(|shape| shape.file);
        let own = |shape: &&Shape| is_one(shape) && Some(shape.file) == first;
        self.0.iter().filter(own).map(|shape| shape.name).collect()
    }

    /// The request of this name, filled in.
    ///
    /// # Panics
    ///
    /// Where there is none, or it is not written as it has to be: the files are part of the program.
    pub(super) fn request(&self, name: &str, values: &Value) -> Request {
        let shape = self.0.iter().find(|shape| shape.name == name);
        let shape = shape.unwrap_or_else(|| panic!("this provider never sends: {name}"));
        shape.filled_in(values)
    }
}

impl Shape {
    fn filled_in(self, values: &Value) -> Request {
        let (head, body) = self
            .request
            .split_once("\n\n")
            .map_or((self.request, None), |(head, body)| (head, Some(body)));
        let mut lines = head.lines();
        let (method, target) = lines
            .next()
            .and_then(|line| line.split_once(' '))
            .unwrap_or_else(|| panic!("{} has no request line", self.name));
        let header = |line: &'static str| {
            let (name, value) = line
                .split_once(':')
                .unwrap_or_else(|| panic!("{}: `{line}` is no header", self.name));
            (name, value.trim().to_owned())
        };
        let body = body.map(|body| {
            let shape: Value = serde_json::from_str(body)
                .unwrap_or_else(|error| panic!("the body of {} is no JSON: {error}", self.name));
            filled(&shape, &[values]).unwrap_or_default().to_string()
        });
        Request {
            method: Method::from_bytes(method.as_bytes()).expect("a method of HTTP"),
            target: filled_target(target, values),
            headers: lines.map(header).collect(),
            body,
        }
    }
}

fn sections(file: usize, text: &'static str) -> impl Iterator<Item = Shape> {
    text.split("### ").skip(1).map(move |section| {
        let (name, rest) = section.split_once('\n').unwrap_or((section, ""));
        let is_said = |line: &&str| line.starts_with('#');
        let said = rest.split_inclusive('\n').take_while(is_said);
        let request = &rest[said.map(str::len).sum()..];
        Shape {
            file,
            name: name.trim(),
            request: request.trim(),
        }
    })
}

/// The value of a name, from the first of these objects that has it.
fn value<'a>(name: &str, values: &[&'a Value]) -> Option<&'a Value> {
    values.iter().find_map(|values| values.get(name))
}

/// The name of a placeholder that is the whole of a text.
fn placeholder(text: &str) -> Option<&str> {
    text.strip_prefix('{')?.strip_suffix('}')
}

fn filled(shape: &Value, values: &[&Value]) -> Option<Value> {
    Some(match shape {
        Value::String(text) => match placeholder(text) {
            Some(name) => value_as(name, values)?,
            None => Value::String(filled_text(text, |_, name| plain(name, values))),
        },
        Value::Array(shapes) => Value::Array(filled_list(shapes, values)),
        Value::Object(shapes) => Value::Object(filled_object(shapes, values)),
        other => other.clone(),
    })
}

fn value_as(name: &str, values: &[&Value]) -> Option<Value> {
    let (name, kind) = name.split_once(" as ").unwrap_or((name, ""));
    Some(match (value(name, values)?, kind) {
        (Value::Bool(truth), "text") => truth.to_string().into(),
        (Value::Bool(true), "True or False") => "True".into(),
        (Value::Bool(false), "True or False") => "False".into(),
        (other, _) => other.clone(),
    })
}

fn filled_list(shapes: &[Value], values: &[&Value]) -> Vec<Value> {
    let mut list = Vec::new();
    let mut shapes = shapes.iter();
    while let Some(shape) = shapes.next() {
        let text = shape.as_str().unwrap_or_default();
        let named = |start: &str| placeholder(text.strip_prefix(start)?);
        if let Some(name) = named("for each of ") {
            let shape = shapes.next().expect("something follows `for each of`");
            let items = value(name, values).and_then(Value::as_array);
            list.extend(items.into_iter().flatten().filter_map(|item| {
                let nearest: Vec<&Value> =
                    [item].into_iter().chain(values.iter().copied()).collect();
                filled(shape, &nearest)
            }));
        } else if let Some(name) = named("where there is ") {
            let shape = shapes.next().expect("something follows `where there is`");
            if value(name, values).is_some_and(|value| !is_empty(value)) {
                list.extend(filled(shape, values));
            }
        } else {
            list.extend(filled(shape, values));
        }
    }
    list
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn filled_object(shapes: &Map<String, Value>, values: &[&Value]) -> Map<String, Value> {
    let mut object = Map::new();
    for (key, shape) in shapes {
        match (key.as_str(), filled(shape, values)) {
            ("…", Some(Value::Object(others))) => {
                let new = others
                    .into_iter()
                    .filter(|(key, _)| !shapes.contains_key(key));
                object.extend(new);
            }
            ("…", _) | (_, None) => {}
            (key, Some(value)) => {
                object.insert(key.to_owned(), value);
            }
        }
    }
    object
}

fn filled_target(target: &str, values: &Value) -> String {
    let blank = if target.contains('+') { "+" } else { "%20" };
    filled_text(target, |before, name| {
        let mut text = plain(name, &[values]);
        if before.ends_with("%22") {
            let quoted = Value::from(text).to_string();
            text = quoted[1..quoted.len() - 1].to_owned();
        }
        encode(&text, blank)
    })
}

/// A text with its placeholders filled in, by what stands before each and its name.
fn filled_text(text: &str, value: impl Fn(&str, &str) -> String) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("a placeholder ends");
        filled += before;
        filled += &value(before, name);
        rest = after;
    }
    filled + rest
}

/// A value inside of a text.
fn plain(name: &str, values: &[&Value]) -> String {
    match value(name, values) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => panic!("the value {name} is missing"),
    }
}
