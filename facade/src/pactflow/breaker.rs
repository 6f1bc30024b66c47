//! Leaves PactFlow alone for a while once it could not be reached several times in a row (DEC-37).
//!
//! Otherwise every request would wait for its own time-outs, and PactFlow would be met by a crowd as it comes back.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// What those are told to wait who come while one call tries whether PactFlow is back.
const WHILE_TRYING: Duration = Duration::from_secs(1);

/// Decides which calls go out.
#[derive(Debug)]
pub(super) struct Breaker {
    /// After how many failures in a row it opens; never where it is 0.
    failures: usize,
    /// How long it stays open.
    pause: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// All calls go out; so many have failed in a row.
    Closed { failures: usize },
    /// No call goes out before then.
    Open { until: Instant },
    /// One call is out to try.
    HalfOpen,
}

/// What the breaker lets through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BreakerState {
    /// All calls.
    #[default]
    Closed,
    /// None.
    Open,
    /// One, to try.
    HalfOpen,
}

/// The leave to make one call. Whoever drops it without [`Pass::report`] found out nothing.
#[derive(Debug)]
pub(super) struct Pass<'a> {
    breaker: &'a Breaker,
    tries: bool,
}

impl Breaker {
    /// `failures` is `PACTFLOW_BREAKER_FAILURES`, `pause` is `PACTFLOW_BREAKER_PAUSE`.
    pub(super) fn new(failures: usize, pause: Duration) -> Self {
        Self {
            failures,
            pause,
            state: Mutex::new(State::Closed { failures: 0 }),
        }
    }

    /// The leave to make one call, or how long to wait for it.
    pub(super) fn admit(&self) -> Result<Pass<'_>, Duration> {
        let mut state = self.lock();
        let tries = match *state {
            State::Closed { .. } => false,
            State::HalfOpen => return Err(WHILE_TRYING),
            State::Open { until } => {
                let left = until.saturating_duration_since(Instant::now());
                if !left.is_zero() {
                    return Err(left);
                }
                *state = State::HalfOpen;
                true
            }
        };
        Ok(Pass {
            breaker: self,
            tries,
        })
    }

    pub(super) fn state(&self) -> BreakerState {
        match *self.lock() {
            State::Closed { .. } => BreakerState::Closed,
            State::Open { .. } => BreakerState::Open,
            State::HalfOpen => BreakerState::HalfOpen,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass<'_> {
    /// Says whether PactFlow could be reached. Gives whether that opened the breaker.
    pub(super) fn report(mut self, reached: bool) -> bool {
        let breaker = self.breaker;
        let tried = std::mem::take(&mut self.tries);
        let mut state = breaker.lock();
        let failures = match *state {
            State::Closed { failures } => failures,
            State::HalfOpen if tried => breaker.failures,
            // A call that went out before the others failed knows nothing new.
            State::Open { .. } | State::HalfOpen => return false,
        };
        if reached {
            if tried {
                tracing::info!("PactFlow can be reached again");
            }
            *state = State::Closed { failures: 0 };
            return false;
        }
        let failures = failures.saturating_add(1);
        let opens = breaker.failures > 0 && failures >= breaker.failures;
        *state = if opens {
            let seconds = breaker.pause.as_secs_f64();
            if tried {
                tracing::warn!(seconds, "PactFlow still cannot be reached");
            } else {
                tracing::warn!(
                    failures,
                    seconds,
                    "PactFlow could not be reached several times in a row, and is left alone for a while"
                );
            }
            State::Open {
                until: Instant::now() + breaker.pause,
            }
        } else {
            State::Closed { failures }
        };
        opens
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.tries {
            // The next call tries instead.
            *self.breaker.lock() = State::Open {
                until: Instant::now(),
            };
        }
    }
}

#[cfg(test)]
mod tests;
