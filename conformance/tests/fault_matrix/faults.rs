//! What goes wrong with a call to PactFlow, and for how long.

use conformance::faults::KINDS;
use mock_pactflow::{Fault, Route};

/// What goes wrong.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    /// As the report calls it.
    pub(crate) name: &'static str,
    /// The simulator's fault; `None` where connections are refused.
    pub(crate) fault: Option<fn() -> Fault>,
}

/// Every fault.
pub(crate) fn kinds() -> impl Iterator<Item = Kind> {
    let refused = Kind {
        name: "refused connection",
        fault: None,
    };
    let others = KINDS.iter().map(|kind| Kind {
        name: kind.name,
        fault: Some(kind.fault),
    });
    std::iter::once(refused).chain(others)
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
