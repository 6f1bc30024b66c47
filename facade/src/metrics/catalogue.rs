//! Every metric: what it is called, what it counts, by which labels. The table in `docs/OPERATING.md` is made from it.

use std::fmt::Write as _;

/// What a person reads about one metric.
#[derive(Debug, Clone, Copy)]
pub struct Description {
    /// Its name, without the suffix that tells a counter.
    pub name: &'static str,
    /// What kind of number it is.
    pub kind: Kind,
    /// What tells its numbers apart.
    pub labels: &'static [&'static str],
    /// What it counts, in one sentence without a full stop.
    pub help: &'static str,
}

/// What kind of number a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only ever grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// How many were how large.
    Histogram,
    /// A fact, as labels of the number 1.
    Info,
}

impl Kind {
    /// Its name in OpenMetrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
            Self::Info => "info",
        }
    }
}

impl Description {
    /// The name by which it is asked for in PromQL.
    #[must_use]
    pub fn queried_as(&self) -> String {
        match self.kind {
            Kind::Counter => format!("{}_total", self.name),
            Kind::Info => format!("{}_info", self.name),
            Kind::Histogram => format!("{}_bucket", self.name),
            Kind::Gauge => self.name.to_owned(),
        }
    }
}

/// Every metric, in the order in which they are documented.
pub static CATALOGUE: &[&Description] = &[
    &REQUESTS,
    &REQUEST_SECONDS,
    &REQUEST_CALLS,
    &REQUESTS_IN_FLIGHT,
    &REQUESTS_TURNED_AWAY,
    &CALLS,
    &CALL_SECONDS,
    &CALLS_IN_FLIGHT,
    &CALLS_REFUSED,
    &RETRIES,
    &RETRIES_UNAFFORDABLE,
    &BREAKER,
    &BREAKER_OPENED,
    &REACHABLE,
    &INDEX_LOOK_UPS,
    &INDEX_SWEEPS,
    &INDEX_AGE,
    &INDEX_KEYS,
    &INDEX_TOKENS,
    &SPANS,
    &BUILD,
    &START_TIME,
    &CPU_SECONDS,
    &RESIDENT_MEMORY,
    &OPEN_FDS,
];

/// The metrics as a Markdown table, one row each.
#[must_use]
pub fn markdown_table() -> String {
    let mut table = String::from("| metric | kind | labels | what it says |\n|---|---|---|---|\n");
    for metric in CATALOGUE {
        let labels: Vec<_> = metric
            .labels
            .iter()
            .map(|label| format!("`{label}`"))
            .collect();
        writeln!(
            table,
            "| `{}` | {} | {} | {} |",
            metric.queried_as(),
            metric.kind.name(),
            labels.join(", "),
            metric.help
        )
        .expect("writing to a string cannot fail");
    }
    table
}

pub(super) static REQUESTS: Description = Description {
    name: "scim_requests",
    kind: Kind::Counter,
    labels: &["route", "method", "status", "provider"],
    help: "SCIM requests that were answered; the status 499 stands for a client that hung up before",
};

pub(super) static REQUEST_SECONDS: Description = Description {
    name: "scim_request_duration_seconds",
    kind: Kind::Histogram,
    labels: &["route", "method"],
    help: "How long SCIM requests took",
};

pub(super) static REQUEST_CALLS: Description = Description {
    name: "scim_request_pactflow_calls",
    kind: Kind::Histogram,
    labels: &["route", "method"],
    help: "How many calls to PactFlow a SCIM request took",
};

pub(super) static REQUESTS_IN_FLIGHT: Description = Description {
    name: "scim_requests_in_flight",
    kind: Kind::Gauge,
    labels: &[],
    help: "SCIM requests that are being answered",
};

pub(super) static CALLS: Description = Description {
    name: "pactflow_calls",
    kind: Kind::Counter,
    labels: &["endpoint", "method", "outcome"],
    help: "Calls to PactFlow, repetitions among them",
};

pub(super) static CALL_SECONDS: Description = Description {
    name: "pactflow_call_duration_seconds",
    kind: Kind::Histogram,
    labels: &["endpoint", "method"],
    help: "How long calls to PactFlow took",
};

pub(super) static CALLS_IN_FLIGHT: Description = Description {
    name: "pactflow_calls_in_flight",
    kind: Kind::Gauge,
    labels: &[],
    help: "Calls to PactFlow that are under way",
};

pub(super) static REQUESTS_TURNED_AWAY: Description = Description {
    name: "scim_requests_turned_away",
    kind: Kind::Counter,
    labels: &[],
    help: "SCIM requests that found no place among SERVER_MAX_REQUESTS (DEC-38)",
};

pub(super) static CALLS_REFUSED: Description = Description {
    name: "pactflow_calls_refused",
    kind: Kind::Counter,
    labels: &["why"],
    help: "Calls that were not made: no place among PACTFLOW_MAX_CALLS in time (crowded), or PactFlow is left alone for a while (breaker)",
};

pub(super) static RETRIES: Description = Description {
    name: "pactflow_retries",
    kind: Kind::Counter,
    labels: &[],
    help: "Calls that were repetitions (DEC-36)",
};

pub(super) static RETRIES_UNAFFORDABLE: Description = Description {
    name: "pactflow_retries_unaffordable",
    kind: Kind::Counter,
    labels: &[],
    help: "Repetitions that the budget had no room for (DEC-36)",
};

pub(super) static BREAKER: Description = Description {
    name: "pactflow_breaker",
    kind: Kind::Gauge,
    labels: &["state"],
    help: "1 for the state that the breaker is in: closed, half open or open (DEC-37)",
};

pub(super) static BREAKER_OPENED: Description = Description {
    name: "pactflow_breaker_opened",
    kind: Kind::Counter,
    labels: &[],
    help: "How often the breaker opened (DEC-37)",
};

pub(super) static REACHABLE: Description = Description {
    name: "pactflow_reachable",
    kind: Kind::Gauge,
    labels: &[],
    help: "Whether PactFlow answered when a readiness probe asked last: 1 or 0",
};

pub(super) static INDEX_LOOK_UPS: Description = Description {
    name: "scim_index_look_ups",
    kind: Kind::Counter,
    labels: &["outcome"],
    help: "Look-ups of users: somebody known was read again (hit), nobody is there and no call was needed (absent), or PactFlow was searched (miss) (DEC-50)",
};

pub(super) static INDEX_SWEEPS: Description = Description {
    name: "scim_index_sweeps",
    kind: Kind::Counter,
    labels: &["outcome"],
    help: "How often all of PactFlow's users were read for the look-up index: done, or failed on the way",
};

pub(super) static INDEX_AGE: Description = Description {
    name: "scim_index_age_seconds",
    kind: Kind::Gauge,
    labels: &[],
    help: "How long ago the last such reading began that was done, for the token that was used last; NaN where there was none",
};

pub(super) static INDEX_KEYS: Description = Description {
    name: "scim_index_keys",
    kind: Kind::Gauge,
    labels: &["of"],
    help: "Keys in the look-up indexes of all tokens: up to three for each user, and one for each name of a team",
};

pub(super) static INDEX_TOKENS: Description = Description {
    name: "scim_index_tokens",
    kind: Kind::Gauge,
    labels: &[],
    help: "Tokens that have a look-up index, eight at the most",
};

pub(super) static SPANS: Description = Description {
    name: "trace_spans",
    kind: Kind::Counter,
    labels: &["outcome"],
    help: "Spans by what became of them: sent, refused by the receiver, or dropped because they came too fast",
};

pub(super) static BUILD: Description = Description {
    name: "pactflow_scim_build",
    kind: Kind::Info,
    labels: &["version"],
    help: "The version that runs",
};

pub(super) static START_TIME: Description = Description {
    name: "process_start_time_seconds",
    kind: Kind::Gauge,
    labels: &[],
    help: "When the process started, in seconds since 1970",
};

pub(super) static CPU_SECONDS: Description = Description {
    name: "process_cpu_seconds",
    kind: Kind::Counter,
    labels: &[],
    help: "Processor time that the process used",
};

pub(super) static RESIDENT_MEMORY: Description = Description {
    name: "process_resident_memory_bytes",
    kind: Kind::Gauge,
    labels: &[],
    help: "Memory that the process holds",
};

pub(super) static OPEN_FDS: Description = Description {
    name: "process_open_fds",
    kind: Kind::Gauge,
    labels: &[],
    help: "Files and connections that the process has open",
};
