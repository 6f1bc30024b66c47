//! A long run: many mixed operations by several clients at once through one service, while calls to PactFlow go wrong at random.
//!
//! Clients come again until they are told that it worked, as identity providers do. In the end PactFlow has to hold what was
//! acknowledged and nothing else, and the service must take no more memory and no more file descriptors than early in the run.

mod client;
mod model;
mod provider;
mod report;
mod sample;
mod trouble;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use fastrand::Rng;
use futures::future::try_join_all;
use mock_pactflow::{MockPactflow, Seed};
use serde_json::json;

pub use self::report::Report;
pub use self::sample::{Growth, Sample};

use self::client::Client;
use self::model::{bystanders, differences, shared};
use self::provider::Provider;
use self::sample::Gauge;
use self::trouble::Trouble;
use crate::scim::Scim;

/// How long a run is, and how hard.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many operations are acknowledged in the end.
    pub operations: u64,
    /// What chance begins with; the same seed gives the same wishes and the same faults, if not in the same order of time.
    pub seed: u64,
    /// How many clients there are.
    pub clients: usize,
    /// How many of PactFlow's calls go wrong, from 0 to 1.
    pub fault_rate: f64,
}

/// The façade's settings that differ from its defaults: time limits that can be waited for some thousand times.
pub const SETTINGS: [(&str, &str); 3] = [
    ("LOGGING_LEVEL_ROOT", "WARN"),
    ("PACTFLOW_REQUEST_TIMEOUT", "1s"),
    ("PACTFLOW_BREAKER_PAUSE", "100ms"),
];

/// How many teams there are in which all clients have people.
const SHARED_TEAMS: usize = 4;

/// How often the service is looked at in the course of a run.
const SAMPLES: u64 = 50;

/// How long the service may take to come to rest before it is looked at for the last time.
const REST: Duration = Duration::from_millis(500);

/// What a run is counted by.
#[derive(Debug, Default)]
struct Progress {
    /// Operations that were acknowledged.
    done: AtomicU64,
    /// Requests that were sent, those that were sent again included.
    requests: AtomicU64,
}

/// PactFlow with everything that a run expects to be there.
///
/// # Errors
/// Where the simulator cannot be started.
pub async fn pactflow() -> anyhow::Result<MockPactflow> {
    let teams = (0..SHARED_TEAMS).map(shared);
    let nobody: [String; 0] = [];
    let seed = teams.fold(Seed::demo(), |seed, team| seed.team(&team, nobody.clone()));
    Ok(MockPactflow::builder().seed(seed).start().await?)
}

/// Carries out the plan against the service at this base address, which runs as this process in front of `pactflow`.
///
/// # Errors
/// Where a client is answered what it cannot go on with, or the process cannot be looked at.
pub async fn run(
    plan: Plan,
    base: &str,
    process: u32,
    pactflow: &MockPactflow,
) -> anyhow::Result<Report> {
    let (progress, began) = (Arc::new(Progress::default()), Instant::now());
    let bystanders_before = bystanders(&pactflow.state());
    let teams: Vec<String> = (0..SHARED_TEAMS)
        .map(|number| {
            let team = pactflow.state().team_by_name(&shared(number));
            team.map(|team| team.uuid.to_string())
        })
        .collect::<Option<_>>()
        .context("the teams that all clients share")?;
    let http = crate::scim::http();
    let clients = (0..plan.clients).map(|number| {
        let scim = Scim::to(base, http.clone());
        let provider = Provider::new(scim, Arc::clone(&progress));
        let rng = Rng::with_seed(plan.seed.wrapping_add(number as u64 + 1));
        Client::new(number, provider, rng, teams.clone())
    });
    let working = clients.map(|client| async {
        let work = tokio::spawn(client.work(plan.operations));
        work.await.context("a client ended early")?
    });
    let mut gauge = Gauge::of(process, plan.operations / SAMPLES);
    let mut trouble = Trouble::new(Rng::with_seed(plan.seed), plan.fault_rate);
    let clients = tokio::select! {
        clients = try_join_all(working) => clients?,
        never = trouble.make(pactflow) => match never {},
        error = gauge.watch(&progress) => return Err(error),
    };
    trouble.end();
    drop(http);
    tokio::time::sleep(REST).await;
    let last = gauge.look(progress.done.load(Ordering::Relaxed))?;

    let mut kinds: BTreeMap<&'static str, u64> = BTreeMap::new();
    for (kind, number) in clients.iter().flat_map(|client| &client.counts) {
        *kinds.entry(kind).or_default() += number;
    }
    let state = pactflow.state();
    let mut differences = differences(&clients, &state);
    if bystanders(&state) != bystanders_before {
        differences.push("somebody whom no client manages was changed".to_owned());
    }
    Ok(Report {
        plan,
        took: began.elapsed(),
        done: progress.done.load(Ordering::Relaxed),
        requests: progress.requests.load(Ordering::Relaxed),
        kinds,
        faults: trouble.counts(),
        samples: gauge.samples(),
        last,
        differences,
    })
}

/// A PATCH of these operations.
fn patch(operations: &serde_json::Value) -> serde_json::Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}
