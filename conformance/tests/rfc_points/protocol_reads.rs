//! RFC 7644: authentication, media types, reading and querying, and PUT.

use super::*;

#[tokio::test]
async fn point_11_a_refused_token_is_told_by_header_and_body() {
    let answer = empty()
        .await
        .send_as("Bearer wrong", "GET", "/Users", None)
        .await;
    assert_eq!(
        (answer.status, &answer.body["status"]),
        (401, &json!("401"))
    );
    assert!(
        answer.headers["www-authenticate"]
            .to_str()
            .unwrap()
            .starts_with("Bearer")
    );
}

#[tokio::test]
async fn point_12_every_answer_is_scim_json() {
    let pair = empty().await;
    for path in ["/Users", "/Nothing", "/Schemas"] {
        assert_eq!(
            pair.get(path).await.headers["content-type"],
            "application/scim+json",
            "{path}"
        );
    }
}

#[tokio::test]
async fn point_13_a_wrong_method_is_405_and_what_is_not_offered_501() {
    let pair = empty().await;
    let answer = pair.send("POST", "/Schemas", Some(json!({}))).await;
    assert_eq!(
        (answer.status, answer.headers.contains_key("allow")),
        (405, true)
    );
    assert_eq!(pair.get("/Me").await.status, 501);
}

#[tokio::test]
async fn point_14_a_create_answers_201_with_the_resource_and_its_address() {
    let pair = empty().await;
    let (created, path) = person(&pair).await;
    assert!(
        created.headers["location"]
            .to_str()
            .unwrap()
            .ends_with(&path)
    );
    assert_eq!(pair.get(&path).await.body, created.body);
}

#[tokio::test]
async fn point_15_an_unknown_id_is_404() {
    assert_eq!(
        empty()
            .await
            .get("/Users/4c260344-b170-41eb-b01e-c0ff10c72f25")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn point_16_a_query_without_a_match_is_an_empty_list() {
    let pair = empty().await;
    let answer = pair
        .get(&format!(
            "/Users?{}&unknown=parameter",
            filter("userName eq \"nobody\"")
        ))
        .await;
    assert_eq!(
        (
            answer.status,
            &answer.body["totalResults"],
            &answer.body["Resources"]
        ),
        (200, &json!(0), &json!([]))
    );
}

#[tokio::test]
async fn point_17_the_whole_grammar_of_filters_is_understood() {
    let pair = empty().await;
    person(&pair).await;
    for expression in [
        "userName EQ \"ada@acme.example\"",
        "userName ne \"grace\"",
        "userName co \"acme\"",
        "userName sw \"ada\"",
        "userName ew \"example\"",
        "externalId pr",
        "meta.created gt \"2000-01-01T00:00:00Z\"",
        "meta.created ge \"2000-01-01T00:00:00Z\"",
        "meta.created lt \"2100-01-01T00:00:00Z\"",
        "meta.created le \"2100-01-01T00:00:00Z\"",
        "userName pr and not (active eq false)",
        "(userName eq \"x\" or active eq true) and emails[type eq \"work\" and value co \"@\"]",
    ] {
        assert_eq!(
            found(&pair, &format!("{expression} and userType eq \"User\"")).await,
            Some(1),
            "{expression}"
        );
    }
    for wrong in [
        "userName eq",
        "userName xx \"a\"",
        "nothing eq \"a\"",
        "(userName pr",
        "userName pr)",
        "active gt true",
    ] {
        assert_eq!(
            refused(&pair.get(&format!("/Users?{}", filter(wrong))).await),
            (400, "invalidFilter"),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn point_18_pages_are_counted_from_one_and_never_too_long() {
    let pair = Pair::start(Seed::demo()).await;
    for (query, start, items) in [
        ("startIndex=0&count=2", 1, 2),
        ("startIndex=-3&count=1", 1, 1),
        ("count=0", 1, 0),
        ("count=-1", 1, 0),
        ("startIndex=12&count=5", 12, 1),
        ("startIndex=99&count=5", 99, 0),
    ] {
        let body = pair.get(&format!("/Users?{query}")).await.body;
        let numbers = (
            body["startIndex"].as_u64(),
            body["itemsPerPage"].as_u64(),
            body["totalResults"].as_u64(),
        );
        assert_eq!(numbers, (Some(start), Some(items), Some(12)), "{query}");
        assert_eq!(
            body["Resources"].as_array().map(Vec::len),
            Some(usize::try_from(items).unwrap())
        );
    }
}

#[tokio::test]
async fn point_19_every_answer_with_a_resource_can_be_cut_and_keeps_its_id() {
    let pair = empty().await;
    let names = |body: &Value| {
        body.as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let created = pair
        .send("POST", "/Users?attributes=userName", Some(ada()))
        .await;
    assert_eq!(names(&created.body), ["schemas", "id", "userName"]);
    let path = format!("/Users/{}", created.body["id"].as_str().unwrap());
    let cut = format!("{path}?attributes=name.givenName");
    for answer in [
        pair.get(&cut).await,
        pair.send("PUT", &cut, Some(json!({}))).await,
        patch(
            &pair,
            &cut,
            json!([{"op": "replace", "path": "active", "value": true}]),
        )
        .await,
    ] {
        assert_eq!(names(&answer.body), ["schemas", "id", "name"]);
        assert_eq!(answer.body["name"], json!({"givenName": "Ada"}));
    }
    assert_eq!(
        pair.get(&format!("{path}?excludedAttributes=id,emails"))
            .await
            .body
            .get("emails"),
        None
    );
}

#[tokio::test]
async fn point_20_a_query_may_be_sent_as_a_body() {
    let pair = empty().await;
    person(&pair).await;
    team(&pair, "Ada", json!([])).await;
    let search = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "displayName eq \"ada\"", "attributes": ["displayName"]});
    for (path, total) in [
        ("/Users/.search", 1),
        ("/Groups/.search", 1),
        ("/.search", 2),
    ] {
        let answer = pair.send("POST", path, Some(search.clone())).await;
        assert_eq!(
            (answer.status, answer.body["totalResults"].as_u64()),
            (200, Some(total)),
            "{path}: {:?}",
            answer.body
        );
    }
    let only_people = json!({"filter": "userName pr", "count": 10});
    assert_eq!(
        pair.send("POST", "/.search", Some(only_people)).await.body["totalResults"],
        1
    );
    let nobody = json!({"filter": "nothing pr"});
    assert_eq!(
        refused(&pair.send("POST", "/.search", Some(nobody)).await),
        (400, "invalidFilter")
    );
}

#[tokio::test]
async fn point_21_a_put_never_creates_and_refuses_what_cannot_change() {
    let pair = empty().await;
    let (_, path) = person(&pair).await;
    assert_eq!(
        pair.send(
            "PUT",
            "/Users/4c260344-b170-41eb-b01e-c0ff10c72f25",
            Some(ada())
        )
        .await
        .status,
        404
    );
    let other_type = pair
        .send("PUT", &path, Some(json!({"userType": "System Account"})))
        .await;
    assert_eq!(refused(&other_type), (400, "mutability"));
}
