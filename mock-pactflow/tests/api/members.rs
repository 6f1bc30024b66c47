//! The rules of membership.

use mock_pactflow::{Seed, SeedTeam, SeedUser};
use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::directory::{assert_refused, directory, team, user};
use crate::support::{SCIM, call, pactflow};

#[tokio::test]
async fn members_are_added_removed_and_replaced_by_difference() {
    let pactflow = directory().await;
    let path = format!("/admin/teams/{}/users", team(&pactflow));
    let (ada, grace) = (user(&pactflow, "Ada"), user(&pactflow, "Grace"));
    let send = |method: &str, users: Value| {
        let (line, body) = (format!("{method} {path}"), json!({ "users": users }));
        let pactflow = &pactflow;
        async move { call(pactflow, SCIM, &line, body).await }
    };

    let mark = pactflow.changes().mark();
    assert_eq!(send("PUT", json!([ada])).await.status, StatusCode::OK);
    pactflow.changes().since(mark).assert_only("-members 2");

    let mark = pactflow.changes().mark();
    let added = send("POST", json!([grace, ada])).await;
    assert_eq!(added.status, StatusCode::OK);
    assert_eq!(
        added.json()["_embedded"]["users"][0]["uuid"],
        grace.to_string()
    );
    pactflow.changes().since(mark).assert_only("+members 1");

    let mark = pactflow.changes().mark();
    let only = send("POST", json!([ada])).await.json();
    assert_eq!(
        only["_embedded"]["users"].as_array().unwrap().len(),
        1,
        "only those who are named"
    );
    pactflow.changes().since(mark).assert_only("");

    let mark = pactflow.changes().mark();
    let nobody = Uuid::nil();
    assert_eq!(
        send("DELETE", json!([grace, nobody])).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        send("DELETE", json!([grace])).await.status,
        StatusCode::NO_CONTENT
    );
    pactflow.changes().since(mark).assert_only("-members 1");

    let mark = pactflow.changes().mark();
    for method in ["POST", "PUT"] {
        assert_refused(
            &send(method, json!([grace, nobody])).await,
            400,
            "unknown-member",
            "users.1",
        );
    }
    let body = json!({ "name": "T", "administratorUuids": [nobody] });
    let answer = call(&pactflow, SCIM, "POST /admin/teams", body).await;
    assert_refused(&answer, 400, "unknown-member", "administratorUuids.0");
    pactflow.changes().since(mark).assert_only("");
}

#[tokio::test]
async fn a_json_patch_adds_and_removes_members_or_does_nothing() {
    let pactflow = directory().await;
    let line = format!("PATCH /admin/teams/{}/users", team(&pactflow));
    let (ada, alan) = (
        user(&pactflow, "Ada"),
        pactflow.edit(|editor| {
            editor
                .add_user(SeedUser::new("Alan", "alan@acme.io"))
                .unwrap()
        }),
    );
    let step =
        |op: &str, user: Uuid| json!({ "op": op, "path": "/users", "value": { "uuid": user } });
    let mark = pactflow.changes().mark();
    let answer = call(
        &pactflow,
        SCIM,
        &line,
        json!([step("remove", ada), step("add", alan)]),
    )
    .await;
    assert_eq!(
        (answer.status, answer.header("x-mock-evidence")),
        (StatusCode::OK, "I")
    );
    assert_eq!(
        answer.json()["_embedded"]["users"][0]["uuid"],
        alan.to_string()
    );
    pactflow
        .changes()
        .since(mark)
        .assert_only("+members 1, -members 1");
    let mark = pactflow.changes().mark();
    let half = call(
        &pactflow,
        SCIM,
        &line,
        json!([step("add", ada), step("add", Uuid::nil())]),
    )
    .await;
    assert_refused(&half, 400, "unknown-member", "1.value.uuid");
    let wrong = call(&pactflow, SCIM, &line, json!([step("replace", ada)])).await;
    assert_refused(&wrong, 400, "patch-operations", "0.op");
    pactflow.changes().since(mark).assert_only("");
}

#[tokio::test]
async fn a_whole_team_can_be_larger_than_any_page() {
    let pactflow = pactflow(Seed::large(1_200, 1, 1_200)).await;
    let team = pactflow.state().team_by_name("team0000").unwrap().uuid;
    let members = call(
        &pactflow,
        SCIM,
        &format!("GET /admin/teams/{team}/users"),
        Value::Null,
    )
    .await
    .json();
    assert_eq!(
        members["_embedded"]["users"].as_array().unwrap().len(),
        1_200
    );
    pactflow.edit(|editor| {
        editor
            .add_team(SeedTeam {
                name: "Other".to_owned(),
                ..SeedTeam::default()
            })
            .unwrap()
    });
    assert!(pactflow.state().team_by_name("Other").is_some());
}
