//! When a call is repeated, and how long after (DEC-36).

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBuilder};
use http::StatusCode;
use http::header::{HeaderMap, RETRY_AFTER};
use tower::retry::budget::{Budget as _, TpsBudget};

use super::{Error, Outage};

/// The wait before the first repetition, at the least; each further one is twice as long, and each is lengthened at
/// random up to its double, so that those who failed together do not come back together.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// The longest that a call waits for its repetition. Identity providers are better at waiting: they hold no lock here.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// What has to be left of a request's time for one more attempt to be worth beginning.
const LEAST_ATTEMPT: Duration = Duration::from_millis(500);

/// The longest that PactFlow's `Retry-After` is believed.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// Repetitions may be this part of the calls …
const SHARE_OF_CALLS: f32 = 0.2;

/// … and so many in each second beside that, so that a service with few calls may repeat some too.
const FLOOR_PER_SECOND: u32 = 1;

/// How long a call counts for the share, and how long the floor may be saved up.
const BUDGET_WINDOW: Duration = Duration::from_secs(10);

/// Which calls may be repeated, how often, and how many of all.
#[derive(Debug)]
pub(super) struct Retries {
    most: usize,
    budget: TpsBudget,
}

impl Retries {
    /// `most` is `PACTFLOW_RETRIES`: how often one call may be repeated.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            budget: TpsBudget::new(BUDGET_WINDOW, FLOOR_PER_SECOND, SHARE_OF_CALLS),
        }
    }

    /// The waits before the repetitions of one new call.
    pub(super) fn waits(&self) -> impl Iterator<Item = Duration> + Send + use<> {
        self.budget.deposit();
        ExponentialBuilder::new()
            .with_min_delay(FIRST_WAIT)
            .with_max_delay(LONGEST_WAIT)
            .with_max_times(self.most)
            .with_jitter()
            .build()
    }

    /// Whether the budget has room for one more repetition, which it then counts.
    pub(super) fn may_spend(&self) -> bool {
        self.budget.withdraw()
    }
}

/// How long to wait before the call is sent again, or `None` where it must not be, or there is no sense in it.
///
/// `wait` is the next of [`Retries::waits`], and `left` what is left of the request's time.
pub(super) fn wait(
    is_idempotent: bool,
    error: &Error,
    wait: Duration,
    left: Duration,
) -> Option<Duration> {
    if !is_passing(error) || (may_have_arrived(error) && !is_idempotent) {
        return None;
    }
    let asked = error.retry_after().unwrap_or_default();
    let wait = asked.saturating_add(wait);
    (asked <= LONGEST_WAIT && wait.saturating_add(LEAST_ATTEMPT) <= left).then_some(wait)
}

/// Whether another attempt may find it otherwise.
fn is_passing(error: &Error) -> bool {
    match error {
        Error::RateLimited { .. } | Error::TimedOut => true,
        Error::Unavailable { why, .. } => match why {
            Outage::Unreachable | Outage::Broken => true,
            Outage::Answered(status) => is_of_a_gateway(*status),
            Outage::Paused | Outage::Crowded => false,
        },
        _ => false,
    }
}

/// Whether PactFlow may have carried out the call all the same. What it refused by 429, it did not.
pub(super) fn may_have_arrived(error: &Error) -> bool {
    !matches!(
        error,
        Error::RateLimited { .. }
            | Error::Unavailable {
                why: Outage::Unreachable | Outage::Paused | Outage::Crowded,
                ..
            }
    )
}

/// Whether PactFlow could not be reached, as far as it can be told from outside. An answer of its own, whichever, says
/// that it could.
pub(super) fn is_out_of_reach(error: &Error) -> bool {
    match error {
        Error::TimedOut => true,
        Error::Unavailable { why, .. } => match why {
            Outage::Unreachable | Outage::Broken => true,
            Outage::Answered(status) => is_of_a_gateway(*status),
            Outage::Paused | Outage::Crowded => false,
        },
        _ => false,
    }
}

/// What a gateway says while it cannot reach what is behind it, and what PactFlow says while it starts or stops.
fn is_of_a_gateway(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
    )
}

/// `Retry-After` (RFC 9110 §10.2.3), in seconds or as a date, counted from `now`; at most an hour.
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match value.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        // A date that has passed asks for no wait at all.
        Err(_) => httpdate::parse_http_date(value)
            .ok()?
            .duration_since(now)
            .unwrap_or_default(),
    };
    Some(wait.min(LONGEST_RETRY_AFTER))
}

#[cfg(test)]
mod tests;
