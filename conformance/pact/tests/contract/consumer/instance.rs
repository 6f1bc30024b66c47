//! What is asked of PactFlow as a whole: whether it is there, and whose token it is.

use std::time::Duration;

use pact_consumer::prelude::*;
use pact_models::HttpStatus;
use pactflow_scim::pactflow::Error;

use super::{ADA, Case, case, case_without_token, uuid};

const HEARTBEAT: &str = "/diagnostic/status/heartbeat";

pub(super) fn cases() -> Vec<Case> {
    vec![
        case_without_token(
            "Client::is_reachable",
            "the heartbeat",
            |it| {
                it.asks("GET", HEARTBEAT)
                    .answers_any(HttpStatus::NonError, 200);
            },
            async |pactflow| assert!(pactflow.client.is_reachable(Duration::from_secs(10)).await),
        ),
        case_without_token(
            "Client::is_reachable",
            "the heartbeat while PactFlow is out of order",
            |it| {
                it.given("PactFlow is out of order").asks("GET", HEARTBEAT);
                it.answers_any(HttpStatus::ServerError, 503);
            },
            async |pactflow| assert!(!pactflow.client.is_reachable(Duration::from_secs(10)).await),
        ),
        case(
            "Users::own",
            "the account that the token belongs to",
            |it| {
                it.given("the caller may provision").asks("GET", "/user");
                it.answers(200)
                    .body(json_pattern!({ "uuid": uuid(ADA), "name": like!("scim") }));
            },
            async |pactflow| assert_eq!(pactflow.users().own().await.unwrap().uuid, ADA),
        ),
        case(
            "Users::own",
            "the account that an unknown token belongs to",
            |it| {
                it.given("the caller is unknown").asks("GET", "/user");
                it.answers(401);
            },
            async |pactflow| assert_eq!(pactflow.users().own().await, Err(Error::Unauthorized)),
        ),
    ]
}
