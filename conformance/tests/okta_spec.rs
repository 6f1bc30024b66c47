//! Okta's own test of a SCIM server (the Runscope/BlazeMeter files that its integration network asks for), in all its
//! versions, step by step and with values of our own. The numbers are those of the steps.

mod common;

use common::{Pair, filter};
use mock_pactflow::Seed;
use serde_json::{Value, json};

const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

fn has_schema(body: &Value, urn: &str) -> bool {
    body["schemas"]
        .as_array()
        .is_some_and(|schemas| schemas.iter().any(|schema| schema == urn))
}

/// What the test calls *not empty*: `false` and an empty text are.
fn is_there(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}

fn assert_complete(user: &Value) {
    for pointer in [
        "/id",
        "/name/familyName",
        "/name/givenName",
        "/userName",
        "/active",
        "/emails/0/value",
    ] {
        assert!(
            user.pointer(pointer).is_some_and(is_there),
            "{pointer} in {user}"
        );
    }
}

fn new_person(user_name: &str, email: &str) -> Value {
    json!({
        "schemas": [USER], "userName": user_name, "name": {"givenName": "Runa417", "familyName": "Kqwertyui204"},
        "emails": [{"primary": true, "value": email, "type": "work"}], "displayName": "Runa417 Kqwertyui204", "active": true
    })
}

#[tokio::test]
async fn the_current_specification_test_passes() {
    let pair = Pair::start(Seed::demo()).await;
    let email = "Runa417Kqwertyui204@spec.example";

    let first = pair.get("/Users?count=1&startIndex=1").await;
    assert_eq!(first.status, 200, "step 1");
    assert!(has_schema(&first.body, LIST));
    for number in ["itemsPerPage", "startIndex", "totalResults"] {
        assert!(first.body[number].is_u64(), "step 1: {number} is a number");
    }
    assert_eq!(first.body["Resources"].as_array().map(Vec::len), Some(1));
    assert_complete(&first.body["Resources"][0]);

    let id = first.body["Resources"][0]["id"].as_str().unwrap();
    let one = pair.get(&format!("/Users/{id}")).await;
    assert_eq!(
        (one.status, one.body["id"].as_str()),
        (200, Some(id)),
        "step 2"
    );
    assert_complete(&one.body);

    let nobody = pair
        .get(&format!(
            "/Users?{}",
            filter("userName eq \"abcdefgh@spec.example\"")
        ))
        .await;
    assert_eq!(
        (nobody.status, nobody.body["totalResults"].as_u64()),
        (200, Some(0)),
        "step 3"
    );
    assert!(has_schema(&nobody.body, LIST));

    let missing = pair.get("/Users/010101001010101011001010101011").await;
    assert_eq!(missing.status, 404, "step 4");
    assert!(is_there(&missing.body["detail"]) && has_schema(&missing.body, ERROR));

    let by_name = format!("/Users?{}", filter(&format!("userName eq \"{email}\"")));
    let absent = pair.get(&by_name).await;
    assert_eq!(
        (absent.status, absent.body["totalResults"].as_u64()),
        (200, Some(0)),
        "step 5"
    );

    let created = pair
        .send("POST", "/Users", Some(new_person(email, email)))
        .await;
    assert_eq!(
        (created.status, &created.body["active"]),
        (201, &json!(true)),
        "step 6"
    );
    assert!(is_there(&created.body["id"]) && has_schema(&created.body, USER));
    assert_eq!(created.body["userName"], email, "step 6: the case is kept");
    assert_eq!(
        (
            &created.body["name"]["givenName"],
            &created.body["name"]["familyName"]
        ),
        (&json!("Runa417"), &json!("Kqwertyui204"))
    );

    let read = pair
        .get(&format!("/Users/{}", created.body["id"].as_str().unwrap()))
        .await;
    assert_eq!(
        (
            read.status,
            &read.body["userName"],
            &read.body["name"]["givenName"]
        ),
        (200, &json!(email), &json!("Runa417")),
        "step 7"
    );
    // The version of 2017 ends by asserting that lowering the returned name changes it.
    assert_ne!(
        read.body["userName"].as_str().unwrap().to_lowercase(),
        email
    );

    let again = pair
        .send(
            "POST",
            "/Users",
            Some(new_person(email, "another@spec.example")),
        )
        .await;
    assert_eq!(again.status, 409, "step 8");

    let upper = pair
        .get(&format!(
            "/Users?{}",
            filter(&format!("userName eq \"{}\"", email.to_uppercase()))
        ))
        .await;
    assert_eq!(
        (upper.status, upper.body["totalResults"].as_u64()),
        (200, Some(1)),
        "step 9"
    );

    let groups = pair.get("/Groups").await;
    assert_eq!(groups.status, 200, "step 10");
    assert!(groups.body["totalResults"].is_u64() && groups.body["Resources"].is_array());

    let refused = pair.send_as("non-token", "GET", &by_name, None).await;
    assert_eq!(
        (refused.status, &refused.body["status"]),
        (401, &json!("401")),
        "step 11"
    );
    assert!(is_there(&refused.body["detail"]) && has_schema(&refused.body, ERROR));

    let missing = pair.get("/Users/00919288221112222").await;
    assert_eq!(
        (missing.status, &missing.body["status"]),
        (404, &json!("404")),
        "step 12"
    );
    assert!(is_there(&missing.body["detail"]) && has_schema(&missing.body, ERROR));
}

#[tokio::test]
async fn the_discovery_steps_of_the_version_of_2016_pass() {
    let pair = Pair::start(Seed::demo()).await;
    let config = pair.get("/ServiceProviderConfig").await;
    assert_eq!(config.status, 200);
    assert!(has_schema(
        &config.body,
        "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
    ));
    for pointer in [
        "/patch/supported",
        "/bulk/supported",
        "/bulk/maxOperations",
        "/bulk/maxPayloadSize",
        "/filter/supported",
        "/filter/maxResults",
        "/changePassword/supported",
        "/sort/supported",
        "/etag/supported",
        "/authenticationSchemes/0/type",
        "/authenticationSchemes/0/description",
    ] {
        assert!(config.body.pointer(pointer).is_some(), "{pointer}");
    }
    let types = pair.get("/ResourceTypes").await;
    assert!(types.status == 200 && has_schema(&types.body, LIST));
    for name in ["name", "endpoint", "schema"] {
        assert!(is_there(&types.body["Resources"][0][name]), "{name}");
    }
    let schemas = pair.get("/Schemas").await;
    assert!(schemas.status == 200 && has_schema(&schemas.body, LIST));
    assert!(
        is_there(&schemas.body["Resources"][0]["id"])
            && is_there(&schemas.body["Resources"][0]["attributes"])
    );
    for path in ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"] {
        assert_eq!(
            pair.send("POST", path, Some(json!("test"))).await.status,
            405,
            "{path}"
        );
    }
    let malformed = pair
        .get("/Users?filter=RUNA417KQWERTYUI204@SPEC.EXAMPLE")
        .await;
    assert_eq!(
        (malformed.status, &malformed.body["scimType"]),
        (400, &json!("invalidFilter"))
    );
}

#[tokio::test]
async fn the_beta_version_passes() {
    let pair = Pair::start(Seed::demo()).await;
    let users = pair.get("/Users?count=2&startIndex=1").await;
    assert_eq!(
        (
            users.status,
            users.body["Resources"].as_array().map(Vec::len)
        ),
        (200, Some(2))
    );
    let groups = pair.get("/Groups?count=100&startIndex=1").await;
    assert!(
        groups.status == 200
            && groups.body["Resources"]
                .as_array()
                .is_some_and(|groups| !groups.is_empty())
    );
    let email = "beta.person@spec.example";
    let absent = pair
        .get(&format!(
            "/Users?count=100&{}&startIndex=1",
            filter(&format!("userName eq \"{email}\""))
        ))
        .await;
    assert_eq!(
        (absent.status, absent.body["totalResults"].as_u64()),
        (200, Some(0))
    );
    assert_eq!(
        pair.get("/Users/0101010010101010110010%7D%7D").await.status,
        404
    );
    let mut body = new_person(email, email);
    body["externalId"] = json!("00u8beta7person6x5y4z");
    body["groups"] = json!([]);
    let created = pair.send("POST", "/Users", Some(body)).await;
    assert_eq!(
        (created.status, &created.body["externalId"]),
        (201, &json!("00u8beta7person6x5y4z"))
    );
    let address = format!("/Users/{}", created.body["id"].as_str().unwrap());
    assert_eq!(pair.get(&address).await.status, 200);
    let patch = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "value": {"active": false}}]});
    let patched = pair.send("PATCH", &address, Some(patch)).await;
    assert_eq!(
        (patched.status, &patched.body["active"]),
        (200, &json!(false))
    );
}

#[tokio::test]
async fn a_count_of_one_is_heeded_as_the_entitlements_test_asks() {
    let pair = Pair::start(Seed::demo()).await;
    for path in ["/Users", "/Groups"] {
        let answer = pair.get(&format!("{path}?count=1&startIndex=1")).await;
        assert!(
            answer.status == 200 && has_schema(&answer.body, LIST),
            "{path}"
        );
        assert_eq!(
            (
                answer.body["itemsPerPage"].as_u64(),
                answer.body["Resources"].as_array().map(Vec::len)
            ),
            (Some(1), Some(1)),
            "{path}"
        );
        assert!(answer.body["startIndex"].is_u64() && answer.body["totalResults"].is_u64());
    }
}
