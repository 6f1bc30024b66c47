//! What can go wrong between the façade and PactFlow.

use std::time::Duration;

use http::StatusCode;
use serde_json::Value;

use crate::redact;

/// A call to PactFlow that gave no usable answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// 401: PactFlow does not know the token.
    #[error("PactFlow does not accept the token")]
    Unauthorized,
    /// 403: the token's owner lacks the permission, or the token is read-only.
    #[error("PactFlow refuses this to the token's owner")]
    Forbidden,
    /// 404, or 410 for a deleted user: no such resource.
    #[error("PactFlow knows no such resource")]
    NotFound,
    /// Another 4xx: PactFlow does not accept the values.
    #[error("PactFlow answered {status}: {}", describe(problems))]
    Rejected {
        /// The HTTP status.
        status: u16,
        /// What PactFlow objects to.
        problems: Vec<Problem>,
    },
    /// 429: too many calls.
    #[error("PactFlow asks for fewer calls")]
    RateLimited {
        /// How long PactFlow asks to wait, where it says so.
        retry_after: Option<Duration>,
    },
    /// PactFlow cannot be reached, breaks off, answers 5xx, or is not asked because of it.
    #[error("PactFlow is not available: {why}")]
    Unavailable {
        /// What happened.
        why: Outage,
        /// How long to wait, where that is known.
        retry_after: Option<Duration>,
    },
    /// PactFlow took longer than `PACTFLOW_REQUEST_TIMEOUT`.
    #[error("PactFlow did not answer in time")]
    TimedOut,
    /// PactFlow answered something that cannot be read.
    #[error("PactFlow's answer cannot be read: {0}")]
    Unreadable(String),
}

/// Why PactFlow is not available, without addresses or tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Outage {
    /// There is no connection, so nothing was sent.
    #[error("no connection")]
    Unreachable,
    /// The connection broke before the answer was whole.
    #[error("the connection broke")]
    Broken,
    /// PactFlow, or a gateway in front of it, answered this 5xx.
    #[error("it answered {0}")]
    Answered(StatusCode),
    /// It could not be reached so often that it is left alone for a while (DEC-37), so nothing was sent.
    #[error("it could not be reached several times in a row, and is asked again in a while")]
    Paused,
    /// There was no place among `PACTFLOW_MAX_CALLS` in time, so nothing was sent.
    #[error("too many calls to it are under way")]
    Crowded,
}

impl Error {
    /// An answer without the body that it should have.
    pub(super) fn empty() -> Self {
        Self::Unreadable("it is empty".to_owned())
    }
}

impl From<Outage> for Error {
    fn from(why: Outage) -> Self {
        Self::Unavailable {
            why,
            retry_after: None,
        }
    }
}

impl Error {
    /// How long to wait, where that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Unavailable { retry_after, .. } => {
                *retry_after
            }
            _ => None,
        }
    }

    /// Whether a write that ended like this may have been done all the same.
    pub fn leaves_open(&self) -> bool {
        matches!(
            self,
            Self::Unavailable { .. } | Self::TimedOut | Self::Unreadable(_)
        )
    }

    /// What it is called where outcomes are counted.
    pub(crate) fn outcome(&self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not found",
            Self::Rejected { .. } => "rejected",
            Self::RateLimited { .. } => "rate limited",
            Self::Unavailable { .. } => "unavailable",
            Self::TimedOut => "timed out",
            Self::Unreadable(_) => "unreadable",
        }
    }

    /// Whether trying again later may help, without anyone changing anything.
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::RateLimited { .. } | Self::Unavailable { .. } | Self::TimedOut
        )
    }
}

/// One objection of PactFlow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, in PactFlow's words.
    pub detail: String,
    /// Which field, where PactFlow says so: a JSON pointer or a field name.
    pub pointer: Option<String>,
}

fn describe(problems: &[Problem]) -> String {
    let parts: Vec<String> = problems
        .iter()
        .map(|problem| match &problem.pointer {
            Some(pointer) => format!("{}: {}", pointer.trim_start_matches('/'), problem.detail),
            None => problem.detail.clone(),
        })
        .collect();
    if parts.is_empty() {
        "no reason was given".to_owned()
    } else {
        parts.join("; ")
    }
}

/// What an answer without success means. Its body only says more about a refusal.
pub(super) fn refused(status: StatusCode, retry_after: Option<Duration>, body: &[u8]) -> Error {
    match status {
        StatusCode::UNAUTHORIZED => Error::Unauthorized,
        StatusCode::FORBIDDEN => Error::Forbidden,
        // 410 is what a deleted user answers.
        StatusCode::NOT_FOUND | StatusCode::GONE => Error::NotFound,
        StatusCode::TOO_MANY_REQUESTS => Error::RateLimited { retry_after },
        status if status.is_server_error() => Error::Unavailable {
            why: Outage::Answered(status),
            retry_after,
        },
        status if status.is_client_error() => Error::Rejected {
            status: status.as_u16(),
            problems: problems(&serde_json::from_slice(body).unwrap_or_default()),
        },
        status => Error::Unreadable(format!(
            "it answered {status}; PACTFLOW_URL must be the address that PactFlow itself uses"
        )),
    }
}

/// Reads the four shapes in which PactFlow reports errors: problem+json with or without `errors`, `errors` as an
/// object of lists, `errors` as a list, and `error.message`.
fn problems(body: &Value) -> Vec<Problem> {
    // Whatever PactFlow quotes of the request, it does not reach a log or another error.
    let text = |value: &Value| value.as_str().map(redact::bearer_tokens);
    let plain = |detail: String| Problem {
        detail,
        pointer: None,
    };
    let found = match &body["errors"] {
        Value::Array(errors) => errors
            .iter()
            .filter_map(|error| match error {
                Value::String(_) => text(error).map(plain),
                error => text(&error["detail"]).map(|detail| Problem {
                    detail,
                    pointer: text(&error["pointer"]),
                }),
            })
            .collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(field, messages)| {
                let messages = match messages {
                    Value::Array(messages) => messages.as_slice(),
                    message => std::slice::from_ref(message),
                };
                messages.iter().filter_map(text).map(|detail| Problem {
                    detail,
                    pointer: Some(field.clone()),
                })
            })
            .collect(),
        _ => Vec::new(),
    };
    if !found.is_empty() {
        return found;
    }
    [&body["detail"], &body["error"]["message"], &body["title"]]
        .into_iter()
        .find_map(text)
        .map(plain)
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_that_pactflow_quotes_goes_no_further() {
        let quoted = "no such thing for Bearer s3cr3t";
        for body in [
            json!({"errors": [quoted]}),
            json!({"errors": {"email": quoted}}),
            json!({"errors": [{"detail": quoted}]}),
            json!({"detail": quoted}),
        ] {
            assert_eq!(problems(&body)[0].detail, "no such thing for Bearer ***");
        }
    }

    fn problem(detail: &str, pointer: Option<&str>) -> Problem {
        Problem {
            detail: detail.to_owned(),
            pointer: pointer.map(str::to_owned),
        }
    }

    #[test]
    fn every_shape_of_error_is_read() {
        let cases = [
            (
                json!({"title": "Validation failed", "status": 400, "errors": [{"detail": "is missing", "pointer": "/email"}]}),
                vec![problem("is missing", Some("/email"))],
            ),
            (
                json!({"errors": {"name": ["is taken", "is too long"]}}),
                vec![
                    problem("is taken", Some("name")),
                    problem("is too long", Some("name")),
                ],
            ),
            (
                json!({"errors": {"name": "is taken"}}),
                vec![problem("is taken", Some("name"))],
            ),
            (json!({"errors": ["no"]}), vec![problem("no", None)]),
            (
                json!({"error": {"message": "boom"}, "reference": "x1"}),
                vec![problem("boom", None)],
            ),
            (
                json!({"title": "Forbidden"}),
                vec![problem("Forbidden", None)],
            ),
            (
                json!({"title": "Bad", "detail": "more"}),
                vec![problem("more", None)],
            ),
            (json!([1, 2]), vec![]),
            (json!(null), vec![]),
        ];
        for (body, expected) in cases {
            assert_eq!(problems(&body), expected, "{body}");
        }
    }
}
