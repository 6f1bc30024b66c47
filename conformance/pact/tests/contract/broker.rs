//! A broker, as far as the publication of a contract needs one.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use conformance_pact::publish::{Publication, publish};
use conformance_pact::{CONSUMER, Contract, PROVIDER};
use serde_json::{Value, json};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn broker(answer: ResponseTemplate) -> MockServer {
    let broker = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/behind/contracts/publish"))
        .and(header("authorization", "Bearer broker-token"))
        .respond_with(answer)
        .mount(&broker)
        .await;
    broker
}

fn publication(broker: &MockServer) -> Publication {
    Publication {
        broker: format!("{}/behind/", broker.uri()).parse().unwrap(),
        token: "broker-token".into(),
        version: "1.2.3".to_owned(),
        branch: "feat/pact".to_owned(),
    }
}

#[tokio::test]
async fn the_contract_is_published_with_version_and_branch() {
    let told = json!({ "notices": [{ "type": "success", "text": "Pact successfully published" }] });
    let broker = broker(ResponseTemplate::new(200).set_body_json(told)).await;
    let contract = Contract::own().unwrap();
    let notices = publish(&contract, &publication(&broker)).await.unwrap();
    assert_eq!(notices, ["Pact successfully published"]);

    let received = broker.received_requests().await.unwrap();
    let mut body: Value = received[0].body_json().unwrap();
    let content = body["contracts"][0]["content"].take();
    let content = BASE64_STANDARD.decode(content.as_str().unwrap()).unwrap();
    assert_eq!(content, contract.text().as_bytes(), "byte for byte");
    let expected = json!({
        "pacticipantName": CONSUMER,
        "pacticipantVersionNumber": "1.2.3",
        "branch": "feat/pact",
        "contracts": [{
            "consumerName": CONSUMER,
            "providerName": PROVIDER,
            "specification": "pact",
            "contentType": "application/json",
            "content": null,
        }],
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn what_the_broker_refuses_is_said_in_its_words() {
    for (status, told, expected) in [
        (
            409,
            json!({ "notices": [{ "text": "Cannot change the content" }] }),
            "Cannot change the content",
        ),
        (
            400,
            json!({ "errors": { "branch": ["is blank"] } }),
            "branch is blank",
        ),
        (401, json!({ "errors": ["Unauthorised"] }), "Unauthorised"),
        (502, Value::Null, "502"),
    ] {
        let broker = broker(ResponseTemplate::new(status).set_body_json(told)).await;
        let contract = Contract::own().unwrap();
        let error = publish(&contract, &publication(&broker))
            .await
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(expected) && error.contains(&status.to_string()),
            "{error}"
        );
        assert!(!error.contains("broker-token"), "{error}");
    }
}
