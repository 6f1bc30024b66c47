//! Everything that can go wrong with a call to PactFlow.

use std::time::Duration;

use mock_pactflow::Fault;

/// Something that goes wrong.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// As reports call it.
    pub name: &'static str,
    /// The simulator's fault.
    pub fault: fn() -> Fault,
}

/// Longer than any time limit that a test sets for a call.
const TOO_LONG: Duration = Duration::from_secs(12);

/// Every fault that the simulator can make of one call. What it cannot is to refuse connections to some calls and not to others.
pub const KINDS: &[Kind] = &[
    kind("reset before", Fault::reset),
    kind("committed, then reset", Fault::lose_answer),
    kind("429 with Retry-After", || {
        Fault::rate_limited(Duration::from_secs(1))
    }),
    kind("429 without Retry-After", || Fault::status(429)),
    kind("500", || Fault::status(500)),
    kind("committed, then 500", || Fault::status(500).after()),
    kind("502 with HTML", Fault::bad_gateway),
    kind("503", || Fault::status(503)),
    kind("time-out", || Fault::latency(TOO_LONG)),
    kind("committed, then time-out", || {
        Fault::latency(TOO_LONG).after()
    }),
    kind("truncated JSON", Fault::truncated_json),
    kind("garbage JSON", || {
        Fault::status(200)
            .body("application/hal+json", "{\"uuid\": 7, ]")
            .after()
    }),
];

pub(crate) const fn kind(name: &'static str, fault: fn() -> Fault) -> Kind {
    Kind { name, fault }
}
