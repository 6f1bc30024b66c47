//! From an HTTP request to what a use case needs.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use axum::body::{Body, HttpBody as _};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, IF_MATCH,
};
use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use secrecy::SecretString;
use serde_json::Value;
use tokio::time::Instant;
use uuid::Uuid;

use super::App;
use super::base;
use super::error::Error;
use crate::config::Settings;
use crate::pactflow::Caller;
use crate::provisioning::{Context, Explanation};
use crate::scim;
use crate::scim::etag::Condition;
use crate::scim::list::ListRequest;

/// The longest request id that is taken over from a client, in bytes.
const LONGEST_ID: usize = 128;

/// The most values in one body. The largest body, made of the smallest objects, takes sixty times its length in memory,
/// and with this limit a fifth of that. A group of 100,000 members has 200,000 values.
const MOST_VALUES: usize = 500_000;

/// The id by which a request is found again in logs, here and in PactFlow's.
#[derive(Debug, Clone)]
pub(super) struct RequestId(HeaderValue);

impl RequestId {
    /// The client's `x-request-id` where it is plain and short, else a new one.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/=+".contains(byte);
        let sent = headers.get("x-request-id").filter(|id| {
            !id.is_empty() && id.len() <= LONGEST_ID && id.as_bytes().iter().all(is_plain)
        });
        Self(sent.cloned().unwrap_or_else(|| {
            let id = new_id().to_string();
            HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("unknown"))
        }))
    }

    pub(super) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

/// An id that no other request has, here or elsewhere. It need not be hard to guess, so the system is asked for random
/// bytes once.
fn new_id() -> Uuid {
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let half = |which: u8| KEY.hash_one((number, which));
    let bytes = (u128::from(half(0)) << 64 | u128::from(half(1))).to_be_bytes();
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// When the request has to be answered (DEC-14).
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline(pub(super) Instant);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_str().unwrap_or("unknown"))
    }
}

impl FromRequestParts<Arc<App>> for Context {
    type Rejection = Error;

    /// The caller's token, the public address, and the version that the client insists on.
    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let token = bearer(&parts.headers).ok_or(Error::Unauthenticated)?;
        let request_id = parts
            .extensions
            .get::<RequestId>()
            .cloned()
            .unwrap_or_else(|| RequestId::of(&parts.headers));
        let if_match = parts
            .headers
            .get(IF_MATCH)
            .and_then(|value| value.to_str().ok())
            .map(Condition::parse);
        let explanation = parts
            .extensions
            .get::<Explanation>()
            .cloned()
            .unwrap_or_default();
        let deadline = parts.extensions.get::<Deadline>().map_or_else(
            || Instant::now() + app.settings.request_timeout,
            |deadline| deadline.0,
        );
        let caller = Caller {
            token,
            request_id: request_id.header(),
            deadline,
        };
        Ok(Self::new(
            caller,
            public_base(parts, app),
            if_match,
            explanation,
        ))
    }
}

/// The service's public address (DEC-16).
pub(super) struct PublicBase(pub(super) String);

impl FromRequestParts<Arc<App>> for PublicBase {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        Ok(Self(public_base(parts, app)))
    }
}

fn public_base(parts: &Parts, app: &Arc<App>) -> String {
    base::public(&app.settings, &parts.headers, parts.uri.path())
}

/// RFC 6750 §2.1. The scheme's case does not matter (RFC 9110 §11.1).
fn bearer(headers: &HeaderMap) -> Option<SecretString> {
    let (scheme, token) = headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .trim()
        .split_once(' ')?;
    let token = token.trim();
    let is_bearer = scheme.eq_ignore_ascii_case("bearer")
        && !token.is_empty()
        && !token.contains(char::is_whitespace);
    is_bearer.then(|| token.to_owned().into())
}

/// The part of the path that a route leaves open.
pub(super) struct Segment(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = Error;

    /// What does not decode to text names nothing.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(segment)) => Ok(Self(segment)),
            Err(_) => Err(Error::UnknownPath),
        }
    }
}

/// The parameters of a list.
pub(super) struct ListQuery(pub(super) ListRequest);

impl<S: Sync> FromRequestParts<S> for ListQuery {
    type Rejection = Error;

    /// A query is form-encoded: `+` and `%20` are blanks, `%2B` is a plus; raw quotes are taken as they are.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let pairs: Vec<_> =
            form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).collect();
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_ref()));
        Ok(Self(ListRequest::from_query(pairs).map_err(Error::from)?))
    }
}

/// A SCIM body: JSON under either media type (RFC 7644 §3.1), within the limit of `SCIM_MAX_BODY_SIZE`.
pub(super) struct ScimBody(pub(super) Value);

impl FromRequest<Arc<App>> for ScimBody {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Error> {
        read_json(request, &app.settings, app.settings.max_body_size)
            .await
            .map(Self)
    }
}

/// The JSON document in a body of at most `limit` bytes, which has `SERVER_BODY_TIMEOUT` to arrive.
pub(super) async fn read_json(
    request: Request,
    settings: &Settings,
    limit: usize,
) -> Result<Value, Error> {
    // RFC 9110 §8.4: a body that is compressed is none that can be read here.
    if !is_json(request.headers()) || request.headers().contains_key(CONTENT_ENCODING) {
        return Err(Error::UnsupportedMediaType);
    }
    let body = read(request.into_body(), limit);
    let body = tokio::time::timeout(settings.body_timeout, body)
        .await
        .map_err(|_| Error::SlowBody)??;
    // Those inside texts count too, which costs less than to tell them apart, and an honest body is far from the limit.
    let values = body.iter().filter(|byte| b",[{".contains(byte)).count();
    if values > MOST_VALUES {
        return Err(Error::TooManyValues { limit: MOST_VALUES });
    }
    // The parser's message names a place and what it expected there, not what the body holds.
    serde_json::from_slice(&body).map_err(|error| {
        scim::Error::invalid_syntax(format!("the body is not JSON: {error}")).into()
    })
}

async fn read(body: Body, limit: usize) -> Result<bytes::Bytes, Error> {
    // What says that it is too large need not come first.
    if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(Error::TooLarge { limit });
    }
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Error::TooLarge { limit }),
        Err(_) => Err(Error::BrokenBody),
    }
}

/// Parameters such as `charset` do not matter, and a body without a type is taken for what it must be.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return true;
    };
    let essence = value
        .to_str()
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    ["application/scim+json", "application/json", "text/json"]
        .iter()
        .any(|accepted| accepted.eq_ignore_ascii_case(essence))
}
