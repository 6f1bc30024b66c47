mod ages;
mod fake;
mod properties;

use std::time::Duration;

use super::*;
use crate::pactflow::{Caller, Client};
use fake::{Fake, ada, client, indexed};

const HOUR: Duration = Duration::from_secs(3600);

fn caller(token: &str) -> Caller {
    Caller {
        token: token.to_owned().into(),
        request_id: http::HeaderValue::from_static("r-1"),
        deadline: Instant::now() + HOUR,
    }
}

/// The ids of those who are found, and the calls that it took.
async fn find(client: &Client, fake: &Fake, key: Key<'_>) -> (Vec<String>, Vec<String>) {
    find_as("token", client, fake, key).await
}

async fn find_as(
    token: &str,
    client: &Client,
    fake: &Fake,
    key: Key<'_>,
) -> (Vec<String>, Vec<String>) {
    fake.forget_calls();
    let caller = caller(token);
    let found = client.users(&caller).find(key).await.unwrap();
    let ids = found.into_iter().map(|user| user.uuid).collect();
    (ids, fake.calls())
}

const NOBODY: Key<'static> = Key::SignInName("nobody");
const SEARCH: &str = "GET /admin/users?page=1&size=100&q=nobody";
const SWEEP: &str = "GET /admin/users?page=1&size=500";

#[tokio::test]
async fn whoever_is_known_costs_one_call_and_whoever_is_not_costs_none() {
    let (fake, client) = indexed(HOUR, 3).await;
    let (found, calls) = find(&client, &fake, NOBODY).await;
    assert_eq!((found.len(), calls), (0, vec![SEARCH.into(), SWEEP.into()]));
    for key in [
        Key::SignInName("User-1@Acme.io"),
        Key::Email("user-1@acme.io"),
        Key::ExternalId("ext-1"),
    ] {
        let (found, calls) = find(&client, &fake, key).await;
        assert_eq!(found, [fake::id(1)]);
        assert_eq!(calls, [format!("GET /admin/users/{}", fake::id(1))]);
    }
    for key in [
        NOBODY,
        Key::Email("nobody@acme.io"),
        Key::ExternalId("EXT-1"),
    ] {
        let none = (Vec::<String>::new(), Vec::<String>::new());
        assert_eq!(find(&client, &fake, key).await, none);
    }
}

#[tokio::test]
async fn whom_pactflow_finds_by_itself_is_not_looked_for_among_everyone() {
    let (fake, client) = indexed(HOUR, 3).await;
    let (found, calls) = find(&client, &fake, Key::SignInName("user-2@acme.io")).await;
    assert_eq!(found, [fake::id(2)]);
    assert_eq!(
        calls,
        ["GET /admin/users?page=1&size=100&q=user-2%40acme.io"]
    );
    let (_, calls) = find(&client, &fake, Key::SignInName("user-2@acme.io")).await;
    assert_eq!(calls, [format!("GET /admin/users/{}", fake::id(2))]);
    // PactFlow's search is the proof that an e-mail address is not there.
    let (found, calls) = find(&client, &fake, Key::Email("nobody")).await;
    assert_eq!(
        (found.len(), calls),
        (
            0,
            vec!["GET /admin/users?page=1&size=500&q=nobody".to_owned()]
        )
    );
}

#[tokio::test]
async fn silence_is_not_believed_for_longer_than_it_may_be() {
    let (fake, client) = indexed(Duration::ZERO, 3).await;
    for _ in 0..2 {
        let (_, calls) = find(&client, &fake, NOBODY).await;
        assert_eq!(calls, [SEARCH, SWEEP]);
    }
    // A hit is read anyway, so its age does not matter.
    let (_, calls) = find(&client, &fake, Key::ExternalId("ext-1")).await;
    assert_eq!(calls.len(), 1);
}

#[tokio::test]
async fn a_hit_that_the_read_refutes_is_forgotten() {
    let (fake, client) = indexed(HOUR, 3).await;
    find(&client, &fake, NOBODY).await;
    fake.edit(|users| {
        users[0]["externalIdpUsername"] = "renamed".into();
        users.remove(1);
    });
    for (key, asked) in [
        (Key::SignInName("user-2@acme.io"), 2),
        (Key::ExternalId("ext-2"), 2),
    ] {
        let (found, calls) = find(&client, &fake, key).await;
        assert_eq!(
            (found.len(), calls),
            (0, vec![format!("GET /admin/users/{}", fake::id(asked))])
        );
        assert_eq!(find(&client, &fake, key).await.1, Vec::<String>::new());
    }
    // Who has another sign-in name now still has the address, so there is a read each time.
    for _ in 0..2 {
        let (found, calls) = find(&client, &fake, Key::SignInName("user-1@acme.io")).await;
        assert_eq!((found.len(), calls.len()), (0, 1));
    }
    let (found, _) = find(&client, &fake, Key::SignInName("renamed")).await;
    assert_eq!(found, [fake::id(1)], "the read has shown the new name");
}

#[tokio::test]
async fn what_this_process_writes_is_known_at_once() {
    let (fake, client) = indexed(HOUR, 0).await;
    let caller = caller("token");
    find(&client, &fake, NOBODY).await;
    let users = client.users(&caller);
    let created = users.create(&ada("Ada", "ada@acme.io")).await.unwrap();
    let (found, _) = find(&client, &fake, Key::SignInName("ada")).await;
    assert_eq!(found, std::slice::from_ref(&created.uuid));
    let renamed = ada("Countess", "ada@acme.io");
    users.update(&created.uuid, &renamed).await.unwrap();
    assert_eq!(
        find(&client, &fake, Key::SignInName("ada")).await.0,
        Vec::<String>::new()
    );
    assert_eq!(
        find(&client, &fake, Key::SignInName("countess")).await.0,
        [created.uuid]
    );
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_looked_for() {
    let (fake, client) = indexed(HOUR, 0).await;
    let caller = caller("token");
    find(&client, &fake, NOBODY).await;
    fake.lose_answers(true);
    let users = client.users(&caller);
    users.create(&ada("Ada", "ada@acme.io")).await.unwrap_err();
    fake.lose_answers(false);
    let (found, calls) = find(&client, &fake, Key::SignInName("ada")).await;
    assert_eq!((found.len(), calls.len()), (1, 1), "{calls:?}");
    // Nobody else is in doubt.
    assert_eq!(find(&client, &fake, NOBODY).await.1, Vec::<String>::new());
}

#[tokio::test]
async fn fifty_who_wait_cause_one_sweep() {
    let (fake, client) = indexed(HOUR, 1_200).await;
    let look_ups = (0..50).map(|number| {
        let client = client.clone();
        async move {
            let name = format!("nobody-{number}");
            let caller = caller("token");
            let found = client.users(&caller).find(Key::SignInName(&name)).await;
            found.unwrap().len()
        }
    });
    let found = futures::future::join_all(look_ups).await;
    assert_eq!(found, [0; 50]);
    let calls = fake.calls();
    let pages = calls.iter().filter(|call| !call.contains("&q=")).count();
    assert_eq!((calls.len(), pages), (53, 3), "{calls:?}");
}

#[tokio::test]
async fn a_sweep_that_began_before_is_not_enough_for_whoever_believes_nothing_older() {
    let (fake, client) = indexed(Duration::ZERO, 3).await;
    let (caller, began) = (caller("token"), Instant::now());
    let index = client.open_index(&caller).unwrap();
    let (land, landed) = tokio::sync::oneshot::channel::<()>();
    let before = {
        let index = Arc::clone(&index);
        async move {
            landed.await.unwrap();
            index.end_sweep(began);
            Ok(())
        }
    };
    *index.flight.lock().unwrap() = Some(futures::FutureExt::shared(Box::pin(before)));
    tokio::time::sleep(Duration::from_millis(1)).await;
    let users = client.users(&caller);
    let (found, _) = tokio::join!(users.find(Key::ExternalId("ext-2")), async {
        tokio::task::yield_now().await;
        land.send(()).unwrap();
    });
    assert_eq!(found.unwrap().len(), 1);
    assert!(fake.calls().contains(&SWEEP.to_owned()));
}

#[tokio::test]
async fn what_one_token_has_seen_says_nothing_to_another() {
    let (fake, client) = indexed(HOUR, 3).await;
    find_as("one", &client, &fake, NOBODY).await;
    let (_, calls) = find_as("other", &client, &fake, NOBODY).await;
    assert_eq!(calls, [SEARCH, SWEEP]);
    let (_, calls) = find_as("one", &client, &fake, NOBODY).await;
    assert_eq!(calls, Vec::<String>::new());
}

#[tokio::test]
async fn what_one_token_writes_the_others_know_of() {
    let (fake, client) = indexed(HOUR, 0).await;
    for token in ["one", "other"] {
        find_as(token, &client, &fake, NOBODY).await;
    }
    let one = caller("one");
    let users = client.users(&one);
    let ada = users.create(&ada("Ada", "ada@acme.io")).await.unwrap();
    let (found, calls) = find_as("other", &client, &fake, Key::SignInName("ada")).await;
    assert_eq!(found, [ada.uuid]);
    assert_eq!(calls.len(), 1, "it is believed after the other's own read");
}

#[tokio::test]
async fn a_token_that_pactflow_does_not_accept_leaves_nothing_and_drives_out_nobody() {
    let (fake, client) = indexed(HOUR, 3).await;
    find(&client, &fake, NOBODY).await;
    fake.refuse("bad");
    for number in 0..2 * TOKENS {
        let caller = caller(&format!("bad-{number}"));
        for key in [NOBODY, Key::ExternalId("ext-1"), Key::Email("nobody")] {
            let refused = client.users(&caller).find(key).await;
            assert_eq!(refused, Err(Error::Unauthorized));
        }
        assert!(client.index(&caller).is_none());
    }
    assert_eq!(find(&client, &fake, NOBODY).await.1, Vec::<String>::new());
}

#[tokio::test]
async fn a_token_that_is_not_accepted_any_more_is_forgotten() {
    let (fake, client) = indexed(HOUR, 3).await;
    find(&client, &fake, NOBODY).await;
    fake.refuse("token");
    let caller = caller("token");
    let refused = client.users(&caller).get(&fake::id(1)).await;
    assert_eq!(refused, Err(Error::Unauthorized));
    let refused = client.users(&caller).find(NOBODY).await;
    assert_eq!(refused, Err(Error::Unauthorized));
}

#[tokio::test]
async fn the_token_that_was_not_used_for_longest_gives_way() {
    let (_fake, client) = indexed(HOUR, 0).await;
    let tokens: Vec<Caller> = (0..=TOKENS)
        .map(|number| caller(&number.to_string()))
        .collect();
    for token in &tokens[..TOKENS] {
        client.open_index(token);
    }
    assert!(client.index(&tokens[0]).is_some());
    client.open_index(&tokens[TOKENS]);
    assert!(client.index(&tokens[0]).is_some());
    assert!(client.index(&tokens[1]).is_none());
}

#[tokio::test]
async fn whoever_moves_to_an_earlier_page_during_a_sweep_is_not_missed() {
    let (fake, client) = indexed(HOUR, 1_100).await;
    // As soon as the first page is read, its first user is gone, and everybody moves up.
    fake.delete_first_after_next_page();
    find(&client, &fake, NOBODY).await;
    let (found, calls) = find(&client, &fake, Key::ExternalId("ext-500")).await;
    assert_eq!((found, calls.len()), (vec![fake::id(500)], 1));
}

#[tokio::test]
async fn without_an_index_everyone_is_looked_at_each_time() {
    let (fake, _) = indexed(HOUR, 3).await;
    let client = client(&fake).indexed_by(Directory::off(fake::fold));
    for _ in 0..2 {
        assert_eq!(find(&client, &fake, NOBODY).await.1, [SEARCH, SWEEP]);
    }
    assert_eq!(
        find(&client, &fake, Key::ExternalId("ext-2")).await.0,
        [fake::id(2)]
    );
}

#[tokio::test]
async fn a_team_that_was_seen_costs_one_call_and_its_new_name_is_noticed() {
    let (fake, client) = indexed(HOUR, 0).await;
    let caller = caller("token");
    find(&client, &fake, NOBODY).await;
    let teams = client.teams(&caller);
    assert_eq!(teams.known("Payments").await.unwrap(), []);
    teams.list(None, 1, 100).await.unwrap();
    let known = teams.known("PAYMENTS").await.unwrap();
    assert_eq!(known[0].summary.name.as_deref(), Some("Payments"));
    fake.rename_team("Billing");
    assert_eq!(teams.known("Payments").await.unwrap(), []);
    fake.forget_calls();
    assert_eq!(teams.known("Payments").await.unwrap(), []);
    assert_eq!(fake.calls(), Vec::<String>::new());
    assert_eq!(teams.known("billing").await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_role_is_known_by_name_once_somebody_was_seen_to_have_it() {
    let (fake, client) = indexed(HOUR, 1).await;
    let caller = caller("token");
    let users = client.users(&caller);
    let role = ["role-1".to_owned()];
    assert_eq!(users.known_roles(&role), None);
    find(&client, &fake, NOBODY).await;
    users.get(&fake::id(1)).await.unwrap();
    let known = users.known_roles(&role).unwrap();
    assert_eq!(known[0].name.as_deref(), Some("Tester"));
    // Nothing says in which order PactFlow would show two.
    assert_eq!(
        users.known_roles(&["role-1".to_owned(), "role-2".to_owned()]),
        None
    );
}

#[tokio::test]
async fn what_the_index_holds_and_how_it_was_of_use_is_counted() {
    let (fake, client) = indexed(HOUR, 3).await;
    assert_eq!(client.stats().index, IndexSnapshot::default());
    for key in [NOBODY, NOBODY, Key::ExternalId("ext-1")] {
        find(&client, &fake, key).await;
    }
    let index = client.stats().index;
    assert_eq!((index.hits, index.silences, index.misses), (1, 1, 1));
    assert_eq!((index.sweeps, index.failed_sweeps), (1, 0));
    // Each has an address, which is the sign-in name too, and an external id.
    assert_eq!((index.tokens, index.people, index.teams), (1, 6, 0));
    assert!(index.age.is_some_and(|age| age < HOUR));

    // Another token begins with nothing, and its age is the one that is told, since it was used last.
    let other = caller("other");
    client
        .users(&other)
        .find(Key::Email("user-1@acme.io"))
        .await
        .unwrap();
    let index = client.stats().index;
    assert_eq!((index.tokens, index.misses, index.age), (2, 2, None));
    client.teams(&other).list(None, 1, 100).await.unwrap();
    assert_eq!(client.stats().index.teams, 1);
    fake.refuse("other");
    client.users(&other).get(&fake::id(1)).await.unwrap_err();
    assert_eq!(client.stats().index.tokens, 1);
}
