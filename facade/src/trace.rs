//! Traces: which request at the identity provider's led to which calls at PactFlow's, sent by OTLP over HTTP.
//!
//! Spans are made by hand at the two places where there is something to time, the request and the call to PactFlow, and
//! written as OTLP's JSON. That stands in the place of OpenTelemetry's own crates, which make the binary half a megabyte
//! larger and read the environment themselves.

mod context;
mod export;
mod otlp;
mod sampler;
#[cfg(test)]
mod tests;

use std::time::SystemTime;

pub(crate) use context::{Context, TraceParent};
pub(crate) use export::Exporter;
pub(crate) use sampler::Sampler;

/// A piece of work that took its time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    /// Which trace it belongs to, and its own id.
    pub(crate) context: Context,
    /// The span that it is a part of, where there is one.
    pub(crate) parent: Option<u64>,
    /// What it is called: few names, none of them made of ids.
    pub(crate) name: String,
    /// On which side of a request it stands.
    pub(crate) kind: Kind,
    /// When it began.
    pub(crate) start: SystemTime,
    /// When it was over.
    pub(crate) end: SystemTime,
    /// What is known of it. Never a token, a query or a value.
    pub(crate) attributes: Vec<(&'static str, Value)>,
    /// Whether it failed.
    pub(crate) is_error: bool,
}

/// On which side of a request a span stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The side that answers.
    Server,
    /// The side that asks.
    Client,
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Self {
        Self::Number(number.into())
    }
}
