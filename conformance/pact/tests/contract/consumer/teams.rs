//! Teams.

use pact_consumer::prelude::*;
use pact_models::HttpStatus;
use pactflow_scim::pactflow::{Error, TeamFields};
use serde_json::json;

use super::users::time;
use super::{ADA, Case, NOTHING, TEAM, case, uuid};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = lists();
    cases.extend(reads_and_writes());
    cases
}

fn lists() -> Vec<Case> {
    vec![
        case(
            "Teams::list",
            "a list of teams of which none is found",
            |it| {
                it.given("the caller may provision")
                    .asks("GET", "/admin/teams");
                it.query("page", "1")
                    .query("size", "100")
                    .query("q", "no-team-has-such-a-name");
                it.answers(200).body(json_pattern!({ "teams": [] }));
            },
            async |pactflow| {
                let page = pactflow
                    .teams()
                    .list(Some("no-team-has-such-a-name"), 1, 100)
                    .await
                    .unwrap();
                assert_eq!((page.items, page.has_next), (Vec::new(), false));
            },
        ),
        case(
            "Teams::list",
            "a page of teams with more to come",
            |it| {
                it.given("the caller may provision")
                    .given("two teams exist")
                    .asks("GET", "/admin/teams");
                it.query("page", "1").query("size", "1");
                it.answers(200).body(json_pattern!({
                    "teams": each_like!({ "uuid": uuid(TEAM), "name": like!("Payments"), "createdAt": time() }),
                    "page": { "number": 1, "size": 1, "totalElements": like!(2) },
                    "_links": { "next": { "href": like!("https://pactflow.example.com/admin/teams?page=2&size=1") } },
                }));
            },
            async |pactflow| {
                let page = pactflow.teams().list(None, 1, 1).await.unwrap();
                assert_eq!((page.items[0].uuid.as_str(), page.has_next), (TEAM, true));
                assert_eq!(page.meta.unwrap().total_elements, 2);
            },
        ),
        case(
            "Teams::list",
            "a list of teams found by name",
            |it| {
                it.given("the caller may provision")
                    .given("a team exists")
                    .asks("GET", "/admin/teams");
                it.query("page", "1").query("size", "100").query_from(
                    "q",
                    "${teamName}",
                    "Payments",
                );
                it.answers(200).body(json_pattern!({
                    "teams": each_like!({ "uuid": uuid(TEAM), "name": like!("Payments") }),
                }));
            },
            async |pactflow| {
                let page = pactflow
                    .teams()
                    .list(Some("Payments"), 1, 100)
                    .await
                    .unwrap();
                assert_eq!(page.items[0].name.as_deref(), Some("Payments"));
            },
        ),
    ]
}

fn reads_and_writes() -> Vec<Case> {
    vec![
        case(
            "Teams::get",
            "a team with its members",
            |it| {
                it.given("the caller may provision")
                    .given("a team with a member exists");
                it.asks("GET", "/admin/teams/${team}");
                it.answers(200).body(json_pattern!({
                    "uuid": uuid(TEAM),
                    "name": like!("Payments"),
                    "createdAt": time(),
                    "_embedded": {
                        "members": each_like!({ "uuid": uuid(ADA), "name": like!("Ada Lovelace") }),
                        "administrators": [],
                        "environments": [],
                        "pacticipants": [],
                    },
                }));
            },
            async |pactflow| {
                let team = pactflow.teams().get(TEAM).await.unwrap();
                assert_eq!(
                    (team.summary.uuid.as_str(), team.members()[0].uuid.as_str()),
                    (TEAM, ADA)
                );
            },
        ),
        case(
            "Teams::get",
            "a team without members",
            |it| {
                it.given("the caller may provision")
                    .given("a team without members exists");
                it.asks("GET", "/admin/teams/${team}");
                // One that does not say who is in it is not taken for one that nobody is in.
                it.answers(200)
                    .body(json_pattern!({ "uuid": uuid(TEAM), "_embedded": { "members": [] } }));
            },
            async |pactflow| {
                let team = pactflow.teams().get(TEAM).await.unwrap();
                assert!(team.members().is_empty(), "{team:?}");
            },
        ),
        case(
            "Teams::get",
            "a team that is not there",
            |it| {
                it.given("the caller may provision")
                    .asks("GET", &format!("/admin/teams/{NOTHING}"));
                it.answers(404);
            },
            async |pactflow| assert_eq!(pactflow.teams().get(NOTHING).await, Err(Error::NotFound)),
        ),
        case(
            "Teams::create",
            "a new team",
            |it| {
                it.given("the caller may provision")
                    .given("a name is free")
                    .asks("POST", "/admin/teams");
                it.sends(json!({ "name": "Payments" }), &[("$.name", "${newName}")]);
                it.answers(201).body(json_pattern!({ "uuid": uuid(TEAM), "name": like!("Payments"), "createdAt": time() }));
            },
            async |pactflow| {
                let team = pactflow.teams().create("Payments").await.unwrap();
                assert_eq!(
                    (team.summary.uuid.as_str(), team.members().len()),
                    (TEAM, 0)
                );
            },
        ),
        case(
            "Teams::update",
            "a team with another name",
            |it| {
                it.given("the caller may provision")
                    .given("a team exists")
                    .given("a name is free");
                it.asks("PUT", "/admin/teams/${team}");
                let body = json!({
                    "name": "Billing", "administratorUuids": [], "environmentUuids": [], "pacticipantNames": [],
                });
                it.sends(body, &[("$.name", "${newName}")]);
                it.answers(200)
                    .body(json_pattern!({ "uuid": uuid(TEAM), "name": like!("Billing") }));
            },
            async |pactflow| {
                let team = pactflow
                    .teams()
                    .update(TEAM, &named("Billing"))
                    .await
                    .unwrap();
                assert_eq!(team.summary.name.as_deref(), Some("Billing"));
            },
        ),
        case(
            "Teams::update",
            "a team to rename that is not there",
            |it| {
                it.given("the caller may provision")
                    .asks("PUT", &format!("/admin/teams/{NOTHING}"));
                let body = json!({
                    "name": "Billing", "administratorUuids": [], "environmentUuids": [], "pacticipantNames": [],
                });
                it.sends(body, &[]).answers(404);
            },
            async |pactflow| {
                assert_eq!(
                    pactflow.teams().update(NOTHING, &named("Billing")).await,
                    Err(Error::NotFound)
                );
            },
        ),
        case(
            "Teams::delete",
            "a team to delete",
            |it| {
                it.given("the caller may provision")
                    .given("a team exists")
                    .asks("DELETE", "/admin/teams/${team}");
                it.answers_any(HttpStatus::Success, 204);
            },
            async |pactflow| pactflow.teams().delete(TEAM).await.unwrap(),
        ),
        case(
            "Teams::delete",
            "a team to delete that is not there",
            |it| {
                it.given("the caller may provision")
                    .asks("DELETE", &format!("/admin/teams/{NOTHING}"));
                it.answers(404);
            },
            async |pactflow| {
                assert_eq!(pactflow.teams().delete(NOTHING).await, Err(Error::NotFound))
            },
        ),
    ]
}

fn named(name: &str) -> TeamFields {
    TeamFields {
        name: name.to_owned(),
        ..TeamFields::default()
    }
}
