//! The journal: every request to PactFlow's API and its answer, without any secret.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::routes::Route;

/// How many exchanges are kept before the oldest are dropped.
pub(crate) const CAPACITY: usize = 2_000;
/// How much of a body is kept, in bytes.
const BODY_LIMIT: usize = 8 * 1024;

/// The journal, shared with the running simulator. A bounded ring: it says how many exchanges it
/// dropped.
#[derive(Debug, Clone, Default)]
pub struct Journal(Arc<Mutex<Ring>>);

#[derive(Debug, Default)]
struct Ring {
    exchanges: VecDeque<Exchange>,
    /// The number of the latest request that has begun.
    begun: u64,
    dropped: u64,
    /// The bytes of all answers, those that were dropped included.
    bytes: u64,
}

/// A request and its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exchange {
    /// Its number, from 1, in the order in which requests begin.
    pub seq: u64,
    /// When, by the simulator's clock.
    pub at: Timestamp,
    /// The request's method.
    pub method: String,
    /// The route that it found, if it is modelled.
    pub route: Option<Route>,
    /// Its path.
    pub path: String,
    /// Its query, as sent.
    pub query: Option<String>,
    /// The name of the account whose token it came with; never the token.
    pub token_owner: Option<String>,
    /// The request's body, at most 8 KiB, with passwords, tokens and secrets redacted.
    pub request_body: Option<String>,
    /// The `x-request-id` of the request.
    pub request_id: Option<String>,
    /// The answer's status; 0 where no answer was sent.
    pub status: u16,
    /// The answer's body, likewise shortened and redacted.
    pub response_body: Option<String>,
    /// How many bytes the answer's body has, before any compression.
    pub response_bytes: u64,
    /// How well the answer is known: a letter, see [`crate::Grade`].
    pub evidence: char,
    /// The fault rule that changed the answer.
    pub fault: Option<String>,
    /// How long it took, in microseconds.
    pub micros: u64,
}

impl Journal {
    /// The present end of the journal, for [`Journal::since`].
    pub fn mark(&self) -> u64 {
        self.ring().begun
    }

    /// The exchanges that began after `mark`, in the order of their ends.
    pub fn since(&self, mark: u64) -> Vec<Exchange> {
        self.ring()
            .exchanges
            .iter()
            .filter(|exchange| exchange.seq > mark)
            .cloned()
            .collect()
    }

    /// How many exchanges were dropped because the journal is bounded.
    pub fn dropped(&self) -> u64 {
        self.ring().dropped
    }

    /// How many bytes the bodies of all answers had, before any compression.
    pub fn bytes(&self) -> u64 {
        self.ring().bytes
    }

    /// The number of a request that begins now.
    pub(crate) fn begin(&self) -> u64 {
        let mut ring = self.ring();
        ring.begun += 1;
        ring.begun
    }

    pub(crate) fn record(&self, exchange: Exchange) {
        let mut ring = self.ring();
        ring.bytes += exchange.response_bytes;
        if ring.exchanges.len() == CAPACITY {
            ring.exchanges.pop_front();
            ring.dropped += 1;
        }
        ring.exchanges.push_back(exchange);
    }

    /// Forgets the exchanges; the numbers go on.
    pub(crate) fn clear(&self) {
        let mut ring = self.ring();
        ring.exchanges.clear();
        ring.dropped = 0;
    }

    /// Forgets the exchanges, and numbers from the beginning again.
    pub(crate) fn reset(&self) {
        *self.ring() = Ring::default();
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The beginning of an answer as the journal keeps it. Only answers of token routes hold secrets, and
/// those are never given to this function, so that a large list is not searched for any.
pub(crate) fn answer(bytes: &[u8]) -> Option<String> {
    (!bytes.is_empty()).then(|| shorten(beginning(bytes)))
}

/// A request's body as the journal keeps it.
pub(crate) fn body(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() {
        return None;
    }
    let text = match names_a_secret(bytes).then(|| serde_json::from_slice::<Value>(bytes)) {
        Some(Ok(mut value)) => {
            redact(&mut value);
            value.to_string()
        }
        // What names a secret and cannot be read cannot be redacted either.
        Some(Err(_)) => REDACTED.to_owned(),
        None => beginning(bytes),
    };
    Some(shorten(text))
}

/// What stands in the place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

const SECRETS: [&str; 3] = ["password", "secret", "token"];

fn names_a_secret(bytes: &[u8]) -> bool {
    SECRETS.iter().any(|name| {
        bytes
            .windows(name.len())
            .any(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    })
}

fn redact(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let name = name.to_ascii_lowercase();
                if SECRETS.iter().any(|secret| name.contains(secret)) {
                    *field = Value::String(REDACTED.to_owned());
                } else {
                    redact(field);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}

fn beginning(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(BODY_LIMIT + 4)]).into_owned()
}

fn shorten(mut text: String) -> String {
    if text.len() > BODY_LIMIT {
        let end = (0..=BODY_LIMIT)
            .rev()
            .find(|&end| text.is_char_boundary(end))
            .unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_redacted_at_any_depth_and_in_any_case() {
        let kept = body(br#"{"name":"Ada","Password":"p","more":[{"apiToken":"t"}]}"#).unwrap();
        assert_eq!(
            kept,
            r#"{"name":"Ada","Password":"[redacted]","more":[{"apiToken":"[redacted]"}]}"#
        );
        assert_eq!(body(br#"{"password": "p"#).unwrap(), REDACTED);
        assert_eq!(body(br#"{"name": "Ada"#).unwrap(), r#"{"name": "Ada"#);
    }

    #[test]
    fn a_long_body_is_shortened_at_a_character() {
        let kept = body("é".repeat(10_000).as_bytes()).unwrap();
        assert!(
            kept.len() <= BODY_LIMIT + '…'.len_utf8() && kept.ends_with("é…"),
            "{}",
            kept.len()
        );
    }
}
