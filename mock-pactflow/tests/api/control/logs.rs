//! What the simulator tells of itself.

use std::time::Duration;

use mock_pactflow::{Clock, Ids, MockPactflow, Seed};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{control, create, with_ada};
use crate::support::{ADMIN, SCIM, call, client};

#[tokio::test]
async fn the_simulator_says_that_it_is_there_and_what_it_is() {
    let pactflow = with_ada().await;
    for call in ["GET health", "GET ready"] {
        assert_eq!(
            control(&pactflow, call, Value::Null).await.status,
            StatusCode::OK
        );
    }
    let info = control(&pactflow, "GET info", Value::Null).await.json();
    assert_eq!(
        (&info["people"], &info["clock"]["mode"]),
        (&json!(1), &json!("frozen"))
    );
    assert_eq!(
        control(&pactflow, "GET nothing", Value::Null).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn routes_and_rules_are_listed_with_their_evidence() {
    let pactflow = with_ada().await;
    let listed = control(&pactflow, "GET routes", Value::Null).await.json();
    let routes = listed["routes"].as_array().unwrap();
    let create = routes
        .iter()
        .find(|route| route["name"] == "create-user")
        .unwrap();
    assert_eq!(
        (&create["path"], &create["evidence"]),
        (&json!("/admin/users"), &json!("P"))
    );
    assert_eq!(create["need"], json!(["user:manage:*"]));
    assert!(
        listed["rules"]
            .as_array()
            .unwrap()
            .iter()
            .any(|rule| rule["id"] == "email-unique")
    );
}

#[tokio::test]
async fn changes_and_requests_can_be_read_from_a_mark_on() {
    let pactflow = with_ada().await;
    create(&pactflow, "Grace").await;
    let log = control(&pactflow, "GET changes", Value::Null).await.json();
    assert_eq!(
        (&log["summary"], &log["changes"][0]["request"]),
        (&json!({ "+users": 1 }), &json!(1))
    );
    let mark = log["mark"].as_u64().unwrap();
    let later = control(&pactflow, &format!("GET changes?since={mark}"), Value::Null)
        .await
        .json();
    assert_eq!(later["changes"], json!([]));

    call(&pactflow, SCIM, "GET /admin/teams?q=x", Value::Null).await;
    call(&pactflow, "wrong", "GET /admin/teams", Value::Null).await;
    let all = control(&pactflow, "GET requests", Value::Null).await.json();
    let first = &all["requests"][0];
    assert_eq!(
        (&first["method"], &first["route"], &first["token_owner"]),
        (&json!("POST"), &json!("create-user"), &json!("scim"))
    );
    assert!(
        first["request_body"]
            .as_str()
            .unwrap()
            .contains("grace@acme.io")
    );
    for (query, count) in [
        ("since=1", 2),
        ("method=post", 1),
        ("status=401", 1),
        ("path=teams", 2),
        ("limit=1", 1),
    ] {
        let found = control(&pactflow, &format!("GET requests?{query}"), Value::Null)
            .await
            .json();
        assert_eq!(
            found["requests"].as_array().unwrap().len(),
            count,
            "{query}"
        );
    }
    control(&pactflow, "DELETE requests", Value::Null).await;
    assert!(pactflow.requests().since(0).is_empty());
}

#[tokio::test]
async fn no_token_and_no_password_is_ever_in_the_journal() {
    let pactflow = with_ada().await;
    let body = json!({ "name": "A", "email": "a@acme.io", "password": "hunter2" });
    call(&pactflow, SCIM, "POST /admin/users", body).await;
    call(&pactflow, ADMIN, "GET /settings/tokens", Value::Null).await;
    let created = call(
        &pactflow,
        ADMIN,
        "POST /admin/system-accounts",
        json!({ "name": "bot" }),
    )
    .await
    .json();
    let line = format!(
        "GET /admin/system-accounts/{}/tokens",
        created["uuid"].as_str().unwrap()
    );
    let tokens = call(&pactflow, ADMIN, &line, Value::Null).await.json();
    let value = tokens["_embedded"]["items"][0]["value"]
        .as_str()
        .unwrap()
        .to_owned();
    let journal = control(&pactflow, "GET requests", Value::Null).await.text;
    for secret in ["hunter2", SCIM, ADMIN, &value] {
        assert!(!journal.contains(secret), "{secret} is in {journal}");
    }
}

#[tokio::test]
async fn faults_are_set_listed_and_removed() {
    let pactflow = with_ada().await;
    let rules = json!({ "faults": [
        { "id": "outage", "on": { "route": "create-user" }, "times": 1, "effect": { "kind": "status", "status": 503 } },
        { "effect": { "kind": "latency", "millis": 1 } },
    ] });
    let set = control(&pactflow, "PUT faults", rules).await.json();
    assert_eq!(
        (&set["faults"][0]["id"], &set["faults"][1]["id"]),
        (&json!("outage"), &json!("fault-1"))
    );
    assert_eq!(
        create(&pactflow, "Grace").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    let listed = control(&pactflow, "GET faults", Value::Null).await.json();
    assert_eq!(
        (
            &listed["faults"][0]["fired"],
            &listed["faults"][0]["remaining"]
        ),
        (&json!(1), &json!(0))
    );
    assert_eq!(
        control(&pactflow, "DELETE faults/outage", Value::Null)
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(
        control(&pactflow, "DELETE faults/outage", Value::Null)
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    let cleared = control(&pactflow, "DELETE faults", Value::Null)
        .await
        .json();
    assert_eq!(cleared["faults"], json!([]));
    let wrong = json!({ "faults": [{ "effect": { "kind": "explode" } }] });
    assert_eq!(
        control(&pactflow, "PUT faults", wrong).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn what_happens_is_told_as_it_happens() {
    let pactflow = with_ada().await;
    let url = format!("{}/__mock/events", pactflow.url());
    let mut events = client().get(url).send().await.unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    create(&pactflow, "Grace").await;
    let _fault = pactflow.fault(mock_pactflow::Fault::reset());
    pactflow.advance_clock(Duration::from_secs(1));
    pactflow.reset().unwrap();
    let mut told = String::new();
    while !told.contains("event: reset") {
        let chunk = tokio::time::timeout(Duration::from_secs(5), events.chunk())
            .await
            .unwrap()
            .unwrap()
            .unwrap();
        told.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    for event in ["change", "exchange", "faults", "clock"] {
        assert!(
            told.contains(&format!("event: {event}\n")),
            "{event}: {told}"
        );
    }
    assert!(told.contains("\"+users\""));
}

#[tokio::test]
async fn two_simulators_driven_alike_answer_byte_for_byte_alike() {
    let run = || async {
        let pactflow = MockPactflow::builder()
            .seed(Seed::demo())
            .clock(Clock::ticking(
                "2026-01-05T09:00:00Z".parse().unwrap(),
                Duration::from_secs(1),
            ))
            .ids(Ids::sequential())
            .external_url("https://acme.pactflow.io")
            .start()
            .await
            .unwrap();
        let ada = pactflow.state().users()[0].uuid;
        let team = pactflow.state().team_by_name("Platform").unwrap().uuid;
        let mut transcript = Vec::new();
        for (token, line, body) in [
            (
                SCIM,
                "POST /admin/users".to_owned(),
                json!({ "name": "A", "email": "a@acme.io" }),
            ),
            (
                SCIM,
                format!("PUT /admin/users/{ada}"),
                json!({ "name": "B", "active": false }),
            ),
            (
                SCIM,
                "POST /admin/teams".to_owned(),
                json!({ "name": "T", "administratorUuids": [ada] }),
            ),
            (
                SCIM,
                format!("POST /admin/teams/{team}/users"),
                json!({ "users": [ada] }),
            ),
            (
                ADMIN,
                "POST /admin/system-accounts".to_owned(),
                json!({ "name": "bot" }),
            ),
            (
                ADMIN,
                "POST /admin/roles".to_owned(),
                json!({ "name": "R", "permissions": [] }),
            ),
            (SCIM, format!("DELETE /admin/users/{ada}"), Value::Null),
            (
                ADMIN,
                "GET /admin/users?page=1&size=50".to_owned(),
                Value::Null,
            ),
            (SCIM, "GET /admin/teams".to_owned(), Value::Null),
            (SCIM, "GET /nowhere".to_owned(), Value::Null),
        ] {
            let answer = call(&pactflow, token, &line, body).await;
            transcript.push(format!(
                "{line} {} {} {}",
                answer.status,
                answer.header("location"),
                answer.text
            ));
        }
        let changes = control(&pactflow, "GET changes", Value::Null).await.text;
        (transcript, changes)
    };
    let (first, second) = tokio::join!(run(), run());
    assert_eq!(first, second);
}
