//! The simulator gives what the service needs.

use conformance_pact::provider::Simulator;
use conformance_pact::{Contract, verify};

use crate::{simulator, url};

#[tokio::test]
async fn the_simulator_holds_to_the_contract() {
    let pactflow = simulator().await;
    let before = pactflow.state();
    let contract = Contract::own().unwrap();
    let report = verify(&contract, &Simulator::new(url(&pactflow)).unwrap()).await;
    let number = contract.promises().len();
    assert_eq!(report.counts(), (number, 0, 0), "{report}");
    assert!(report.is_good(), "{report}");
    assert_eq!(pactflow.state().users().len(), before.users().len());
    told(&format!(
        "{number} interactions of the pact hold against the simulator"
    ));
}

/// Past the test harness, which would keep it to itself.
fn told(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{text}");
}
