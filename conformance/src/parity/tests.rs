use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::Parity;
use crate::{
    report::{Breakdown, Report, ScenarioReport},
    wire::{Exchange, Request},
};

const ONE: &str = "11111111-1111-4111-8111-111111111111";
const OTHER: &str = "22222222-2222-4222-8222-222222222222";

fn exchange(target: &str, headers: &[(&str, &str)], body: Value) -> Exchange {
    let header = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Exchange {
        request: Request {
            method: Method::GET,
            target: target.into(),
            headers: Vec::new(),
            body: None,
        },
        status: StatusCode::OK,
        headers: headers.iter().map(header).collect(),
        body: body.to_string(),
    }
}

fn report(exchanges: Vec<Exchange>) -> Report {
    let scenario = ScenarioReport {
        path: "features/people/joining.feature".into(),
        line: 7,
        name: "joins".into(),
        exchanges,
        ..ScenarioReport::default()
    };
    Report {
        scenarios: vec![scenario],
        ..Report::default()
    }
}

fn differences(a: Vec<Exchange>, b: Vec<Exchange>) -> Vec<String> {
    let parity = Parity::of(&report(a), &report(b));
    assert_eq!(parity.compared, 1);
    parity
        .differing
        .into_iter()
        .flat_map(|difference| difference.what)
        .collect()
}

fn user(id: &str, host: &str, time: &str) -> Exchange {
    let location = format!("https://{host}/Users/{id}");
    let body = json!({
        "id": id, "detail": format!("{host} says"), "meta": { "resourceType": "User", "created": time, "location": location, "version": host },
    });
    let headers = [
        ("location", location.as_str()),
        ("etag", host),
        ("x-request-id", id),
        ("content-type", "application/scim+json; charset=utf-8"),
    ];
    exchange(
        &format!("/Users?filter=id%20eq%20%22{id}%22"),
        &headers,
        body,
    )
}

#[test]
fn ids_times_addresses_versions_and_explanations_do_not_count() {
    let a = user(ONE, "a.io/scim", "2026-01-01T00:00:00Z");
    let b = user(OTHER, "b.io/v2", "2027-07-07T07:07:07.123+02:00");
    assert_eq!(differences(vec![a], vec![b]), Vec::<String>::new());
}

#[test]
fn an_id_in_another_place_counts() {
    let body = |first: &str, second: &str| {
        vec![exchange(
            "/Users",
            &[],
            json!({ "members": [{ "value": first }, { "value": second }] }),
        )]
    };
    assert!(differences(body(ONE, OTHER), body(OTHER, ONE)).is_empty());
    let found = differences(body(ONE, OTHER), body(ONE, ONE));
    assert_eq!(
        found,
        ["GET /Users: /body/members/1/value is \"{2}\" in A and \"{1}\" in B"]
    );
}

#[test]
fn what_is_there_in_one_answer_alone_is_named() {
    let a = exchange(
        "/Users/1",
        &[("location", "x")],
        json!({ "userName": "ada" }),
    );
    let b = exchange(
        "/Users/1",
        &[],
        json!({ "userName": "Ada", "active": true }),
    );
    assert_eq!(
        differences(vec![a], vec![b]),
        [
            "GET /Users/1: /header/location is \"x\" in A and nothing in B",
            "GET /Users/1: /body/userName is \"ada\" in A and \"Ada\" in B",
            "GET /Users/1: /body/active is nothing in A and true in B",
        ]
    );
}

#[test]
fn where_the_requests_part_the_comparison_ends() {
    let plain = |target: &str| exchange(target, &[], json!({}));
    let found = differences(
        vec![plain("/Users/1"), plain("/Users/2")],
        vec![plain("/Users"), plain("/Users/3")],
    );
    assert_eq!(found, ["then A is asked GET /Users/1, and B GET /Users"]);
}

#[test]
fn another_outcome_is_a_difference() {
    let good = report(Vec::new());
    let mut bad = good.clone();
    bad.scenarios[0].failure = Some(Breakdown {
        step: "Then it holds".into(),
        reason: "it does not\nat all".into(),
        conversation: String::new(),
    });
    let parity = Parity::of(&good, &bad);
    assert_eq!(
        parity.differing[0].what,
        ["A: passed; B: failed at `Then it holds`: it does not"]
    );
    assert!(
        parity
            .to_string()
            .ends_with("1 scenarios compared, 1 differ")
    );
}
