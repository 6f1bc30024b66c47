//! People and system accounts, as they are read.

use pact_consumer::prelude::*;
use pact_models::HttpStatus;
use pactflow_scim::pactflow::{Error, User, UserQuery};

use super::{ADA, Case, NOTHING, ROLE, TEAM, case, uuid};

/// A person with everything that the service shows of one.
pub(super) fn person() -> JsonPattern {
    json_pattern!({
        "uuid": uuid(ADA),
        "name": like!("Ada Lovelace"),
        "firstName": like!("Ada"),
        "lastName": like!("Lovelace"),
        "email": like!("ada@example.com"),
        "active": true,
        "externalIdpId": like!("00u1"),
        "externalIdpUsername": like!("ada@example.com"),
        "createdAt": time(),
        "type": 0,
        "_embedded": {
            "roles": each_like!({ "uuid": uuid(ROLE), "name": like!("User") }),
            "teams": each_like!({ "uuid": uuid(TEAM), "name": like!("Default") }),
        },
    })
}

/// When something was created, as RFC 3339 has it.
pub(super) fn time() -> JsonPattern {
    term!(
        "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:?\\d{2})$",
        "2020-10-20T06:53:11+00:00"
    )
    .into()
}

pub(super) fn assert_ada(person: &User) {
    assert_eq!(person.uuid, ADA);
    assert_eq!(person.name.as_deref(), Some("Ada Lovelace"));
    assert_eq!(person.email.as_deref(), Some("ada@example.com"));
    assert_eq!(
        person.external_idp_username.as_deref(),
        Some("ada@example.com")
    );
    assert!(person.active == Some(true) && !person.is_system_account());
    assert_eq!(
        (
            person.roles()[0].uuid.as_str(),
            person.teams()[0].uuid.as_str()
        ),
        (ROLE, TEAM)
    );
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = lists();
    cases.extend(reads());
    cases
}

fn lists() -> Vec<Case> {
    vec![
        case(
            "Users::list",
            "a list of people of whom nobody is found",
            |it| {
                it.given("the caller may provision")
                    .asks("GET", "/admin/users");
                it.query("page", "1")
                    .query("size", "100")
                    .query("q", "nobody-has-such-a-name");
                it.answers(200).body(json_pattern!({ "users": [] }));
            },
            async |pactflow| {
                let query = UserQuery {
                    q: Some("nobody-has-such-a-name".to_owned()),
                    ..UserQuery::default()
                };
                let page = pactflow.users().list(&query, 1, 100).await.unwrap();
                assert_eq!((page.items, page.has_next), (Vec::new(), false));
            },
        ),
        case(
            "Users::list",
            "a page of people with more to come",
            |it| {
                it.given("the caller may provision")
                    .given("two people exist")
                    .asks("GET", "/admin/users");
                it.query("page", "1").query("size", "1");
                it.answers(200).body(json_pattern!({
                    "users": each_like!({ "uuid": uuid(ADA), "active": like!(true), "type": like!(0) }),
                    "page": { "number": 1, "size": 1, "totalElements": like!(2) },
                    "_links": { "next": { "href": like!("https://pactflow.example.com/admin/users?page=2&size=1") } },
                }));
            },
            async |pactflow| {
                let page = pactflow
                    .users()
                    .list(&UserQuery::default(), 1, 1)
                    .await
                    .unwrap();
                let meta = page.meta.unwrap();
                assert_eq!((page.items.len(), page.has_next), (1, true));
                assert_eq!((meta.number, meta.size, meta.total_elements), (1, 1, 2));
            },
        ),
        case(
            "Users::list",
            "a list of people found by address, activity and type",
            |it| {
                it.given("the caller may provision")
                    .given("a person with a sign-in name exists")
                    .asks("GET", "/admin/users");
                it.query("page", "1").query("size", "100");
                it.query_from("q", "${email}", "ada@example.com");
                it.query("active", "true").query("userType", "0");
                it.answers(200)
                    .body(json_pattern!({ "users": each_like!(person()) }));
            },
            async |pactflow| {
                let query = UserQuery {
                    q: Some("ada@example.com".to_owned()),
                    active: Some(true),
                    kind: Some(0),
                };
                let page = pactflow.users().list(&query, 1, 100).await.unwrap();
                assert_ada(&page.items[0]);
            },
        ),
    ]
}

fn reads() -> Vec<Case> {
    vec![
        case(
            "Users::get",
            "a person",
            |it| {
                it.given("the caller may provision")
                    .given("a person with a sign-in name exists")
                    .asks("GET", "/admin/users/${person}");
                it.answers(200).body(person());
            },
            async |pactflow| assert_ada(&pactflow.users().get(ADA).await.unwrap()),
        ),
        system_account(),
        case(
            "Users::get",
            "a person who is not there",
            |it| {
                it.given("the caller may provision")
                    .asks("GET", &format!("/admin/users/{NOTHING}"));
                it.answers(404);
            },
            async |pactflow| assert_eq!(pactflow.users().get(NOTHING).await, Err(Error::NotFound)),
        ),
        case(
            "Users::get",
            "a person who was deleted",
            |it| {
                it.given("the caller may provision")
                    .given("a person was deleted");
                it.asks("GET", "/admin/users/${person}");
                it.answers_any(HttpStatus::StatusCodes(vec![404, 410]), 410);
            },
            async |pactflow| assert_eq!(pactflow.users().get(ADA).await, Err(Error::NotFound)),
        ),
    ]
}

pub(super) fn system_account() -> Case {
    case(
        "Users::get",
        "a system account",
        |it| {
            it.given("the caller may manage system accounts")
                .given("a system account exists");
            it.asks("GET", "/admin/users/${account}");
            it.answers(200)
                .body(json_pattern!({ "uuid": uuid(ADA), "name": like!("ci"), "type": 1 }));
        },
        async |pactflow| assert!(pactflow.users().get(ADA).await.unwrap().is_system_account()),
    )
}
