//! Whatever is written, read and looked up, and in whatever order it meets: what the index finds is what a look at
//! everyone finds.

use proptest::prelude::*;
use serde_json::Value;

use super::fake::{self, Fake, ada, indexed};
use super::{HOUR, NOBODY, caller, find};
use crate::pactflow::{Client, Key, User, UserFields};

const NAMES: [&str; 4] = ["ada", "Ada", "grace", "GRACE@acme.io"];

/// What happens to the users; a number chooses one of those who are there.
#[derive(Debug, Clone)]
enum Step {
    Create(usize, usize),
    Rename(usize, usize),
    Delete(usize),
    Read(usize),
    LookUp(usize),
    /// A sweep: somebody whom nobody can know is looked for, and the index of the token is new.
    Sweep,
}

fn step() -> impl Strategy<Value = Step> {
    let name = 0..NAMES.len();
    prop_oneof![
        3 => (name.clone(), name.clone()).prop_map(|(name, email)| Step::Create(name, email)),
        2 => (any::<usize>(), name.clone()).prop_map(|(at, name)| Step::Rename(at, name)),
        1 => any::<usize>().prop_map(Step::Delete),
        1 => any::<usize>().prop_map(Step::Read),
        1 => name.prop_map(Step::LookUp),
        1 => Just(Step::Sweep),
    ]
}

async fn take(step: Step, client: &Client, fake: &Fake) {
    let caller = caller("token");
    let users = client.users(&caller);
    let chosen = |at: usize| {
        fake.edit(|users| {
            let user = users.get(at % users.len().max(1))?;
            user["uuid"].as_str().map(str::to_owned)
        })
    };
    match step {
        Step::Create(name, email) => {
            users.create(&ada(NAMES[name], NAMES[email])).await.unwrap();
        }
        Step::Rename(at, name) => {
            if let Some(uuid) = chosen(at) {
                // Somebody else may have deleted the user meanwhile.
                let _ = users.update(&uuid, &ada(NAMES[name], NAMES[name])).await;
            }
        }
        Step::Delete(at) => {
            if let Some(uuid) = chosen(at) {
                users.delete(&uuid).await.unwrap();
            }
        }
        Step::Read(at) => {
            if let Some(uuid) = chosen(at) {
                let _ = users.get(&uuid).await;
            }
        }
        Step::LookUp(name) => {
            users.find(Key::SignInName(NAMES[name])).await.unwrap();
        }
        Step::Sweep => {
            let index = client.open_index(&caller).unwrap();
            let now = tokio::time::Instant::now();
            let late = now + HOUR * 2;
            super::sweep::refresh(&users, &index, late).await.unwrap();
        }
    }
}

fn scan(fake: &Fake, key: Key<'_>) -> Vec<String> {
    let users: Vec<User> = fake.edit(|users| {
        let read = |user: &Value| serde_json::from_value(user.clone()).unwrap();
        users.iter().map(read).collect()
    });
    let has_key = users.into_iter().filter(|user| key.is_of(user, fake::fold));
    let mut ids: Vec<String> = has_key.map(|user| user.uuid).collect();
    ids.sort();
    ids
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_the_index_finds_is_what_a_look_at_everyone_finds(pairs in prop::collection::vec((step(), step()), 1..8)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (fake, client) = indexed(HOUR, 2).await;
            find(&client, &fake, super::NOBODY).await;
            for (one, other) in pairs {
                tokio::join!(take(one, &client, &fake), take(other, &client, &fake));
                for name in NAMES {
                    for key in [Key::SignInName(name), Key::Email(name)] {
                        let (mut found, _) = find(&client, &fake, key).await;
                        found.sort();
                        prop_assert_eq!(found, scan(&fake, key), "{:?} {}", key, name);
                    }
                }
            }
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn several_people_under_one_key_come_in_one_order_however_they_were_found() {
    let (fake, client) = indexed(HOUR, 2).await;
    fake.edit(|users| users[1]["externalIdpId"] = "shared".into());
    find(&client, &fake, NOBODY).await;
    // The first is seen to have it after everybody was looked at.
    let users = caller("token");
    let users = client.users(&users);
    let shared = UserFields {
        external_idp_id: Some("shared".to_owned()),
        ..ada("user-1@acme.io", "user-1@acme.io")
    };
    users.update(&fake::id(1), &shared).await.unwrap();
    let (seen, _) = find(&client, &fake, Key::ExternalId("shared")).await;
    assert_eq!(seen, [fake::id(1), fake::id(2)]);
    // Another client looks at everybody, in the order in which PactFlow lists them.
    fake.edit(|users| users.reverse());
    let other = fake::client(&fake);
    let (listed, _) = find(&other, &fake, Key::ExternalId("shared")).await;
    assert_eq!(listed, seen);
}
