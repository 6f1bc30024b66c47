//! The specification, through the containers.

use conformance::run::{self, Options};
use conformance::suite;
use conformance::target::Target;
use containers::{Service, Simulator, TOKEN, engine};

#[tokio::test(flavor = "multi_thread")]
async fn the_smoke_scenarios_and_the_sessions_of_okta_pass_through_the_containers() {
    if !engine() {
        return;
    }
    let simulator = Simulator::start("demo").await.unwrap();
    let service = Service::start(&simulator).await.unwrap();
    let target = Target::Address {
        url: service.url(),
        token: TOKEN.to_owned(),
        control: Some(simulator.url()),
    };
    target.probe().await.unwrap();
    target.choose();
    let report = tokio::task::spawn_blocking(|| {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(run::run(Options {
                features: suite::folder(),
                tags: Some("@smoke or @okta-wizard or @okta-catalogue".parse().unwrap()),
                progress: false,
            }))
    })
    .await
    .unwrap();
    println!("{report}");
    assert!(report.is_good());
    assert!(report.scenarios.len() > 20, "{}", report.scenarios.len());
}
