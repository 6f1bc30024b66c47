//! What the console exports is a scenario that this suite can run.

use std::net::SocketAddr;

use conformance::{
    demo::{Demo, Options},
    run, suite,
    target::tokens,
};
use mock_pactflow::Seed;

#[tokio::test]
async fn an_exported_exchange_passes_as_a_scenario() {
    let anywhere: SocketAddr = ([127, 0, 0, 1], 0).into();
    let options = Options {
        mock_listen: anywhere,
        facade_listen: anywhere,
        seed: Seed::empty(),
        seed_name: "empty".to_owned(),
        settings: Vec::new(),
        log: false,
    };
    let demo = Demo::start(options).await.expect("the demo starts");
    let client = reqwest::Client::new();
    let body = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"o'hara@acme.io","displayName":"Mary O'Hara \"<M>\"","emails":[{"value":"o'hara@acme.io"}],"password":"hunter2"}"#;
    let created = client
        .post(format!("{}/Users", demo.scim_url()))
        .bearer_auth(tokens::SCIM)
        .header("content-type", "application/scim+json")
        .body(body)
        .send();
    assert_eq!(created.await.expect("an answer").status(), 201);
    let exported = client
        .get(format!("{}exchanges/scim-1/scenario", demo.console_url()))
        .send();
    let scenario = exported
        .await
        .expect("an answer")
        .text()
        .await
        .expect("a text");
    assert!(scenario.contains("| +users | 1 |"), "{scenario}");

    let folder = std::env::temp_dir().join(format!("exported-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::write(folder.join("exported.feature"), &scenario).expect("a file");
    let report = run::run(run::Options {
        features: suite::load(&folder).expect("a feature"),
        ..run::Options::everything()
    })
    .await;
    std::fs::remove_dir_all(folder).expect("the folder is ours");
    assert_eq!(
        (report.passed(), report.failed()),
        (1, 0),
        "{report}\n{scenario}"
    );
}
