//! The rules of teams.

use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::directory::{assert_refused, directory, team, user};
use crate::support::{SCIM, call};

#[tokio::test]
async fn team_names_are_unique_to_the_letter() {
    let pactflow = directory().await;
    let taken = call(
        &pactflow,
        SCIM,
        "POST /admin/teams",
        json!({ "name": "Payments" }),
    )
    .await;
    assert_refused(&taken, 400, "team-name-unique", "name");
    let other = call(
        &pactflow,
        SCIM,
        "POST /admin/teams",
        json!({ "name": "payments" }),
    )
    .await;
    assert_eq!(other.status, StatusCode::CREATED);
    let line = format!("PUT /admin/teams/{}", team(&pactflow));
    let taken = call(&pactflow, SCIM, &line, json!({ "name": "payments" })).await;
    assert_refused(&taken, 400, "team-name-unique", "name");
    assert_eq!(
        call(&pactflow, SCIM, &line, json!({ "name": "Payments" }))
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_put_of_a_team_loses_what_it_leaves_out_but_the_name_and_the_members() {
    let pactflow = directory().await;
    let (line, ada) = (
        format!("PUT /admin/teams/{}", team(&pactflow)),
        user(&pactflow, "Ada"),
    );
    let full = json!({ "administratorUuids": [ada], "pacticipantNames": ["any"], "environmentUuids": [ada] });
    assert_eq!(
        call(&pactflow, SCIM, &line, full).await.status,
        StatusCode::OK
    );
    let mark = pactflow.changes().mark();
    assert_eq!(
        call(&pactflow, SCIM, &line, json!({ "name": "Payments 2" }))
            .await
            .status,
        StatusCode::OK
    );
    pactflow.changes().since(mark).assert_only(
        "~teams.name 1, ~teams.administrators 1, ~teams.pacticipants 1, ~teams.environments 1",
    );
    assert_eq!(
        pactflow
            .state()
            .team_by_name("Payments 2")
            .unwrap()
            .members
            .len(),
        3
    );
}

#[tokio::test]
async fn the_deprecated_form_of_a_team_is_read_too() {
    let pactflow = directory().await;
    let ada = user(&pactflow, "Ada");
    let embedded =
        json!({ "administrators": [{ "uuid": ada }], "pacticipants": [{ "name": "api" }] });
    let body = json!({ "name": "Old", "_embedded": embedded });
    let answer = call(&pactflow, SCIM, "POST /admin/teams", body)
        .await
        .json();
    assert_eq!(
        answer["_embedded"]["administrators"][0]["uuid"],
        ada.to_string()
    );
    assert_eq!(answer["_embedded"]["pacticipants"][0]["name"], "api");
}

#[tokio::test]
async fn applications_and_environments_of_a_team_are_not_checked() {
    let pactflow = directory().await;
    let body = json!({ "name": "T", "pacticipantNames": ["no such application"], "environmentUuids": [Uuid::nil()] });
    let answer = call(&pactflow, SCIM, "POST /admin/teams", body).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(
        answer.json()["_embedded"]["environments"][0]["uuid"],
        Uuid::nil().to_string()
    );
}

#[tokio::test]
async fn a_membership_does_not_touch_the_time_of_the_team() {
    let pactflow = directory().await;
    pactflow.advance_clock(std::time::Duration::from_secs(60));
    let (team, ada) = (team(&pactflow), user(&pactflow, "Ada"));
    call(
        &pactflow,
        SCIM,
        &format!("DELETE /admin/teams/{team}/users/{ada}"),
        Value::Null,
    )
    .await;
    let time = || async {
        let team = call(
            &pactflow,
            SCIM,
            &format!("GET /admin/teams/{team}"),
            Value::Null,
        )
        .await
        .json();
        team["updatedAt"].as_str().unwrap().to_owned()
    };
    assert_eq!(time().await, "2026-01-05T09:00:00+00:00");
    call(
        &pactflow,
        SCIM,
        &format!("PUT /admin/teams/{team}"),
        json!({ "name": "P" }),
    )
    .await;
    assert_eq!(time().await, "2026-01-05T09:01:00+00:00");
}

#[tokio::test]
async fn a_team_shows_members_without_their_own_teams_and_its_system_accounts_to_everybody() {
    let pactflow = directory().await;
    let team = call(
        &pactflow,
        SCIM,
        &format!("GET /admin/teams/{}", team(&pactflow)),
        Value::Null,
    )
    .await
    .json();
    let members = team["_embedded"]["members"].as_array().unwrap();
    let names: Vec<_> = members
        .iter()
        .map(|member| member["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Ada", "Grace", "scim"]);
    assert!(
        members
            .iter()
            .all(|member| member.get("_embedded").is_none() && member.get("roles").is_none())
    );
}
