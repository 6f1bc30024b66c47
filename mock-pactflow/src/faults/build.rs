//! Faults as a test writes them down, and the guard that undoes one.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{Effect, Fault, Matcher, When};
use crate::routes::Route;
use crate::simulation::Simulation;

impl Fault {
    /// This status, with one of PactFlow's errors as its body; nothing changes.
    pub fn status(status: u16) -> Self {
        Self::new(Effect::Status {
            status,
            retry_after: None,
            body: None,
            content_type: None,
        })
    }

    /// 429 with `Retry-After` in whole seconds.
    pub fn rate_limited(retry_after: Duration) -> Self {
        Self::status(429).retry_after(&retry_after.as_secs().to_string())
    }

    /// 502 with the HTML page of a proxy.
    pub fn bad_gateway() -> Self {
        let page =
            "<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>";
        Self::status(502).body("text/html", page)
    }

    /// The change is committed, and then the connection is reset: the fault that makes duplicates.
    pub fn lose_answer() -> Self {
        Self::reset().after()
    }

    /// The connection is reset; nothing changes.
    pub fn reset() -> Self {
        Self::new(Effect::Reset)
    }

    /// The connection is closed without a byte; nothing changes.
    pub fn empty_answer() -> Self {
        Self::new(Effect::EmptyAnswer)
    }

    /// The connection is closed after half of the promised body.
    pub fn half_body() -> Self {
        Self::new(Effect::HalfBody)
    }

    /// The body is half of the JSON.
    pub fn truncated_json() -> Self {
        Self::new(Effect::TruncatedJson)
    }

    /// The body comes `bytes` at a time, with a pause between.
    pub fn slow_drip(bytes: usize, every: Duration) -> Self {
        Self::new(Effect::SlowDrip {
            bytes,
            every_ms: millis(every),
        })
    }

    /// Another `Content-Type`.
    pub fn content_type(content_type: &str) -> Self {
        Self::new(Effect::ContentType {
            content_type: content_type.to_owned(),
        })
    }

    /// Links lead to this `scheme://host`.
    pub fn foreign_links(base: &str) -> Self {
        Self::new(Effect::ForeignLinks {
            base: base.to_owned(),
        })
    }

    /// `_embedded` is missing everywhere in the answer.
    pub fn missing_embedded() -> Self {
        Self::new(Effect::MissingEmbedded)
    }

    /// The first row of the list is there twice.
    pub fn duplicate_row() -> Self {
        Self::new(Effect::DuplicateRow)
    }

    /// Reads are answered from the directory as it was when the fault was set.
    pub fn stale_list() -> Self {
        Self::new(Effect::StaleList)
    }

    /// The answer takes this much longer; the request takes effect at the end of the wait, or with
    /// [`Fault::after`] at its beginning.
    pub fn latency(latency: Duration) -> Self {
        Self::new(Effect::Latency {
            millis: millis(latency),
        })
    }

    /// Only requests to this route.
    #[must_use]
    pub fn on(mut self, route: Route) -> Self {
        self.on.route = Some(route);
        self
    }

    /// Only requests with this method.
    #[must_use]
    pub fn on_method(mut self, method: &str) -> Self {
        self.on.method = Some(method.to_owned());
        self
    }

    /// Only requests with this path, in which `*` stands for any characters.
    #[must_use]
    pub fn on_path(mut self, pattern: &str) -> Self {
        self.on.path = Some(pattern.to_owned());
        self
    }

    /// From the n-th matching request on, counted from 1.
    #[must_use]
    pub fn call(mut self, nth: u64) -> Self {
        self.on.call = Some(nth);
        self
    }

    /// So many times, and then no more.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// The change is committed first.
    #[must_use]
    pub fn after(mut self) -> Self {
        self.when = When::After;
        self
    }

    /// With this `Retry-After`; only for a status.
    #[must_use]
    pub fn retry_after(mut self, value: &str) -> Self {
        if let Effect::Status { retry_after, .. } = &mut self.effect {
            *retry_after = Some(value.to_owned());
        }
        self
    }

    /// With this body; only for a status.
    #[must_use]
    pub fn body(mut self, media_type: &str, text: &str) -> Self {
        if let Effect::Status {
            body, content_type, ..
        } = &mut self.effect
        {
            *body = Some(text.to_owned());
            *content_type = Some(media_type.to_owned());
        }
        self
    }

    fn new(effect: Effect) -> Self {
        Self {
            id: None,
            on: Matcher::default(),
            times: None,
            when: When::Before,
            effect,
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A fault that is set until this is dropped.
#[must_use = "dropping the guard undoes the fault"]
pub struct FaultGuard {
    simulation: Arc<Simulation>,
    id: String,
}

impl FaultGuard {
    pub(crate) fn set(simulation: Arc<Simulation>, fault: Fault) -> Self {
        let id = simulation.add_fault(fault);
        Self { simulation, id }
    }

    /// How often it has fired.
    pub fn fired(&self) -> u64 {
        self.simulation
            .faults
            .standing(&self.id)
            .map_or(0, |rule| rule.fired)
    }

    /// How often it will fire yet; `None` where there is no limit.
    pub fn remaining(&self) -> Option<u64> {
        self.simulation
            .faults
            .standing(&self.id)
            .map_or(Some(0), |rule| rule.remaining)
    }
}

impl fmt::Debug for FaultGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultGuard")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Drop for FaultGuard {
    fn drop(&mut self) {
        self.simulation.remove_fault(&self.id);
    }
}
