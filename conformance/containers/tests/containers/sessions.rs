//! The specification, through the containers.

use std::sync::Arc;

use conformance::run::{self, Options};
use conformance::target::{Address, Target};
use containers::{Service, Simulator, TOKEN, engine};

#[tokio::test(flavor = "multi_thread")]
async fn the_smoke_scenarios_and_the_sessions_of_okta_pass_through_the_containers() {
    if !engine() {
        return;
    }
    let simulator = Simulator::start("demo").await.unwrap();
    // The scenarios empty and fill the simulator past the service.
    let settings = [("SCIM_INDEX_MAX_AGE", "0s")];
    let service = Service::start(&simulator, &settings).await.unwrap();
    let target = Target::Address(Address {
        url: service.url(),
        token: TOKEN.to_owned(),
        control: Some(format!("{}/__mock", simulator.url())),
        name: None,
        ledger: Arc::default(),
    });
    target.probe().await.unwrap();
    target.choose();
    let tags = "@smoke or @okta:assign or @okta:update or @okta:deactivate or @okta:reactivate or @okta:import or @okta:group-push";
    // A run stays on the thread that it began on.
    let report = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(run::run(Options {
            tags: Some(tags.parse().unwrap()),
            ..Options::everything()
        }))
    })
    .await
    .unwrap();
    assert!(report.is_good(), "{report}");
    assert!(report.scenarios.len() > 20, "{}", report.scenarios.len());
}
