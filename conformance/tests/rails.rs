//! The safety rails and the audit log, as far as no scenario can tell it: what they cost, what happens at the same moment, what
//! PactFlow leaves out, and what a line of the audit log says.

mod rails_support;

use std::collections::BTreeSet;

use mock_pactflow::{Fault, Route, Seed, SeedUser};
use rails_support::{Answer, Servers, TOKEN, person};
use serde_json::{Value, json};

const UNKNOWN_ROLE: &str = "3f8a1c55-0d5e-4a35-9d0f-0f7b6a2d9999";

fn deactivation() -> Value {
    operations(json!([{"op": "replace", "path": "active", "value": false}]))
}

fn operations(operations: Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}

fn joining(user: &str) -> Value {
    operations(json!([{"op": "add", "path": "members", "value": [{"value": user}]}]))
}

fn group(name: &str) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": name})
}

fn grace() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "grace@acme.io", "displayName": "Grace Hopper",
        "emails": [{"value": "grace@acme.io"}],
    })
}

fn administrator(name: &str) -> SeedUser {
    SeedUser {
        roles: Some(vec!["Administrator".to_owned()]),
        ..person(name)
    }
}

fn seed(people: impl IntoIterator<Item = SeedUser>) -> Seed {
    people.into_iter().fold(Seed::empty(), Seed::user)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_administrators_who_are_taken_away_at_the_same_moment_one_stays() {
    let names = ["ada", "grace", "alan", "edsger", "barbara"];
    let servers = Servers::start(seed(names.map(administrator)), &[]).await;
    let (ids, body) = (servers.ids(), deactivation());
    let all = names.map(|name| servers.send("PATCH", format!("/Users/{}", ids[name]), Some(&body)));
    let statuses: Vec<_> = futures::future::join_all(all)
        .await
        .iter()
        .map(|answer| answer.status)
        .collect();
    let refused = statuses.iter().filter(|status| **status == 403).count();
    assert_eq!(refused, 1, "{statuses:?}");
    let active = servers.active();
    assert_eq!(active.len(), 1, "{active:?}");
}

#[tokio::test]
async fn once_it_is_known_whose_token_it_is_the_rails_cost_nothing_but_for_administrators() {
    let people = [administrator("ada"), administrator("alan"), person("grace")];
    let servers = Servers::start(seed(people), &[]).await;
    let ids = servers.ids();
    let team = servers.id_of_new_group("Payments").await;
    let (ada, grace) = (
        format!("/Users/{}", ids["ada"]),
        format!("/Users/{}", ids["grace"]),
    );
    let echo = servers.send("GET", grace.clone(), None).await.body;

    let cost = async |method: &str, path: &str, body: Option<&Value>| {
        let mark = servers.pactflow.requests().mark();
        let answer = servers.send(method, path.to_owned(), body).await;
        assert!(answer.status < 300, "{answer:?}");
        servers.pactflow.requests().since(mark).len()
    };
    assert_eq!(
        cost(
            "PATCH",
            &format!("/Groups/{team}"),
            Some(&joining(&ids["grace"]))
        )
        .await,
        1,
        "a member who joins"
    );
    assert_eq!(cost("PUT", &grace, Some(&echo)).await, 1, "an echo");
    assert_eq!(
        cost("PATCH", &grace, Some(&deactivation())).await,
        2,
        "a deactivation"
    );
    assert_eq!(cost("DELETE", &grace, None).await, 2, "a deletion");
    assert_eq!(
        cost("PATCH", &ada, Some(&deactivation())).await,
        3,
        "an administrator"
    );
}

#[tokio::test]
async fn while_pactflow_does_not_say_whose_token_it_is_nobody_is_changed() {
    let servers = Servers::start(seed([person("ada")]), &[]).await;
    let ada = format!("/Users/{}", servers.ids()["ada"]);
    let fault = servers
        .pactflow
        .fault(Fault::status(503).on(Route::ReadOwnUser));
    let mark = servers.pactflow.changes().mark();
    let answer = servers
        .send("PATCH", ada.clone(), Some(&deactivation()))
        .await;
    assert_eq!(answer.status, 429, "{answer:?}");
    servers.pactflow.changes().since(mark).assert_only("");
    drop(fault);
    let answer = servers.send("PATCH", ada, Some(&deactivation())).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn a_pactflow_that_knows_no_such_question_does_not_stand_in_the_way() {
    let servers = Servers::start(seed([person("ada")]), &[]).await;
    let ada = format!("/Users/{}", servers.ids()["ada"]);
    let _unknown = servers
        .pactflow
        .fault(Fault::status(404).on(Route::ReadOwnUser));
    let answer = servers.send("PATCH", ada, Some(&deactivation())).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let line = servers.audit_of(&answer).pop().unwrap();
    assert!(
        line.get("owner").is_none() && line["token_fingerprint"].is_string(),
        "{line}"
    );
}

#[tokio::test]
async fn what_pactflow_leaves_out_is_not_written_back_as_nothing() {
    let mut seed = seed([person("ada")]);
    seed.teams.push(mock_pactflow::SeedTeam {
        name: "Payments".to_owned(),
        administrators: vec!["ada@acme.io".to_owned()],
        members: vec!["ada@acme.io".to_owned()],
        ..mock_pactflow::SeedTeam::default()
    });
    let servers = Servers::start(seed, &[]).await;
    let ids = servers.ids();
    let team = format!("/Groups/{}", ids["Payments"]);
    let ada = format!("/Users/{}", ids["ada"]);
    let mark = servers.pactflow.changes().mark();
    let _bare = servers.pactflow.fault(Fault::missing_embedded());
    let members = json!({"displayName": "Payments", "members": []});
    let role =
        operations(json!([{"op": "add", "path": "roles", "value": [{"value": UNKNOWN_ROLE}]}]));
    for (method, path, body) in [
        ("PUT", &team, &group("Billing")),
        ("PUT", &team, &members),
        (
            "PATCH",
            &team,
            &operations(json!([{"op": "replace", "path": "displayName", "value": "Billing"}])),
        ),
        (
            "PATCH",
            &team,
            &operations(json!([{"op": "replace", "path": "members", "value": []}])),
        ),
        ("PATCH", &ada, &role),
    ] {
        let answer = servers.send(method, path.clone(), Some(body)).await;
        assert_eq!(answer.status, 502, "{method} {path}: {answer:?}");
    }
    servers.pactflow.changes().since(mark).assert_only("");
}

#[tokio::test]
async fn a_team_that_another_facade_made_meanwhile_is_a_conflict_with_its_id() {
    let servers = Servers::start(Seed::empty(), &[]).await;
    let other = servers.id_of_new_group("Billing").await;
    let stale = || Fault::stale_list().on(Route::ListTeams).times(1);
    let guard = servers.pactflow.fault(stale());
    let made = servers.id_of_team_made_elsewhere("Payments");
    let answer = servers
        .send("POST", "/Groups".to_owned(), Some(&group("Payments")))
        .await;
    assert_eq!(guard.fired(), 1);
    assert_conflict(&answer, &made);

    let _stale = servers.pactflow.fault(stale());
    let made = servers.id_of_team_made_elsewhere("Checkout");
    let renamed =
        operations(json!([{"op": "replace", "path": "displayName", "value": "Checkout"}]));
    let answer = servers
        .send("PATCH", format!("/Groups/{other}"), Some(&renamed))
        .await;
    assert_conflict(&answer, &made);
}

#[tokio::test]
async fn a_creation_whose_answer_was_lost_is_found_by_whoever_sends_it_again() {
    let servers = Servers::start(Seed::empty(), &[]).await;
    let mark = servers.pactflow.changes().mark();
    let lost = |route| Fault::lose_answer().on(route).times(1);
    for (route, path, body, name) in [
        (Route::CreateUser, "/Users", grace(), "Grace Hopper"),
        (Route::CreateTeam, "/Groups", group("Payments"), "Payments"),
    ] {
        let _lost = servers.pactflow.fault(lost(route));
        let first = servers.send("POST", path.to_owned(), Some(&body)).await;
        assert_eq!(first.status, 429, "{first:?}");
        let lines = servers.audit_of(&first);
        assert_eq!(lines[0]["outcome"], "uncertain", "{lines:?}");
        let again = servers.send("POST", path.to_owned(), Some(&body)).await;
        assert_conflict(&again, &servers.ids()[name]);
    }
    let changes = servers.pactflow.changes().since(mark);
    changes.assert_only("+users 1, +teams 1");
}

fn assert_conflict(answer: &Answer, id: &str) {
    assert_eq!(
        (answer.status, &answer.body["scimType"]),
        (409, &json!("uniqueness")),
        "{answer:?}"
    );
    assert!(
        answer.body["detail"].as_str().unwrap().contains(id),
        "{answer:?}"
    );
}

#[tokio::test]
async fn what_could_not_be_taken_back_is_put_off_and_not_refused_for_good() {
    let servers = Servers::start(Seed::empty(), &[]).await;
    let mut body = grace();
    body["roles"] = json!([{"value": UNKNOWN_ROLE}]);
    let _stuck = servers
        .pactflow
        .fault(Fault::status(503).on(Route::DeleteUser));
    let answer = servers.send("POST", "/Users".to_owned(), Some(&body)).await;
    assert_eq!(answer.status, 429, "{answer:?}");
    assert!(
        answer.body["detail"]
            .as_str()
            .unwrap()
            .contains(UNKNOWN_ROLE),
        "{answer:?}"
    );
    let outcomes: Vec<_> = servers
        .audit_of(&answer)
        .iter()
        .map(|line| line["outcome"].clone())
        .collect();
    assert_eq!(outcomes, ["done", "uncertain"]);
}

#[tokio::test]
async fn a_line_of_the_audit_log_says_who_what_why_and_for_which_request() {
    let servers = Servers::start(seed([person("ada")]), &[]).await;
    let id = servers.ids()["ada"].clone();
    let answer = servers
        .send("PATCH", format!("/Users/{id}"), Some(&deactivation()))
        .await;
    let lines = servers.audit_of(&answer);
    let [line] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    let expected = [
        ("level", "INFO"),
        ("target", "audit"),
        ("outcome", "done"),
        ("action", "update user"),
        ("resource", &format!("User/{id}")),
        ("rule", "MAP-U09"),
        ("request", &answer.request),
        ("owner", "scim"),
        ("token_fingerprint", "sha256:477c95a2248cb719"),
    ];
    for (field, value) in expected {
        assert_eq!(line[field], value, "{field} in {line}");
    }
    assert!(
        line["timestamp"].is_string() && line["owner_id"].is_string(),
        "{line}"
    );
    let changes: Value = serde_json::from_str(line["changes"].as_str().unwrap()).unwrap();
    assert_eq!(
        changes,
        json!([{"rule": "MAP-U09", "field": "active", "from": true, "to": false}])
    );
}

#[tokio::test]
async fn every_change_in_pactflow_has_its_line_and_whatever_is_taken_back_too() {
    let servers = Servers::start(seed([person("ada")]), &[]).await;
    let ada = servers.ids()["ada"].clone();
    let mut said = Vec::new();
    let mut act = async |method: &str, path: String, body: Option<Value>| {
        let answer = servers.send(method, path, body.as_ref()).await;
        let lines = servers.audit_of(&answer);
        said.push(
            lines
                .iter()
                .map(|line| format!("{} {}", line["action"], line["outcome"]).replace('"', ""))
                .collect::<Vec<_>>(),
        );
        answer
    };
    let mut with_role = grace();
    with_role["roles"] = json!([{"value": UNKNOWN_ROLE}]);
    act("POST", "/Users".to_owned(), Some(with_role)).await;
    let grace = act("POST", "/Users".to_owned(), Some(grace())).await;
    let mut payments = group("Payments");
    payments["members"] = json!([{"value": ada}]);
    let team = act("POST", "/Groups".to_owned(), Some(payments.clone())).await;
    let (grace, team) = (grace.id(), format!("/Groups/{}", team.id()));
    payments["members"] = json!([{"value": grace}]);
    payments["displayName"] = json!("Billing");
    act("PUT", team.clone(), Some(payments)).await;
    act("PATCH", team.clone(), Some(joining(&ada))).await;
    act("DELETE", team, None).await;
    act("DELETE", format!("/Users/{grace}"), None).await;
    let lost = servers
        .pactflow
        .fault(Fault::lose_answer().on(Route::UpdateUser));
    act("PATCH", format!("/Users/{ada}"), Some(deactivation())).await;
    drop(lost);
    assert_eq!(
        said,
        [
            vec!["create user done", "delete user taken back"],
            vec!["create user done"],
            vec!["create team done", "add members done"],
            vec!["set members done", "set members done", "update team done"],
            vec!["add members done"],
            vec!["delete team done"],
            vec!["delete user done"],
            vec!["update user uncertain"],
        ]
    );
}

#[tokio::test]
async fn without_the_rail_pactflow_is_not_asked_whose_token_it_is() {
    let settings = [("SCIM_PROTECT_TOKEN_OWNER", "false")];
    let servers = Servers::start(seed([person("ada")]), &settings).await;
    let ada = servers.ids()["ada"].clone();
    let mark = servers.pactflow.requests().mark();
    let answer = servers
        .send("PATCH", format!("/Users/{ada}"), Some(&deactivation()))
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let asked: BTreeSet<_> = servers
        .pactflow
        .requests()
        .since(mark)
        .iter()
        .map(|request| request.path.clone())
        .collect();
    assert_eq!(asked, BTreeSet::from([format!("/admin/users/{ada}")]));
    assert!(!format!("{asked:?}").contains(TOKEN));
}
