//! Who asks PactFlow, and what for.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method};
use secrecy::SecretString;
use serde::Serialize;
use tokio::time::Instant;

use super::Error;

/// On whose behalf PactFlow is called: the token that came with the request, passed on and never kept.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The bearer token, without the scheme.
    pub token: SecretString,
    /// The request's id, passed on as `x-request-id` (PactFlow 2.1 and later writes it to its log).
    pub request_id: HeaderValue,
    /// When the request has to be answered: no repetition is begun that could not end by then (DEC-14).
    pub deadline: Instant,
}

impl Caller {
    pub(super) fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

/// One call of PactFlow's API, however often it is sent.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) method: Method,
    /// The segments of its path, not yet encoded.
    pub(super) path: Vec<&'a str>,
    pub(super) query: &'a [(&'a str, String)],
    /// JSON.
    pub(super) body: Option<Bytes>,
    /// Whether arriving twice does the same as arriving once.
    pub(super) is_idempotent: bool,
    /// The largest answer that is read, in bytes.
    pub(super) largest_answer: usize,
}

/// The largest answer about one resource: a user in thousands of teams.
const ONE: usize = 4 * 1024 * 1024;

/// The largest answer that lists many resources or members. A team of 10,000 members whose roles and permissions are
/// repeated for each of them is about 40 MB; whatever is larger is not an answer of PactFlow's.
const MANY: usize = 96 * 1024 * 1024;

impl<'a> Call<'a> {
    fn new(method: Method, path: &[&'a str]) -> Self {
        Self {
            method,
            path: path.to_vec(),
            query: &[],
            body: None,
            is_idempotent: true,
            largest_answer: ONE,
        }
    }

    pub(super) fn get(path: &[&'a str]) -> Self {
        Self::new(Method::GET, path)
    }

    pub(super) fn put(path: &[&'a str]) -> Self {
        Self::new(Method::PUT, path)
    }

    pub(super) fn delete(path: &[&'a str]) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// A `POST` that adds what may be there already, so that adding it twice changes nothing.
    pub(super) fn add(path: &[&'a str]) -> Self {
        Self::new(Method::POST, path)
    }

    /// A `POST` that makes something new each time it arrives.
    pub(super) fn create(path: &[&'a str]) -> Self {
        Self {
            is_idempotent: false,
            ..Self::new(Method::POST, path)
        }
    }

    pub(super) fn query(self, query: &'a [(&'a str, String)]) -> Self {
        Self { query, ..self }
    }

    /// The answer names many resources or members.
    pub(super) fn of_many(self) -> Self {
        Self {
            largest_answer: MANY,
            ..self
        }
    }

    /// How the answer may be compressed on its way by `scheme`. To pack and unpack it pays for large answers, and where
    /// others own the way (TEC-68).
    pub(super) fn accepted_encoding(&self, scheme: &str) -> HeaderValue {
        let is_far = scheme == "https";
        HeaderValue::from_static(if is_far && self.largest_answer > ONE {
            "gzip"
        } else {
            "identity"
        })
    }

    pub(super) fn json(self, body: &impl Serialize) -> Result<Self, Error> {
        let body = serde_json::to_vec(body).map_err(|error| {
            Error::Unreadable(format!("the request cannot be written: {error}"))
        })?;
        Ok(Self {
            body: Some(body.into()),
            ..self
        })
    }

    /// Whether the call deletes the resource that its path names, rather than some members that its body names.
    pub(super) fn deletes_its_path(&self) -> bool {
        self.method == Method::DELETE && self.body.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_answers_from_afar_may_come_compressed() {
        let (one, many) = (Call::get(&["admin"]), Call::get(&["admin"]).of_many());
        assert_eq!(many.accepted_encoding("https"), "gzip");
        for (call, scheme) in [(&many, "http"), (&one, "https"), (&one, "http")] {
            assert_eq!(call.accepted_encoding(scheme), "identity");
        }
    }
}
