//! RFC 7643: what a resource consists of.

use super::*;

#[tokio::test]
async fn point_01_names_of_attributes_are_compared_without_regard_to_case() {
    let pair = empty().await;
    let (_, path) = person(&pair).await;
    assert_eq!(
        found(&pair, "USERNAME eq \"ada@acme.example\"").await,
        Some(1)
    );
    let answer = patch(
        &pair,
        &path,
        json!([{"op": "replace", "path": "NAME.GIVENNAME", "value": "Augusta"}]),
    )
    .await;
    assert_eq!(answer.body["name"]["givenName"], "Augusta");
    let put = pair
        .send("PUT", &path, Some(json!({"DISPLAYNAME": "Countess"})))
        .await;
    assert_eq!(put.body["displayName"], "Countess");
}

#[tokio::test]
async fn point_02_booleans_are_never_written_as_strings() {
    let pair = empty().await;
    let (_, path) = person(&pair).await;
    let answer = patch(
        &pair,
        &path,
        json!([{"op": "Replace", "path": "active", "value": "False"}]),
    )
    .await;
    assert_eq!(
        (&answer.body["active"], &answer.body["emails"][0]["primary"]),
        (&json!(false), &json!(true))
    );
}

#[tokio::test]
async fn point_03_at_most_one_address_is_primary() {
    let pair = empty().await;
    let (_, path) = person(&pair).await;
    let answer = patch(&pair, &path, json!([{"op": "add", "path": "emails", "value": [{"value": "new@acme.example", "type": "home", "primary": true}]}])).await;
    assert_eq!(
        answer.body["emails"],
        json!([{"value": "new@acme.example", "primary": true, "type": "work"}])
    );
}

#[tokio::test]
async fn point_04_null_an_empty_list_and_absence_are_the_same_where_something_is_created() {
    let pair = empty().await;
    let mut body = ada();
    body["externalId"] = json!(null);
    body["roles"] = json!([]);
    let answer = pair.send("POST", "/Users", Some(body)).await;
    assert_eq!((answer.status, answer.body.get("externalId")), (201, None));
}

#[tokio::test]
async fn point_05_schemas_names_what_the_resource_consists_of() {
    let pair = empty().await;
    let mut body = ada();
    body["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] =
        json!({"department": "Engines"});
    let answer = pair.send("POST", "/Users", Some(body)).await;
    assert_eq!(answer.body["schemas"], json!([CORE]));
}

#[tokio::test]
async fn point_06_id_and_meta_are_the_servers_own() {
    let pair = empty().await;
    let mut body = ada();
    body["id"] = json!("mine");
    body["meta"] = json!({"location": "http://elsewhere/", "version": "W/\"mine\""});
    let answer = pair.send("POST", "/Users", Some(body)).await;
    assert_ne!(answer.body["id"], "mine");
    assert_eq!(
        answer.headers["location"],
        answer.body["meta"]["location"].as_str().unwrap()
    );
    assert_eq!(
        answer.headers["etag"],
        answer.body["meta"]["version"].as_str().unwrap()
    );
    assert_eq!(answer.body["externalId"], "00u1");
    assert_eq!(
        (
            found(&pair, "externalId eq \"00u1\"").await,
            found(&pair, "externalId eq \"00U1\"").await
        ),
        (Some(1), Some(0))
    );
}

#[tokio::test]
async fn point_07_the_user_name_is_required_and_unique_and_a_password_is_never_returned() {
    let pair = empty().await;
    let mut body = ada();
    body["password"] = json!("geheim");
    let created = pair.send("POST", "/Users", Some(body)).await;
    assert_eq!(created.body.get("password"), None);
    let mut again = ada();
    again["userName"] = json!("ADA@ACME.EXAMPLE");
    assert_eq!(
        refused(&pair.send("POST", "/Users", Some(again)).await),
        (409, "uniqueness")
    );
    let nameless = json!({"emails": [{"value": "x@acme.example"}]});
    assert_eq!(
        refused(&pair.send("POST", "/Users", Some(nameless)).await),
        (400, "invalidValue")
    );
}

#[tokio::test]
async fn point_08_the_groups_of_a_user_are_changed_through_groups_alone() {
    let pair = empty().await;
    let (_, path) = person(&pair).await;
    let (group, _) = team(&pair, "Payments", json!([])).await;
    let put = pair
        .send(
            "PUT",
            &path,
            Some(json!({"groups": [{"value": group.body["id"]}]})),
        )
        .await;
    let names: Vec<&Value> = put.body["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| &group["display"])
        .collect();
    assert_eq!((put.status, names), (200, vec![&json!("Default")]));
}

#[tokio::test]
async fn point_09_a_group_has_a_name_and_its_members_are_ids() {
    let pair = empty().await;
    let (user, _) = person(&pair).await;
    assert_eq!(
        refused(
            &pair
                .send("POST", "/Groups", Some(json!({"members": []})))
                .await
        ),
        (400, "invalidValue")
    );
    let (group, path) = team(
        &pair,
        "Payments",
        json!([{"value": user.body["id"], "display": "whatever"}]),
    )
    .await;
    assert_eq!(
        (
            &group.body["members"][0]["value"],
            &group.body["members"][0]["display"]
        ),
        (&user.body["id"], &json!("Ada"))
    );
    assert_eq!(
        refused(
            &patch(
                &pair,
                &path,
                json!([{"op": "remove", "path": "displayName"}])
            )
            .await
        ),
        (400, "mutability")
    );
}

#[tokio::test]
async fn point_10_discovery_says_how_to_authenticate() {
    let config = empty().await.get("/ServiceProviderConfig").await.body;
    assert_eq!(
        config["authenticationSchemes"][0]["type"],
        "oauthbearertoken"
    );
}
