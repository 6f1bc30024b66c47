//! What is done with every request of the SCIM API, whichever its route.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt as _;
use http::Version;
use http::header::{AUTHORIZATION, CONNECTION, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};
use http::uri::{PathAndQuery, Uri};
use tokio::time::Instant;
use tracing::Instrument;

use super::App;
use super::admission;
use super::error::{self, Error};
use super::extract::{Deadline, RequestId};
use crate::observe::{self, Requested};
use crate::provisioning::Explanation;

/// The longest explanation that is sent, in bytes: clients and proxies limit the size of headers.
const LONGEST_EXPLANATION: usize = 6 * 1024;

/// Answers a request of the SCIM API: what is done before and after the route's own work, outermost first, each with its
/// reason. It is one function, because each layer of its own costs a request a copy of all those below it (TEC-67).
pub(super) async fn answer(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    // Everything below, its log lines included, belongs to a request that has an id.
    let (id, log, observed) = identify(&app, &mut request);
    // What becomes of each attribute is gathered for whoever asks, where the operator allows it.
    let explanation = explain(&app, &mut request);
    // What is too much is turned away before it costs anything, and an orchestrator still sees a living service.
    let place = match request.extensions().get::<MatchedPath>() {
        Some(_) => admission::admit(&app),
        None => Ok(None),
    };
    // What proxies and servers may understand differently is understood by nobody.
    let work = place.and_then(|place| unambiguous(&request).map(|()| place));
    // DEC-14: there is always an answer before the identity provider hangs up.
    let deadline = Instant::now() + app.settings.request_timeout;
    request.extensions_mut().insert(Deadline(deadline));
    let work = async {
        let place = match work {
            Ok(place) => place,
            Err(error) => return error.into_response(),
        };
        let work = admission::with(place, next.run(request));
        // A bug in one request is answered as an error and ends nothing else.
        let work = AssertUnwindSafe(work).catch_unwind();
        match tokio::time::timeout_at(deadline, work).await {
            Ok(Ok(response)) => response,
            Ok(Err(panic)) => answer_panic(&*panic),
            Err(_) => Error::TooSlow.into_response(),
        }
    };
    // Every error becomes a SCIM error in one place, wherever it comes from.
    let work = async { error::render(&app, &id, work.await) };
    let mut response = observed.run(work).instrument(log).await;
    let headers = response.headers_mut();
    headers.extend(explanation.and_then(|explanation| header_of(&explanation)));
    // Whoever keeps a connection open for reuse is told in time to open another one elsewhere, before the service stops
    // and a request is on its way when it closes the connection anyway.
    if app.probe.is_stopping() {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    headers.insert(X_REQUEST_ID, id.header());
    observed.answered(response.status().as_u16());
    response
}

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// DEC-15: `//Users`, `/Users/` and `/Users` are one address.
pub(super) fn regular_path(mut request: Request) -> Request {
    let path = request.uri().path();
    if path == "/" || !(path.contains("//") || path.ends_with('/')) {
        return request;
    }
    let segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    let mut regular = format!("/{}", segments.join("/"));
    if let Some(query) = request.uri().query() {
        regular.push('?');
        regular.push_str(query);
    }
    if let Ok(regular) = PathAndQuery::try_from(regular) {
        let mut parts = std::mem::take(request.uri_mut()).into_parts();
        parts.path_and_query = Some(regular);
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
    request
}

/// Gives the request an id, the client's own where it sent a usable one, and begins to write down what becomes of it: a
/// line in the log, numbers, a span. The address is named by its route, because ids and filters name people.
fn identify(app: &App, request: &mut Request) -> (RequestId, tracing::Span, observe::Request) {
    let id = RequestId::of(request.headers());
    // Whatever prints the headers, now or some day, does not print the token.
    if let Some(token) = request.headers_mut().get_mut(AUTHORIZATION) {
        token.set_sensitive(true);
    }
    let log = tracing::info_span!("request", id = %id, trace_id = tracing::field::Empty);
    let requested = Requested {
        route: route(request, &app.settings.context_path),
        method: request.method().clone(),
        id: id.to_string(),
        log: log.clone(),
    };
    let observed = observe::Request::begin(&app.observer, request.headers(), requested);
    request.extensions_mut().insert(id.clone());
    (id, log, observed)
}

/// The route as it is called under the context path, with or without `/v2`.
fn route(request: &Request, context_path: &str) -> String {
    let Some(matched) = request.extensions().get::<MatchedPath>() else {
        return "none".to_owned();
    };
    let path = matched.as_str();
    let path = path.strip_prefix(context_path).unwrap_or(path);
    let path = path.strip_prefix("/v2").unwrap_or(path);
    path.to_owned()
}

/// What gathers the explanation that `X-SCIM-Explain` asks for.
fn explain(app: &App, request: &mut Request) -> Option<Explanation> {
    let is_asked = app.settings.explain && request.headers().contains_key("x-scim-explain");
    let explanation = is_asked.then(Explanation::default)?;
    request.extensions_mut().insert(explanation.clone());
    Some(explanation)
}

/// `X-SCIM-Explanation`: a JSON list of rules, attributes and fields, without any value.
fn header_of(explanation: &Explanation) -> Option<(HeaderName, HeaderValue)> {
    let notes = serde_json::to_vec(&explanation.notes()).unwrap_or_default();
    let header = HeaderValue::from_bytes(&notes).ok()?;
    let name = HeaderName::from_static("x-scim-explanation");
    (header.len() <= LONGEST_EXPLANATION).then_some((name, header))
}

/// RFC 9112 §3.2: an HTTP/1.1 request names its host, once. §6.1: of the transfer codings only `chunked` is understood here.
fn unambiguous(request: &Request) -> Result<(), Error> {
    let headers = request.headers();
    let hosts = headers.get_all(HOST).iter().count();
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    let is_plain = |coding: &HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"chunked");
    if hosts > 1 || (hosts == 0 && request.version() == Version::HTTP_11) {
        Err(Error::Ambiguous("it names its host not once"))
    } else if codings.next().is_some_and(|coding| !is_plain(coding)) || codings.next().is_some() {
        Err(Error::Ambiguous("its transfer coding is not chunked alone"))
    } else {
        Ok(())
    }
}

fn answer_panic(panic: &(dyn Any + Send)) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    // A panic's message may quote a value, so only where it came from is known to be harmless; the hook prints that.
    tracing::error!(
        has_message = message.is_some(),
        "a request ended in a panic; this is a bug"
    );
    Error::Internal.into_response()
}
