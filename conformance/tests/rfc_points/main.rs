//! The points of RFC 7643 and RFC 7644 that servers are known to get wrong, one test each, over HTTP. Where another
//! test shows a point more thoroughly, this one shows that it holds from end to end.

#[path = "../common/mod.rs"]
mod common;
mod protocol_reads;
mod protocol_writes;
mod schema;

use common::{Answer, Pair, filter};
use mock_pactflow::Seed;
use serde_json::{Value, json};

const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

async fn empty() -> Pair {
    Pair::start(Seed::empty()).await
}

fn ada() -> Value {
    json!({"schemas": [CORE], "userName": "Ada@acme.example", "externalId": "00u1", "displayName": "Ada", "active": true,
        "name": {"givenName": "Ada", "familyName": "Lovelace"}, "emails": [{"value": "ada@acme.example", "primary": true}]})
}

/// A person, and her address below the base.
async fn person(pair: &Pair) -> (Answer, String) {
    let answer = pair.send("POST", "/Users", Some(ada())).await;
    assert_eq!(answer.status, 201, "{:?}", answer.body);
    let path = format!("/Users/{}", answer.body["id"].as_str().unwrap());
    (answer, path)
}

async fn team(pair: &Pair, name: &str, members: Value) -> (Answer, String) {
    let answer = pair
        .send(
            "POST",
            "/Groups",
            Some(json!({"displayName": name, "members": members})),
        )
        .await;
    assert_eq!(answer.status, 201, "{:?}", answer.body);
    let path = format!("/Groups/{}", answer.body["id"].as_str().unwrap());
    (answer, path)
}

async fn patch(pair: &Pair, path: &str, operations: Value) -> Answer {
    pair.send(
        "PATCH",
        path,
        Some(json!({"schemas": [PATCH_OP], "Operations": operations})),
    )
    .await
}

async fn found(pair: &Pair, expression: &str) -> Option<u64> {
    pair.get(&format!("/Users?{}", filter(expression)))
        .await
        .body["totalResults"]
        .as_u64()
}

fn refused(answer: &Answer) -> (u16, &str) {
    (
        answer.status,
        answer.body["scimType"].as_str().unwrap_or_default(),
    )
}
