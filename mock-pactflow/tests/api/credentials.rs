//! Who may do what.

use std::time::Duration;

use mock_pactflow::{Access, MockPactflow, Seed, SeedSystemAccount, SeedToken, SeedUser};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::people::{names, people};
use crate::support::{ADMIN, READ_ONLY, SCIM, call, client, pactflow, read};

#[tokio::test]
async fn credentials_that_are_none_are_refused() {
    let pactflow = people(1).await;
    let bare = read(client().get(format!("{}/admin/users", pactflow.url()))).await;
    assert_eq!(
        (bare.status, bare.header("x-mock-evidence")),
        (StatusCode::UNAUTHORIZED, "D; rule=token-missing")
    );
    let wrong = call(&pactflow, "no-such-token", "GET /admin/users", Value::Null).await;
    assert_eq!(
        (wrong.status, wrong.header("x-mock-evidence")),
        (StatusCode::UNAUTHORIZED, "D; rule=token-unknown")
    );
    assert!(!wrong.text.contains("no-such-token"));
    assert!(pactflow.edit(|editor| editor.revoke_token(SCIM)));
    assert_eq!(
        call(&pactflow, SCIM, "GET /admin/users", Value::Null)
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_token_expires_when_its_time_has_come() {
    let expiring = SeedToken {
        expires_at: "2026-01-05T10:00:00Z".parse().ok(),
        ..SeedToken::new("short-lived", Access::ReadWrite)
    };
    let mut seed = Seed::empty();
    seed.system_accounts.push(SeedSystemAccount {
        name: "brief".to_owned(),
        roles: Some(vec!["SCIM".to_owned()]),
        tokens: vec![expiring],
        ..SeedSystemAccount::default()
    });
    let pactflow = pactflow(seed).await;
    let status = || async {
        call(&pactflow, "short-lived", "GET /admin/users", Value::Null)
            .await
            .status
    };
    assert_eq!(status().await, StatusCode::OK);
    pactflow.advance_clock(Duration::from_secs(3_600));
    assert_eq!(status().await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_regenerated_token_expires_where_the_system_preference_says_so() {
    let pactflow = MockPactflow::builder()
        .clock(mock_pactflow::Clock::frozen("2026-01-05T09:00:00Z"))
        .token_lifetime(Duration::from_secs(60))
        .start()
        .await
        .unwrap();
    let own = call(&pactflow, ADMIN, "GET /settings/tokens", Value::Null)
        .await
        .json();
    let line = format!(
        "POST /settings/tokens/{}/regenerate",
        own["_embedded"]["items"][0]["uuid"].as_str().unwrap()
    );
    let new = call(&pactflow, ADMIN, &line, json!({})).await.json()["value"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        call(&pactflow, ADMIN, "GET /user", Value::Null)
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        call(&pactflow, &new, "GET /user", Value::Null).await.status,
        StatusCode::OK
    );
    pactflow.advance_clock(Duration::from_secs(60));
    assert_eq!(
        call(&pactflow, &new, "GET /user", Value::Null).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn the_token_of_a_disabled_account_is_worth_nothing() {
    let pactflow = people(1).await;
    let scim = pactflow.state().find_user_by_name("scim").unwrap().uuid;
    assert!(pactflow.edit(|editor| editor.update_user(scim, |user| user.active = false)));
    let answer = call(&pactflow, SCIM, "GET /admin/users", Value::Null).await;
    assert_eq!(
        answer.header("x-mock-evidence"),
        "I; rule=token-owner-inactive"
    );
}

#[tokio::test]
async fn a_read_only_token_reads_and_does_not_write() {
    let pactflow = people(1).await;
    assert_eq!(
        call(&pactflow, READ_ONLY, "GET /admin/users", Value::Null)
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(
        call(&pactflow, READ_ONLY, "HEAD /admin/users", Value::Null)
            .await
            .status,
        StatusCode::OK
    );
    let body = json!({ "name": "A", "email": "a@acme.io" });
    let answer = call(&pactflow, READ_ONLY, "POST /admin/users", body).await;
    assert_eq!(
        (answer.status, answer.header("x-mock-evidence")),
        (StatusCode::FORBIDDEN, "D; rule=read-only-token")
    );
}

#[tokio::test]
async fn the_scim_role_can_do_what_it_can_and_no_more() {
    let pactflow = people(1).await;
    for (line, status) in [
        ("GET /admin/users", 200),
        ("GET /admin/teams", 200),
        ("GET /user", 200),
        ("GET /admin/roles", 403),
        ("GET /admin/permissions", 403),
        ("POST /admin/roles/reset", 403),
        ("POST /admin/system-accounts", 403),
        ("GET /settings/tokens", 403),
    ] {
        assert_eq!(
            call(&pactflow, SCIM, line, Value::Null)
                .await
                .status
                .as_u16(),
            status,
            "{line}"
        );
    }
    assert!(pactflow.edit(|editor| editor.revoke("SCIM", "team:manage:*")));
    let answer = call(&pactflow, SCIM, "GET /admin/teams", Value::Null).await;
    assert_eq!(
        answer.header("x-mock-evidence"),
        "D; rule=permission-missing"
    );
    assert!(pactflow.edit(|editor| editor.grant("SCIM", "team:read:*")));
    assert_eq!(
        call(&pactflow, SCIM, "GET /admin/teams", Value::Null)
            .await
            .status,
        StatusCode::OK
    );
    let created = call(&pactflow, SCIM, "POST /admin/teams", json!({ "name": "T" })).await;
    assert_eq!(created.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_administers_a_team_manages_that_team_alone() {
    let mut seed = Seed::empty().user(SeedUser {
        roles: Some(Vec::new()),
        tokens: vec![SeedToken::new("grace", Access::ReadWrite)],
        ..SeedUser::new("Grace", "grace@acme.io")
    });
    for (name, administrators) in [
        ("Hers", vec!["grace@acme.io".to_owned()]),
        ("Theirs", Vec::new()),
    ] {
        seed.teams.push(mock_pactflow::SeedTeam {
            name: name.to_owned(),
            administrators,
            ..Default::default()
        });
    }
    let pactflow = pactflow(seed).await;
    for (team, status) in [("Hers", 200), ("Theirs", 403)] {
        let uuid = pactflow.state().team_by_name(team).unwrap().uuid;
        let line = format!("POST /admin/teams/{uuid}/users");
        let answer = call(&pactflow, "grace", &line, json!({ "users": [] })).await;
        assert_eq!(answer.status.as_u16(), status, "{team}");
    }
}

#[tokio::test]
async fn system_accounts_are_there_only_for_who_may_read_them() {
    let pactflow = people(2).await;
    let hidden = call(&pactflow, SCIM, "GET /admin/users", Value::Null)
        .await
        .json();
    assert_eq!(names(&hidden), ["User 000000", "User 000001"]);
    let shown = call(&pactflow, ADMIN, "GET /admin/users", Value::Null)
        .await
        .json();
    assert_eq!(
        names(&shown),
        ["User 000000", "User 000001", "scim", "admin"]
    );
    let only = call(&pactflow, ADMIN, "GET /admin/users?userType=1", Value::Null)
        .await
        .json();
    assert_eq!(names(&only), ["scim", "admin"]);
    let none = call(&pactflow, SCIM, "GET /admin/users?userType=1", Value::Null)
        .await
        .json();
    assert!(names(&none).is_empty());
    let scim = pactflow.state().find_user_by_name("scim").unwrap().uuid;
    for (token, method, status) in [
        (SCIM, "GET", 404),
        (SCIM, "DELETE", 404),
        (ADMIN, "GET", 200),
    ] {
        let answer = call(
            &pactflow,
            token,
            &format!("{method} /admin/users/{scim}"),
            Value::Null,
        )
        .await;
        assert_eq!(answer.status.as_u16(), status, "{method}");
    }
}
