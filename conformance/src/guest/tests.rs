use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Ledger, mark::Mark, names};
use crate::wire::{Exchange, Request, Wire};

const DIGITS: &str = "314159265358";

fn mark() -> Mark {
    Mark::of(DIGITS)
}

fn request(method: Method, target: &str, body: Option<Value>) -> Request {
    Request {
        method,
        target: target.into(),
        headers: Vec::new(),
        body: body.map(|body| body.to_string()),
    }
}

fn marked_body(target: &str, body: Value) -> Value {
    let mut request = request(Method::POST, target, Some(body));
    mark().put_into(&mut request);
    serde_json::from_str(&request.body.unwrap()).unwrap()
}

#[test]
fn a_name_is_marked_in_the_domain_or_at_its_end_and_a_blank_one_stays() {
    assert_eq!(mark().on("ada@acme.io"), "ada@314159265358.acme.io");
    assert_eq!(mark().on("Payments"), "Payments-314159265358");
    assert_eq!(mark().on(""), "");
    assert_eq!(mark().on(" "), " ");
}

#[test]
fn the_names_of_a_person_are_marked_and_nothing_else() {
    let person = json!({ "userName": "ada@acme.io", "externalId": "00u1", "displayName": "Ada", "emails": [{ "value": "ada@acme.io", "type": "work" }, {}] });
    let marked = json!({ "userName": "ada@314159265358.acme.io", "externalId": "00u1-314159265358", "displayName": "Ada", "emails": [{ "value": "ada@314159265358.acme.io", "type": "work" }, {}] });
    assert_eq!(marked_body("/Users", person), marked);
}

#[test]
fn a_groups_name_is_marked() {
    let group = json!({ "displayName": "Payments", "members": [{ "value": "1", "display": "ada@acme.io" }] });
    let marked = json!({ "displayName": "Payments-314159265358", "members": [{ "value": "1", "display": "ada@acme.io" }] });
    assert_eq!(marked_body("/v2/Groups", group), marked);
}

#[test]
fn the_names_in_operations_are_marked_however_they_are_addressed() {
    let patch = json!({ "Operations": [
        { "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "a@b.io" },
        { "op": "replace", "path": "emails[value eq \"a@b.io\"].type", "value": "work" },
        { "op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:userName", "value": "a@b.io" },
        { "op": "replace", "value": { "USERNAME": "a@b.io", "name.givenName": "Ada" } },
        { "op": "add", "path": "emails", "value": [{ "value": "a@b.io" }] },
        { "op": "replace", "path": "displayName", "value": "Ada" },
    ] });
    let marked = json!({ "Operations": [
        { "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "a@314159265358.b.io" },
        { "op": "replace", "path": "emails[value eq \"a@314159265358.b.io\"].type", "value": "work" },
        { "op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:userName", "value": "a@314159265358.b.io" },
        { "op": "replace", "value": { "USERNAME": "a@314159265358.b.io", "name.givenName": "Ada" } },
        { "op": "add", "path": "emails", "value": [{ "value": "a@314159265358.b.io" }] },
        { "op": "replace", "path": "displayName", "value": "Ada" },
    ] });
    assert_eq!(marked_body("/Users/1", patch), marked);
}

#[test]
fn the_documents_of_a_bulk_request_are_marked() {
    let bulk = json!({ "Operations": [{ "method": "POST", "path": "/Groups", "bulkId": "p", "data": { "displayName": "Payments" } }] });
    let marked = marked_body("/Bulk", bulk);
    assert_eq!(
        marked["Operations"][0]["data"]["displayName"],
        "Payments-314159265358"
    );
}

#[test]
fn a_filter_keeps_its_spelling_and_its_values_are_marked_where_they_are_whole_names() {
    for (filter, marked) in [
        (
            "userName%20eq%20%22ada%40acme.io%22",
            "userName%20eq%20%22ada%40314159265358.acme.io%22",
        ),
        (
            "userName+eq+%22ada%40acme.io%22",
            "userName+eq+%22ada%40314159265358.acme.io%22",
        ),
        (
            "userName+eq\"ada@acme.io\"",
            "userName+eq\"ada@314159265358.acme.io\"",
        ),
        (
            "userName+eq+ada%40acme.io",
            "userName+eq+ada%40314159265358.acme.io",
        ),
        ("externalId+eq+00u1", "externalId+eq+00u1-314159265358"),
        (
            "not%20(userName%20eq%20%22a%22)",
            "not%20(userName%20eq%20%22a-314159265358%22)",
        ),
        (
            "emails%5Btype%20eq%20%22work%22%20and%20value%20eq%20%22a@b.io%22%5D",
            "emails%5Btype%20eq%20%22work%22%20and%20value%20eq%20%22a@314159265358.b.io%22%5D",
        ),
        (
            "emails%20eq%20%22a@b.io%22",
            "emails%20eq%20%22a@314159265358.b.io%22",
        ),
        (
            "userName%20eq%20%22%E6%95%B0%22",
            "userName%20eq%20%22%E6%95%B0-314159265358%22",
        ),
        (
            "userName%20eq%20%22acme%5C%5Cada%22",
            "userName%20eq%20%22acme%5C%5Cada-314159265358%22",
        ),
        ("userName%20eq%20%22%22", "userName%20eq%20%22%22"),
        ("userName%20sw%20%22ada%22", "userName%20sw%20%22ada%22"),
        (
            "displayName%20eq%20%22Ada%22",
            "displayName%20eq%20%22Ada%22",
        ),
        ("id%20eq%20%221%22", "id%20eq%20%221%22"),
        ("userName%20eq", "userName%20eq"),
        (
            "userName%20eq%20%22ada",
            "userName%20eq%20%22ada-314159265358",
        ),
        ("RUNSCOPE.ADA@ATKO.COM", "RUNSCOPE.ADA@ATKO.COM"),
    ] {
        let target = format!("/Users?startIndex=1&filter={filter}&count=2");
        let expected = format!("/Users?startIndex=1&filter={marked}&count=2");
        assert_eq!(names::marked_target(&target, false, &mark()), expected);
    }
}

#[test]
fn an_answer_is_as_if_the_names_were_plain() {
    let mut exchange = answer(
        StatusCode::OK,
        json!({ "userName": "ADA@314159265358.ACME.IO", "displayName": "Payments-314159265358" }),
    );
    mark().take_out_of(&mut exchange);
    assert_eq!(
        exchange.json(),
        json!({ "userName": "ADA@ACME.IO", "displayName": "Payments" })
    );
}

#[test]
fn a_group_of_somebody_elses_cannot_be_taken_for_the_guests_own() {
    let groups = json!({ "Resources": [{ "displayName": "Payments" }, { "displayName": "Payments-314159265358" }] });
    let mut exchange = answer(StatusCode::OK, groups);
    exchange.request.target = "/Groups?startIndex=1".into();
    mark().take_out_of(&mut exchange);
    assert_eq!(
        exchange.json(),
        json!({ "Resources": [{ "displayName": "Payments (somebody else's)" }, { "displayName": "Payments" }] })
    );
}

fn answer(status: StatusCode, body: Value) -> Exchange {
    Exchange {
        request: request(Method::GET, "/", None),
        status,
        headers: Vec::new(),
        body: body.to_string(),
    }
}

/// The ids of what was made, after a creation that is answered like this.
fn made_by(target: &str, body: Value, answer: &Exchange) -> Vec<String> {
    let ledger = Ledger::default();
    let wire = Wire::to("http://127.0.0.1:1", "token");
    let creation = request(Method::POST, target, Some(body));
    let expected = ledger.expect(&mark(), &wire, &creation);
    ledger.note(expected, Some(answer));
    ledger
        .made(&mark())
        .into_iter()
        .map(|made| made.id)
        .collect()
}

#[test]
fn what_a_creation_makes_is_noted_and_what_is_refused_is_not() {
    let person = || json!({ "userName": "a" });
    let created = answer(StatusCode::CREATED, json!({ "id": "1" }));
    assert_eq!(made_by("/Users", person(), &created), ["1"]);
    let refused = answer(StatusCode::CONFLICT, json!({ "id": "1" }));
    assert!(made_by("/Users", person(), &refused).is_empty());
    let found = answer(StatusCode::OK, json!({ "id": "1" }));
    assert!(made_by("/Users/.search", json!({ "filter": "x" }), &found).is_empty());
}

#[test]
fn what_a_bulk_request_makes_is_noted_operation_by_operation() {
    let bulk = json!({ "Operations": [
        { "method": "POST", "path": "/Users", "bulkId": "a", "data": { "userName": "a" } },
        { "method": "POST", "path": "/Groups", "bulkId": "b", "data": { "displayName": "b" } },
    ] });
    let done = json!({ "Operations": [
        { "bulkId": "a", "status": "400" },
        { "bulkId": "b", "status": "201", "location": "http://localhost/scim/Groups/7" },
    ] });
    assert_eq!(made_by("/Bulk", bulk, &answer(StatusCode::OK, done)), ["7"]);
}
