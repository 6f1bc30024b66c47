//! What a fault makes of an answer.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::{Effect, Firing};
use crate::call::Reply;
use crate::problem::Problem;

/// What is sent in the end.
#[derive(Debug)]
pub(crate) enum Outcome {
    Answer(Reply, Delivery),
    HangUp(HangUp),
}

/// How an answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// At once.
    Whole,
    /// Half of what is promised, and then the connection is closed.
    Half,
    /// A few bytes at a time.
    Drip { bytes: usize, every: Duration },
}

/// How a connection ends without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HangUp {
    Reset,
    Close,
}

impl Effect {
    /// Whether the effect takes the place of an answer, so that a request need not have one.
    pub(crate) fn replaces(&self) -> bool {
        matches!(self, Self::Status { .. } | Self::Reset | Self::EmptyAnswer)
    }

    pub(crate) fn latency(&self) -> Option<Duration> {
        match self {
            Self::Latency { millis } => Some(Duration::from_millis(*millis)),
            _ => None,
        }
    }
}

/// What becomes of `reply`; there is none where the fault came first.
pub(crate) fn apply(
    firing: &Firing,
    reply: Option<Reply>,
    headers: &HeaderMap,
    path: &str,
    base: &str,
) -> Outcome {
    let whole = |reply| Outcome::Answer(reply, Delivery::Whole);
    match (&firing.effect, reply) {
        (Effect::Reset, _) => Outcome::HangUp(HangUp::Reset),
        (Effect::EmptyAnswer, _) => Outcome::HangUp(HangUp::Close),
        (
            Effect::Status {
                status,
                retry_after,
                body,
                content_type,
            },
            _,
        ) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut reply = Problem::simulated(status).into_reply(headers, path);
            if let Some(body) = body {
                reply.body = Some(body.clone().into_bytes());
                reply.content_type = content_type
                    .clone()
                    .unwrap_or_else(|| "text/html".to_owned())
                    .into();
            }
            reply.retry_after = retry_after.clone();
            whole(reply)
        }
        // A spoilt answer needs one; the caller runs the request first for all that follow.
        (_, None) => {
            whole(Problem::simulated(StatusCode::INTERNAL_SERVER_ERROR).into_reply(headers, path))
        }
        (Effect::HalfBody, Some(reply)) => Outcome::Answer(reply, Delivery::Half),
        (Effect::SlowDrip { bytes, every_ms }, Some(reply)) => {
            let delivery = Delivery::Drip {
                bytes: (*bytes).max(1),
                every: Duration::from_millis(*every_ms),
            };
            Outcome::Answer(reply, delivery)
        }
        (Effect::Latency { .. } | Effect::StaleList, Some(reply)) => whole(reply),
        (Effect::TruncatedJson, Some(mut reply)) => {
            if let Some(body) = &mut reply.body {
                body.truncate(body.len() / 2);
            }
            whole(reply)
        }
        (Effect::ContentType { content_type }, Some(mut reply)) => {
            reply.content_type = content_type.clone().into();
            whole(reply)
        }
        (Effect::ForeignLinks { base: other }, Some(reply)) => {
            whole(rewritten(reply, |body| foreign_links(body, base, other)))
        }
        (Effect::MissingEmbedded, Some(reply)) => whole(rewritten(reply, without_embedded)),
        (Effect::DuplicateRow, Some(reply)) => whole(rewritten(reply, duplicate_row)),
    }
}

fn rewritten(mut reply: Reply, change: impl FnOnce(&mut Value)) -> Reply {
    let parsed = reply
        .body
        .as_deref()
        .and_then(|body| serde_json::from_slice(body).ok());
    if let Some(mut body) = parsed {
        change(&mut body);
        reply.body = Some(body.to_string().into_bytes());
    }
    reply
}

fn foreign_links(value: &mut Value, base: &str, other: &str) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(href) if name == "href" => *href = href.replacen(base, other, 1),
                    field => foreign_links(field, base, other),
                }
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| foreign_links(item, base, other)),
        _ => {}
    }
}

fn without_embedded(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.shift_remove("_embedded");
            fields.values_mut().for_each(without_embedded);
        }
        Value::Array(items) => items.iter_mut().for_each(without_embedded),
        _ => {}
    }
}

/// Doubles the first row of the first list, at the top level or under `_embedded`.
fn duplicate_row(body: &mut Value) {
    let Value::Object(fields) = body else { return };
    for (name, field) in fields {
        match field {
            Value::Array(rows) if !rows.is_empty() => {
                rows.insert(0, rows[0].clone());
                return;
            }
            Value::Object(_) if name == "_embedded" => return duplicate_row(field),
            _ => {}
        }
    }
}
