//! A SCIM request, from its head to its answer.

use std::future::Future;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use http::{HeaderMap, Method};

use super::{Observer, SCOPE, Scope, provider};
use crate::metrics::RequestLabels;
use crate::trace::{Kind, Span};

/// What stands for the status where the client hung up before there was one. nginx uses the same number.
const HUNG_UP: u16 = 499;

/// What is known of a request once its head is read.
#[derive(Debug)]
pub(crate) struct Requested {
    /// The route that serves it, from the context path on, such as `/Users/{id}`.
    pub(crate) route: String,
    /// Its method.
    pub(crate) method: Method,
    /// The id by which it is found in logs.
    pub(crate) id: String,
    /// The span of its lines in the log.
    pub(crate) log: tracing::Span,
}

/// A request that is being answered. Dropped without an answer, it is one whose client hung up.
#[derive(Debug)]
pub(crate) struct Request {
    observer: Arc<Observer>,
    requested: Requested,
    provider: &'static str,
    scope: Arc<Scope>,
    parent: Option<u64>,
    began: SystemTime,
    since: Instant,
    is_over: bool,
}

impl Request {
    /// A request with these headers, from now on.
    pub(crate) fn begin(
        observer: &Arc<Observer>,
        headers: &HeaderMap,
        requested: Requested,
    ) -> Self {
        let (context, parent) = observer.place(headers);
        if let Some(context) = &context {
            let trace_id = format!("{:032x}", context.parent.trace_id);
            requested.log.record("trace_id", trace_id);
        }
        observer.metrics.requests_in_flight().inc();
        Self {
            observer: Arc::clone(observer),
            requested,
            provider: provider::of(headers),
            scope: Arc::new(Scope {
                context,
                ..Scope::default()
            }),
            parent,
            began: SystemTime::now(),
            since: Instant::now(),
            is_over: false,
        }
    }

    /// Runs what answers the request, so that its calls belong to it.
    pub(crate) async fn run<F: Future>(&self, answer: F) -> F::Output {
        SCOPE.scope(Arc::clone(&self.scope), answer).await
    }

    /// It was answered with this status.
    pub(crate) fn answered(mut self, status: u16) {
        self.end(status);
    }

    fn end(&mut self, status: u16) {
        self.is_over = true;
        let Requested {
            route,
            method,
            id,
            log,
        } = &self.requested;
        let (time, calls, provider) = (self.since.elapsed(), self.scope.calls(), self.provider);
        let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let what = if status == HUNG_UP {
            "the client hung up"
        } else {
            "answered"
        };
        log.in_scope(
            || tracing::info!(%method, route, status, milliseconds, provider, calls, "{what}"),
        );
        let metrics = &self.observer.metrics;
        metrics.requests_in_flight().dec();
        let labels = RequestLabels {
            route: route.clone(),
            method: known(method),
            status,
            provider,
        };
        metrics.request(labels, time, calls);
        let context = self.scope.context.as_ref();
        let Some((exporter, context)) = self.observer.exporter(context).zip(context) else {
            return;
        };
        exporter.take(Span {
            context: context.clone(),
            parent: self.parent,
            name: format!("{} {route}", known(method)),
            kind: Kind::Server,
            start: self.began,
            end: self.began + time,
            attributes: vec![
                ("http.request.method", known(method).into()),
                ("http.route", route.as_str().into()),
                ("http.response.status_code", status.into()),
                ("scim.provider", provider.into()),
                ("pactflow.calls", calls.into()),
                ("request.id", id.as_str().into()),
            ],
            is_error: status >= 500,
        });
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        if !self.is_over {
            self.end(HUNG_UP);
        }
    }
}

/// A method's name; whatever a client makes up is one other.
pub(super) fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "_OTHER",
    }
}
