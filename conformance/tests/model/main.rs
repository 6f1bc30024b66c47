//! The service held against a plain model: whatever sequence of requests several clients send, every answer and what
//! PactFlow holds afterwards are what a few lines of Rust say they are.

#[path = "../common/mod.rs"]
mod common;
mod convergence;
mod kept;
mod operation;
mod reference;
mod system;

use operation::{Client, Operation, operation};
use proptest::collection::vec;
use proptest::prelude::*;
use system::System;

/// As many sequences as a run draws where it is not told otherwise.
fn cases(usual: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    let cases = std::env::var("PROPTEST_CASES").map_or(usual, |_| config.cases);
    ProptestConfig {
        cases,
        // What is found becomes a test with that value in it: see `kept.rs`.
        failure_persistence: None,
        ..config
    }
}

fn block_on(work: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(work);
}

/// Runs a sequence from the beginning.
async fn run(sequence: &[(Client, Operation)]) {
    let mut system = System::start().await;
    for operation in operation::beginning() {
        system.step(0, &operation).await;
    }
    for (client, operation) in sequence {
        system.step(*client, operation).await;
    }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn any_sequence_of_requests_leaves_what_the_model_says(sequence in vec(operation(), 1..24)) {
        block_on(run(&sequence));
    }
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn whatever_goes_wrong_meanwhile_all_wishes_come_true_in_the_end(steps in convergence::steps()) {
        block_on(convergence::run(&steps));
    }
}
