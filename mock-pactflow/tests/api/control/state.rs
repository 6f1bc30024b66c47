//! The directory as a whole, and the clock.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{control, create, people, with_ada};

#[tokio::test]
async fn a_reset_brings_back_the_seed_and_forgets_what_happened() {
    let pactflow = with_ada().await;
    create(&pactflow, "Grace").await;
    control(&pactflow, "POST clock/advance", json!({ "by": "1h" })).await;
    control(
        &pactflow,
        "PUT faults",
        json!({ "faults": [{ "effect": { "kind": "reset" } }] }),
    )
    .await;
    assert_eq!(
        control(&pactflow, "POST reset", Value::Null).await.status,
        StatusCode::OK
    );
    assert_eq!(people(&pactflow), ["Ada"]);
    assert_eq!(
        (pactflow.requests().mark(), pactflow.changes().mark()),
        (0, 0)
    );
    let again = create(&pactflow, "Grace").await.json();
    assert_eq!(again["uuid"], "00000000-0000-4000-8000-000000000001");
    assert_eq!(again["createdAt"], "2026-01-05T09:00:00+00:00");
    assert_eq!(
        control(&pactflow, "POST reset", json!({ "to": "empty" }))
            .await
            .status,
        StatusCode::OK
    );
    assert!(people(&pactflow).is_empty());
    for (to, status) in [("snapshot:none", 404), ("nowhere", 400)] {
        let answer = control(&pactflow, "POST reset", json!({ "to": to })).await;
        assert_eq!(answer.status.as_u16(), status, "{to}");
    }
}

#[tokio::test]
async fn a_snapshot_brings_the_directory_back_and_nothing_else() {
    let pactflow = with_ada().await;
    assert_eq!(
        control(&pactflow, "PUT snapshots/before", Value::Null)
            .await
            .status,
        StatusCode::OK
    );
    create(&pactflow, "Grace").await;
    let mark = pactflow.requests().mark();
    assert_eq!(
        control(&pactflow, "POST snapshots/before/restore", Value::Null)
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(
        (people(&pactflow), pactflow.requests().mark()),
        (vec!["Ada".to_owned()], mark)
    );
    assert_eq!(
        control(&pactflow, "POST reset", json!({ "to": "snapshot:before" }))
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(pactflow.requests().mark(), 0);
    let listed = control(&pactflow, "GET snapshots", Value::Null)
        .await
        .json();
    assert_eq!(listed["snapshots"], json!(["before"]));
    assert_eq!(
        control(&pactflow, "POST snapshots/other/restore", Value::Null)
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_directory_is_exported_without_tokens_and_can_be_put_back() {
    let pactflow = with_ada().await;
    let exported = control(&pactflow, "GET state", Value::Null).await;
    assert!(!exported.text.contains("dev-scim-token"));
    create(&pactflow, "Grace").await;
    assert_eq!(
        control(&pactflow, "PUT state", exported.json())
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(people(&pactflow), ["Ada"]);
    assert_eq!(
        create(&pactflow, "Grace").await.status,
        StatusCode::CREATED,
        "the tokens are as they were"
    );
    for wrong in [
        json!({ "version": 1, "people": [] }),
        json!({ "version": 1, "teams": [{ "name": "T", "members": ["x"] }] }),
    ] {
        assert_eq!(
            control(&pactflow, "PUT state", wrong).await.status,
            StatusCode::BAD_REQUEST
        );
    }
}

#[tokio::test]
async fn a_patch_of_the_directory_changes_what_it_names_and_adds_what_is_new() {
    let pactflow = with_ada().await;
    let patch = json!({
        "users": [{ "email": "ada@acme.io", "last_name": "Lovelace" }, { "name": "Alan", "email": "alan@acme.io" }],
        "teams": [{ "name": "Payments", "members": ["alan@acme.io", "ada@acme.io"] }],
        "roles": [{ "name": "SCIM", "permissions": ["user:read:*"] }],
    });
    assert_eq!(
        control(&pactflow, "PATCH state", patch).await.status,
        StatusCode::OK
    );
    let state = pactflow.state();
    let ada = state.find_user_by_name("Ada").unwrap();
    assert_eq!(ada.last_name.as_deref(), Some("Lovelace"));
    assert_eq!(people(&pactflow), ["Ada", "Alan"]);
    assert_eq!(state.team_by_name("Payments").unwrap().members.len(), 2);
    assert_eq!(
        create(&pactflow, "Grace").await.status,
        StatusCode::FORBIDDEN
    );
    pactflow.changes().since(0).assert_only("");
}

#[tokio::test]
async fn the_clock_is_read_set_and_advanced() {
    let pactflow = with_ada().await;
    let set = control(
        &pactflow,
        "PUT clock",
        json!({ "mode": "ticking", "at": "2026-02-01T00:00:00Z", "step": "1s" }),
    );
    assert_eq!(
        set.await.json(),
        json!({ "mode": "ticking", "now": "2026-02-01T00:00:00Z" })
    );
    assert_eq!(
        create(&pactflow, "Grace").await.json()["createdAt"],
        "2026-02-01T00:00:01+00:00"
    );
    let advanced = control(&pactflow, "POST clock/advance", json!({ "by": "1h 30m" }))
        .await
        .json();
    assert_eq!(advanced["now"], "2026-02-01T01:30:01Z");
    assert_eq!(
        control(&pactflow, "PUT clock", json!({ "mode": "frozen" }))
            .await
            .json()["now"],
        "2026-02-01T01:30:01Z"
    );
    assert_eq!(
        control(&pactflow, "PUT clock", json!({ "mode": "real" }))
            .await
            .json()["mode"],
        "real"
    );
    for wrong in [
        json!({ "mode": "fast" }),
        json!({ "mode": "ticking", "step": "soon" }),
    ] {
        assert_eq!(
            control(&pactflow, "PUT clock", wrong).await.status,
            StatusCode::BAD_REQUEST
        );
    }
}
