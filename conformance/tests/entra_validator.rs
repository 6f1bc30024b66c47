//! What Microsoft's SCIM validator sends: its 24 mandatory and 7 preview tests, with values of our own. The schema is the
//! one that `/Schemas` publishes, as the validator offers to discover it: what PactFlow does not store is sent and is
//! not expected back.

mod common;

use common::{Answer, Pair, filter};
use mock_pactflow::Seed;
use serde_json::{Value, json};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn person(name: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
        "userName": format!("{name}@Validator.example"), "active": true, "displayName": "QWERT", "externalId": format!("ext-{name}"),
        "title": "Tester", "preferredLanguage": "sv", "nickName": "Q", "userType": "Tester", "locale": "sv-SE", "timezone": "Europe/Stockholm",
        "profileUrl": "https://validator.example/q",
        "emails": [{"type": "work", "value": format!("{name}@validator.example"), "primary": true}],
        "name": {"formatted": "Quirin Wert", "familyName": "Wert", "givenName": "Quirin", "middleName": "E", "honorificPrefix": "Dr", "honorificSuffix": "jr"},
        "addresses": [{"type": "work", "formatted": "1 Way", "streetAddress": "1 Way", "locality": "Town", "region": "R", "postalCode": "1", "primary": true, "country": "SE"}],
        "phoneNumbers": [{"type": "work", "value": "1", "primary": true}, {"type": "mobile", "value": "2"}, {"type": "fax", "value": "3"}],
        "roles": [],
        ENTERPRISE: {"employeeNumber": "E1", "department": "D", "costCenter": "C", "organization": "O", "division": "V", "manager": {"value": "ZYXWV"}}
    })
}

fn patch(operations: Value) -> Option<Value> {
    Some(
        json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations}),
    )
}

async fn create(pair: &Pair, path: &str, body: Value) -> (String, Answer) {
    let answer = pair.send("POST", path, Some(body)).await;
    assert_eq!(answer.status, 201, "{:?}", answer.body);
    (
        format!("{path}/{}", answer.body["id"].as_str().unwrap()),
        answer,
    )
}

/// The one resource that a filter finds.
async fn only(pair: &Pair, path: &str, expression: &str, more: &str) -> Value {
    let answer = pair
        .get(&format!("{path}?{more}{}", filter(expression)))
        .await;
    assert_eq!(
        (answer.status, answer.body["totalResults"].as_u64()),
        (200, Some(1)),
        "{expression}: {:?}",
        answer.body
    );
    answer.body["Resources"][0].clone()
}

async fn finds_nothing(pair: &Pair, path: &str, expression: &str) {
    let answer = pair.get(&format!("{path}?{}", filter(expression))).await;
    assert_eq!(
        (answer.status, answer.body["totalResults"].as_u64()),
        (200, Some(0)),
        "{expression}"
    );
}

#[tokio::test]
async fn users_are_created_found_refused_twice_and_deleted() {
    let pair = Pair::start(Seed::empty()).await;
    let (address, created) = create(&pair, "/Users", person("quirin")).await;
    assert_eq!(created.body["userName"], "quirin@Validator.example");
    assert_eq!(created.body["externalId"], "ext-quirin");
    for expression in [
        "userName eq \"quirin@Validator.example\"",
        "userName eq \"QUIRIN@VALIDATOR.EXAMPLE\"",
        "externalId eq \"ext-quirin\"",
    ] {
        assert_eq!(
            only(&pair, "/Users", expression, "").await,
            created.body,
            "{expression}"
        );
    }
    finds_nothing(
        &pair,
        "/Users",
        "userName eq \"3a2a7d0e-5e1f-4b8f-9a55-7e36c2c2f6c4\"",
    )
    .await;
    let twice = pair.send("POST", "/Users", Some(person("quirin"))).await;
    assert_eq!(
        (twice.status, &twice.body["scimType"]),
        (409, &json!("uniqueness"))
    );
    assert_eq!(pair.send("DELETE", &address, None).await.status, 204);
    assert_eq!(pair.get(&address).await.status, 404);
    // Preview: a second delete, and one of somebody who never was.
    assert_eq!(pair.send("DELETE", &address, None).await.status, 404);
    assert_eq!(
        pair.send(
            "DELETE",
            "/Users/9ebd0f0e-0a0c-4b5c-8a70-6a4ba9d1e3ef",
            None
        )
        .await
        .status,
        404
    );
}

#[tokio::test]
async fn thirty_attributes_are_patched_one_by_one() {
    let pair = Pair::start(Seed::empty()).await;
    let (address, _) = create(&pair, "/Users", person("thirty")).await;
    let replace = |path: &str, value: Value| json!({"op": "replace", "path": path, "value": value});
    let enterprise = |attribute: &str| format!("{ENTERPRISE}:{attribute}");
    let mut operations: Vec<Value> = vec![
        replace("active", json!(true)),
        replace("displayName", json!("HNKBH")),
        replace("title", json!("Lead")),
        replace(
            "emails[type eq \"work\"].value",
            json!("new@validator.example"),
        ),
        replace("emails[type eq \"work\"].primary", json!(true)),
        replace("preferredLanguage", json!("de")),
        replace("name.givenName", json!("Gwen")),
        replace("name.familyName", json!("Falk")),
        replace("name.formatted", json!("Gwen Falk")),
        replace("name.middleName", json!("M")),
        replace("name.honorificPrefix", json!("Prof")),
        replace("name.honorificSuffix", json!("sr")),
        replace("externalId", json!("ext-new")),
        replace("nickName", json!("N")),
        replace("userType", json!("Contractor")),
        replace("locale", json!("de-DE")),
        replace("timezone", json!("Europe/Berlin")),
        replace("profileUrl", json!("https://validator.example/n")),
    ];
    operations.extend(
        [
            "formatted",
            "streetAddress",
            "locality",
            "region",
            "postalCode",
            "country",
        ]
        .map(|part| replace(&format!("addresses[type eq \"work\"].{part}"), json!("x"))),
    );
    operations.push(replace("addresses[type eq \"work\"].primary", json!(true)));
    operations.extend(["work", "mobile", "fax"].map(|kind| {
        replace(
            &format!("phoneNumbers[type eq \"{kind}\"].value"),
            json!("9"),
        )
    }));
    operations.extend(
        ["display", "type"]
            .map(|part| replace(&format!("roles[primary eq \"True\"].{part}"), json!("x"))),
    );
    operations.extend(
        [
            "employeeNumber",
            "department",
            "costCenter",
            "organization",
            "division",
        ]
        .map(|attribute| replace(&enterprise(attribute), json!("y"))),
    );
    let answer = pair.send("PATCH", &address, patch(json!(operations))).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let expected = json!({"formatted": "Gwen Falk", "familyName": "Falk", "givenName": "Gwen"});
    assert_eq!(
        (&answer.body["name"], &answer.body["externalId"]),
        (&expected, &json!("ext-new"))
    );
    assert_eq!(
        answer.body["emails"],
        json!([{"value": "new@validator.example", "primary": true, "type": "work"}])
    );
    assert_eq!(pair.get(&address).await.body, answer.body);
}

#[tokio::test]
async fn one_user_is_renamed_disabled_and_given_a_manager() {
    let pair = Pair::start(Seed::empty()).await;
    let (address, _) = create(&pair, "/Users", person("one")).await;
    let renamed = pair
        .send(
            "PATCH",
            &address,
            patch(json!([{"op": "replace", "value": {"userName": "Renamed@validator.example"}}])),
        )
        .await;
    assert_eq!(
        (renamed.status, &renamed.body["userName"]),
        (200, &json!("Renamed@validator.example"))
    );
    let disabled = pair
        .send(
            "PATCH",
            &address,
            patch(json!([{"op": "replace", "path": "active", "value": false}])),
        )
        .await;
    assert_eq!(
        (disabled.status, &disabled.body["active"]),
        (200, &json!(false))
    );
    assert_eq!(
        only(
            &pair,
            "/Users",
            "userName eq \"renamed@validator.example\"",
            ""
        )
        .await,
        disabled.body
    );
    let path = format!("{ENTERPRISE}:manager");
    for (op, value) in [
        ("add", "4c260344-b170-41eb-b01e-c0ff10c72f25"),
        ("replace", "aaa3e1a2-3648-4453-b3a6-2195b6822e2d"),
        ("replace", ""),
    ] {
        let answer = pair
            .send(
                "PATCH",
                &address,
                patch(json!([{"op": op, "path": path, "value": {"value": value}}])),
            )
            .await;
        assert_eq!(answer.status, 200, "{op} {value:?}");
    }
    // Preview: several attributes at once, and the same one twice, where the last counts.
    let several = json!([{"op": "replace", "path": "displayName", "value": "First"}, {"op": "replace", "path": "active", "value": true}, {"op": "replace", "path": "displayName", "value": "Last"}]);
    let answer = pair.send("PATCH", &address, patch(several)).await;
    assert_eq!(
        (
            answer.status,
            &answer.body["displayName"],
            &answer.body["active"]
        ),
        (200, &json!("Last"), &json!(true))
    );
}

#[tokio::test]
async fn groups_are_created_found_refused_twice_and_deleted() {
    let pair = Pair::start(Seed::empty()).await;
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group", "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        "displayName": "Validators", "externalId": "8aa1a0c0", "meta": {"resourceType": "Group"}
    });
    let (address, created) = create(&pair, "/Groups", body.clone()).await;
    assert_eq!(pair.send("POST", "/Groups", Some(body)).await.status, 409);
    for expression in [
        "displayName eq \"Validators\"",
        "displayName eq \"validators\"",
        "DisplayName eq \"VALIDATORS\"",
    ] {
        assert_eq!(
            only(&pair, "/Groups", expression, "").await,
            created.body,
            "{expression}"
        );
    }
    let (user, _) = create(&pair, "/Users", person("member")).await;
    let id = user.trim_start_matches("/Users/").to_owned();
    let with_member =
        patch(json!([{"op": "replace", "path": "members", "value": [{"value": id}]}]));
    assert_eq!(pair.send("PATCH", &address, with_member).await.status, 204);
    let read = pair
        .get(&format!("{address}?excludedAttributes=members"))
        .await;
    assert_eq!((read.status, read.body.get("members")), (200, None));
    assert_eq!(
        only(
            &pair,
            "/Groups",
            "displayName eq \"Validators\"",
            "excludedAttributes=members&"
        )
        .await
        .get("members"),
        None
    );
    assert_eq!(
        only(&pair, "/Groups", "displayName eq \"Validators\"", "").await["members"][0]["value"],
        json!(id)
    );
    finds_nothing(&pair, "/Groups", "displayName eq \"3a2a7d0e\"").await;
    let membership = format!(
        "id eq \"{}\" and members eq \"{id}\"",
        address.trim_start_matches("/Groups/")
    );
    let found = only(&pair, "/Groups", &membership, "attributes=id&").await;
    assert_eq!(
        found
            .as_object()
            .map(|group| group.contains_key("displayName")),
        Some(false)
    );
    let remove = patch(json!([{"op": "remove", "path": format!("members[value eq \"{id}\"]")}]));
    assert_eq!(pair.send("PATCH", &address, remove).await.status, 204);
    assert_eq!(pair.get(&address).await.body.get("members"), None);
    for value in [
        json!({"externalId": "other"}),
        json!({"displayName": "Renamed"}),
    ] {
        assert_eq!(
            pair.send(
                "PATCH",
                &address,
                patch(json!([{"op": "replace", "value": value}]))
            )
            .await
            .status,
            204
        );
    }
    assert_eq!(pair.get(&address).await.body["displayName"], "Renamed");
    // Preview: adding and removing the same member in one request.
    let both = json!([{"op": "add", "path": "members", "value": [{"value": id}]}, {"op": "remove", "path": format!("members[value eq \"{id}\"]")}]);
    assert_eq!(pair.send("PATCH", &address, patch(both)).await.status, 204);
    assert_eq!(pair.get(&address).await.body.get("members"), None);
    assert_eq!(pair.send("DELETE", &address, None).await.status, 204);
    assert_eq!(pair.get(&address).await.status, 404);
    assert_eq!(pair.send("DELETE", &address, None).await.status, 404);
    assert_eq!(
        pair.send(
            "DELETE",
            "/Groups/9ebd0f0e-0a0c-4b5c-8a70-6a4ba9d1e3ef",
            None
        )
        .await
        .status,
        404
    );
}

#[tokio::test]
async fn the_shapes_of_the_postman_collection_are_understood() {
    let pair = Pair::start(Seed::empty()).await;
    let body = json!({"UserName": "Postman@validator.example", "Active": "True", "Name": {"FamilyName": "Mann", "givenName": "Post"},
        "Emails": [{"Primary": true, "Type": "work", "Value": "postman@validator.example"}], "id": null, "unknown": {"x": [1]}});
    let (address, created) = create(&pair, "/Users", body).await;
    assert_eq!(
        (&created.body["active"], &created.body["name"]["familyName"]),
        (&json!(true), &json!("Mann"))
    );
    let found = pair.get("/Users/?filter=DisplayName+eq+%22Post+Mann%22&attributes=emails%5Btype+eq+%22work%22%5D,name.FamilyName").await;
    assert_eq!(
        (found.status, found.body["totalResults"].as_u64()),
        (200, Some(1)),
        "{:?}",
        found.body
    );
    let (group, _) = create(&pair, "/Groups", json!({"displayName": "Post"})).await;
    let id = address.trim_start_matches("/Users/");
    let named = json!({"id": "ignored", "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"name": "addMember", "op": "add", "path": "members", "value": [{"displayName": "Post", "value": id}]}]});
    assert_eq!(pair.send("PATCH", &group, Some(named)).await.status, 204);
    let bare = patch(json!([{"op": "add", "path": "members", "value": id}]));
    assert_eq!(pair.send("PATCH", &group, bare).await.status, 204);
    assert_eq!(
        pair.get(&group).await.body["members"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    assert_eq!(
        pair.send(
            "PATCH",
            &group,
            patch(json!([{"op": "remove", "path": "members"}]))
        )
        .await
        .status,
        204
    );
    assert_eq!(pair.get(&group).await.body.get("members"), None);
    assert_eq!(
        pair.send(
            "POST",
            "/Users",
            Some(json!({"emails": [{"value": "x@y"}]}))
        )
        .await
        .status,
        400
    );
}
