//! What goes wrong, in each of the ways in which PactFlow says so.

use pact_consumer::prelude::*;
use pact_models::HttpStatus;
use pactflow_scim::pactflow::{Error, UserFields, UserQuery};
use serde_json::json;

use super::{Case, Exchange, case, problem};

/// Somebody whose address belongs to somebody else.
fn fields() -> UserFields {
    UserFields {
        email: Some("ada@example.com".to_owned()),
        name: Some("Ada Lovelace".to_owned()),
        first_name: None,
        last_name: None,
        active: Some(true),
        external_idp_id: None,
        external_idp_username: None,
    }
}

/// The creation of a person whose address is taken, which PactFlow refuses.
fn taken(it: &mut Exchange) {
    it.given("the caller may provision")
        .given("a person exists")
        .asks("POST", "/admin/users");
    it.sends(
        json!({ "email": "ada@example.com", "name": "Ada Lovelace" }),
        &[("$.email", "${email}")],
    );
    it.answers_any(HttpStatus::StatusCodes(vec![400, 409, 422]), 400);
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = refusals();
    cases.extend(refusals_of_no_field());
    cases.extend(outages());
    cases
}

fn refusals() -> Vec<Case> {
    vec![
        case(
            "Users::create",
            "a new person whose address is taken, refused by a problem document",
            |it| {
                taken(it);
                it.body(json_pattern!({
                    "title": like!("Validation error"),
                    "errors": each_like!({ "detail": like!("is already taken"), "pointer": like!("/email") }),
                }));
            },
            async |pactflow| {
                let problems = vec![problem("is already taken", Some("/email"))];
                let refused = pactflow.users().create(&fields()).await;
                assert_eq!(
                    refused,
                    Err(Error::Rejected {
                        status: 400,
                        problems
                    })
                );
            },
        ),
        case(
            "Users::create",
            "a new person whose address is taken, refused by an older PactFlow",
            |it| {
                it.given("PactFlow is older than 1.26");
                taken(it);
                it.body(
                    json_pattern!({ "errors": { "email": each_like!(like!("is already taken")) } }),
                );
            },
            async |pactflow| {
                let problems = vec![problem("is already taken", Some("email"))];
                let refused = pactflow.users().create(&fields()).await;
                assert_eq!(
                    refused,
                    Err(Error::Rejected {
                        status: 400,
                        problems
                    })
                );
            },
        ),
    ]
}

/// The creation of a person for whom there is no seat, which is refused without naming a field.
fn no_seat(it: &mut Exchange) {
    it.given("the caller may provision")
        .given("every seat is taken")
        .asks("POST", "/admin/users");
    it.sends(
        json!({ "email": "ada@example.com", "name": "Ada Lovelace" }),
        &[],
    );
    it.answers_any(HttpStatus::StatusCodes(vec![400, 402, 409, 422]), 422);
}

const WHY: &str = "There is no seat left.";

fn refusals_of_no_field() -> Vec<Case> {
    vec![
        case(
            "Users::create",
            "a new person without a seat, refused by a problem document",
            |it| {
                no_seat(it);
                it.body(json_pattern!({ "title": like!("Unprocessable"), "detail": like!(WHY) }));
            },
            async |pactflow| {
                let problems = vec![problem(WHY, None)];
                let refused = pactflow.users().create(&fields()).await;
                assert_eq!(
                    refused,
                    Err(Error::Rejected {
                        status: 422,
                        problems
                    })
                );
            },
        ),
        case(
            "Users::create",
            "a new person without a seat, refused by an older PactFlow",
            |it| {
                it.given("PactFlow is older than 1.26");
                no_seat(it);
                it.body(json_pattern!({ "errors": each_like!(like!(WHY)) }));
            },
            async |pactflow| {
                let problems = vec![problem(WHY, None)];
                let refused = pactflow.users().create(&fields()).await;
                assert_eq!(
                    refused,
                    Err(Error::Rejected {
                        status: 422,
                        problems
                    })
                );
            },
        ),
    ]
}

fn outages() -> Vec<Case> {
    let list = |it: &mut Exchange, state: &str| {
        it.given("the caller may provision")
            .given(state)
            .asks("GET", "/admin/users");
        it.query("page", "1").query("size", "100");
    };
    vec![
        case(
            "Users::list",
            "a list of people while PactFlow is out of order",
            move |it| {
                list(it, "PactFlow is out of order");
                it.answers_any(HttpStatus::ServerError, 503);
            },
            async |pactflow| {
                let failed = pactflow.users().list(&UserQuery::default(), 1, 100).await;
                assert!(
                    matches!(failed, Err(Error::Unavailable { .. })),
                    "{failed:?}"
                );
            },
        ),
        case(
            "Users::list",
            "a list of people while an older PactFlow is out of order",
            move |it| {
                it.given("PactFlow is older than 1.26");
                list(it, "PactFlow is out of order");
                it.answers_any(HttpStatus::ServerError, 503);
                it.body(json_pattern!({ "error": { "message": like!("something went wrong") } }));
            },
            async |pactflow| {
                let failed = pactflow.users().list(&UserQuery::default(), 1, 100).await;
                assert!(
                    matches!(failed, Err(Error::Unavailable { .. })),
                    "{failed:?}"
                );
            },
        ),
        case(
            "Users::list",
            "a list of people that is asked for too often",
            move |it| {
                list(it, "PactFlow is asked too often");
                it.answers(429)
                    .0
                    .response
                    .header("Retry-After", term!("^\\d+$", "1"));
            },
            async |pactflow| {
                let refused = pactflow.users().list(&UserQuery::default(), 1, 100).await;
                let Err(Error::RateLimited { retry_after }) = refused else {
                    panic!("{refused:?}")
                };
                assert_eq!(retry_after.unwrap().as_secs(), 1);
            },
        ),
    ]
}
