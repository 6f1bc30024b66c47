//! An exchange without what a server chooses by itself.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Exchange;
use crate::spelling;

/// The headers that a provider looks at. The others concern the connection, or are ids of requests.
const HEADERS: [&str; 6] = [
    "content-type",
    "location",
    "etag",
    "retry-after",
    "www-authenticate",
    "allow",
];

/// Replaces ids by their order of appearance, and the rest of what differs anyway by a word for it. One for each scenario and
/// server, since the order of appearance is what relates the ids of two servers.
#[derive(Debug, Default)]
pub(super) struct Plain {
    ids: HashMap<String, usize>,
}

impl Plain {
    /// The request line.
    pub(super) fn request(&mut self, exchange: &Exchange) -> String {
        let request = &exchange.request;
        let target = self.text(&request.target);
        format!("{} {target}", request.method)
    }

    /// Status, headers and body.
    pub(super) fn answer(&mut self, exchange: &Exchange) -> Value {
        let body: Value = serde_json::from_str(&exchange.body)
            .unwrap_or_else(|_| Value::from(exchange.body.as_str()));
        self.learn(&body);
        let mut headers = Map::new();
        for name in HEADERS {
            if let Some(value) = exchange.header(name) {
                headers.insert(name.to_owned(), self.header(name, value));
            }
        }
        let body = self.value("", &body);
        json!({ "status": exchange.status.as_u16(), "header": headers, "body": body })
    }

    /// The ids that a document gives, which need not be UUIDs.
    fn learn(&mut self, document: &Value) {
        let resources = document["Resources"].as_array().into_iter().flatten();
        for resource in std::iter::once(document).chain(resources) {
            if resource["meta"]["resourceType"].is_string()
                && let Some(id) = resource["id"].as_str()
            {
                self.number(id);
            }
        }
    }

    fn number(&mut self, id: &str) -> usize {
        let next = self.ids.len() + 1;
        *self.ids.entry(id.to_ascii_lowercase()).or_insert(next)
    }

    fn header(&mut self, name: &str, value: &str) -> Value {
        match name {
            "content-type" => {
                let essence = value.split(';').next().unwrap_or_default().trim();
                essence.to_ascii_lowercase().into()
            }
            "location" => self.address(value).into(),
            "www-authenticate" => value.split(' ').next().unwrap_or_default().into(),
            // When to come back is the server's own choice.
            _ => "…".into(),
        }
    }

    fn value(&mut self, name: &str, value: &Value) -> Value {
        match value {
            Value::Object(object) => object
                .iter()
                .map(|(name, value)| (name.clone(), self.value(name, value)))
                .collect(),
            Value::Array(list) => list.iter().map(|value| self.value(name, value)).collect(),
            Value::String(text) => match name {
                // Explanations are for people.
                "detail" | "description" | "documentationUri" | "version" => "…".into(),
                "location" | "$ref" => self.address(text).into(),
                _ if text.parse::<Timestamp>().is_ok() => "{time}".into(),
                _ => self.text(text).into(),
            },
            other => other.clone(),
        }
    }

    /// An address from the resource on, wherever the server is.
    fn address(&mut self, text: &str) -> String {
        let place = [
            "/Users",
            "/Groups",
            "/Schemas",
            "/ResourceTypes",
            "/ServiceProviderConfig",
        ]
        .iter()
        .filter_map(|resources| text.find(resources))
        .max();
        let address =
            place.map_or_else(|| text.to_owned(), |at| format!("{{base}}{}", &text[at..]));
        self.text(&address)
    }

    /// A text with every id in it exchanged for its number.
    fn text(&mut self, text: &str) -> String {
        spelling::exchanged(text, |word| {
            let is_known = self.ids.contains_key(&word.to_ascii_lowercase());
            let is_id = is_known || Uuid::try_parse(word).is_ok();
            is_id.then(|| format!("{{{}}}", self.number(word)))
        })
    }
}
