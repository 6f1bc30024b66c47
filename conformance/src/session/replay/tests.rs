use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::Player;
use crate::{
    session::{Answered, Asked, Content, Entry},
    wire::{Exchange, Request},
};

fn entry(method: &str, target: &str, sent: Content, body: Value) -> Entry {
    Entry {
        number: 1,
        after_ms: 0,
        request: Asked {
            method: method.into(),
            target: target.into(),
            headers: serde_json::Map::new(),
            body: sent,
        },
        answer: Some(Answered {
            status: 200,
            headers: serde_json::Map::new(),
            body: Content::Json(body),
        }),
    }
}

fn answer(body: &Value) -> Exchange {
    Exchange {
        request: Request {
            method: Method::GET,
            target: String::new(),
            headers: Vec::new(),
            body: None,
        },
        status: StatusCode::OK,
        headers: Vec::new(),
        body: body.to_string(),
    }
}

/// What differs where this was recorded and that is answered now, to the same player.
fn differences(player: &mut Player, was: Value, is: Value) -> Vec<String> {
    player.compare(&entry("GET", "/Users", Content::Nothing, was), &answer(&is))
}

#[test]
fn what_a_server_chooses_is_learned_and_has_to_stay() {
    let mut player = Player::default();
    let recorded = |version: &str| json!({ "id": "id-1", "meta": { "created": "2026-01-01T00:00:00Z", "version": version, "location": "{base}/Users/id-1" } });
    let found = |id: &str, version: &str| json!({ "id": id, "meta": { "created": "2027-07-07T00:00:00Z", "version": version, "location": format!("http://x/scim/Users/{id}") } });
    let (w, v) = ("W/\"xab\"", "W/\"1234\"");
    assert!(differences(&mut player, recorded(w), found("7", v)).is_empty());
    assert!(differences(&mut player, recorded(w), found("7", v)).is_empty());
    assert_eq!(
        differences(&mut player, recorded(w), found("8", v)),
        [
            "/id was \"7\" and is \"8\"",
            "/meta/location was \"{base}/Users/7\" and is \"http://x/scim/Users/8\""
        ]
    );
    assert_eq!(
        differences(&mut player, recorded(w), found("7", "W/\"5\"")).len(),
        1
    );
}

#[test]
fn requests_carry_the_ids_of_the_server_that_is_there() {
    let mut player = Player::default();
    let id = "00000000-0000-4000-8000-000000000001";
    differences(&mut player, json!({ "id": id }), json!({ "id": "7" }));
    let operation =
        json!({ "value": [{ "value": id }], "path": format!("members[value eq \"{id}\"]") });
    let target = format!("/Groups/{id}?filter=id%20eq%20%22{id}%22");
    let recorded = entry("PATCH", &target, Content::Json(operation), json!({}));
    let request = player.request(&recorded.request).unwrap().unwrap();
    assert_eq!(request.target, "/Groups/7?filter=id%20eq%20%227%22");
    assert_eq!(
        request.body.unwrap(),
        json!({ "value": [{ "value": "7" }], "path": "members[value eq \"7\"]" }).to_string()
    );
}

#[test]
fn what_was_sent_has_to_come_back_as_it_was() {
    let mut player = Player::default();
    let sent = json!({ "name": { "givenName": "Xab", "familyName": "Xeb" } });
    let creation = entry("POST", "/Users", Content::Json(sent), json!({}));
    player.request(&creation.request).unwrap();
    let recorded = || json!({ "displayName": "Xab Xeb", "groups": [{ "display": "Xib" }] });
    let found = |name: &str| json!({ "displayName": name, "groups": [{ "display": "Default" }] });
    assert!(differences(&mut player, recorded(), found("Xab Xeb")).is_empty());
    assert_eq!(
        differences(&mut player, recorded(), found("Xeb Xab")),
        ["/displayName was \"Xab Xeb\" and is \"Xeb Xab\""]
    );
}

#[test]
fn members_come_in_any_order() {
    let mut player = Player::default();
    for (was, is) in [("a1", "7"), ("b2", "3")] {
        differences(&mut player, json!({ "id": was }), json!({ "id": is }));
    }
    let members = |ids: [&str; 2]| json!({ "members": ids.map(|id| json!({ "value": id })) });
    assert!(differences(&mut player, members(["a1", "b2"]), members(["3", "7"])).is_empty());
    assert_eq!(
        differences(&mut player, members(["a1", "b2"]), members(["3", "3"])).len(),
        1
    );
}

#[test]
fn what_is_there_or_not_is_named() {
    let mut player = Player::default();
    assert_eq!(
        differences(
            &mut player,
            json!({ "totalResults": 1, "active": true }),
            json!({ "totalResults": "1", "x": null })
        ),
        [
            "/totalResults was 1 and is \"1\"",
            "/active is not there any more",
            "/x was not there"
        ]
    );
}

#[test]
fn a_request_whose_body_was_not_recorded_is_not_sent() {
    let left_out = entry(
        "POST",
        "/Users",
        Content::LeftOut("no JSON".into()),
        json!({}),
    );
    assert!(
        Player::default()
            .request(&left_out.request)
            .unwrap()
            .is_none()
    );
}
