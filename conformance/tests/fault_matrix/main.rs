//! The fault matrix: every SCIM write, with every one of its calls to PactFlow going wrong in every way. Afterwards, and after
//! the provider's retry, PactFlow holds what was wanted, nothing twice, and no change happened that was not asked for.
//!
//! The calls of a write are not listed here: they are read from the simulator's journal of a run in which nothing goes wrong.

mod cell;
#[path = "../common/mod.rs"]
mod common;
mod directory;
mod faults;
mod gate;
mod provider;
mod writes;

use std::collections::BTreeMap;
use std::sync::Arc;

use cell::{Cell, Outcome, Plan};
use common::{http, say};
use faults::{EXTENTS, Extent, kinds};
use futures::{StreamExt, stream};

/// The façade's settings: its own, but for time limits that a test can wait for.
const SETTINGS: [(&str, &str); 2] = [
    ("PACTFLOW_REQUEST_TIMEOUT", "600ms"),
    ("PACTFLOW_BREAKER_PAUSE", "50ms"),
];

/// How often a provider repeats a write at most.
const ATTEMPTS: u32 = 5;

/// How many cells are run side by side. Most of them wait for a time limit most of the time.
const SIDE_BY_SIDE: usize = 32;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_goes_wrong_with_whichever_call_the_write_happens_once_and_whole() {
    let http = http();
    let mut plans = Vec::new();
    for write in writes::all() {
        plans.push(Arc::new(Plan::of(write, &http).await));
    }
    let mut cells = Vec::new();
    for plan in &plans {
        for call in 0..plan.calls.len() {
            for kind in kinds() {
                for extent in EXTENTS {
                    // What refuses one connection refuses all, until the answer is there.
                    if kind.fault.is_some() || extent == Extent::Outage {
                        cells.push((Arc::clone(plan), call, kind, extent));
                    }
                }
            }
        }
    }
    let number = cells.len();
    let ran = stream::iter(cells)
        .map(|(plan, call, kind, extent)| {
            let http = http.clone();
            let run = async move {
                let cell = Cell {
                    plan: &plan,
                    call,
                    kind,
                    extent,
                };
                let result = cell.run(&http).await;
                (cell.to_string(), result)
            };
            async { tokio::spawn(run).await.unwrap() }
        })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect::<Vec<_>>()
        .await;

    let mut outcomes: BTreeMap<Outcome, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    for (cell, result) in ran {
        match result {
            Ok(outcome) => *outcomes.entry(outcome).or_default() += 1,
            Err(why) => failures.push(format!("{cell}\n    {why}")),
        }
    }
    say(&format!(
        "fault matrix: {number} cells ({} writes with {} calls, {} faults): {outcomes:?}",
        plans.len(),
        plans.iter().map(|plan| plan.calls.len()).sum::<usize>(),
        kinds().count(),
    ));
    failures.sort();
    assert!(
        failures.is_empty(),
        "{} of {number} cells:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(number > 1_000, "the matrix has {number} cells only");
    // A matrix in which nothing ever fails half way shows nothing.
    assert!(outcomes.len() == 3, "{outcomes:?}");
}
