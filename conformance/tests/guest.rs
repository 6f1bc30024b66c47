//! The specification against a server that cannot be emptied and is full of other people: it puts its own there, and leaves the
//! server as it was.

use conformance::{
    run::{Options, run},
    target::{Address, Target, tokens},
};
use mock_pactflow::{MockPactflow, Seed};
use pactflow_scim::Settings;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_runs_most_of_the_specification_and_leaves_everything_as_it_was() {
    let pactflow = MockPactflow::builder()
        .seed(Seed::demo())
        .start()
        .await
        .unwrap();
    let settings = [
        ("PACTFLOW_URL", pactflow.url()),
        ("SERVER_ADDRESS", "127.0.0.1".to_owned()),
        ("SERVER_PORT", "0".to_owned()),
    ];
    let facade = pactflow_scim::start(Settings::from_pairs(settings).unwrap())
        .await
        .unwrap();
    let before = everything(&pactflow).await;

    Target::Address(Address::at(facade.url(), tokens::SCIM)).choose();
    let report = run(Options::everything()).await;

    assert_eq!(report.failed(), 0, "{report}");
    assert_eq!(report.left_behind, Vec::<String>::new());
    let left_out: usize = report.left_out.values().sum();
    assert!(
        report.passed() > 450 && left_out * 2 < report.passed(),
        "{} were run, {left_out} left out: {:?}",
        report.passed(),
        report.left_out
    );
    assert_eq!(everything(&pactflow).await, before);
}

/// All that PactFlow holds.
async fn everything(pactflow: &MockPactflow) -> Value {
    let state = reqwest::get(format!("{}/__mock/state", pactflow.url()));
    let text = state.await.unwrap().text().await.unwrap();
    let state: Value = serde_json::from_str(&text).unwrap();
    assert!(state["users"].as_array().unwrap().len() > 5, "{state:#}");
    state
}
