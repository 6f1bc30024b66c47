//! Many clients at once: every change that was acknowledged is there in the end, and nobody is there twice.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use common::{Answer, Pair, Scim, http, start};
use futures::future::join_all;
use mock_pactflow::{MockPactflow, Seed, SeedUser, derived_uuid};
use pactflow_scim::Running;
use serde_json::{Value, json};
use tokio::sync::Barrier;

/// How many clients there are.
const CLIENTS: usize = 64;

fn address(number: usize) -> String {
    format!("person{number:02}@race.example")
}

fn id(number: usize) -> String {
    derived_uuid("user", &address(number)).to_string()
}

/// As many people as clients, and a team in which the first half of them are.
fn crowd() -> Seed {
    let people =
        (0..CLIENTS).map(|number| SeedUser::new(&format!("Person {number}"), &address(number)));
    let half: Vec<String> = (0..CLIENTS / 2).map(address).collect();
    people.fold(Seed::empty(), Seed::user).team("Crew", half)
}

fn crew() -> String {
    format!("/Groups/{}", derived_uuid("team", "Crew"))
}

fn patch(operations: Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}

/// What this client does about its own membership: the first half leave, the others join, in every spelling.
fn membership(number: usize) -> Value {
    let member = json!([{"value": id(number)}]);
    let operation = match (number < CLIENTS / 2, number % 4) {
        (true, 0 | 1) => {
            json!({"op": "remove", "path": format!("members[value eq \"{}\"]", id(number))})
        }
        (true, _) => json!({"op": "Remove", "path": "members", "value": member}),
        (false, 0 | 1) => json!({"op": "Add", "path": "members", "value": member}),
        (false, _) => json!({"op": "add", "value": {"members": member}}),
    };
    patch(json!([operation]))
}

/// One request of each client, all at the same moment.
async fn at_once(requests: Vec<(Scim, &'static str, String, Value)>) -> Vec<Answer> {
    let barrier = Arc::new(Barrier::new(requests.len()));
    let tasks = requests.into_iter().map(|(scim, method, path, body)| {
        let barrier = Arc::clone(&barrier);
        tokio::spawn(async move {
            barrier.wait().await;
            loop {
                let answer = scim.send(method, &path, Some(body.clone())).await;
                // Where so many at once are too many, a provider comes again.
                if answer.status != 429 {
                    return answer;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
    });
    let answers = join_all(tasks).await;
    answers.into_iter().map(Result::unwrap).collect()
}

fn members(pactflow: &MockPactflow, team: &str) -> BTreeSet<String> {
    let state = pactflow.state();
    let team = state.team_by_name(team).unwrap();
    team.members.iter().map(ToString::to_string).collect()
}

/// A second façade in front of the same PactFlow.
async fn second(pair: &Pair) -> (Running, Scim) {
    let facade = start(&pair.pactflow.url(), &[]).await;
    let scim = Scim::to(facade.url(), http());
    (facade, scim)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_change_of_one_group_and_one_person_by_many_clients_is_lost() {
    // Her name is not made of the other two, so that each attribute changes by itself.
    let ada = SeedUser::new("The Countess", "ada@race.example").named("Ada", "Lovelace");
    let pair = Pair::start(crowd().user(ada)).await;
    let mark = pair.pactflow.changes().mark();
    let path = format!("/Users/{}", derived_uuid("user", "ada@race.example"));
    let attributes = [
        ("name.givenName", "~users.firstName"),
        ("name.familyName", "~users.lastName"),
        ("displayName", "~users.name"),
        ("externalId", "~users.externalIdpId"),
    ];
    let mut requests = Vec::new();
    for number in 0..CLIENTS {
        requests.push((pair.scim.clone(), "PATCH", crew(), membership(number)));
        let attribute = attributes[number % attributes.len()].0;
        let body = patch(
            json!([{"op": "replace", "path": attribute, "value": format!("value {number}")}]),
        );
        requests.push((pair.scim.clone(), "PATCH", path.clone(), body));
    }
    let rename = patch(json!([{"op": "replace", "value": {"displayName": "Company"}}]));
    requests.push((pair.scim.clone(), "PATCH", crew(), rename));
    for answer in at_once(requests).await {
        assert!(matches!(answer.status, 200 | 204), "{answer:?}");
    }
    let second_half: BTreeSet<String> = (CLIENTS / 2..CLIENTS).map(id).collect();
    assert_eq!(members(&pair.pactflow, "Company"), second_half);

    // Each value was there once, and came after the one before it: nothing old was ever written back.
    let changes = pair.pactflow.changes().since(mark);
    for (offset, (attribute, key)) in attributes.iter().enumerate() {
        let log: Vec<_> = changes
            .entries()
            .iter()
            .filter(|change| change.key == *key)
            .collect();
        let written: BTreeSet<String> = log
            .iter()
            .map(|change| change.after.as_ref().unwrap().as_str().unwrap().to_owned())
            .collect();
        let sent: BTreeSet<String> = (offset..CLIENTS)
            .step_by(attributes.len())
            .map(|number| format!("value {number}"))
            .collect();
        assert_eq!((log.len(), &written), (sent.len(), &sent), "{attribute}");
        assert!(
            log.windows(2).all(|pair| pair[0].after == pair[1].before),
            "{attribute}: {log:#?}"
        );
    }
    assert_eq!(changes.entries().len(), 2 * CLIENTS + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_facades_in_front_of_one_pactflow_lose_no_change_of_membership() {
    let pair = Pair::start(crowd()).await;
    let (_facade, other) = second(&pair).await;
    let mark = pair.pactflow.changes().mark();
    let both = [&pair.scim, &other];
    let mut requests: Vec<_> = (0..CLIENTS)
        .map(|number| {
            (
                both[number % 2].clone(),
                "PATCH",
                crew(),
                membership(number),
            )
        })
        .collect();
    // While one of them gives the team another name, again and again, and another member with it.
    for number in 0..4 {
        let operations = json!([
            {"op": "add", "path": "members", "value": [{"value": id(CLIENTS - 1)}]},
            {"op": "replace", "path": "displayName", "value": format!("Crew {number}")},
        ]);
        requests.push((pair.scim.clone(), "PATCH", crew(), patch(operations)));
    }
    for answer in at_once(requests).await {
        assert_eq!(answer.status, 204, "{answer:?}");
    }
    let state = pair.pactflow.state();
    let name = state
        .teams()
        .into_iter()
        .map(|team| team.name)
        .find(|name| name.starts_with("Crew "))
        .unwrap();
    let second_half: BTreeSet<String> = (CLIENTS / 2..CLIENTS).map(id).collect();
    assert_eq!(members(&pair.pactflow, &name), second_half);
    // Everybody changed once: nobody was removed by one façade and brought back by the other.
    let mut moved: BTreeMap<_, usize> = BTreeMap::new();
    for change in pair.pactflow.changes().since(mark).entries() {
        if change.key.ends_with("members") {
            *moved.entry(change.uuid).or_default() += 1;
        }
    }
    assert_eq!(moved.len(), CLIENTS);
    assert!(moved.values().all(|times| *times == 1), "{moved:?}");
}

/// The statuses and how often each came; every refusal names the one resource that is there.
fn statuses(answers: &[Answer], created: &str) -> BTreeMap<u16, usize> {
    let mut statuses = BTreeMap::new();
    for answer in answers {
        *statuses.entry(answer.status).or_default() += 1;
        if answer.status == 409 {
            assert_eq!(answer.body["scimType"], "uniqueness", "{answer:?}");
            let detail = answer.body["detail"].as_str().unwrap();
            assert!(detail.contains(created), "{detail} does not name {created}");
        }
    }
    statuses
}

fn created(answers: &[Answer]) -> String {
    let created = answers.iter().find(|answer| answer.status == 201);
    created.expect("one was created").body["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_creates_of_one_sign_in_name_give_one_person() {
    let pair = Pair::start(Seed::empty()).await;
    let mark = pair.pactflow.changes().mark();
    let requests = (0..CLIENTS).map(|number| {
        // The same name in every other spelling, and an address of one's own, so that PactFlow itself would let all in.
        let name = if number % 2 == 0 {
            "ada@race.example"
        } else {
            "Ada@Race.Example"
        };
        let body =
            json!({"userName": name, "emails": [{"value": address(number)}], "displayName": "Ada"});
        (pair.scim.clone(), "POST", "/Users".to_owned(), body)
    });
    let answers = at_once(requests.collect()).await;
    let expected = BTreeMap::from([(201, 1), (409, CLIENTS - 1)]);
    assert_eq!(statuses(&answers, &created(&answers)), expected);
    pair.pactflow.changes().since(mark).assert_only("+users 1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_creates_of_one_group_give_one_team() {
    let pair = Pair::start(crowd()).await;
    let mark = pair.pactflow.changes().mark();
    let requests = (0..CLIENTS).map(|number| {
        let name = if number % 2 == 0 { "Pilots" } else { "PILOTS" };
        let body = json!({"displayName": name, "members": [{"value": id(number)}]});
        (pair.scim.clone(), "POST", "/Groups".to_owned(), body)
    });
    let answers = at_once(requests.collect()).await;
    let expected = BTreeMap::from([(201, 1), (409, CLIENTS - 1)]);
    assert_eq!(statuses(&answers, &created(&answers)), expected);
    pair.pactflow
        .changes()
        .since(mark)
        .assert_only("+teams 1, +members 1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn creates_of_one_person_through_two_facades_give_one_person() {
    let pair = Pair::start(Seed::empty()).await;
    let (_facade, other) = second(&pair).await;
    let mark = pair.pactflow.changes().mark();
    let both = [&pair.scim, &other];
    let requests = (0..CLIENTS).map(|number| {
        let body = json!({"userName": "ada@race.example", "emails": [{"value": "ada@race.example"}], "displayName": "Ada"});
        (both[number % 2].clone(), "POST", "/Users".to_owned(), body)
    });
    let answers = at_once(requests.collect()).await;
    let expected = BTreeMap::from([(201, 1), (409, CLIENTS - 1)]);
    assert_eq!(statuses(&answers, &created(&answers)), expected);
    pair.pactflow.changes().since(mark).assert_only("+users 1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn people_who_take_each_others_sign_in_names_end_with_one_name_each() {
    let pair = Pair::start(crowd()).await;
    let requests = (0..CLIENTS).map(|number| {
        let name = format!("shared{}@race.example", number % 8);
        let body = patch(json!([{"op": "replace", "path": "userName", "value": name}]));
        (
            pair.scim.clone(),
            "PATCH",
            format!("/Users/{}", id(number)),
            body,
        )
    });
    let answers = at_once(requests.collect()).await;
    let worked = answers.iter().filter(|answer| answer.status == 200).count();
    let refused = answers.iter().filter(|answer| answer.status == 409).count();
    assert_eq!((worked, refused), (8, CLIENTS - 8));
    let mut names = BTreeSet::new();
    for user in pair.pactflow.state().users() {
        if let Some(name) = user.external_idp_username {
            assert!(names.insert(name.clone()), "{name} belongs to two people");
        }
    }
    assert_eq!(names.len(), 8);
}
