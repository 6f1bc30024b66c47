//! RFC 7644: PATCH, DELETE, and what stands around them.

use super::*;

#[tokio::test]
async fn point_22_a_patch_is_done_wholly_or_not_at_all() {
    let pair = empty().await;
    let (before, path) = person(&pair).await;
    let mark = pair.pactflow.changes().mark();
    let answer = patch(&pair, &path, json!([{"op": "replace", "path": "displayName", "value": "Countess"}, {"op": "replace", "path": "active", "value": "perhaps"}])).await;
    assert_eq!(refused(&answer), (400, "invalidValue"));
    assert_eq!(pair.get(&path).await.body, before.body);
    pair.pactflow.changes().since(mark).assert_only("");
}

#[tokio::test]
async fn point_23_adding_what_is_there_changes_nothing() {
    let pair = empty().await;
    let (user, _) = person(&pair).await;
    let (before, path) = team(&pair, "Payments", json!([{"value": user.body["id"]}])).await;
    let mark = pair.pactflow.changes().mark();
    assert_eq!(
        patch(
            &pair,
            &path,
            json!([{"op": "add", "path": "members", "value": [{"value": user.body["id"]}]}])
        )
        .await
        .status,
        204
    );
    assert_eq!(pair.get(&path).await.body, before.body);
    pair.pactflow.changes().since(mark).assert_only("");
}

#[tokio::test]
async fn point_24_a_remove_names_what_it_removes() {
    let pair = empty().await;
    let (_, path) = person(&pair).await;
    let (_, group) = team(&pair, "Payments", json!([])).await;
    assert_eq!(
        refused(&patch(&pair, &path, json!([{"op": "remove"}])).await),
        (400, "noTarget")
    );
    assert_eq!(
        refused(&patch(&pair, &path, json!([{"op": "remove", "path": "userName"}])).await),
        (400, "mutability")
    );
    assert_eq!(patch(&pair, &group, json!([{"op": "remove", "path": "members[value eq \"4c260344-b170-41eb-b01e-c0ff10c72f25\"]"}])).await.status, 204);
}

#[tokio::test]
async fn point_25_a_replace_of_what_is_not_there_adds_it() {
    let pair = empty().await;
    let mut body = ada();
    body.as_object_mut().unwrap().remove("externalId");
    let created = pair.send("POST", "/Users", Some(body)).await;
    let path = format!("/Users/{}", created.body["id"].as_str().unwrap());
    let answer = patch(
        &pair,
        &path,
        json!([{"op": "replace", "path": "externalId", "value": "00u9"}]),
    )
    .await;
    assert_eq!(answer.body["externalId"], "00u9");
    let nothing = patch(
        &pair,
        &path,
        json!([{"op": "replace", "path": "emails[value sw \"nobody\"].value", "value": "x@y"}]),
    )
    .await;
    assert_eq!(refused(&nothing), (400, "noTarget"));
}

#[tokio::test]
async fn point_26_what_is_deleted_is_gone_from_every_answer_and_its_name_is_free() {
    let pair = empty().await;
    let (_, path) = person(&pair).await;
    assert_eq!(pair.send("DELETE", &path, None).await.status, 204);
    assert_eq!(pair.get(&path).await.status, 404);
    assert_eq!(
        found(&pair, "userName eq \"ada@acme.example\"").await,
        Some(0)
    );
    person(&pair).await;
}

#[tokio::test]
async fn point_27_bulk_is_offered_as_it_is_advertised() {
    let pair = empty().await;
    assert_eq!(
        pair.get("/ServiceProviderConfig").await.body["bulk"]["supported"],
        true
    );
    let request = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [{"method": "POST", "path": "/Users", "bulkId": "a", "data": ada()}]});
    let answer = pair.send("POST", "/Bulk", Some(request)).await;
    assert_eq!(
        (answer.status, &answer.body["Operations"][0]["status"]),
        (200, &json!("201"))
    );
}

#[tokio::test]
async fn point_28_an_attribute_may_be_named_by_its_urn() {
    let pair = empty().await;
    let (_, path) = person(&pair).await;
    assert_eq!(
        found(
            &pair,
            &format!("{}:name.givenName eq \"ada\"", CORE.to_lowercase())
        )
        .await,
        Some(1)
    );
    let answer = patch(
        &pair,
        &path,
        json!([{"op": "replace", "path": format!("{CORE}:name.familyName"), "value": "King"}]),
    )
    .await;
    assert_eq!(answer.body["name"]["familyName"], "King");
}

#[tokio::test]
async fn point_29_me_is_not_implemented() {
    let pair = empty().await;
    for method in ["GET", "PUT", "PATCH", "DELETE"] {
        assert_eq!(pair.send(method, "/Me", None).await.status, 501, "{method}");
    }
}

#[tokio::test]
async fn point_30_an_error_says_its_status_as_a_string() {
    let answer = empty().await.get("/Users/nobody").await;
    assert_eq!(
        (answer.status, &answer.body["status"]),
        (404, &json!("404"))
    );
    assert_eq!(
        answer.body["schemas"],
        json!(["urn:ietf:params:scim:api:messages:2.0:Error"])
    );
}

#[tokio::test]
async fn point_31_the_version_of_the_protocol_may_stand_in_the_path() {
    let pair = empty().await;
    let (_, path) = person(&pair).await;
    let answer = pair.get(&format!("/v2{path}")).await;
    assert!(
        answer.status == 200
            && answer.body["meta"]["location"]
                .as_str()
                .unwrap()
                .contains("/scim/v2/Users/")
    );
}

#[tokio::test]
async fn point_32_versions_are_advertised_and_checked() {
    let pair = Pair::start(Seed::demo()).await;
    assert_eq!(
        pair.get("/ServiceProviderConfig").await.body["etag"]["supported"],
        true
    );
    let first = pair.get("/Users?count=1").await.body["Resources"][0].clone();
    assert!(
        first["meta"]["version"]
            .as_str()
            .unwrap()
            .starts_with("W/\"")
    );
}

#[tokio::test]
async fn point_33_discovery_takes_no_filter_and_heeds_no_page() {
    let pair = empty().await;
    for path in ["/Schemas", "/ResourceTypes"] {
        assert_eq!(
            pair.get(&format!("{path}?{}", filter("id pr")))
                .await
                .status,
            403
        );
        assert_eq!(
            pair.get(&format!("{path}?startIndex=2&count=1")).await.body["Resources"]
                .as_array()
                .map(Vec::len),
            Some(2),
            "{path}"
        );
    }
    assert_eq!(pair.get(&format!("/Schemas/{CORE}")).await.body["id"], CORE);
    assert_eq!(
        pair.get("/ResourceTypes/User").await.body["endpoint"],
        "/Users"
    );
}

#[tokio::test]
async fn point_34_no_answer_names_the_address_that_was_asked_for() {
    let answer = empty()
        .await
        .get(&format!(
            "/Users?{}",
            filter("userName eq \"secret.person@acme.example\" and")
        ))
        .await;
    assert_eq!(answer.status, 400);
    assert!(
        !answer.body.to_string().contains("secret.person"),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn point_35_case_folds_beyond_ascii() {
    let pair = empty().await;
    let mut body = ada();
    body["userName"] = json!("Ødegård@acme.example");
    assert_eq!(pair.send("POST", "/Users", Some(body)).await.status, 201);
    assert_eq!(
        found(&pair, "userName eq \"ØDEGÅRD@ACME.EXAMPLE\"").await,
        Some(1)
    );
}

#[tokio::test]
async fn point_36_a_blank_before_a_value_may_be_missing() {
    let pair = empty().await;
    let (user, _) = person(&pair).await;
    let id = user.body["id"].as_str().unwrap();
    let (_, path) = team(&pair, "Payments", json!([{"value": id}])).await;
    assert_eq!(
        patch(
            &pair,
            &path,
            json!([{"op": "remove", "path": format!("members[value eq\"{id}\"]")}])
        )
        .await
        .status,
        204
    );
    assert_eq!(pair.get(&path).await.body.get("members"), None);
}
