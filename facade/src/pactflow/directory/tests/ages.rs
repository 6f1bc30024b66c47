//! The index by itself: how long it is believed, and what it weighs.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::super::index::Index;
use super::fake::{ada, fold};
use super::{Key, NOBODY};
use crate::pactflow::model::Names;

const AGE: Duration = Duration::from_secs(30);

fn swept() -> Index {
    let index = Index::new(AGE, fold, Arc::default());
    index.begin_sweep();
    index.end_sweep(Instant::now());
    index
}

#[test]
fn silence_is_believed_until_its_age_and_counts_from_the_sweeps_beginning() {
    let index = Index::new(AGE, fold, Arc::default());
    assert!(!index.is_silent_of(NOBODY, Instant::now()));
    let began = Instant::now();
    index.begin_sweep();
    index.end_sweep(began);
    assert!(index.is_silent_of(NOBODY, began + AGE));
    assert!(!index.is_silent_of(NOBODY, began + AGE + Duration::from_millis(1)));
}

#[test]
fn its_age_is_that_of_the_last_sweep_that_was_done() {
    let index = Index::new(AGE, fold, Arc::default());
    assert_eq!(index.age(), None);
    index.begin_sweep();
    index.end_sweep(Instant::now() - AGE);
    index.begin_sweep();
    index.abandon_sweep();
    assert!(index.age().is_some_and(|age| (AGE..2 * AGE).contains(&age)));
}

#[test]
fn a_sweep_that_fails_changes_nothing() {
    let index = swept();
    index.begin_sweep();
    index.abandon_sweep();
    assert!(index.is_silent_of(NOBODY, Instant::now()));
}

#[test]
fn a_doubt_lasts_until_a_sweep_that_began_after_it() {
    let (index, key) = (swept(), Key::SignInName("ada"));
    index.begin_sweep();
    index.doubts(&ada("Ada", "ada@acme.io"));
    index.end_sweep(Instant::now() - Duration::from_secs(1));
    assert!(!index.is_silent_of(key, Instant::now()));
    assert!(!index.is_silent_of(Key::Email("ada@acme.io"), Instant::now()));
    assert!(index.is_silent_of(NOBODY, Instant::now()));
    index.begin_sweep();
    index.end_sweep(Instant::now());
    assert!(index.is_silent_of(key, Instant::now()));
}

#[test]
fn what_is_seen_while_a_sweep_is_under_way_outlasts_it() {
    let index = swept();
    let user = serde_json::json!({ "uuid": super::fake::id(1), "externalIdpUsername": "Ada" });
    let began = Instant::now();
    index.begin_sweep();
    index.saw(&serde_json::from_value(user).unwrap());
    index.end_sweep(began);
    assert_eq!(index.candidates(Key::SignInName("ADA")).len(), 1);
}

#[test]
fn a_role_is_not_named_from_memory_for_longer_than_its_age() {
    let index = swept();
    let user = serde_json::json!({
        "uuid": super::fake::id(1), "_embedded": { "roles": [{ "uuid": "r", "name": "Tester" }] },
    });
    index.saw(&serde_json::from_value(user).unwrap());
    let now = Instant::now();
    assert!(index.role("r", now).is_some());
    assert!(
        index
            .role("r", now + AGE + Duration::from_secs(1))
            .is_none()
    );
}

#[test]
fn a_hundred_thousand_users_weigh_less_than_eight_megabytes() {
    let index = Index::new(AGE, fold, Arc::default());
    index.begin_sweep();
    for number in 0..100_000 {
        let user = Names {
            uuid: super::fake::id(number).into(),
            email: Some(format!("user-{number}@acme.io").into()),
            external_idp_id: Some(format!("00u{number:017}").into()),
            external_idp_username: Some(format!("User-{number}@acme.io").into()),
        };
        index.swept(&[user]);
    }
    assert_eq!(index.end_sweep(Instant::now()), 200_000);
    assert!(index.weight() < 8_000_000, "{}", index.weight());
}

#[test]
fn what_is_seen_without_a_sweep_does_not_grow_without_end() {
    let index = Index::new(AGE, fold, Arc::default());
    for number in 0..250_000 {
        let user = serde_json::json!({ "uuid": super::fake::id(number), "email": format!("user-{number}") });
        index.saw(&serde_json::from_value(user).unwrap());
    }
    assert!(index.weight() < 12_000_000, "{}", index.weight());
}
