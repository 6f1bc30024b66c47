//! Who may control it, and when it is gone.

use std::time::Duration;

use mock_pactflow::MockPactflow;
use reqwest::StatusCode;
use serde_json::Value;

use super::{control, create, with_ada};
use crate::support::{client, read};

#[tokio::test]
async fn a_page_of_another_site_cannot_control_the_simulator() {
    let pactflow = with_ada().await;
    let url = format!("{}/__mock/reset", pactflow.url());
    for (header, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("host", "evil.example:9292"),
    ] {
        let answer = read(client().post(&url).header(header, value)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header}: {value}");
    }
    let own = read(client().post(&url).header("origin", pactflow.url())).await;
    assert_eq!(
        (own.status, own.header("access-control-allow-origin")),
        (StatusCode::OK, "")
    );
}

#[tokio::test]
async fn a_simulator_without_control_has_no_such_routes() {
    let pactflow = MockPactflow::builder()
        .control(false)
        .start()
        .await
        .unwrap();
    assert_eq!(
        control(&pactflow, "GET info", Value::Null).await.status,
        StatusCode::NOT_IMPLEMENTED
    );
    assert_eq!(
        control(&pactflow, "POST reset", Value::Null).await.status,
        StatusCode::NOT_IMPLEMENTED
    );
}

#[tokio::test]
async fn a_stopped_simulator_is_gone_and_comes_back_on_the_same_port() {
    let mut pactflow = with_ada().await;
    create(&pactflow, "Grace").await;
    let url = format!("{}/__mock/info", pactflow.url());
    pactflow.stop().await;
    assert!(client().get(&url).send().await.is_err());
    pactflow.restart().await.unwrap();
    assert_eq!(read(client().get(&url)).await.json()["people"], 2);
    drop(pactflow);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(client().get(&url).send().await.is_err());
}
