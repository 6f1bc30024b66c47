//! The rules of every request and answer.

use mock_pactflow::MockPactflow;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::people::people;
use crate::support::{SCIM, call, client, read, request};

#[tokio::test]
async fn what_is_not_modelled_says_so() {
    let pactflow = people(1).await;
    for line in [
        "GET /pacticipants",
        "PATCH /admin/users",
        "GET /preferences/system",
        "GET /admin/system-accounts",
    ] {
        let answer = call(&pactflow, SCIM, line, Value::Null).await;
        assert_eq!(answer.status, StatusCode::NOT_IMPLEMENTED, "{line}");
        assert_eq!(answer.header("x-mock-evidence"), "X; rule=not-modelled");
        assert!(answer.text.contains("DEVIATIONS.md"), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let pactflow = people(1).await;
    let request =
        request(&pactflow, SCIM, Method::POST, "/admin/users")
            .body(vec![b' '; 10 * 1024 * 1024 + 1]);
    assert_eq!(read(request).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn errors_come_in_the_dialect_that_was_asked_for() {
    let pactflow = people(1).await;
    let old = call(&pactflow, SCIM, "POST /admin/users", json!({ "name": "A" })).await;
    assert_eq!(
        old.header("content-type"),
        "application/hal+json;charset=utf-8"
    );
    assert_eq!(
        old.json(),
        json!({ "errors": { "email": ["must be filled"] } })
    );

    let accept = "application/hal+json, application/problem+json";
    let new = request(&pactflow, SCIM, Method::POST, "/admin/users").header("accept", accept);
    let new = read(new.body(r#"{"name":"A"}"#)).await;
    assert_eq!(
        new.header("content-type"),
        "application/problem+json;charset=utf-8"
    );
    let problem = json!({
        "title": "Validation error",
        "type": "https://problems-registry.smartbear.com/validation-error",
        "status": 400,
        "instance": "/admin/users",
        "errors": [{ "detail": "must be filled", "pointer": "/email" }],
    });
    assert_eq!(new.json(), problem);
}

#[tokio::test]
async fn a_problem_without_fields_has_a_detail_and_a_type_of_its_kind() {
    let pactflow = people(1).await;
    let url = format!("{}/admin/users", pactflow.url());
    let answer = read(
        client()
            .get(url)
            .header("accept", "application/problem+json"),
    )
    .await;
    let problem = answer.json();
    assert_eq!(
        problem["type"],
        "https://problems-registry.smartbear.com/unauthorized"
    );
    assert!(
        problem["detail"].is_string() && problem.get("errors").is_none(),
        "{problem}"
    );
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let pactflow = people(1).await;
    let nil = "00000000-0000-0000-0000-000000000000";
    for path in [
        "users/x",
        &format!("users/{nil}"),
        "teams/x",
        &format!("teams/{nil}/users"),
    ] {
        let answer = call(&pactflow, SCIM, &format!("GET /admin/{path}"), Value::Null).await;
        assert_eq!(
            answer.header("x-mock-evidence"),
            "I; rule=unknown-resource",
            "{path}"
        );
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_with_every_fault_named() {
    let pactflow = people(1).await;
    let text = read(request(&pactflow, SCIM, Method::POST, "/admin/users").body("{")).await;
    assert_eq!(
        (text.status, text.header("x-mock-evidence")),
        (StatusCode::BAD_REQUEST, "I; rule=field-types")
    );
    let body = json!({ "name": 1, "email": ["a"], "active": "yes" });
    let answer = call(&pactflow, SCIM, "POST /admin/users", body).await;
    let errors = json!({ "errors": {
        "name": ["must be a string"], "email": ["must be a string"], "active": ["must be boolean"],
    } });
    assert_eq!(answer.json(), errors);
}

#[tokio::test]
async fn fields_that_are_not_known_are_passed_over() {
    let pactflow = people(1).await;
    let body =
        json!({ "name": "A", "email": "a@acme.io", "nickname": 7, "_embedded": { "roles": [] } });
    assert_eq!(
        call(&pactflow, SCIM, "POST /admin/users", body)
            .await
            .status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn answers_are_compressed_when_that_is_asked_for() {
    let pactflow = people(10).await;
    // A client that does not unpack by itself sees the bytes as they came.
    client();
    let plain = reqwest::Client::builder()
        .no_gzip()
        .no_proxy()
        .build()
        .unwrap();
    let url = format!("{}/admin/users", pactflow.url());
    let request = plain
        .get(url)
        .bearer_auth(SCIM)
        .header("accept-encoding", "gzip");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    assert_eq!(response.bytes().await.unwrap()[..2], [0x1f, 0x8b]);
}

#[tokio::test]
async fn links_follow_the_host_of_the_request_or_the_external_url() {
    let asked = |pactflow: MockPactflow| async move {
        let request =
            request(&pactflow, SCIM, Method::GET, "/").header("host", "pact.internal:9292");
        read(request).await.json()["_links"]["pf:admin-roles"]["href"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let plain = MockPactflow::builder().start().await.unwrap();
    assert_eq!(asked(plain).await, "http://pact.internal:9292/admin/roles");
    let fixed = MockPactflow::builder()
        .external_url("https://acme.pactflow.io/")
        .start()
        .await
        .unwrap();
    assert_eq!(asked(fixed).await, "https://acme.pactflow.io/admin/roles");
}

#[tokio::test]
async fn the_heartbeat_needs_no_token() {
    let pactflow = people(1).await;
    let answer =
        read(client().get(format!("{}/diagnostic/status/heartbeat", pactflow.url()))).await;
    assert_eq!(
        (answer.status, &answer.json()["ok"]),
        (StatusCode::OK, &json!(true))
    );
}
