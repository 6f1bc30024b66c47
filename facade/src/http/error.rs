//! The only place where an error becomes a status and a SCIM error body (RFC 7644 §3.12).

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};

use super::App;
use super::extract::RequestId;
use super::respond;
use crate::config::{Settings, UnavailableStatus};
use crate::mapping::upstream_error::{Failure, FailureKind};
use crate::provisioning;
use crate::redact;
use crate::scim::bulk::MAX_OPERATIONS;
use crate::scim::{self, ErrorBody, ScimType};

/// How long a client is asked to wait where PactFlow does not say (DEC-14): long enough for a restart, short enough
/// that ten attempts end within a working day.
const RETRY_LATER: Duration = Duration::from_secs(30);

/// What a readiness probe is answered while requests should go elsewhere.
pub(super) const NOT_READY: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

/// How long a client is asked to wait where there are too many requests at once: about as long as it takes to work on
/// those that are there.
const RETRY_SOON: Duration = Duration::from_secs(5);

/// Everything that is answered by an error.
#[derive(Debug, Clone)]
pub(crate) enum Error {
    /// A use case gave no document.
    Provisioning(provisioning::Error),
    /// There is no usable `Authorization` header.
    Unauthenticated,
    /// Nothing is served at this path.
    UnknownPath,
    /// The path does not serve this method.
    MethodNotAllowed,
    /// RFC 7644 §3.12: a part of the protocol that is not offered.
    NotImplemented(&'static str),
    /// The body is not announced as JSON, or is compressed.
    UnsupportedMediaType,
    /// The body is larger than `SCIM_MAX_BODY_SIZE`.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body holds more JSON values than memory should.
    TooManyValues {
        /// How many there may be.
        limit: usize,
    },
    /// RFC 7644 §3.7.4: more operations than `maxOperations`.
    TooManyOperations,
    /// RFC 7644 §3.7.1: operations that wait for one another.
    CircularReference(String),
    /// The client broke off its body.
    BrokenBody,
    /// The body did not come within `SERVER_BODY_TIMEOUT`.
    SlowBody,
    /// The request could be read in two ways.
    Ambiguous(&'static str),
    /// More requests are worked on than `SERVER_MAX_REQUESTS`.
    Overloaded,
    /// RFC 7644 §4: discovery takes no filter.
    FilterOnDiscovery,
    /// The request took longer than `SCIM_REQUEST_TIMEOUT`.
    TooSlow,
    /// A bug.
    Internal,
}

impl From<provisioning::Error> for Error {
    fn from(error: provisioning::Error) -> Self {
        Self::Provisioning(error)
    }
}

impl From<scim::Error> for Error {
    fn from(error: scim::Error) -> Self {
        Self::Provisioning(error.into())
    }
}

impl Error {
    /// The status and the body of this error, for one operation of a bulk request.
    pub(super) fn describe(&self, settings: &Settings) -> (u16, ErrorBody) {
        let answer = Answer::new(self, settings.unavailable_status);
        log(self, &answer);
        let status = answer.status.as_u16();
        (
            status,
            ErrorBody::new(status, answer.scim_type, answer.detail),
        )
    }
}

impl IntoResponse for Error {
    /// A response that only carries the error; [`render`] makes the body, which wants to know the request.
    fn into_response(self) -> Response {
        let mut response = Response::new(axum::body::Body::empty());
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives an error its status, headers and body; any other response stays as it is.
pub(super) fn render(app: &App, id: &RequestId, mut response: Response) -> Response {
    let Some(error) = response.extensions_mut().remove::<Error>() else {
        return response;
    };
    let answer = Answer::new(&error, app.settings.unavailable_status);
    log(&error, &answer);
    let detail = format!("{} (request {id})", answer.detail);
    let mut rendered = respond::scim(
        answer.status,
        &ErrorBody::new(answer.status.as_u16(), answer.scim_type, detail),
    );
    // What a layer below knows of the request, such as `Allow`, stays.
    let headers = rendered.headers_mut();
    headers.extend(
        response
            .headers()
            .get("allow")
            .cloned()
            .map(|allow| (http::header::ALLOW, allow)),
    );
    if answer.status == StatusCode::UNAUTHORIZED {
        headers.insert(
            WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"PactFlow\""),
        );
    }
    if let Some(wait) = answer.retry_after {
        // Rounded up: whoever comes too early is told to wait once more.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        headers.insert(RETRY_AFTER, seconds.max(1).into());
    }
    rendered
}

/// What an error looks like from outside.
struct Answer {
    status: StatusCode,
    scim_type: Option<ScimType>,
    detail: String,
    retry_after: Option<Duration>,
}

impl Answer {
    fn new(error: &Error, unavailable: UnavailableStatus) -> Self {
        let plain = |status, detail: &str| Self {
            status,
            scim_type: None,
            detail: detail.to_owned(),
            retry_after: None,
        };
        match error {
            Error::Provisioning(provisioning::Error::Scim(error)) => Self::of_scim(error),
            Error::Provisioning(provisioning::Error::Failure(failure)) => {
                Self::of_failure(failure, unavailable)
            }
            Error::Unauthenticated => plain(
                StatusCode::UNAUTHORIZED,
                "send the header Authorization: Bearer <API token of a PactFlow system account>",
            ),
            Error::UnknownPath => plain(
                StatusCode::NOT_FOUND,
                "there is nothing at this path; Users and Groups are below the context path (SERVER_SERVLET_CONTEXT_PATH)",
            ),
            Error::MethodNotAllowed => plain(
                StatusCode::METHOD_NOT_ALLOWED,
                "this path does not take this method; the header Allow names those that it takes",
            ),
            Error::NotImplemented(what) => plain(
                StatusCode::NOT_IMPLEMENTED,
                &format!("{what} is not offered; see ServiceProviderConfig"),
            ),
            Error::UnsupportedMediaType => plain(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "send the body as application/scim+json or application/json, without any encoding",
            ),
            Error::TooLarge { limit } => plain(
                StatusCode::PAYLOAD_TOO_LARGE,
                &format!(
                    "the body is larger than {limit} bytes; send less at once, or raise SCIM_MAX_BODY_SIZE"
                ),
            ),
            Error::TooManyValues { limit } => plain(
                StatusCode::PAYLOAD_TOO_LARGE,
                &format!("the body has more than {limit} JSON values; send less at once"),
            ),
            Error::TooManyOperations => plain(
                StatusCode::PAYLOAD_TOO_LARGE,
                &format!("more than {MAX_OPERATIONS} operations; send fewer at once"),
            ),
            Error::CircularReference(why) => plain(StatusCode::CONFLICT, why),
            Error::BrokenBody => Self::of_scim(&scim::Error::invalid_syntax("the body broke off")),
            Error::SlowBody => plain(
                StatusCode::REQUEST_TIMEOUT,
                "the body did not arrive in time (SERVER_BODY_TIMEOUT)",
            ),
            Error::Ambiguous(why) => Self::of_scim(&scim::Error::invalid_syntax(format!(
                "the request is ambiguous: {why}"
            ))),
            Error::Overloaded => Self::temporary(
                "too many requests are worked on at once; try again later".to_owned(),
                Some(RETRY_SOON),
                unavailable,
            ),
            Error::FilterOnDiscovery => plain(
                StatusCode::FORBIDDEN,
                "discovery takes no filter (RFC 7644, section 4)",
            ),
            Error::TooSlow => Self::temporary(
                "PactFlow did not answer in time; try again later".to_owned(),
                None,
                unavailable,
            ),
            Error::Internal => plain(
                StatusCode::INTERNAL_SERVER_ERROR,
                "the service made a mistake; its log says more",
            ),
        }
    }

    fn of_scim(error: &scim::Error) -> Self {
        let status = match error.scim_type {
            ScimType::Uniqueness => StatusCode::CONFLICT,
            _ => StatusCode::BAD_REQUEST,
        };
        Self {
            status,
            scim_type: Some(error.scim_type),
            detail: error.detail.clone(),
            retry_after: None,
        }
    }

    fn of_failure(failure: &Failure, unavailable: UnavailableStatus) -> Self {
        let plain = |status| Self {
            status,
            scim_type: None,
            detail: failure.detail.clone(),
            retry_after: None,
        };
        match failure.kind {
            FailureKind::Unauthorized => plain(StatusCode::UNAUTHORIZED),
            FailureKind::Forbidden => plain(StatusCode::FORBIDDEN),
            FailureKind::NotFound => plain(StatusCode::NOT_FOUND),
            FailureKind::Changed => plain(StatusCode::PRECONDITION_FAILED),
            FailureKind::Refused(scim_type) => {
                Self::of_scim(&scim::Error::new(scim_type, failure.detail.clone()))
            }
            FailureKind::Temporary { retry_after } => {
                Self::temporary(failure.detail.clone(), retry_after, unavailable)
            }
            FailureKind::Limited { retry_after } => Self {
                retry_after: Some(retry_after),
                ..plain(StatusCode::TOO_MANY_REQUESTS)
            },
            FailureKind::Unreadable => plain(StatusCode::BAD_GATEWAY),
        }
    }

    /// DEC-14: Okta retries by itself only on 429 with whole seconds; a 5xx waits for a person.
    fn temporary(
        detail: String,
        retry_after: Option<Duration>,
        unavailable: UnavailableStatus,
    ) -> Self {
        let status = match unavailable {
            UnavailableStatus::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            UnavailableStatus::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self {
            status,
            scim_type: None,
            detail,
            retry_after: Some(retry_after.unwrap_or(RETRY_LATER)),
        }
    }
}

/// What an operator should see without being asked. A detail quotes what the client sent and what PactFlow says to it.
fn log(error: &Error, answer: &Answer) {
    let status = answer.status.as_u16();
    let detail = redact::text(&answer.detail);
    if answer.status.is_server_error() || answer.retry_after.is_some() {
        tracing::warn!(status, detail, "refused");
    } else {
        tracing::info!(status, detail, "refused");
    }
    tracing::debug!(error = redact::text(&format!("{error:?}")), "why");
}
