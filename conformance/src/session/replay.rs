//! A session, played back to another server.
//!
//! What one server chose stands for what the other chooses in its place: ids, versions, names that nobody sent. What the
//! identity provider sent has to come back as it came back then.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use http::Method;
use serde_json::Value;

use super::{Answered, Asked, BASE, Content, Entry, Session};
use crate::{
    spelling,
    wire::{AUTHORIZATION, Exchange, Request, Wire},
};

/// What a session shows of another server.
#[derive(Clone, Debug, Default)]
pub struct Replayed {
    /// How many requests were sent.
    pub sent: usize,
    /// How many were not, since their bodies were not recorded.
    pub skipped: usize,
    /// Where an answer differs.
    pub differences: Vec<Difference>,
}

/// An answer that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The number of the exchange in the session.
    pub number: u64,
    /// The request line, as it was sent.
    pub request: String,
    /// In what it differs, in words.
    pub what: Vec<String>,
}

/// Plays a session back, one request after the other, and compares the answers.
///
/// # Errors
///
/// Where the server does not answer.
pub async fn replay(session: &Session, wire: &Wire) -> anyhow::Result<Replayed> {
    let mut player = Player::default();
    let mut replayed = Replayed::default();
    for entry in &session.entries {
        let Some(request) = player.request(&entry.request)? else {
            replayed.skipped += 1;
            continue;
        };
        let line = format!("{} {}", request.method, request.target);
        let wire = match token(&entry.request) {
            Some(1) | None => wire.clone(),
            Some(other) => wire.authorized_by(Some(&format!("Bearer no-such-token-{other}"))),
        };
        let exchange = wire.exchange(request).await?;
        replayed.sent += 1;
        let what = player.compare(entry, &exchange);
        if !what.is_empty() {
            replayed.differences.push(Difference {
                number: entry.number,
                request: line,
                what,
            });
        }
    }
    Ok(replayed)
}

/// The number of the token that a request came with. The first is taken for the good one.
fn token(asked: &Asked) -> Option<u32> {
    let value = asked.headers.get("authorization")?.as_str()?;
    let (_, number) = value.rsplit_once("{token ")?;
    number.strip_suffix('}')?.parse().ok()
}

/// What was found so far to stand for what was recorded.
#[derive(Debug, Default)]
struct Player {
    /// What the server chose, and what the other one chose in its place.
    own: HashMap<String, String>,
    /// The words that the identity provider sent, in small letters.
    sent: HashSet<String>,
}

impl Player {
    /// A recorded request with this server's ids; nothing where its body was not recorded.
    fn request(&mut self, asked: &Asked) -> anyhow::Result<Option<Request>> {
        let body = match &asked.body {
            Content::LeftOut(_) => return Ok(None),
            Content::Nothing => None,
            Content::Json(document) => {
                self.hear(&document.to_string());
                Some(self.translated(document).to_string())
            }
        };
        let (_, query) = asked.target.split_once('?').unwrap_or_default();
        self.hear(query);
        let headers = asked
            .headers
            .iter()
            .filter_map(|(name, value)| {
                let value = match name.as_str() {
                    "authorization" => String::new(),
                    _ => self.here(value.as_str().unwrap_or_default()),
                };
                Some((spelled(name)?, value))
            })
            .collect();
        Ok(Some(Request {
            method: Method::from_bytes(asked.method.as_bytes())?,
            target: self.here(&asked.target),
            headers,
            body,
        }))
    }

    /// Remembers the words that the identity provider says.
    fn hear(&mut self, text: &str) {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        self.sent.extend(words.map(str::to_lowercase));
    }

    /// A text with what stands here for what was recorded.
    fn here(&self, text: &str) -> String {
        match self.own.get(text) {
            Some(own) => own.clone(),
            None => spelling::exchanged(text, |word| self.own.get(word).cloned()),
        }
    }

    fn translated(&self, document: &Value) -> Value {
        match document {
            Value::Object(object) => object
                .iter()
                .map(|(name, value)| (self.here(name), self.translated(value)))
                .collect(),
            Value::Array(list) => list.iter().map(|value| self.translated(value)).collect(),
            Value::String(text) => self.here(text).into(),
            other => other.clone(),
        }
    }

    fn compare(&mut self, entry: &Entry, exchange: &Exchange) -> Vec<String> {
        // What was not answered then cannot be answered otherwise now.
        let Some(recorded) = &entry.answer else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let status = exchange.status.as_u16();
        if recorded.status != status {
            found.push(format!(
                "the status was {} and is {status}",
                recorded.status
            ));
        }
        self.compare_headers(recorded, exchange, &mut found);
        match &recorded.body {
            Content::LeftOut(_) => {}
            Content::Nothing if exchange.body.is_empty() => {}
            Content::Nothing => found.push("there was no body, and now there is one".to_owned()),
            Content::Json(document) => match serde_json::from_str(&exchange.body) {
                Ok(now) => self.differ("", "", document, &now, &mut found),
                Err(_) => found.push("the body was JSON, and is not".to_owned()),
            },
        }
        found
    }

    fn compare_headers(
        &mut self,
        recorded: &Answered,
        exchange: &Exchange,
        found: &mut Vec<String>,
    ) {
        for name in [
            "content-type",
            "location",
            "etag",
            "retry-after",
            "www-authenticate",
            "allow",
        ] {
            let was = recorded.headers.get(name).and_then(Value::as_str);
            let is_same = match (was, exchange.header(name)) {
                (Some(was), Some(is)) => match name {
                    "content-type" => essence(was) == essence(is),
                    "location" => self.is_same(was, &below_base(is)),
                    "etag" => self.is_same(was, is),
                    _ => true,
                },
                (was, is) => was.is_none() && is.is_none(),
            };
            if !is_same {
                let show = |value: Option<&str>| value.unwrap_or("not there").to_owned();
                let (was, is) = (show(was), show(exchange.header(name)));
                found.push(format!("the header {name} was {was} and is {is}"));
            }
        }
    }

    /// Notes where two documents differ. `name` is the last name on the way there.
    fn differ(&mut self, name: &str, at: &str, was: &Value, is: &Value, found: &mut Vec<String>) {
        match (was, is) {
            (Value::Object(was), Value::Object(is)) => {
                let names = was
                    .keys()
                    .chain(is.keys().filter(|name| !was.contains_key(*name)));
                for name in names {
                    let at = format!("{at}/{name}");
                    match (was.get(name), is.get(name)) {
                        (Some(was), Some(is)) => self.differ(name, &at, was, is, found),
                        (Some(_), None) => found.push(format!("{at} is not there any more")),
                        _ => found.push(format!("{at} was not there")),
                    }
                }
            }
            (Value::Array(was), Value::Array(is)) if was.len() == is.len() => {
                let (was, is) = (
                    self.in_order(name, was, true),
                    self.in_order(name, is, false),
                );
                for (index, (was, is)) in was.iter().zip(&is).enumerate() {
                    self.differ(name, &format!("{at}/{index}"), was, is, found);
                }
            }
            (Value::String(was), Value::String(is)) => {
                let is_same = match name {
                    // For people, and of the server's choice.
                    "detail" => true,
                    "created" | "lastModified" => is_time(was) == is_time(is),
                    "location" | "$ref" => self.is_same(was, &below_base(is)),
                    _ => self.is_same(was, is),
                };
                if !is_same {
                    found.push(format!("{at} was \"{}\" and is \"{is}\"", self.here(was)));
                }
            }
            (was, is) if was == is => {}
            (was, is) => found.push(format!("{at} was {was} and is {is}")),
        }
    }

    /// The entries of a list whose order means nothing, in one that both sides share.
    fn in_order(&self, name: &str, list: &[Value], is_recorded: bool) -> Vec<Value> {
        let mut list = list.to_vec();
        if ["members", "groups", "roles", "schemas"].contains(&name) {
            list.sort_by_cached_key(|entry| {
                let key = entry["value"]
                    .as_str()
                    .or(entry.as_str())
                    .unwrap_or_default();
                if is_recorded {
                    self.here(key)
                } else {
                    key.to_owned()
                }
            });
        }
        list
    }

    /// Whether a text is what was recorded, or what this server chose in its place, now and ever since.
    fn is_same(&mut self, was: &str, is: &str) -> bool {
        if self.here(was) == is {
            return true;
        }
        let was_sent = was
            .split(|letter: char| !letter.is_alphanumeric())
            .all(|word| self.sent.contains(&word.to_lowercase()));
        if was_sent {
            return false;
        }
        // Where an address ends with a new id, it is the id that is learned.
        let is_id = |text: &str| {
            text.chars()
                .all(|letter| letter.is_alphanumeric() || letter == '-')
        };
        let (was, is) = match (was.rsplit_once('/'), is.rsplit_once('/')) {
            (Some((place, was)), Some((here, is))) if is_id(was) && self.here(place) == here => {
                (was, is)
            }
            _ => (was, is),
        };
        // What was learned before would have been translated, so this is something else.
        if self.own.contains_key(was) {
            return false;
        }
        self.own.insert(was.to_owned(), is.to_owned());
        true
    }
}

/// An address of the server's from the resource on.
fn below_base(address: &str) -> String {
    let place = [
        "/Users",
        "/Groups",
        "/Schemas",
        "/ResourceTypes",
        "/ServiceProviderConfig",
    ]
    .iter()
    .filter_map(|resources| address.find(resources))
    .min();
    match place {
        Some(at) if address.contains("://") => format!("{BASE}{}", &address[at..]),
        _ => address.to_owned(),
    }
}

fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

fn is_time(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok()
}

/// A header's name as providers write it.
fn spelled(name: &str) -> Option<&'static str> {
    let known = [
        "Accept",
        "Accept-Charset",
        "Accept-Encoding",
        AUTHORIZATION,
        "Content-Type",
        "If-Match",
        "If-None-Match",
        "Prefer",
        "User-Agent",
    ];
    known
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(name))
}

impl Replayed {
    /// Whether every answer was as it was.
    pub fn is_same(&self) -> bool {
        self.differences.is_empty()
    }
}

/// What differs, and at the end how much.
impl fmt::Display for Replayed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for difference in &self.differences {
            writeln!(f, "≠ {}. {}", difference.number, difference.request)?;
            for what in &difference.what {
                writeln!(f, "    {what}")?;
            }
        }
        if self.skipped > 0 {
            writeln!(
                f,
                "{} not sent, since their bodies were not recorded",
                self.skipped
            )?;
        }
        let count = self.differences.len();
        write!(
            f,
            "{} requests played back, {count} answers differ",
            self.sent
        )
    }
}

#[cfg(test)]
mod tests;
