//! The contract: what the service's client sends and needs, whether the simulator gives it, and what is done with it.

mod broker;
mod calls;
mod consumer;
mod live;
mod mutants;
mod pact_file;
mod program;
mod simulator;

use mock_pactflow::{MockPactflow, Seed};
use url::Url;

/// A simulator with its demonstration people.
async fn simulator() -> MockPactflow {
    MockPactflow::builder()
        .seed(Seed::demo())
        .start()
        .await
        .unwrap()
}

fn url(pactflow: &MockPactflow) -> Url {
    pactflow.url().parse().unwrap()
}
