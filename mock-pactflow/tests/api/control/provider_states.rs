//! The call-back of a Pact verifier.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{control, people, with_ada};
use crate::support::{ADMIN, call, read, request};

#[tokio::test]
async fn provider_states_bring_the_directory_to_where_a_contract_wants_it() {
    let pactflow = with_ada().await;
    let (user, team) = (
        "00000000-0000-0000-0000-000000000012",
        "00000000-0000-0000-0000-000000000005",
    );
    let state = |state: String| {
        let pactflow = &pactflow;
        async move {
            let answer = control(
                pactflow,
                "POST provider-states",
                json!({ "state": state, "action": "setup" }),
            )
            .await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        }
    };
    let status = |line: String| {
        let pactflow = &pactflow;
        async move {
            call(pactflow, ADMIN, &line, Value::Null)
                .await
                .status
                .as_u16()
        }
    };
    state(format!("user {user} is a member of team {team}")).await;
    assert_eq!(
        status(format!("GET /admin/teams/{team}/users/{user}")).await,
        200
    );
    state(format!("admin user {user} has role {team}")).await;
    assert_eq!(
        status(format!("DELETE /admin/users/{user}/roles/{team}")).await,
        204
    );
    state(format!("admin user {user} has been deleted")).await;
    assert_eq!(status(format!("GET /admin/users/{user}")).await, 410);
    state(format!("admin team {team} is the default team")).await;
    assert_eq!(status(format!("DELETE /admin/teams/{team}")).await, 422);
    state(format!("API token {user} exists")).await;
    assert_eq!(
        status(format!("POST /settings/tokens/{user}/regenerate")).await,
        201
    );
    let unknown = control(
        &pactflow,
        "POST provider-states",
        json!({ "state": "secrets exist" }),
    )
    .await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    let down = control(
        &pactflow,
        "POST provider-states",
        json!({ "state": "x", "action": "teardown" }),
    )
    .await;
    assert_eq!(down.status, StatusCode::OK);
    assert_eq!(people(&pactflow), ["Ada"]);
}

#[tokio::test]
async fn a_state_with_a_name_of_its_own_tells_what_it_brought_about() {
    let pactflow = with_ada().await;
    let arrange = async |state: &str| {
        let body = json!({ "state": state, "action": "setup" });
        let answer = control(&pactflow, "POST provider-states", body).await;
        assert_eq!(answer.status, StatusCode::OK, "{state}: {}", answer.text);
        answer.json()
    };
    let token = arrange("the caller may provision").await["token"].clone();
    let token = token.as_str().unwrap();
    let status =
        async |line: &str, body: Value| call(&pactflow, token, line, body).await.status.as_u16();
    let given = arrange("a person with a sign-in name exists").await;
    let person = given["person"].as_str().unwrap();
    let found = call(
        &pactflow,
        token,
        &format!("GET /admin/users/{person}"),
        Value::Null,
    )
    .await
    .json();
    assert_eq!(found["email"], given["email"]);
    assert_eq!(found["_embedded"]["roles"][0]["uuid"], given["role"]);
    assert!(found["externalIdpUsername"].is_string());
    let team = arrange("a team with a member exists").await;
    let line = format!(
        "GET /admin/teams/{}/users/{}",
        team["team"].as_str().unwrap(),
        team["member"].as_str().unwrap()
    );
    assert_eq!(status(&line, Value::Null).await, 200);
    pactflow.changes().since(0).assert_only("");

    arrange("every seat is taken").await;
    let new = json!({ "name": "New", "email": "new@acme.io" });
    assert_eq!(status("POST /admin/users", new).await, 422);
    arrange("PactFlow is out of order").await;
    assert_eq!(status("GET /admin/users", Value::Null).await, 503);

    let down = json!({ "state": "every seat is taken", "action": "teardown" });
    control(&pactflow, "POST provider-states", down).await;
    assert_eq!(people(&pactflow), ["Ada"]);
    let gone = status("GET /admin/users", Value::Null).await;
    assert_eq!(gone, 401, "the token is gone with its account");
}

#[tokio::test]
async fn an_older_pactflow_knows_no_problem_documents_until_the_state_is_torn_down() {
    let pactflow = with_ada().await;
    let wrong = async || {
        let request = request(&pactflow, ADMIN, Method::GET, "/admin/users/nobody");
        read(request.header("accept", "application/problem+json")).await
    };
    let body = |action: &str| json!({ "state": "PactFlow is older than 1.26", "action": action });
    assert!(
        wrong()
            .await
            .header("content-type")
            .starts_with("application/problem+json")
    );
    control(&pactflow, "POST provider-states", body("setup")).await;
    let answer = wrong().await;
    assert!(
        answer
            .header("content-type")
            .starts_with("application/hal+json")
    );
    assert!(answer.json()["errors"].is_array(), "{}", answer.text);
    control(&pactflow, "POST provider-states", body("teardown")).await;
    assert!(
        wrong()
            .await
            .header("content-type")
            .starts_with("application/problem+json")
    );
}
