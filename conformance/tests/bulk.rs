//! Bulk requests (RFC 7644 §3.7) end to end: references in any order, circles, errors, limits.

mod common;

use common::Pair;
use mock_pactflow::Seed;
use serde_json::{Value, json};

fn bulk(operations: Value) -> Option<Value> {
    Some(
        json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations}),
    )
}

fn person(bulk_id: &str, name: &str) -> Value {
    json!({"method": "POST", "path": "/Users", "bulkId": bulk_id,
        "data": {"userName": format!("{name}@bulk.example"), "emails": [{"value": format!("{name}@bulk.example")}]}})
}

fn group(bulk_id: &str, name: &str, member: &str) -> Value {
    json!({"method": "POST", "path": "/Groups", "bulkId": bulk_id, "data": {"displayName": name, "members": [{"value": member}]}})
}

fn statuses(body: &Value) -> Vec<&str> {
    let results = body["Operations"].as_array().unwrap();
    results
        .iter()
        .map(|result| result["status"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_group_may_name_people_whom_a_later_operation_creates() {
    let pair = Pair::start(Seed::empty()).await;
    let mark = pair.pactflow.changes().mark();
    let answer = pair
        .send(
            "POST",
            "/Bulk",
            bulk(json!([
                group("g", "Tour Guides", "bulkId:ada"),
                person("ada", "ada")
            ])),
        )
        .await;
    assert_eq!(
        (answer.status, statuses(&answer.body)),
        (200, vec!["201", "201"])
    );
    let results = answer.body["Operations"].as_array().unwrap();
    let read = async |result: &Value| {
        let location = result["location"].as_str().unwrap();
        pair.get(location.split("/scim").nth(1).unwrap()).await.body
    };
    let (team, ada) = (read(&results[0]).await, read(&results[1]).await);
    assert_eq!(team["members"][0]["value"], ada["id"]);
    // Joining the team changed her once more, after her own operation.
    assert!(results[1]["version"].is_string());
    assert_eq!(
        (&results[0]["bulkId"], &results[0]["method"]),
        (&json!("g"), &json!("POST"))
    );
    pair.pactflow
        .changes()
        .since(mark)
        .assert_only("+users 1, +teams 1, +members 1");
}

#[tokio::test]
async fn every_method_does_what_its_own_endpoint_does() {
    let pair = Pair::start(Seed::empty()).await;
    let created = pair
        .send("POST", "/Users", Some(person("", "grace")["data"].clone()))
        .await
        .body;
    let path = format!("/Users/{}", created["id"].as_str().unwrap());
    let stale = json!({"method": "PUT", "path": path, "version": "W/\"stale\"", "data": {"displayName": "Nobody"}});
    let answer = pair.send("POST", "/Bulk", bulk(json!([
        stale,
        {"method": "PUT", "path": path, "version": created["meta"]["version"], "data": {"displayName": "Grace Hopper"}},
        {"method": "patch", "path": path, "data": {"Operations": [{"op": "replace", "value": {"active": false}}]}},
        {"method": "DELETE", "path": path},
        {"method": "DELETE", "path": path},
        {"method": "DELETE", "path": "/Nothing/1"},
    ]))).await;
    assert_eq!(
        statuses(&answer.body),
        ["412", "200", "200", "204", "404", "404"]
    );
    let refused = &answer.body["Operations"][0];
    assert_eq!(
        refused["response"]["schemas"][0],
        "urn:ietf:params:scim:api:messages:2.0:Error"
    );
    assert_eq!(answer.body["Operations"][1].get("response"), None);
}

#[tokio::test]
async fn circles_are_refused_and_what_stands_outside_them_is_done() {
    let pair = Pair::start(Seed::empty()).await;
    let circle = json!([
        group("a", "A", "bulkId:b"),
        group("b", "B", "bulkId:a"),
        person("ada", "ada"),
        group("c", "C", "bulkId:nobody")
    ]);
    let answer = pair.send("POST", "/Bulk", bulk(circle)).await;
    assert_eq!(statuses(&answer.body), ["409", "400", "201", "400"]);
}

#[tokio::test]
async fn after_as_many_errors_as_are_allowed_nothing_more_is_done() {
    let pair = Pair::start(Seed::empty()).await;
    let gone = |id: u8| json!({"method": "DELETE", "path": format!("/Users/00000000-0000-4000-8000-00000000000{id}")});
    let mut body = bulk(json!([gone(1), gone(2), person("ada", "ada")])).unwrap();
    body["failOnErrors"] = json!(2);
    let answer = pair.send("POST", "/Bulk", Some(body)).await;
    assert_eq!(statuses(&answer.body), ["404", "404"]);
}

#[tokio::test]
async fn requests_beyond_the_limits_are_refused_as_a_whole() {
    let pair = Pair::start(Seed::empty()).await;
    let mark = pair.pactflow.changes().mark();
    let config = pair.get("/ServiceProviderConfig").await.body;
    let most = usize::try_from(config["bulk"]["maxOperations"].as_u64().unwrap()).unwrap();
    let largest = usize::try_from(config["bulk"]["maxPayloadSize"].as_u64().unwrap()).unwrap();
    let many: Vec<Value> = (0..=most).map(|_| person("", "ada")).collect();
    assert_eq!(
        pair.send("POST", "/Bulk", bulk(json!(many))).await.status,
        413
    );
    let large =
        bulk(json!([{"method": "POST", "path": "/Users", "data": {"x": "x".repeat(largest)}}]));
    assert_eq!(pair.send("POST", "/Bulk", large).await.status, 413);
    for malformed in [
        json!({}),
        json!({"Operations": [{"method": "GET", "path": "/Users"}]}),
        json!([]),
    ] {
        let answer = pair.send("POST", "/Bulk", Some(malformed)).await;
        assert_eq!(
            (answer.status, &answer.body["scimType"]),
            (400, &json!("invalidSyntax"))
        );
    }
    pair.pactflow.changes().since(mark).assert_only("");
}
