//! What the client counts.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::{BreakerState, IndexSnapshot};

/// Counters of one client, since it was made.
#[derive(Debug, Default)]
pub(super) struct Stats {
    pub(super) sent: Counter,
    pub(super) retries: Counter,
    pub(super) retries_unaffordable: Counter,
    pub(super) crowded: Counter,
    pub(super) paused: Counter,
    pub(super) breaker_opened: Counter,
    in_flight: AtomicUsize,
}

/// Only ever grows.
#[derive(Debug, Default)]
pub(super) struct Counter(AtomicU64);

/// One call that is under way.
#[derive(Debug)]
pub(super) struct InFlight<'a>(&'a AtomicUsize);

/// What a client counted until now. The counters are read one after the other, so they may differ by what happened
/// meanwhile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Requests sent to PactFlow, repetitions included.
    pub sent: u64,
    /// Repetitions among them (DEC-36).
    pub retries: u64,
    /// Repetitions that the budget had no room for.
    pub retries_unaffordable: u64,
    /// Calls that found no place among `PACTFLOW_MAX_CALLS` in time.
    pub crowded: u64,
    /// Calls that the breaker did not let out (DEC-37).
    pub paused: u64,
    /// How often the breaker opened.
    pub breaker_opened: u64,
    /// What the breaker lets through now.
    pub breaker: BreakerState,
    /// Requests to PactFlow that are under way now.
    pub in_flight: usize,
    /// The look-up indexes.
    pub index: IndexSnapshot,
}

impl Stats {
    /// Counts a call as under way until the guard is dropped.
    pub(super) fn fly(&self) -> InFlight<'_> {
        self.sent.add();
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(&self.in_flight)
    }

    pub(super) fn snapshot(&self, breaker: BreakerState, index: IndexSnapshot) -> Snapshot {
        Snapshot {
            sent: self.sent.get(),
            retries: self.retries.get(),
            retries_unaffordable: self.retries_unaffordable.get(),
            crowded: self.crowded.get(),
            paused: self.paused.get(),
            breaker_opened: self.breaker_opened.get(),
            breaker,
            in_flight: self.in_flight.load(Ordering::Relaxed),
            index,
        }
    }
}

impl Counter {
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
