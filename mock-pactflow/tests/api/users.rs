//! The rules of users.

use mock_pactflow::{MockPactflow, Seed, SeedUser, role};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::directory::{assert_refused, directory, team, user};
use crate::support::{ADMIN, SCIM, call};

#[tokio::test]
async fn a_new_person_is_active_and_gets_the_default_role_and_team_in_one_change() {
    let pactflow = directory().await;
    let mark = pactflow.changes().mark();
    let body = json!({ "name": "Alan", "email": "alan@acme.io", "active": false });
    let answer = call(&pactflow, SCIM, "POST /admin/users", body).await;
    assert_eq!(
        (answer.status, &answer.json()["active"]),
        (StatusCode::CREATED, &json!(true))
    );
    pactflow.changes().since(mark).assert_only("+users 1");
    let state = pactflow.state();
    let alan = state.find_user_by_name("Alan").unwrap();
    assert_eq!(alan.roles.iter().copied().collect::<Vec<_>>(), [role::USER]);
    let default = state.team_by_name("Default").unwrap();
    assert!(alan.teams.contains(&default.uuid) && default.members.contains(&alan.uuid));
}

#[tokio::test]
async fn a_created_resource_says_where_it_is() {
    let pactflow = directory().await;
    let person = json!({ "name": "Alan", "email": "alan@acme.io" });
    for (token, path, body) in [
        (SCIM, "/admin/users", person),
        (SCIM, "/admin/teams", json!({ "name": "T" })),
        (ADMIN, "/admin/roles", json!({ "name": "R" })),
    ] {
        let answer = call(&pactflow, token, &format!("POST {path}"), body).await;
        let uuid = answer.json()["uuid"].as_str().unwrap().to_owned();
        assert_eq!(
            answer.header("location"),
            format!("{}{path}/{uuid}", pactflow.url())
        );
    }
}

#[tokio::test]
async fn an_email_address_is_wanted_and_has_to_look_like_one() {
    let pactflow = directory().await;
    let mark = pactflow.changes().mark();
    let without = call(&pactflow, SCIM, "POST /admin/users", json!({ "name": "A" })).await;
    assert_refused(&without, 400, "email-required", "email");
    for email in ["nobody", "@acme.io", "a@", "a b@acme.io"] {
        let answer = call(
            &pactflow,
            SCIM,
            "POST /admin/users",
            json!({ "name": "A", "email": email }),
        )
        .await;
        assert_refused(&answer, 400, "email-format", "email");
    }
    let ada = user(&pactflow, "Ada");
    let cleared = call(
        &pactflow,
        SCIM,
        &format!("PUT /admin/users/{ada}"),
        json!({ "email": null }),
    )
    .await;
    assert_refused(&cleared, 400, "email-required", "email");
    pactflow.changes().since(mark).assert_only("");
}

#[tokio::test]
async fn an_email_address_belongs_to_one_person_whatever_its_case() {
    let pactflow = directory().await;
    let twin = json!({ "name": "Twin", "email": "ADA@acme.io" });
    let answer = call(&pactflow, SCIM, "POST /admin/users", twin.clone()).await;
    assert_refused(&answer, 400, "email-unique", "email");
    let grace = user(&pactflow, "Grace");
    let answer = call(
        &pactflow,
        SCIM,
        &format!("PUT /admin/users/{grace}"),
        twin.clone(),
    )
    .await;
    assert_refused(&answer, 400, "email-unique", "email");
    let ada = user(&pactflow, "Ada");
    let own = call(
        &pactflow,
        SCIM,
        &format!("PUT /admin/users/{ada}"),
        json!({ "email": "Ada@acme.io" }),
    )
    .await;
    assert_eq!(own.status, StatusCode::OK);
    assert_eq!(
        call(
            &pactflow,
            SCIM,
            &format!("DELETE /admin/users/{ada}"),
            Value::Null
        )
        .await
        .status,
        204
    );
    assert_eq!(
        call(&pactflow, SCIM, "POST /admin/users", twin)
            .await
            .status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn two_people_can_have_the_same_sign_in_name() {
    let pactflow = directory().await;
    let body =
        json!({ "name": "Ada again", "email": "ada2@acme.io", "externalIdpUsername": "ada" });
    assert_eq!(
        call(&pactflow, SCIM, "POST /admin/users", body)
            .await
            .status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn a_name_is_wanted() {
    let pactflow = directory().await;
    let ada = user(&pactflow, "Ada");
    for (token, line, body) in [
        (
            SCIM,
            "POST /admin/users".to_owned(),
            json!({ "email": "a@acme.io" }),
        ),
        (
            SCIM,
            format!("PUT /admin/users/{ada}"),
            json!({ "name": " " }),
        ),
        (
            SCIM,
            format!("PUT /admin/users/{ada}"),
            json!({ "name": null }),
        ),
        (ADMIN, "POST /admin/system-accounts".to_owned(), json!({})),
    ] {
        assert_refused(
            &call(&pactflow, token, &line, body).await,
            400,
            "name-required",
            "name",
        );
    }
}

#[tokio::test]
async fn a_put_of_a_user_keeps_what_it_leaves_out_and_clears_what_is_null() {
    let pactflow = directory().await;
    let mark = pactflow.changes().mark();
    let line = format!("PUT /admin/users/{}", user(&pactflow, "Ada"));
    let answer = call(
        &pactflow,
        SCIM,
        &line,
        json!({ "firstName": null, "name": "Countess" }),
    )
    .await
    .json();
    assert_eq!(
        (answer.get("firstName"), &answer["lastName"]),
        (None, &json!("Lovelace"))
    );
    pactflow
        .changes()
        .since(mark)
        .assert_only("~users.name 1, ~users.firstName 1");
    let mark = pactflow.changes().mark();
    call(&pactflow, SCIM, &line, answer).await;
    pactflow.changes().since(mark).assert_only("");
}

#[tokio::test]
async fn a_write_that_changes_nothing_leaves_the_time_of_the_last_one() {
    let pactflow = directory().await;
    let line = format!("PUT /admin/users/{}", user(&pactflow, "Ada"));
    pactflow.advance_clock(std::time::Duration::from_secs(60));
    let same = call(&pactflow, SCIM, &line, json!({ "name": "Ada" }))
        .await
        .json();
    assert_eq!(same["updatedAt"], same["createdAt"]);
    let changed = call(&pactflow, SCIM, &line, json!({ "name": "Countess" }))
        .await
        .json();
    assert_eq!(changed["updatedAt"], "2026-01-05T09:01:00+00:00");
}

#[tokio::test]
async fn the_identity_providers_ids_can_be_changed_by_whoever_may() {
    let pactflow = directory().await;
    let line = format!("PUT /admin/users/{}", user(&pactflow, "Ada"));
    let changed = call(
        &pactflow,
        SCIM,
        &line,
        json!({ "externalIdpUsername": "ada2" }),
    )
    .await;
    assert_eq!(changed.json()["externalIdpUsername"], "ada2");
    let echo = call(
        &pactflow,
        ADMIN,
        &line,
        json!({ "externalIdpUsername": "ada2", "name": "A" }),
    )
    .await;
    assert_eq!(echo.status, StatusCode::OK);
    for body in [
        json!({ "externalIdpUsername": "ada3" }),
        json!({ "externalIdpId": null }),
    ] {
        assert_refused(
            &call(&pactflow, ADMIN, &line, body).await,
            403,
            "scim-attributes",
            "",
        );
    }
    let body = json!({ "name": "A", "email": "a@acme.io", "externalIdpId": "1" });
    assert_refused(
        &call(&pactflow, ADMIN, "POST /admin/users", body).await,
        403,
        "scim-attributes",
        "",
    );
}

#[tokio::test]
async fn an_invitation_creates_whoever_is_not_there_and_sends_nothing() {
    let pactflow = directory().await;
    let mark = pactflow.changes().mark();
    let users = json!({ "users": [
        { "name": "Ada", "email": "ada@acme.io" }, { "name": "Alan", "email": "alan@acme.io" },
    ] });
    assert_eq!(
        call(&pactflow, SCIM, "POST /admin/users/invite-users", users)
            .await
            .status,
        StatusCode::OK
    );
    pactflow.changes().since(mark).assert_only("+users 1");
    let mark = pactflow.changes().mark();
    let half =
        json!({ "users": [{ "name": "B", "email": "b@acme.io" }, { "name": "C", "email": "c" }] });
    let answer = call(&pactflow, SCIM, "POST /admin/users/invite-users", half).await;
    assert_refused(&answer, 400, "email-format", "email");
    pactflow.changes().since(mark).assert_only("");
    assert!(pactflow.state().find_user_by_email("b@acme.io").is_none());
}

#[tokio::test]
async fn listed_users_do_not_repeat_their_roles() {
    let pactflow = directory().await;
    let listed = call(&pactflow, SCIM, "GET /admin/users", Value::Null)
        .await
        .json()["users"][0]
        .clone();
    let one = call(
        &pactflow,
        SCIM,
        &format!("GET /admin/users/{}", user(&pactflow, "Ada")),
        Value::Null,
    )
    .await
    .json();
    assert_eq!(
        (listed.get("roles"), &listed["_embedded"]),
        (None, &one["_embedded"])
    );
    assert_eq!(one["roles"][0]["uuid"], role::USER.to_string());
}

#[tokio::test]
async fn a_full_plan_takes_nobody_more_until_someone_is_disabled() {
    let pactflow = MockPactflow::builder()
        .seed(Seed::empty().user(SeedUser::new("Ada", "ada@acme.io")))
        .seats(3)
        .start()
        .await
        .unwrap();
    let body = json!({ "name": "Alan", "email": "alan@acme.io" });
    assert_refused(
        &call(&pactflow, SCIM, "POST /admin/users", body.clone()).await,
        422,
        "seat-limit",
        "",
    );
    let ada = format!("PUT /admin/users/{}", user(&pactflow, "Ada"));
    assert_eq!(
        call(&pactflow, SCIM, &ada, json!({ "active": false }))
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(
        call(&pactflow, SCIM, "POST /admin/users", body)
            .await
            .status,
        StatusCode::CREATED
    );
    assert_refused(
        &call(&pactflow, SCIM, &ada, json!({ "active": true })).await,
        422,
        "seat-limit",
        "",
    );
}

#[tokio::test]
async fn a_deleted_user_leaves_every_team() {
    let pactflow = directory().await;
    let ada = user(&pactflow, "Ada");
    let mark = pactflow.changes().mark();
    assert_eq!(
        call(
            &pactflow,
            SCIM,
            &format!("DELETE /admin/users/{ada}"),
            Value::Null
        )
        .await
        .status,
        204
    );
    pactflow.changes().since(mark).assert_only("-users 1");
    assert!(
        !pactflow
            .state()
            .team_by_name("Payments")
            .unwrap()
            .members
            .contains(&ada)
    );
    assert_eq!(
        call(
            &pactflow,
            SCIM,
            &format!("DELETE /admin/users/{ada}"),
            Value::Null
        )
        .await
        .status,
        410
    );
    let line = format!("PUT /admin/teams/{}/users", team(&pactflow));
    let answer = call(&pactflow, SCIM, &line, json!({ "users": [ada] })).await;
    assert_refused(&answer, 400, "unknown-member", "users.0");
}
