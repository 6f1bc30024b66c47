//! Errors in both of PactFlow's dialects: `application/problem+json` where the request accepts it
//! (since PactFlow 1.26), else the older `errors`.

use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use crate::auth::Unauthorized;
use crate::call::Reply;
use crate::state::{Refusal, Refused};

/// An error on its way to the caller.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    status: StatusCode,
    /// The last part of the problem's `type`.
    kind: &'static str,
    title: &'static str,
    /// What is wrong, where it is not about fields.
    detail: String,
    /// What is wrong with which field: pointer and message.
    fields: Vec<(String, String)>,
    rule: &'static str,
}

const REGISTRY: &str = "https://problems-registry.smartbear.com/";

impl Problem {
    fn new(
        status: StatusCode,
        kind: &'static str,
        title: &'static str,
        detail: String,
        rule: &'static str,
    ) -> Self {
        Self {
            status,
            kind,
            title,
            detail,
            fields: Vec::new(),
            rule,
        }
    }

    /// A route that the simulator does not model.
    pub(crate) fn not_modelled(method: &http::Method, path: &str) -> Self {
        let detail = format!(
            "mock-pactflow does not model {method} {path}. GET /__mock/routes lists what it models; \
             DEVIATIONS.md says why the rest is left out."
        );
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            "not-implemented",
            "Not modelled",
            detail,
            "not-modelled",
        )
    }

    /// A body that is larger than the simulator reads.
    pub(crate) fn too_large(limit: usize) -> Self {
        let detail = format!("The request body is larger than {limit} bytes.");
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "payload-too-large",
            "Payload too large",
            detail,
            "body-limit",
        )
    }

    /// An error that a fault rule asked for.
    pub(crate) fn simulated(status: StatusCode) -> Self {
        let title = status.canonical_reason().unwrap_or("Error");
        let detail = format!("A simulated fault: {}.", status.as_u16());
        Self::new(status, "simulated-fault", title, detail, "simulated-fault")
    }

    /// The answer, in the dialect that the request's `Accept` asks for.
    pub(crate) fn into_reply(self, headers: &HeaderMap, instance: &str) -> Reply {
        let (content_type, body) = if accepts_problem(headers) {
            (
                "application/problem+json;charset=utf-8",
                self.as_problem(instance),
            )
        } else {
            (crate::call::HAL, self.as_errors())
        };
        let mut reply = Reply::json(self.status, &body).rule(self.rule);
        reply.content_type = content_type.into();
        reply
    }

    fn as_problem(&self, instance: &str) -> Value {
        let mut body = json!({
            "title": self.title,
            "type": format!("{REGISTRY}{}", self.kind),
            "status": self.status.as_u16(),
            "instance": instance,
        });
        if self.fields.is_empty() {
            body["detail"] = json!(self.detail);
        } else {
            let fields = self
                .fields
                .iter()
                .map(|(pointer, detail)| json!({ "detail": detail, "pointer": pointer }));
            body["errors"] = fields.collect();
        }
        body
    }

    fn as_errors(&self) -> Value {
        if self.status.is_server_error() {
            return json!({ "error": { "message": self.detail }, "reference": "mock-pactflow" });
        }
        if self.fields.is_empty() {
            return json!({ "errors": [self.detail] });
        }
        let mut errors = serde_json::Map::new();
        for (pointer, detail) in &self.fields {
            let name = pointer.trim_start_matches('/').replace('/', ".");
            let messages = errors.entry(name).or_insert_with(|| json!([]));
            if let Value::Array(messages) = messages {
                messages.push(json!(detail));
            }
        }
        json!({ "errors": errors })
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let rule = refusal.rule;
        match refusal.kind {
            Refused::Invalid(fields) => Self {
                fields: fields
                    .into_iter()
                    .map(|error| (error.pointer, error.detail))
                    .collect(),
                ..Self::new(
                    StatusCode::BAD_REQUEST,
                    "validation-error",
                    "Validation error",
                    String::new(),
                    rule,
                )
            },
            Refused::NotFound(what) => {
                let detail = format!("The requested {what} was not found.");
                Self::new(
                    StatusCode::NOT_FOUND,
                    "not-found",
                    "Not found",
                    detail,
                    rule,
                )
            }
            Refused::Gone => {
                let detail = "The user has been deleted.".to_owned();
                Self::new(StatusCode::GONE, "gone", "Gone", detail, rule)
            }
            Refused::Forbidden(detail) => Self::new(
                StatusCode::FORBIDDEN,
                "forbidden",
                "Forbidden",
                detail,
                rule,
            ),
            Refused::Unprocessable(detail) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "unprocessable",
                "Unprocessable",
                detail,
                rule,
            ),
        }
    }
}

impl From<Unauthorized> for Problem {
    fn from(Unauthorized::Token(rule): Unauthorized) -> Self {
        let detail = "Authentication failed: a valid API token is required.".to_owned();
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "Unauthorized",
            detail,
            rule,
        )
    }
}

fn accepts_problem(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|part| {
        let media_type = part.split(';').next().unwrap_or_default().trim();
        media_type.eq_ignore_ascii_case("application/problem+json")
    })
}
