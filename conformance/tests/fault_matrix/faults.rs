//! What goes wrong with a call to PactFlow, and for how long.

use std::time::Duration;

use mock_pactflow::{Fault, Route};

use crate::TIME_LIMIT;

/// What goes wrong.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    /// As the report calls it.
    pub(crate) name: &'static str,
    /// The simulator's fault; `None` where connections are refused.
    pub(crate) fault: Option<fn() -> Fault>,
}

/// Every fault.
pub(crate) const KINDS: &[Kind] = &[
    Kind {
        name: "refused connection",
        fault: None,
    },
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
    kind("time-out", || Fault::latency(TIME_LIMIT * 20)),
    kind("committed, then time-out", || {
        Fault::latency(TIME_LIMIT * 20).after()
    }),
    kind("truncated JSON", Fault::truncated_json),
    kind("garbage JSON", || {
        Fault::status(200)
            .body("application/hal+json", "{\"uuid\": 7, ]")
            .after()
    }),
];

const fn kind(name: &'static str, fault: fn() -> Fault) -> Kind {
    Kind {
        name,
        fault: Some(fault),
    }
}

/// For how long it goes wrong, and how often the façade repeats a call meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// This one call, which the façade repeats.
    Passing,
    /// This one call, which the façade does not repeat, so that the write fails in the middle.
    Once,
    /// This call and each further one to the same route, until the answer is there.
    Route,
    /// This call and everything after it, until the answer is there.
    Outage,
}

/// Every extent.
pub(crate) const EXTENTS: [Extent; 4] =
    [Extent::Passing, Extent::Once, Extent::Route, Extent::Outage];

impl Extent {
    /// The fault for the call with this number among all (from 1), which is the `nth` of its `route`.
    pub(crate) fn of(self, fault: Fault, number: u64, route: Route, nth: u64) -> Fault {
        match self {
            Self::Passing | Self::Once => fault.call(number).times(1),
            Self::Route => fault.on(route).call(nth),
            Self::Outage => fault.call(number),
        }
    }

    /// How often the façade repeats a call: `PACTFLOW_RETRIES`.
    pub(crate) fn retries(self) -> &'static str {
        match self {
            Self::Passing => "2",
            Self::Route => "1",
            Self::Once | Self::Outage => "0",
        }
    }
}
