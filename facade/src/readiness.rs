//! Whether requests should be sent here: PactFlow answers, and the service is not about to stop.

#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::metrics::Metrics;
use crate::pactflow::Client;

/// How long what was found out of PactFlow is believed. Probes come every few seconds from several sides, and PactFlow
/// need not hear of each.
const FRESH: Duration = Duration::from_secs(3);

/// How long PactFlow may take to answer. Probes of orchestrators give up after a few seconds themselves.
const LIMIT: Duration = Duration::from_secs(2);

/// What a readiness probe is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readiness {
    /// Requests are served.
    Ready,
    /// PactFlow does not answer, or answers 5xx.
    Unreachable,
    /// The service is about to stop.
    Stopping,
}

/// Asks PactFlow now and then, whoever wants to know.
#[derive(Debug)]
pub(crate) struct Probe {
    pactflow: Client,
    metrics: Arc<Metrics>,
    reachable: Cached,
    stopping: AtomicBool,
}

impl Probe {
    pub(crate) fn new(pactflow: Client, metrics: Arc<Metrics>) -> Self {
        Self {
            pactflow,
            metrics,
            reachable: Cached::default(),
            stopping: AtomicBool::new(false),
        }
    }

    /// From now on the answer is [`Readiness::Stopping`].
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the service is about to stop.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// What a probe is told now.
    pub(crate) async fn readiness(&self) -> Readiness {
        if self.is_stopping() {
            return Readiness::Stopping;
        }
        let probe = || self.pactflow.is_reachable(LIMIT);
        let is_reachable = self.reachable.get(Instant::now(), probe).await;
        self.metrics.set_reachable(is_reachable);
        if is_reachable {
            Readiness::Ready
        } else {
            Readiness::Unreachable
        }
    }
}

/// What was last found out, and when.
#[derive(Debug, Default)]
struct Cached(Mutex<Option<(bool, Instant)>>);

impl Cached {
    /// What is known and fresh at the time `now`, else what `probe` finds out. Whoever asks meanwhile waits for the same
    /// probe.
    async fn get<F: Future<Output = bool>>(&self, now: Instant, probe: impl FnOnce() -> F) -> bool {
        let mut known = self.0.lock().await;
        if let Some((reachable, at)) = *known
            && now.saturating_duration_since(at) < FRESH
        {
            return reachable;
        }
        let reachable = probe().await;
        match (known.map(|(before, _)| before), reachable) {
            (Some(true) | None, false) => tracing::warn!("PactFlow is not reachable"),
            (Some(false), true) => tracing::info!("PactFlow is reachable again"),
            (Some(_) | None, _) => {}
        }
        *known = Some((reachable, now));
        reachable
    }
}
