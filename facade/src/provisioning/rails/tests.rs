use serde_json::json;

use super::*;
use crate::pactflow::UserFields;

const USER_ROLE: &str = "e9282e22-416b-11ea-a16e-57ee1bb61d18";

/// Somebody with these roles, or of whom PactFlow does not say which; active, inactive, or not said.
fn person(active: Option<bool>, roles: Option<&[&str]>) -> User {
    let roles = roles.map(|roles| {
        let roles: Vec<_> = roles.iter().map(|uuid| json!({"uuid": uuid})).collect();
        json!({"roles": roles})
    });
    serde_json::from_value(json!({"uuid": "ada", "active": active, "_embedded": roles})).unwrap()
}

fn update(active: Option<bool>) -> Call {
    Call::UpdateUser {
        uuid: "ada".to_owned(),
        fields: UserFields {
            active,
            ..UserFields::default()
        },
        present: UserFields::default(),
    }
}

fn set_roles(roles: &[&str]) -> Call {
    Call::SetRoles {
        uuid: "ada".to_owned(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        present: None,
    }
}

fn delete() -> Call {
    Call::DeleteUser {
        user: Box::new(person(None, None)),
    }
}

#[test]
fn deactivating_deleting_and_taking_the_role_away_end_an_administrator() {
    let administrator = person(Some(true), Some(&[USER_ROLE, ADMINISTRATOR]));
    for call in [
        update(Some(false)),
        delete(),
        set_roles(&[USER_ROLE]),
        set_roles(&[]),
    ] {
        assert!(ends_administration(&administrator, &call), "{call:?}");
    }
    for call in [
        update(Some(true)),
        update(None),
        set_roles(&[ADMINISTRATOR]),
    ] {
        assert!(!ends_administration(&administrator, &call), "{call:?}");
    }
}

#[test]
fn whoever_is_no_active_administrator_is_none_to_be_kept() {
    for person in [
        person(Some(true), Some(&[USER_ROLE])),
        person(Some(true), Some(&[])),
        person(Some(false), Some(&[ADMINISTRATOR])),
    ] {
        for call in [update(Some(false)), delete(), set_roles(&[])] {
            assert!(!ends_administration(&person, &call), "{call:?}");
        }
    }
}

#[test]
fn whoever_may_be_an_administrator_counts_as_one() {
    for person in [
        person(None, Some(&[ADMINISTRATOR])),
        person(Some(true), None),
    ] {
        assert!(ends_administration(&person, &delete()));
    }
}

#[test]
fn only_whoever_can_sign_in_loses_the_access_but_every_deletion_counts() {
    assert!(ends_access(&person(Some(true), None), &update(Some(false))));
    assert!(!ends_access(
        &person(Some(false), None),
        &update(Some(false))
    ));
    assert!(!ends_access(
        &person(Some(false), None),
        &update(Some(true))
    ));
    assert!(ends_access(&person(Some(false), None), &delete()));
}
