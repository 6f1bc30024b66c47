//! What time it is in the simulator.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// The simulator's clock: the real one, one that stands still, or one that ticks with each request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    mode: Mode,
    /// How far the clock was moved forward by hand.
    advanced: SignedDuration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Real,
    Frozen(Timestamp),
    Ticking {
        now: Timestamp,
        step: SignedDuration,
    },
}

/// What a clock is set to: `{"mode": "real"}`, `{"mode": "frozen", "at": "2026-01-05T09:00:00Z"}`, or
/// `{"mode": "ticking", "at": "2026-01-05T09:00:00Z", "step": "1s"}`. Without `at` it goes on from now.
#[derive(Debug, Deserialize)]
#[serde(tag = "mode", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Setting {
    Real,
    Frozen { at: Option<Timestamp> },
    Ticking { at: Option<Timestamp>, step: String },
}

impl Setting {
    /// The clock that is wanted, or why there is none such.
    pub(crate) fn clock(self, now: Timestamp) -> Result<Clock, String> {
        Ok(match self {
            Self::Real => Clock::real(),
            Self::Frozen { at } => Clock::frozen_at(at.unwrap_or(now)),
            Self::Ticking { at, step } => Clock::ticking(at.unwrap_or(now), duration(&step)?),
        })
    }
}

/// A time such as `1h 30m`, or why it is none.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|error| format!("{text:?} is no duration such as \"1h 30m\": {error}"))
}

impl Clock {
    /// The time of the machine. The default.
    pub fn real() -> Self {
        Self::of(Mode::Real)
    }

    /// A clock that stands still until it is advanced.
    ///
    /// # Panics
    ///
    /// If `at` is no RFC 3339 time such as `2026-01-05T09:00:00Z`; [`Clock::frozen_at`] takes a
    /// time that is one already.
    pub fn frozen(at: &str) -> Self {
        let at = at
            .parse()
            .unwrap_or_else(|error| panic!("{at:?} is no RFC 3339 time: {error}"));
        Self::frozen_at(at)
    }

    /// A clock that stands still at this time until it is advanced.
    pub fn frozen_at(at: Timestamp) -> Self {
        Self::of(Mode::Frozen(at))
    }

    /// A clock that starts at this time and moves on by `step` with each request to PactFlow's API,
    /// whatever time really passes.
    pub fn ticking(start: Timestamp, step: Duration) -> Self {
        let step = SignedDuration::try_from(step).unwrap_or(SignedDuration::MAX);
        Self::of(Mode::Ticking { now: start, step })
    }

    fn of(mode: Mode) -> Self {
        Self {
            mode,
            advanced: SignedDuration::ZERO,
        }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        let base = match self.mode {
            Mode::Real => Timestamp::now(),
            Mode::Frozen(at) | Mode::Ticking { now: at, .. } => at,
        };
        base.saturating_add(self.advanced).unwrap_or(base)
    }

    /// Mode and time, for whoever asks.
    pub(crate) fn describe(&self) -> serde_json::Value {
        serde_json::json!({ "mode": self.mode(), "now": self.now() })
    }

    /// `real`, `frozen` or `ticking`.
    pub fn mode(&self) -> &'static str {
        match self.mode {
            Mode::Real => "real",
            Mode::Frozen(_) => "frozen",
            Mode::Ticking { .. } => "ticking",
        }
    }

    /// Mode and time, for whoever looks on.
    pub(crate) fn label(&self) -> String {
        if self.mode == Mode::Real && self.advanced.is_zero() {
            return self.mode().to_owned();
        }
        let now = self.now().strftime("%Y-%m-%d %H:%M:%SZ");
        format!("{} at {now}", self.mode())
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&mut self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.advanced = self.advanced.saturating_add(by);
    }

    /// One request has begun.
    pub(crate) fn tick(&mut self) {
        if let Mode::Ticking { now, step } = &mut self.mode {
            *now = now.saturating_add(*step).unwrap_or(*now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_when_it_is_advanced() {
        let mut clock = Clock::frozen("2026-01-05T09:00:00Z");
        clock.tick();
        assert_eq!(clock.now().to_string(), "2026-01-05T09:00:00Z");
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.now().to_string(), "2026-01-05T09:01:30Z");
    }

    #[test]
    fn a_ticking_clock_moves_with_each_request() {
        let start = "2026-01-05T09:00:00Z".parse().unwrap();
        let mut clock = Clock::ticking(start, Duration::from_secs(1));
        clock.tick();
        clock.tick();
        assert_eq!(clock.now().to_string(), "2026-01-05T09:00:02Z");
    }

    #[test]
    #[should_panic(expected = "is no RFC 3339 time")]
    fn a_time_that_is_none_is_refused_with_a_message() {
        Clock::frozen("tomorrow");
    }
}
