//! What is written down of each SCIM request and each call to PactFlow: a line in the log, numbers for Prometheus, and
//! spans of a trace.
//!
//! A request's place in its trace travels with the task that works on it, as the log's span does, so that nothing between
//! the HTTP layer and PactFlow's client has to know of it.

mod call;
mod provider;
mod request;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::HeaderMap;

use crate::metrics::Metrics;
use crate::trace::{Context, Exporter, Sampler};

pub(crate) use call::{Call, OK};
pub(crate) use request::{Request, Requested};

/// How long the last spans may take to be sent when the service stops.
const LAST_SPANS: Duration = Duration::from_secs(3);

/// Writes down what happens. All parts of a façade share one.
#[derive(Debug, Default)]
pub struct Observer {
    pub(crate) metrics: Arc<Metrics>,
    traces: Option<Traces>,
}

/// How traces are taken.
#[derive(Debug)]
struct Traces {
    sampler: Sampler,
    exporter: Exporter,
}

/// What the calls of one request have in common.
#[derive(Debug, Default)]
struct Scope {
    /// The request's own span, or, where traces are off, what the caller said.
    context: Option<Context>,
    calls: AtomicU32,
}

tokio::task_local! {
    static SCOPE: Arc<Scope>;
}

impl Observer {
    /// An observer that takes no traces.
    pub(crate) fn new(metrics: Arc<Metrics>) -> Self {
        Self {
            metrics,
            traces: None,
        }
    }

    /// The same, handing spans to `exporter`.
    pub(crate) fn tracing(self, sampler: Sampler, exporter: Exporter) -> Self {
        let traces = Some(Traces { sampler, exporter });
        Self { traces, ..self }
    }

    /// Sends the spans that are left.
    pub(crate) async fn flush(&self) {
        if let Some(traces) = &self.traces {
            let _ = tokio::time::timeout(LAST_SPANS, traces.exporter.flush()).await;
        }
    }

    /// The place of a request with these headers in its trace.
    fn place(&self, headers: &HeaderMap) -> (Option<Context>, Option<u64>) {
        let came_with = Context::of(headers);
        let parent = came_with.as_ref().map(|context| context.parent.span_id);
        match &self.traces {
            Some(traces) => (Some(traces.sampler.place(came_with.as_ref())), parent),
            None => (came_with, parent),
        }
    }

    /// Where a span of this context goes, if anywhere.
    fn exporter(&self, context: Option<&Context>) -> Option<&Exporter> {
        let is_sampled = context.is_some_and(|context| context.parent.is_sampled());
        self.traces
            .as_ref()
            .filter(|_| is_sampled)
            .map(|traces| &traces.exporter)
    }
}

impl Scope {
    /// The scope of the task that this is called in; an empty one outside every request.
    fn current() -> Arc<Self> {
        SCOPE.try_with(Arc::clone).unwrap_or_default()
    }

    fn calls(&self) -> u32 {
        self.calls.load(Ordering::Relaxed)
    }
}

/// The same future, belonging to the request that is worked on now also where another task runs it.
pub(crate) fn in_current_request<F: Future>(future: F) -> impl Future<Output = F::Output> {
    SCOPE.scope(Scope::current(), future)
}
