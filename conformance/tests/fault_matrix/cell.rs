//! One cell of the matrix: a write, the call of its plan that goes wrong, how, and for how long.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use mock_pactflow::{Exchange, Ids, MockPactflow, Route};
use pactflow_scim::Running;
use reqwest::Client;

use crate::common::{Answer, Scim, start};
use crate::directory::{Directory, Step};
use crate::faults::{Extent, Kind};
use crate::gate::Gate;
use crate::provider::Provider;
use crate::writes::{Write, seed};
use crate::{ATTEMPTS, SETTINGS};

/// What a write does where nothing goes wrong.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The write.
    pub(crate) write: Write,
    /// Its calls to PactFlow, in their order.
    pub(crate) calls: Vec<Call>,
    /// The directory beforehand and afterwards.
    before: Directory,
    after: Directory,
    /// Every change that may happen: what is wanted, and the taking back of it.
    allowed: BTreeSet<Step>,
    /// The ids that are there beforehand.
    there: BTreeSet<String>,
}

/// One call to PactFlow.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    route: Route,
    /// Which one of its route it is, from 1.
    nth: u64,
    text: String,
}

/// One cell.
pub(crate) struct Cell<'a> {
    pub(crate) plan: &'a Plan,
    /// Which call goes wrong, from 0.
    pub(crate) call: usize,
    pub(crate) kind: Kind,
    pub(crate) extent: Extent,
}

/// What came of a cell in which all is well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// It worked in spite of the fault.
    Worked,
    /// An error, and nothing had happened.
    Nothing,
    /// An error, and a part had happened, which the retry completed.
    Completed,
}

async fn simulator() -> MockPactflow {
    let ids = Ids::sequential();
    MockPactflow::builder()
        .seed(seed())
        .ids(ids)
        .start()
        .await
        .unwrap()
}

async fn facade(url: &str, retries: &str, http: &Client) -> (Running, Scim) {
    let [timeout, pause] = SETTINGS;
    let facade = start(url, &[timeout, pause, ("PACTFLOW_RETRIES", retries)]).await;
    let scim = Scim::to(facade.url(), http.clone());
    (facade, scim)
}

impl Plan {
    /// Makes the write and looks on.
    pub(crate) async fn of(write: Write, http: &Client) -> Self {
        let pactflow = simulator().await;
        let (_facade, scim) = facade(&pactflow.url(), Extent::Once.retries(), http).await;
        let state = pactflow.state();
        let users = state.users().into_iter().map(|user| user.uuid);
        let there: BTreeSet<String> = users
            .chain(state.teams().into_iter().map(|team| team.uuid))
            .chain(state.roles().into_iter().map(|role| role.uuid))
            .map(|uuid| uuid.to_string())
            .collect();
        let (mark, changes) = (pactflow.requests().mark(), pactflow.changes().mark());
        Provider::of(&write, &scim)
            .begin()
            .await
            .unwrap_or_else(|answer| panic!("{}: {answer:?}", write.name));
        let changes = pactflow.changes().since(changes);
        changes.assert_only(write.changes);
        let steps = Step::all(&changes, &there);
        Self {
            calls: calls(&pactflow.requests().since(mark)),
            before: Directory::of(&state),
            after: Directory::of(&pactflow.state()),
            allowed: steps
                .iter()
                .map(Step::undone)
                .chain(steps.clone())
                .collect(),
            there,
            write,
        }
    }
}

/// The calls in the order in which they began.
fn calls(journal: &[Exchange]) -> Vec<Call> {
    let mut journal: Vec<&Exchange> = journal.iter().collect();
    journal.sort_by_key(|exchange| exchange.seq);
    let mut calls: Vec<Call> = Vec::new();
    for exchange in journal {
        let route = exchange.route.expect("the façade calls what is modelled");
        let before = calls.iter().filter(|call| call.route == route).count();
        let query = exchange.query.as_deref().unwrap_or_default();
        calls.push(Call {
            route,
            nth: before as u64 + 1,
            text: format!("{} {}?{query}", exchange.method, exchange.path),
        });
    }
    calls
}

impl Cell<'_> {
    /// Makes the write with the fault, then without it until it is acknowledged, and holds what PactFlow has against what it should.
    ///
    /// # Errors
    /// What is not as it should be.
    pub(crate) async fn run(&self, http: &Client) -> Result<Outcome, String> {
        let pactflow = simulator().await;
        let mark = pactflow.changes().mark();
        let call = &self.plan.calls[self.call];
        let mut gate = self
            .kind
            .fault
            .is_none()
            .then(|| Gate::before(pactflow.addr(), self.call));
        let guard = self.kind.fault.map(|fault| {
            let number = self.call as u64 + 1;
            pactflow.fault(self.extent.of(fault(), number, call.route, call.nth))
        });
        let url = gate.as_ref().map_or_else(|| pactflow.url(), Gate::url);
        let (_facade, scim) = facade(&url, self.extent.retries(), http).await;
        let mut provider = Provider::of(&self.plan.write, &scim);
        let first = provider.begin().await;
        let has_fired = match (&guard, &gate) {
            (Some(guard), _) => guard.fired() > 0,
            (None, gate) => gate.as_ref().is_some_and(Gate::was_shut),
        };
        if !has_fired {
            return Err("the fault never fired".to_owned());
        }
        drop(guard);
        if let Some(gate) = &mut gate {
            gate.open();
        }
        let now = Directory::of(&pactflow.state());
        let outcome = match &first {
            Ok(()) => Outcome::Worked,
            Err(_) if now == self.plan.before => Outcome::Nothing,
            Err(_) => Outcome::Completed,
        };
        if let Err(answer) = first {
            check_error(&answer)?;
            retry(&mut provider).await?;
        }
        let now = Directory::of(&pactflow.state());
        if now != self.plan.after {
            return Err(format!(
                "acknowledged after {outcome:?}, but PactFlow holds\n{now:#?}\nand not\n{:#?}",
                self.plan.after
            ));
        }
        let steps = Step::all(&pactflow.changes().since(mark), &self.plan.there);
        match steps.iter().find(|step| !self.plan.allowed.contains(step)) {
            Some(step) => Err(format!("a change that nobody asked for: {step:?}")),
            None => Ok(outcome),
        }
    }
}

/// Repeats the write until it is acknowledged, so many times at most.
async fn retry(provider: &mut Provider<'_>) -> Result<(), String> {
    let mut last = None;
    for attempt in 1..=ATTEMPTS {
        match provider.retry().await {
            Ok(()) => return Ok(()),
            Err(answer) => last = Some(answer),
        }
        // A provider waits longer each time; nothing here depends on how long.
        tokio::time::sleep(Duration::from_millis(50) * attempt).await;
    }
    Err(format!("{ATTEMPTS} retries did not help: {last:?}"))
}

/// What a provider needs of an error, whatever went wrong.
fn check_error(answer: &Answer) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{what}: {answer:?}"));
    if answer.body["Operations"].is_array() {
        return Ok(());
    }
    if answer.body["schemas"][0] != "urn:ietf:params:scim:api:messages:2.0:Error" {
        return wrong("no SCIM error");
    }
    if !matches!(answer.status, 429 | 502) {
        return wrong("not the status of PactFlow's trouble");
    }
    let wait = answer
        .headers
        .get("retry-after")
        .map(|wait| wait.to_str().unwrap().parse::<u32>());
    if answer.status == 429 && !matches!(wait, Some(Ok(1..=3600))) {
        return wrong("no time to wait in whole seconds");
    }
    Ok(())
}

impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} / call {} {} / {} / {:?}",
            self.plan.write.name,
            self.call + 1,
            self.plan.calls[self.call].text,
            self.kind.name,
            self.extent
        )
    }
}
