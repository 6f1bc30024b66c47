//! Bulk: the examples of RFC 7644 §3.7, references in any order, and the limits.

use serde_json::{Value, json};

use super::{BulkRequest, Job, MAX_OPERATIONS, Outcome, Refused, Step};
use crate::scim::error::{Error, ScimType};

fn request(operations: Value) -> BulkRequest {
    BulkRequest::parse(&json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations
    }))
    .expect("a bulk request")
}

fn user(bulk_id: &str) -> Value {
    json!({ "method": "POST", "path": "/Users", "bulkId": bulk_id, "data": { "userName": bulk_id } })
}

fn group(bulk_id: &str, member: &str) -> Value {
    let members = json!([{ "type": "User", "value": format!("bulkId:{member}") }]);
    json!({ "method": "POST", "path": "/Groups", "bulkId": bulk_id, "data": { "displayName": bulk_id, "members": members } })
}

/// Does everything, each creation with the id `id-` and its name; what is named in `failing` fails with 400. The
/// protocol of what was done, and the answer.
fn run(request: BulkRequest, failing: &[&str]) -> (Vec<String>, Value) {
    let mut job = Job::new(request);
    let mut done = Vec::new();
    while let Some(step) = job.next_step() {
        let (index, outcome) = match step {
            Step::Run(index, operation) => {
                done.push(format!(
                    "{:?} {} {}",
                    operation.method, operation.path, operation.data
                ));
                let name = operation.bulk_id.clone().unwrap_or_default();
                let status = if failing.contains(&name.as_str()) {
                    400
                } else {
                    200
                };
                let id = Some(format!("id-{name}"));
                (
                    index,
                    Outcome {
                        status,
                        id,
                        response: Some(json!({ "status": "400" })),
                        ..Outcome::default()
                    },
                )
            }
            Step::Circular(index, why) => {
                done.push(format!("circular: {why}"));
                (
                    index,
                    Outcome {
                        status: 409,
                        ..Outcome::default()
                    },
                )
            }
            Step::Unresolved(index, why) => {
                done.push(format!("unresolved: {why}"));
                (
                    index,
                    Outcome {
                        status: 400,
                        ..Outcome::default()
                    },
                )
            }
        };
        job.record(index, outcome);
    }
    (done, serde_json::to_value(job.finish()).expect("JSON"))
}

fn statuses(answer: &Value) -> Vec<&str> {
    let operations = answer["Operations"].as_array().expect("an array");
    operations
        .iter()
        .filter_map(|result| result["status"].as_str())
        .collect()
}

#[test]
fn the_example_of_rfc_7644_section_3_7_3_is_done_in_its_order_with_one_result_each() {
    let (done, answer) = run(
        request(json!([
            user("ada"),
            { "method": "PUT", "path": "/Users/b7c1", "version": "W/\"3\"", "data": { "userName": "bob" } },
            { "method": "patch", "path": "/Users/5d8d/", "data": { "Operations": [{ "op": "remove", "path": "nickName" }] } },
            { "method": "DELETE", "path": "/Users/e907", "version": "W/\"0\"" }
        ])),
        &[],
    );
    assert_eq!(
        done,
        [
            r#"Post /Users {"userName":"ada"}"#,
            r#"Put /Users/b7c1 {"userName":"bob"}"#,
            r#"Patch /Users/5d8d/ {"Operations":[{"op":"remove","path":"nickName"}]}"#,
            "Delete /Users/e907 null",
        ]
    );
    assert_eq!(
        answer,
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],
            "Operations": [
                { "method": "POST", "bulkId": "ada", "status": "200" },
                { "method": "PUT", "status": "200" },
                { "method": "PATCH", "status": "200" },
                { "method": "DELETE", "status": "200" }
            ]
        })
    );
}

#[test]
fn a_reference_may_come_before_what_it_refers_to() {
    let (done, answer) = run(request(json!([group("team", "ada"), user("ada")])), &[]);
    assert_eq!(
        done,
        [
            r#"Post /Users {"userName":"ada"}"#,
            r#"Post /Groups {"displayName":"team","members":[{"type":"User","value":"id-ada"}]}"#,
        ]
    );
    assert_eq!(
        answer["Operations"][0]["bulkId"], "team",
        "the results are in the order of the request"
    );
}

#[test]
fn a_reference_may_stand_in_a_path_or_in_the_path_of_a_patch() {
    let patch = json!({ "Operations": [
        { "op": "remove", "path": "members[value eq \"bulkId:ada\"]" },
        { "op": "add", "path": "members", "value": "bulkId:ada" }
    ] });
    let (done, _) = run(
        request(json!([
            { "method": "PATCH", "path": "/Groups/bulkId:team", "data": patch },
            user("ada"),
            { "method": "POST", "path": "/Groups", "bulkId": "team", "data": { "displayName": "bulkId as a word" } }
        ])),
        &[],
    );
    assert_eq!(
        done[2],
        r#"Patch /Groups/id-team {"Operations":[{"op":"remove","path":"members[value eq \"id-ada\"]"},{"op":"add","path":"members","value":"id-ada"}]}"#
    );
}

/// RFC 7644 §3.7.1 has two groups that are members of each other.
#[test]
fn circular_references_are_refused_and_the_rest_is_done() {
    let (done, answer) = run(
        request(json!([
            group("a", "b"),
            group("b", "a"),
            user("ada"),
            group("c", "b")
        ])),
        &[],
    );
    assert_eq!(
        done,
        [
            r#"Post /Users {"userName":"ada"}"#,
            "circular: The reference bulkId:b leads back to this operation.",
            "unresolved: What bulkId:a refers to was not created.",
            "unresolved: What bulkId:b refers to was not created.",
        ]
    );
    assert_eq!(statuses(&answer), ["409", "400", "200", "400"]);
    let (done, _) = run(
        request(json!([group("waits", "self"), group("self", "self")])),
        &[],
    );
    assert_eq!(
        done,
        [
            "circular: The reference bulkId:self leads back to this operation.",
            "unresolved: What bulkId:self refers to was not created.",
        ]
    );
}

#[test]
fn what_refers_to_nothing_or_to_what_failed_is_refused() {
    let (done, answer) = run(
        request(json!([
            group("team", "nobody"),
            user("ada"),
            group("other", "ada")
        ])),
        &["ada"],
    );
    assert_eq!(
        done[0],
        "unresolved: No POST of this request has the bulkId \"nobody\"."
    );
    assert_eq!(
        done[2],
        "unresolved: What bulkId:ada refers to was not created."
    );
    assert_eq!(statuses(&answer), ["400", "400", "400"]);
    assert_eq!(
        answer["Operations"][1]["response"],
        json!({ "status": "400" })
    );
}

#[test]
fn after_the_allowed_number_of_errors_the_rest_is_left_undone() {
    let body = |limit: Value| json!({ "failOnErrors": limit, "Operations": [user("a"), user("b"), user("c"), user("d")] });
    for (limit, tried) in [
        (json!(1), 1),
        (json!(0), 1),
        (json!(2), 3),
        (json!(3), 4),
        (json!(null), 4),
    ] {
        let request = BulkRequest::parse(&body(limit.clone())).expect("a bulk request");
        let (_, answer) = run(request, &["a", "c"]);
        assert_eq!(statuses(&answer).len(), tried, "{limit}");
    }
}

#[test]
fn a_malformed_bulk_request_is_refused_as_a_whole() {
    let table = [
        (json!([]), ScimType::InvalidSyntax),
        (json!({}), ScimType::InvalidSyntax),
        (
            json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [] }),
            ScimType::InvalidSyntax,
        ),
        (
            json!({ "Operations": [], "failOnErrors": "many" }),
            ScimType::InvalidSyntax,
        ),
        (json!({ "Operations": [7] }), ScimType::InvalidSyntax),
        (
            json!({ "Operations": [{ "method": "GET", "path": "/Users" }] }),
            ScimType::InvalidSyntax,
        ),
        (
            json!({ "Operations": [{ "method": "POST", "data": {} }] }),
            ScimType::InvalidSyntax,
        ),
        (
            json!({ "Operations": [{ "method": "POST", "path": "/Users" }] }),
            ScimType::InvalidSyntax,
        ),
        (
            json!({ "Operations": [{ "method": "POST", "path": "/Users/1", "data": {} }] }),
            ScimType::InvalidSyntax,
        ),
        (
            json!({ "Operations": [{ "method": "DELETE", "path": "/Users" }] }),
            ScimType::InvalidSyntax,
        ),
        (
            json!({ "Operations": [user("a"), user("a")] }),
            ScimType::InvalidValue,
        ),
    ];
    for (body, scim_type) in table {
        match BulkRequest::parse(&body) {
            Err(Refused::Malformed(Error {
                scim_type: found, ..
            })) => assert_eq!(found, scim_type, "{body}"),
            other => panic!("{body}: {other:?}"),
        }
    }
    let many = |count: usize| {
        BulkRequest::parse(
            &json!({ "Operations": vec![json!({ "method": "DELETE", "path": "/Users/1" }); count] }),
        )
    };
    assert!(many(MAX_OPERATIONS).is_ok());
    assert_eq!(many(MAX_OPERATIONS + 1), Err(Refused::TooManyOperations));
}
