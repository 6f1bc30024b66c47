use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::mapping::user::Kind;

const ROLES: [&str; 3] = [
    "e9282e22-416b-11ea-a16e-57ee1bb61d18",
    "cf75d7c2-416b-11ea-af5e-53c3b1a4efd8",
    TEAM_ADMINISTRATOR,
];

fn person(roles: &[&str], teams: &[&str]) -> User {
    let named = |uuids: &[&str]| {
        uuids
            .iter()
            .map(|uuid| json!({"uuid": uuid, "name": uuid}))
            .collect::<Vec<_>>()
    };
    serde_json::from_value(json!({
        "uuid": "ada", "name": "Ada", "email": "ada@acme.io", "active": true, "_embedded": {"roles": named(roles), "teams": named(teams)}
    }))
    .unwrap()
}

fn wanted_of(present: &User) -> user::Wanted {
    user::Wanted {
        kind: Kind::Person,
        fields: present.fields(),
        roles: None,
        teams: Vec::new(),
        notes: Vec::new(),
    }
}

fn team_of(members: &[String]) -> Team {
    let members: Vec<_> = members
        .iter()
        .map(|uuid| json!({"uuid": uuid, "name": uuid}))
        .collect();
    serde_json::from_value(
        json!({"uuid": "payments", "name": "Payments", "_embedded": {"members": members}}),
    )
    .unwrap()
}

#[test]
fn nothing_wanted_is_nothing_done() {
    let present = person(&ROLES, &["t1"]);
    assert_eq!(user(&present, &wanted_of(&present)), []);
}

#[test]
fn roles_in_another_order_are_the_same_roles_and_the_team_administrator_does_not_count() {
    let present = person(&ROLES, &[]);
    let wanted = user::Wanted {
        roles: Some(vec![ROLES[1].to_owned(), ROLES[0].to_owned()]),
        ..wanted_of(&present)
    };
    assert_eq!(user(&present, &wanted), []);
}

#[test]
fn roles_that_pactflow_did_not_say_are_written_whatever_is_wanted_and_not_taken_back() {
    let present: User = serde_json::from_value(json!({"uuid": "ada"})).unwrap();
    let wanted = user::Wanted {
        roles: Some(Vec::new()),
        ..wanted_of(&present)
    };
    let call = Call::SetRoles {
        uuid: "ada".to_owned(),
        roles: Vec::new(),
        present: None,
    };
    assert_eq!(user(&present, &wanted), std::slice::from_ref(&call));
    assert_eq!(call.undo(), None);
}

#[test]
fn roles_come_before_fields_and_teams_last() {
    let present = person(&ROLES[..1], &["t1"]);
    let mut wanted = user::Wanted {
        roles: Some(vec![ROLES[1].to_owned()]),
        teams: vec!["t1".to_owned(), "t2".to_owned()],
        ..wanted_of(&present)
    };
    wanted.fields.active = false;
    let calls = user(&present, &wanted);
    let set_roles = Call::SetRoles {
        uuid: "ada".to_owned(),
        roles: vec![ROLES[1].to_owned()],
        present: Some(vec![ROLES[0].to_owned()]),
    };
    let update = Call::UpdateUser {
        uuid: "ada".to_owned(),
        fields: wanted.fields,
        present: present.fields(),
    };
    assert_eq!(
        calls,
        [
            set_roles,
            update,
            Call::JoinTeam {
                uuid: "ada".to_owned(),
                team: "t2".to_owned()
            }
        ]
    );
}

fn members() -> impl Strategy<Value = Vec<String>> {
    proptest::sample::subsequence(('a'..='h').map(String::from).collect::<Vec<_>>(), 0..=8)
        .prop_shuffle()
}

/// What PactFlow would have after a membership call.
fn after(present: &[String], call: &Call) -> Vec<String> {
    let mut members = match call {
        Call::AddMembers { users, .. } => present.iter().chain(users).cloned().collect(),
        Call::RemoveMembers { users, .. } => present
            .iter()
            .filter(|user| !users.contains(user))
            .cloned()
            .collect(),
        Call::SetMembers { users, .. } => users.clone(),
        other => panic!("{other:?} is no membership call"),
    };
    members.sort();
    members.dedup();
    members
}

proptest! {
    #[test]
    fn at_most_one_call_makes_the_membership_what_was_sent_and_its_undo_what_it_was(present in members(), wanted in members()) {
        let calls = team(&team_of(&present), &team::Wanted { name: None, members: Some(wanted.clone()), notes: Vec::new() });
        let sorted = |list: &[String]| { let mut list = list.to_vec(); list.sort(); list };
        match calls.as_slice() {
            [] => prop_assert_eq!(sorted(&present), sorted(&wanted)),
            [call] => {
                let reached = after(&present, call);
                prop_assert_eq!(&reached, &sorted(&wanted));
                let undo = call.clone().undo().unwrap();
                prop_assert_eq!(after(&reached, &undo), sorted(&present));
            }
            more => prop_assert!(false, "{:?}", more),
        }
    }
}
