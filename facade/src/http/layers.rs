//! The only list of middleware, outermost first, each with its reason.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::Version;
use http::header::{AUTHORIZATION, CONNECTION, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};
use http::uri::{PathAndQuery, Uri};
use tokio::time::Instant;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;

use super::App;
use super::admission;
use super::error::{self, Error};
use super::extract::{Deadline, RequestId};
use crate::observe::{self, Requested};
use crate::provisioning::Explanation;

/// The longest explanation that is sent, in bytes: clients and proxies limit the size of headers.
const LONGEST_EXPLANATION: usize = 6 * 1024;

/// Puts `routes` behind all middleware.
pub(super) fn stack(routes: Router<Arc<App>>, app: &Arc<App>) -> Router<Arc<App>> {
    routes.layer(
        ServiceBuilder::new()
            // Everything below, its log lines included, belongs to a request that has an id.
            .layer(from_fn_with_state(Arc::clone(app), identify))
            // Whoever keeps a connection open for reuse is told in time to open another one elsewhere.
            .layer(from_fn_with_state(Arc::clone(app), say_goodbye))
            // What becomes of each attribute is gathered for whoever asks, where the operator allows it.
            .layer(from_fn_with_state(Arc::clone(app), explain))
            // Every error becomes a SCIM error in one place, whichever of the layers below it comes from.
            .layer(from_fn_with_state(Arc::clone(app), error::render))
            // A bug in one request is answered as an error and ends nothing else.
            .layer(CatchPanicLayer::custom(answer_panic))
            // What proxies and servers may understand differently is understood by nobody.
            .layer(from_fn(unambiguous))
            // DEC-14: there is always an answer before the identity provider hangs up.
            .layer(from_fn_with_state(Arc::clone(app), in_time)),
    )
}

/// Puts the SCIM API behind what health is not behind.
pub(super) fn scim(api: Router<Arc<App>>, app: &Arc<App>) -> Router<Arc<App>> {
    // What is too much is turned away before it costs anything, and an orchestrator still sees a living service.
    api.layer(from_fn_with_state(Arc::clone(app), admission::admit))
}

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

/// Gives the request an id, the client's own where it sent a usable one, and writes down what becomes of it: a line in
/// the log, numbers, a span. The address is named by its route, because ids and filters name people.
async fn identify(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    // Whatever prints the headers, now or some day, does not print the token.
    if let Some(token) = request.headers_mut().get_mut(AUTHORIZATION) {
        token.set_sensitive(true);
    }
    let log = tracing::info_span!("request", id = %id, trace_id = tracing::field::Empty);
    let requested = Requested {
        route: route(&request, &app.settings.context_path),
        method: request.method().clone(),
        id: id.to_string(),
        log: log.clone(),
    };
    let observed = observe::Request::begin(&app.observer, request.headers(), requested);
    request.extensions_mut().insert(id.clone());
    let mut response = observed.run(next.run(request)).instrument(log).await;
    response.headers_mut().insert("x-request-id", id.header());
    observed.answered(response.status().as_u16());
    response
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

/// Before the service stops, each answer closes its connection, so that no request is on its way when it closes anyway.
async fn say_goodbye(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if app.probe.is_stopping() {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    response
}

/// Answers `X-SCIM-Explain` by `X-SCIM-Explanation`: a JSON list of rules, attributes and fields, without any value.
async fn explain(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    if !(app.settings.explain && request.headers().contains_key("x-scim-explain")) {
        return next.run(request).await;
    }
    let explanation = Explanation::default();
    request.extensions_mut().insert(explanation.clone());
    let mut response = next.run(request).await;
    let notes = serde_json::to_vec(&explanation.notes()).unwrap_or_default();
    let header = HeaderValue::from_bytes(&notes)
        .ok()
        .filter(|header| header.len() <= LONGEST_EXPLANATION);
    response
        .headers_mut()
        .extend(header.map(|header| (HeaderName::from_static("x-scim-explanation"), header)));
    response
}

/// RFC 9112 §3.2: an HTTP/1.1 request names its host, once. §6.1: of the transfer codings only `chunked` is understood here.
async fn unambiguous(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let hosts = headers.get_all(HOST).iter().count();
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    let is_plain = |coding: &HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"chunked");
    if hosts > 1 || (hosts == 0 && request.version() == Version::HTTP_11) {
        Error::Ambiguous("it names its host not once").into_response()
    } else if codings.next().is_some_and(|coding| !is_plain(coding)) || codings.next().is_some() {
        Error::Ambiguous("its transfer coding is not chunked alone").into_response()
    } else {
        next.run(request).await
    }
}

async fn in_time(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let deadline = Instant::now() + app.settings.request_timeout;
    request.extensions_mut().insert(Deadline(deadline));
    match tokio::time::timeout_at(deadline, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::TooSlow.into_response(),
    }
}

fn answer_panic(panic: Box<dyn Any + Send>) -> Response {
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
