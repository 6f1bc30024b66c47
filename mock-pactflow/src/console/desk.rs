//! What the console remembers: the SCIM exchanges, how much was marked as seen, and the last outcome.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::exchange::{Recorded, ScimExchange};

/// How many SCIM exchanges are kept before the oldest are dropped.
pub(crate) const CAPACITY: usize = 500;

/// The console's memory. It starts over with the simulator.
#[derive(Debug, Default)]
pub(crate) struct Desk(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    exchanges: VecDeque<Recorded>,
    recorded: u64,
    /// The number of the latest change that was marked as seen.
    seen: u64,
    notice: Option<Notice>,
}

/// What came of the last thing that was asked for on the console.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) text: String,
    pub(crate) failed: bool,
}

impl Desk {
    pub(crate) fn record(&self, at: Timestamp, after: u64, exchange: ScimExchange) -> u64 {
        let mut state = self.state();
        state.recorded += 1;
        let number = state.recorded;
        if state.exchanges.len() == CAPACITY {
            state.exchanges.pop_front();
        }
        state.exchanges.push_back(Recorded {
            number,
            at,
            after,
            exchange,
        });
        number
    }

    /// The exchanges that are kept, oldest first.
    pub(crate) fn exchanges(&self) -> Vec<Recorded> {
        self.state().exchanges.iter().cloned().collect()
    }

    pub(crate) fn seen(&self) -> u64 {
        self.state().seen
    }

    /// Marks changes as seen, up to this number.
    pub(crate) fn see(&self, mark: u64) {
        let mut state = self.state();
        state.seen = state.seen.max(mark);
    }

    pub(crate) fn notice(&self) -> Option<Notice> {
        self.state().notice.clone()
    }

    pub(crate) fn say(&self, outcome: Result<String, String>) {
        let failed = outcome.is_err();
        let text = outcome.unwrap_or_else(|reason| reason);
        self.state().notice = Some(Notice { text, failed });
    }

    pub(crate) fn clear(&self) {
        *self.state() = State::default();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
