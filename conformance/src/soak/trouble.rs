//! What goes wrong, and when.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use fastrand::Rng;
use mock_pactflow::{Fault, FaultGuard, MockPactflow};

use crate::faults::{KINDS, Kind, kind};

/// How many faults are set at a time.
const AT_ONCE: usize = 16;

/// How often it is looked whether new ones are needed.
const PAUSE: Duration = Duration::from_millis(5);

/// Every so manieth fault lasts for so many calls, so that the service leaves PactFlow alone now and then.
const OUTAGE_EVERY: usize = 64;
const OUTAGE: u64 = 24;

/// What does not hinder a call, or spoils it in a way of this run's own, beside [`KINDS`].
const MORE: [Kind; 4] = [
    kind("delay", || Fault::latency(Duration::from_millis(40))),
    kind("half a body", Fault::half_body),
    kind("no answer", Fault::empty_answer),
    kind("HTML with 200", || Fault::content_type("text/html")),
];

/// Faults at random.
#[derive(Debug)]
pub(super) struct Trouble {
    rng: Rng,
    rate: f64,
    set: Vec<(&'static str, FaultGuard)>,
    counts: BTreeMap<&'static str, u64>,
}

impl Trouble {
    /// Trouble with this part of the calls, from 0 to 1.
    pub(super) fn new(rng: Rng, rate: f64) -> Self {
        Self {
            rng,
            rate: rate.clamp(0.0, 1.0),
            set: Vec::new(),
            counts: BTreeMap::new(),
        }
    }

    /// Makes trouble for as long as it is polled.
    pub(super) async fn make(&mut self, pactflow: &MockPactflow) -> Infallible {
        loop {
            if self.rate > 0.0 && self.set.iter().all(|(_, set)| set.remaining() == Some(0)) {
                self.end();
                self.begin(pactflow);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Undoes what is set, and counts what it did.
    pub(super) fn end(&mut self) {
        for (name, guard) in self.set.drain(..) {
            *self.counts.entry(name).or_default() += guard.fired();
        }
    }

    /// How many calls went wrong in each way.
    pub(super) fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.counts.clone()
    }

    fn begin(&mut self, pactflow: &MockPactflow) {
        let mut call = 0;
        for _ in 0..AT_ONCE {
            call += self.gap();
            let (name, fault) = self.any();
            let lasts = if self.rng.usize(..OUTAGE_EVERY) == 0 && is_quick(name) {
                OUTAGE
            } else {
                1
            };
            let guard = pactflow.fault(fault.call(call).times(lasts));
            self.set.push((name, guard));
        }
    }

    /// After how many calls the next fault comes, so that each call is as likely to be hit as any other.
    fn gap(&mut self) -> u64 {
        let chance = self.rng.f64().max(f64::MIN_POSITIVE);
        let gap = chance.ln() / (1.0 - self.rate).max(f64::MIN_POSITIVE).ln();
        1 + gap as u64
    }

    fn any(&mut self) -> (&'static str, Fault) {
        let at = self.rng.usize(..KINDS.len() + MORE.len());
        let Kind { name, fault } = KINDS.iter().chain(&MORE).nth(at).unwrap_or(&KINDS[0]);
        (name, fault())
    }
}

/// Whether the fault shows at once: an outage of those that have to be waited for would be most of the run.
fn is_quick(name: &str) -> bool {
    !name.contains("time-out") && !name.contains("with Retry-After")
}
