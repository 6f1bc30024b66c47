//! The members of a team.

use pact_consumer::prelude::*;
use pact_models::HttpStatus;
use pactflow_scim::pactflow::Error;
use serde_json::json;

use super::{ADA, Case, NOTHING, TEAM, case, uuid};

/// How PactFlow may refuse somebody whom it does not know; the service then asks for each by itself.
fn refused() -> HttpStatus {
    HttpStatus::StatusCodes(vec![400, 404, 409, 422])
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "Teams::set_members",
            "the members of a team",
            |it| {
                it.given("the caller may provision")
                    .given("a team exists")
                    .given("a person exists");
                it.asks("PUT", "/admin/teams/${team}/users");
                it.sends(json!({ "users": [ADA] }), &[("$.users[0]", "${person}")]);
                it.answers(200).body(json_pattern!({
                    "_embedded": { "users": each_like!({ "uuid": uuid(ADA), "name": like!("Ada Lovelace") }) },
                }));
            },
            async |pactflow| {
                let members = pactflow
                    .teams()
                    .set_members(TEAM, &[ADA.to_owned()])
                    .await
                    .unwrap();
                assert_eq!(members[0].uuid, ADA);
            },
        ),
        case(
            "Teams::set_members",
            "members of a team of whom one is not there",
            |it| {
                it.given("the caller may provision").given("a team exists");
                it.asks("PUT", "/admin/teams/${team}/users");
                it.sends(json!({ "users": [NOTHING] }), &[])
                    .answers_any(refused(), 400);
            },
            async |pactflow| {
                let refused = pactflow
                    .teams()
                    .set_members(TEAM, &[NOTHING.to_owned()])
                    .await;
                assert!(
                    matches!(refused, Err(Error::Rejected { .. })),
                    "{refused:?}"
                );
            },
        ),
        case(
            "Teams::add_members",
            "one more member of a team",
            |it| {
                it.given("the caller may provision")
                    .given("a team exists")
                    .given("a person exists");
                it.asks("POST", "/admin/teams/${team}/users");
                it.sends(json!({ "users": [ADA] }), &[("$.users[0]", "${person}")]);
                it.answers_any(HttpStatus::Success, 204);
            },
            async |pactflow| {
                assert_eq!(
                    pactflow
                        .teams()
                        .add_members(TEAM, &[ADA.to_owned()])
                        .await
                        .unwrap(),
                    []
                )
            },
        ),
        case(
            "Teams::add_members",
            "one more member of a team who is not there",
            |it| {
                it.given("the caller may provision").given("a team exists");
                it.asks("POST", "/admin/teams/${team}/users");
                it.sends(json!({ "users": [NOTHING] }), &[])
                    .answers_any(refused(), 400);
            },
            async |pactflow| {
                let refused = pactflow
                    .teams()
                    .add_members(TEAM, &[NOTHING.to_owned()])
                    .await;
                assert!(
                    matches!(refused, Err(Error::Rejected { .. })),
                    "{refused:?}"
                );
            },
        ),
        case(
            "Teams::remove_members",
            "members to remove from a team",
            |it| {
                it.given("the caller may provision")
                    .given("a team with a member exists");
                it.asks("DELETE", "/admin/teams/${team}/users");
                it.sends(json!({ "users": [ADA] }), &[("$.users[0]", "${member}")]);
                it.answers_any(HttpStatus::Success, 204);
            },
            async |pactflow| {
                pactflow
                    .teams()
                    .remove_members(TEAM, &[ADA.to_owned()])
                    .await
                    .unwrap()
            },
        ),
        case(
            "Teams::remove_member",
            "one member to remove from a team",
            |it| {
                it.given("the caller may provision")
                    .given("a team with a member exists");
                it.asks("DELETE", "/admin/teams/${team}/users/${member}");
                it.answers_any(HttpStatus::Success, 204);
            },
            async |pactflow| pactflow.teams().remove_member(TEAM, ADA).await.unwrap(),
        ),
        case(
            "Teams::remove_member",
            "one member to remove from a team who is not there",
            |it| {
                it.given("the caller may provision").given("a team exists");
                it.asks("DELETE", &format!("/admin/teams/${{team}}/users/{NOTHING}"));
                it.answers(404);
            },
            async |pactflow| {
                assert_eq!(
                    pactflow.teams().remove_member(TEAM, NOTHING).await,
                    Err(Error::NotFound)
                );
            },
        ),
    ]
}
