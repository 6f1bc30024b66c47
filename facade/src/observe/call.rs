//! A call to PactFlow, from its first byte to the last of its answer.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Instant, SystemTime};

use http::{HeaderMap, Method};
use url::Url;

use super::request::known;
use super::{Observer, Scope};
use crate::trace::{Context, Kind, Span};

/// A call that is under way. Dropped before it ended, it is one that was given up.
#[derive(Debug)]
pub(crate) struct Call {
    observer: Arc<Observer>,
    endpoint: String,
    method: &'static str,
    server: (String, u16),
    /// Its own place in the trace, and the request's span that it belongs to.
    context: Option<Context>,
    parent: Option<u64>,
    status: Option<u16>,
    began: SystemTime,
    since: Instant,
    is_over: bool,
}

impl Call {
    /// A call of this method to the path of these segments, below the address `base`.
    pub(crate) fn begin(
        observer: &Arc<Observer>,
        method: &Method,
        base: &Url,
        path: &[&str],
    ) -> Self {
        let scope = Scope::current();
        scope.calls.fetch_add(1, Ordering::Relaxed);
        observer.metrics.calls_in_flight().inc();
        let (context, parent) = observer.below(scope.context.as_ref());
        Self {
            observer: Arc::clone(observer),
            endpoint: endpoint(path),
            method: known(method),
            server: (
                base.host_str().unwrap_or_default().to_owned(),
                base.port_or_known_default().unwrap_or_default(),
            ),
            context,
            parent,
            status: None,
            began: SystemTime::now(),
            since: Instant::now(),
            is_over: false,
        }
    }

    /// The headers that continue the request's trace at PactFlow's.
    pub(crate) fn headers(&self) -> HeaderMap {
        let headers = self.context.iter().flat_map(Context::headers);
        headers.collect()
    }

    /// PactFlow answered with this status.
    pub(crate) fn answered(&mut self, status: u16) {
        self.status = Some(status);
    }

    /// It came to an end, which is called so.
    pub(crate) fn ended(mut self, outcome: &'static str) {
        self.end(outcome);
    }

    fn end(&mut self, outcome: &'static str) {
        self.is_over = true;
        let time = self.since.elapsed();
        let (endpoint, method) = (self.endpoint.as_str(), self.method);
        let metrics = &self.observer.metrics;
        metrics.calls_in_flight().dec();
        metrics.call(endpoint.to_owned(), method, outcome, time);
        let context = self.context.as_ref();
        let Some((exporter, context)) = self.observer.exporter(context).zip(context) else {
            return;
        };
        let mut attributes = vec![
            ("http.request.method", method.into()),
            ("url.template", endpoint.into()),
            ("server.address", self.server.0.as_str().into()),
            ("server.port", self.server.1.into()),
        ];
        if let Some(status) = self.status {
            attributes.push(("http.response.status_code", status.into()));
        }
        let is_error = outcome != OK;
        if is_error {
            attributes.push(("error.type", outcome.into()));
        }
        exporter.take(Span {
            context: context.clone(),
            parent: self.parent,
            name: format!("{method} {endpoint}"),
            kind: Kind::Client,
            start: self.began,
            end: self.began + time,
            attributes,
            is_error,
        });
    }
}

/// The outcome of a call that did what it was to do.
pub(crate) const OK: &str = "ok";

impl Drop for Call {
    fn drop(&mut self) {
        if !self.is_over {
            self.end("given up");
        }
    }
}

impl Observer {
    /// The place of a call below the request's span, and that span's id. Where traces are off, what the caller said is
    /// passed on as it is.
    fn below(&self, request: Option<&Context>) -> (Option<Context>, Option<u64>) {
        let Some(request) = request else {
            return (None, None);
        };
        if self.traces.is_none() {
            return (Some(request.clone()), None);
        }
        let context = Context {
            parent: request.parent.child(request.parent.is_sampled()),
            state: request.state.clone(),
        };
        (Some(context), Some(request.parent.span_id))
    }
}

/// The endpoint's template: everything but words of PactFlow's own stands for an id.
fn endpoint(path: &[&str]) -> String {
    let mut endpoint = String::new();
    for segment in path {
        let is_word =
            !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        endpoint.push('/');
        endpoint.push_str(if is_word { segment } else { "{uuid}" });
    }
    endpoint
}
