//! Where traces go, which are taken, and what they say of the service.

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use url::Url;

use super::SettingError;
use super::definitions as define;
use super::raw::Raw;

/// How traces are taken and where they are sent: `OTEL_…`, as the OpenTelemetry specification has them.
#[derive(Debug, Clone, PartialEq)]
pub struct Traces {
    /// The address that spans are posted to.
    pub endpoint: Url,
    /// Headers sent along, marked as sensitive.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// How long the receiver may take.
    pub timeout: Duration,
    /// How long spans are gathered.
    pub schedule_delay: Duration,
    /// What is said of the service, its name among it.
    pub resource: Vec<(String, String)>,
    /// Which requests are traced.
    pub sampling: Sampling,
    /// The part that a sampling by ratio takes, from 0 to 1.
    pub ratio: f64,
}

/// Which requests are traced: `OTEL_TRACES_SAMPLER`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// Whether the caller's decision counts where there is one.
    pub obeys_parent: bool,
    /// What is decided otherwise.
    pub of_roots: RootSampling,
}

/// Which requests are traced that nobody has decided about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootSampling {
    /// All.
    All,
    /// None.
    None,
    /// A part of them, decided by the trace's id.
    Ratio,
}

impl Sampling {
    /// The sampling of this name in the OpenTelemetry specification.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let (obeys_parent, name) = match name.strip_prefix("parentbased_") {
            Some(rest) => (true, rest),
            None => (false, name),
        };
        let of_roots = match name {
            "always_on" => RootSampling::All,
            "always_off" => RootSampling::None,
            "traceidratio" => RootSampling::Ratio,
            _ => return None,
        };
        Some(Self {
            obeys_parent,
            of_roots,
        })
    }
}

impl Traces {
    /// The settings of traces; `None` where they are off, which they are without an endpoint.
    pub(super) fn from_raw(raw: &Raw) -> Result<Option<Self>, SettingError> {
        let common = raw.optional(&define::OTEL_EXPORTER_OTLP_ENDPOINT)?;
        let own = raw.optional(&define::OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)?;
        let is_off = raw.required(&define::OTEL_SDK_DISABLED)?
            || !raw.required(&define::OTEL_TRACES_EXPORTER)?;
        raw.required(&define::OTEL_EXPORTER_OTLP_PROTOCOL)?;
        let common_headers = raw.optional(&define::OTEL_EXPORTER_OTLP_HEADERS)?;
        let own_headers = raw.optional(&define::OTEL_EXPORTER_OTLP_TRACES_HEADERS)?;
        let mut resource = raw
            .optional(&define::OTEL_RESOURCE_ATTRIBUTES)?
            .unwrap_or_default();
        let service = raw.optional(&define::OTEL_SERVICE_NAME)?;
        if service.is_some() {
            resource.retain(|(name, _)| name != SERVICE_NAME);
        }
        if !resource.iter().any(|(name, _)| name == SERVICE_NAME) {
            let service = service.unwrap_or_else(|| env!("CARGO_PKG_NAME").to_owned());
            resource.insert(0, (SERVICE_NAME.to_owned(), service));
        }
        // All of them are checked, whether there is an endpoint or not: a slip shows before it matters.
        let headers = own_headers.or(common_headers).unwrap_or_default();
        let timeout = raw.required(&define::OTEL_EXPORTER_OTLP_TIMEOUT)?;
        let schedule_delay = raw.required(&define::OTEL_BSP_SCHEDULE_DELAY)?;
        let sampling = raw.required(&define::OTEL_TRACES_SAMPLER)?;
        let ratio = raw.required(&define::OTEL_TRACES_SAMPLER_ARG)?;
        let endpoint = own.or_else(|| common.map(appended));
        Ok(endpoint.filter(|_| !is_off).map(|endpoint| Self {
            endpoint,
            headers,
            timeout,
            schedule_delay,
            resource,
            sampling,
            ratio,
        }))
    }
}

const SERVICE_NAME: &str = "service.name";

/// The common endpoint names a base, below which each signal has a path of its own.
fn appended(mut base: Url) -> Url {
    let path = format!("{}/v1/traces", base.path().trim_end_matches('/'));
    base.set_path(&path);
    base
}
