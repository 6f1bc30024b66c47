//! What is counted, for Prometheus. [`CATALOGUE`] says what there is; `docs/OPERATING.md` has its table.

mod catalogue;
mod process;
mod sources;
#[cfg(test)]
mod tests;

use std::hash::Hash;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry};

pub use catalogue::{CATALOGUE, Description, Kind, markdown_table};

pub(crate) use sources::Read;
use sources::Sources;

/// The media type of what [`Metrics::text`] gives.
pub(crate) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// A SCIM request that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct RequestLabels {
    /// From the context path on, such as `/Users/{id}`.
    pub(crate) route: String,
    pub(crate) method: &'static str,
    pub(crate) status: u16,
    pub(crate) provider: &'static str,
}

/// Where a SCIM request goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
    method: &'static str,
}

/// A call to PactFlow that came to an end.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CallLabels {
    endpoint: String,
    method: &'static str,
    outcome: &'static str,
}

/// Where a call to PactFlow goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EndpointLabels {
    endpoint: String,
    method: &'static str,
}

/// Everything that is counted. Each façade has its own.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Histograms<RouteLabels>,
    request_calls: Histograms<RouteLabels>,
    requests_in_flight: Gauge,
    calls: Family<CallLabels, Counter>,
    call_seconds: Histograms<EndpointLabels>,
    calls_in_flight: Gauge,
    reachable: Gauge,
    spans: Family<SpanLabels, Counter>,
    sources: Sources,
}

/// What became of spans.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SpanLabels {
    outcome: &'static str,
}

type Histograms<L> = Family<L, Histogram, Buckets>;

/// The upper bounds of a histogram's buckets.
#[derive(Debug, Clone, Copy)]
struct Buckets(&'static [f64]);

impl Buckets {
    fn families<L: Clone + Eq + Hash>(self) -> Histograms<L> {
        Family::new_with_constructor(self)
    }
}

impl MetricConstructor<Histogram> for Buckets {
    fn new_metric(&self) -> Histogram {
        Histogram::new(self.0.iter().copied())
    }
}

/// From what the service itself takes to where Okta hangs up, in seconds.
const SECONDS: Buckets = Buckets(&[
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 45.0,
]);

/// From what needs no call to a walk over everything.
const CALLS: Buckets = Buckets(&[0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0, 50.0, 100.0]);

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register(catalogue::BUILD.name, catalogue::BUILD.help, build);
        registry.register_collector(Box::new(process::Process::new()));
        let sources = Sources::default();
        registry.register_collector(Box::new(sources.clone()));
        let registry = &mut registry;
        Self {
            requests: add(registry, &catalogue::REQUESTS, Family::default()),
            request_seconds: add(registry, &catalogue::REQUEST_SECONDS, SECONDS.families()),
            request_calls: add(registry, &catalogue::REQUEST_CALLS, CALLS.families()),
            requests_in_flight: add(registry, &catalogue::REQUESTS_IN_FLIGHT, Gauge::default()),
            calls: add(registry, &catalogue::CALLS, Family::default()),
            call_seconds: add(registry, &catalogue::CALL_SECONDS, SECONDS.families()),
            calls_in_flight: add(registry, &catalogue::CALLS_IN_FLIGHT, Gauge::default()),
            reachable: add(registry, &catalogue::REACHABLE, Gauge::default()),
            spans: add(registry, &catalogue::SPANS, Family::default()),
            sources,
            registry: std::mem::take(registry),
        }
    }
}

/// Registers a metric under its description.
fn add<M: Metric + Clone>(registry: &mut Registry, description: &Description, metric: M) -> M {
    registry.register(description.name, description.help, metric.clone());
    metric
}

impl Metrics {
    /// Reads what other parts of the façade count, too.
    pub(crate) fn read_also(&self, read: Read) {
        self.sources.set(read);
    }

    /// Everything, in OpenMetrics' text format.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    /// Counts a SCIM request that was answered after `time` and so many calls to PactFlow.
    pub(crate) fn request(&self, labels: RequestLabels, time: Duration, calls: u32) {
        let route = RouteLabels {
            route: labels.route.clone(),
            method: labels.method,
        };
        self.requests.get_or_create(&labels).inc();
        self.request_seconds
            .get_or_create(&route)
            .observe(time.as_secs_f64());
        self.request_calls
            .get_or_create(&route)
            .observe(f64::from(calls));
    }

    /// Counts a call to PactFlow that came to an end after `time`.
    pub(crate) fn call(
        &self,
        endpoint: String,
        method: &'static str,
        outcome: &'static str,
        time: Duration,
    ) {
        let labels = CallLabels {
            endpoint: endpoint.clone(),
            method,
            outcome,
        };
        self.calls.get_or_create(&labels).inc();
        self.call_seconds
            .get_or_create(&EndpointLabels { endpoint, method })
            .observe(time.as_secs_f64());
    }

    /// The number of SCIM requests that are being answered.
    pub(crate) fn requests_in_flight(&self) -> &Gauge {
        &self.requests_in_flight
    }

    /// The number of calls to PactFlow that are under way.
    pub(crate) fn calls_in_flight(&self) -> &Gauge {
        &self.calls_in_flight
    }

    /// What the last readiness probe found.
    pub(crate) fn set_reachable(&self, reachable: bool) {
        self.reachable.set(reachable.into());
    }

    /// Counts spans that were `sent`, `refused` or `dropped`.
    pub(crate) fn spans(&self, outcome: &'static str, number: usize) {
        self.spans
            .get_or_create(&SpanLabels { outcome })
            .inc_by(number as u64);
    }
}
