//! Stable names for everybody and everything that a session must not name.
//!
//! A value is exchanged word by word, the same word always for the same one, in whatever case. So an address stays an address, a
//! display name stays made of the given and the family name, and a look-up still finds whom a creation named.

use std::collections::HashMap;

use serde_json::{Map, Number, Value};
use uuid::Uuid;

use super::{BASE, vocabulary};
use crate::spelling::{self, Letter};

/// The pseudonyms of one session.
#[derive(Debug, Default)]
pub(super) struct Pseudonyms {
    words: HashMap<String, String>,
    numbers: HashMap<String, String>,
    ids: HashMap<Uuid, Uuid>,
    tokens: HashMap<String, usize>,
}

/// How much of a text is somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// All of it: a value.
    Value,
    /// All but the words of the protocol: a path, an attribute's name.
    Structure,
}

impl Pseudonyms {
    /// An `Authorization` header: its scheme, and a number for the rest.
    pub(super) fn authorization(&mut self, value: &str) -> String {
        let scheme = match value.split_once(' ') {
            Some((scheme, _)) if scheme.chars().all(|letter| letter.is_ascii_alphabetic()) => {
                scheme
            }
            _ => "",
        };
        let next = self.tokens.len() + 1;
        let number = *self.tokens.entry(value.to_owned()).or_insert(next);
        format!("{scheme} {{token {number}}}").trim().to_owned()
    }

    /// A request's target below the base address.
    pub(super) fn target(&mut self, target: &str) -> String {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        let path = self.path(path);
        let Some(query) = query else { return path };
        let parameters: Vec<_> = query
            .split('&')
            .map(|parameter| self.parameter(parameter))
            .collect();
        format!("{path}?{}", parameters.join("&"))
    }

    /// An absolute address of the server's, or one that is relative to it.
    pub(super) fn address(&mut self, address: &str) -> String {
        const RESOURCES: [&str; 5] = [
            "Users",
            "Groups",
            "Schemas",
            "ResourceTypes",
            "ServiceProviderConfig",
        ];
        let place = RESOURCES
            .iter()
            .filter_map(|resources| address.find(&format!("/{resources}")))
            .min();
        match place {
            Some(at) if address.contains("://") => {
                format!("{BASE}{}", self.path(&address[at..]))
            }
            _ if address.contains("://") => self.text(address, Kind::Value),
            _ => self.path(address),
        }
    }

    /// A version of a resource, which may be made of its values: `W/"…"`.
    pub(super) fn version(&mut self, version: &str) -> String {
        match version.strip_prefix("W/") {
            Some(strong) => format!("W/{}", self.text(strong, Kind::Value)),
            None => self.text(version, Kind::Value),
        }
    }

    /// A body.
    pub(super) fn document(&mut self, document: &Value) -> Value {
        self.value("", document)
    }

    /// The answer to a question of discovery, which is the same for everybody but for addresses.
    pub(super) fn discovery(&mut self, document: &Value) -> Value {
        match document {
            Value::Object(object) => object
                .iter()
                .map(|(name, value)| (name.clone(), self.discovery(value)))
                .collect(),
            Value::Array(list) => list.iter().map(|value| self.discovery(value)).collect(),
            Value::String(text) if text.contains("://") => self.address(text).into(),
            other => other.clone(),
        }
    }

    fn path(&mut self, path: &str) -> String {
        let mut before = String::new();
        let segments: Vec<_> = path
            .split('/')
            .map(|segment| {
                let is_id = ["users", "user", "groups", "group"].contains(&before.as_str());
                before = segment.to_ascii_lowercase();
                let kind = match is_id && !segment.starts_with('.') {
                    true => Kind::Value,
                    false => Kind::Structure,
                };
                let letters = spelling::encoded(segment);
                self.letters(&letters, kind)
            })
            .collect();
        segments.join("/")
    }

    fn parameter(&mut self, parameter: &str) -> String {
        let Some((name, value)) = parameter.split_once('=') else {
            return self.letters(&spelling::encoded(parameter), Kind::Structure);
        };
        let letters = spelling::encoded(value);
        let value = match name.to_ascii_lowercase().as_str() {
            "filter" => self.filter(letters),
            "startindex" | "count" => value.to_owned(),
            "attributes" | "excludedattributes" | "sortby" | "sortorder" => {
                self.letters(&letters, Kind::Structure)
            }
            _ => self.letters(&letters, Kind::Value),
        };
        format!(
            "{}={value}",
            self.letters(&spelling::encoded(name), Kind::Structure)
        )
    }

    /// A filter, or a path with filters in it: values are exchanged, and what is no word of the protocol.
    fn filter(&mut self, letters: Vec<Letter>) -> String {
        let mut written = String::new();
        let mut at = 0;
        for operand in spelling::operands(&letters) {
            written += &self.letters(&letters[at..operand.place.start], Kind::Structure);
            let value = &letters[operand.place.clone()];
            written += &match protocol_value(&operand.attribute, &spelling::text(value)) {
                true => spelling::written(value),
                false => self.letters(value, Kind::Value),
            };
            at = operand.place.end;
        }
        written + &self.letters(&letters[at..], Kind::Structure)
    }

    fn object(&mut self, context: &str, object: &Map<String, Value>) -> Value {
        // The value of an operation belongs to the attribute in its path.
        let path = object.get("path").and_then(Value::as_str);
        let attribute = path.map(spelling::attribute);
        let mut exchanged = Map::new();
        for (name, value) in object {
            let of = match (name.as_str(), &attribute) {
                ("value", Some(attribute)) => attribute.clone(),
                ("value" | "display" | "type", None) => format!("{context}.{}", name),
                _ => spelling::attribute(name),
            };
            let name = self.filter(spelling::plain(name));
            exchanged.insert(name, self.value(&of, value));
        }
        Value::Object(exchanged)
    }

    /// A value of an attribute, whose path is in small letters.
    fn value(&mut self, attribute: &str, value: &Value) -> Value {
        match value {
            Value::Object(object) => self.object(attribute, object),
            Value::Array(list) => list
                .iter()
                .map(|value| self.value(attribute, value))
                .collect(),
            Value::String(text) => self.string(attribute, text).into(),
            Value::Number(number) if !is_count(attribute) => self.number(number),
            other => other.clone(),
        }
    }

    fn string(&mut self, attribute: &str, text: &str) -> String {
        match attribute {
            // It may name anybody, and is written for people.
            "detail" => "…".to_owned(),
            "schemas" | "attributes" | "excludedattributes" | "sortby" | "sortorder" => {
                self.text(text, Kind::Structure)
            }
            "status" if text.bytes().all(|byte| byte.is_ascii_digit()) => text.to_owned(),
            "op" | "method" | "scimtype" | "resourcetype" => self.text(text, Kind::Structure),
            "path" if text.starts_with('/') => self.target(text),
            "path" | "filter" => self.filter(spelling::plain(text)),
            "location" | "$ref" | "ref" => self.address(text),
            "created" | "lastmodified" if is_time(text) => text.to_owned(),
            "version" => self.version(text),
            // Roles are chosen from a list by their ids, which name nobody.
            "roles.value" if Uuid::try_parse(text).is_ok() => text.to_owned(),
            _ if protocol_value(attribute, text) => text.to_owned(),
            _ => match text.strip_prefix("bulkId:") {
                Some(id) => format!("bulkId:{}", self.text(id, Kind::Value)),
                None => self.text(text, Kind::Value),
            },
        }
    }

    fn number(&mut self, number: &Number) -> Value {
        let exchanged = self.digits(
            &number
                .to_string()
                .replace(|c: char| !c.is_ascii_digit(), ""),
        );
        exchanged.parse::<u64>().map_or(Value::Null, Value::from)
    }

    fn text(&mut self, text: &str, kind: Kind) -> String {
        self.letters(&spelling::plain(text), kind)
    }

    /// Exchanges words, numbers and UUIDs, and leaves what stands between them as it is written.
    fn letters(&mut self, letters: &[Letter], kind: Kind) -> String {
        let mut written = String::new();
        let mut at = 0;
        while at < letters.len() {
            if let Some(id) = uuid_at(&letters[at..]) {
                written += &self.id(id).to_string();
                at += 36;
                continue;
            }
            let word: String = letters[at..]
                .iter()
                .map(|letter| letter.letter)
                .take_while(|letter| letter.is_alphanumeric())
                .collect();
            if word.is_empty() {
                written += &letters[at].written;
                at += 1;
                continue;
            }
            let end = at + word.chars().count();
            if kind == Kind::Structure && vocabulary::knows(&word) {
                written += &spelling::written(&letters[at..end]);
            } else if word.chars().all(|letter| letter.is_ascii_digit()) {
                written += &self.digits(&word);
            } else {
                written += &self.word(&word);
            }
            at = end;
        }
        written
    }

    fn id(&mut self, id: Uuid) -> Uuid {
        let next = self.ids.len() as u128 + 1;
        *self
            .ids
            .entry(id)
            .or_insert_with(|| Uuid::from_u128(PSEUDONYM_OF_ID | next))
    }

    fn digits(&mut self, digits: &str) -> String {
        let next = self.numbers.len() + 1;
        let length = digits.len();
        let number = self
            .numbers
            .entry(digits.to_owned())
            .or_insert_with(|| format!("9{next:0>width$}", width = length.saturating_sub(1)));
        number.clone()
    }

    /// A word in the same case, as far as it goes.
    fn word(&mut self, word: &str) -> String {
        let next = self.words.len();
        let pseudonym = self
            .words
            .entry(word.to_lowercase())
            .or_insert_with(|| invented(next));
        let mut cases = word.chars().map(char::is_uppercase);
        let is_all_upper =
            word.chars().count() > 1 && word.chars().all(|letter| !letter.is_lowercase());
        let has_case = word.chars().any(char::is_uppercase);
        pseudonym
            .chars()
            .map(
                |letter| match cases.next().unwrap_or(is_all_upper && has_case) {
                    true => letter.to_ascii_uppercase(),
                    false => letter,
                },
            )
            .collect()
    }
}

/// What the ids of a session begin with: a UUID of version 4, made of nothing.
pub(super) const PSEUDONYM_OF_ID: u128 = 0x00000000_0000_4000_8000_000000000000;

/// The n-th of many words that can be spoken: `baba`, `babe`, … They begin with `x`, so that none is a word of the protocol.
fn invented(number: usize) -> String {
    const CONSONANTS: [char; 14] = [
        'b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z',
    ];
    const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
    let base = CONSONANTS.len() * VOWELS.len();
    let (mut rest, mut word) = (number, String::from("x"));
    loop {
        let syllable = rest % base;
        word.push(VOWELS[syllable % VOWELS.len()]);
        word.push(CONSONANTS[syllable / VOWELS.len()]);
        rest /= base;
        if rest == 0 {
            return word;
        }
    }
}

fn uuid_at(letters: &[Letter]) -> Option<Uuid> {
    let text: String = letters
        .iter()
        .take(36)
        .map(|letter| letter.letter)
        .collect();
    let goes_on = letters
        .get(36)
        .is_some_and(|letter| letter.letter.is_alphanumeric());
    (text.len() == 36 && !goes_on)
        .then(|| Uuid::try_parse(&text).ok())
        .flatten()
}

/// A value that the protocol or PactFlow gives, and that says nothing about somebody.
fn protocol_value(attribute: &str, text: &str) -> bool {
    let is_boolean = text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false");
    is_boolean
        || match attribute {
            "type" | "emails.type" | "groups.type" | "members.type" | "phonenumbers.type"
            | "addresses.type" => vocabulary::knows(text),
            "roles.display" | "roles.type" => vocabulary::is_known_role(text),
            "usertype" => vocabulary::USER_TYPES.contains(&text),
            _ => false,
        }
}

fn is_count(attribute: &str) -> bool {
    [
        "totalresults",
        "startindex",
        "itemsperpage",
        "count",
        "failonerrors",
        "status",
        "maxresults",
        "maxoperations",
        "maxpayloadsize",
    ]
    .contains(&attribute)
}

fn is_time(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok()
}

#[cfg(test)]
mod tests;
