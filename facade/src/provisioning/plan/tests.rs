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
    serde_json::from_value(json!({
        "uuid": "payments", "name": "Payments", "numberOfMembers": members.len(), "_embedded": {"members": members}
    }))
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
    assert_eq!(call.undo(), []);
}

#[test]
fn roles_come_before_fields_and_teams_last() {
    let present = person(&ROLES[..1], &["t1"]);
    let mut wanted = user::Wanted {
        roles: Some(vec![ROLES[1].to_owned()]),
        teams: vec!["t1".to_owned(), "t2".to_owned()],
        ..wanted_of(&present)
    };
    wanted.fields.active = Some(false);
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

#[test]
fn roles_that_are_not_known_are_set_and_never_taken_back() {
    let mut present = person(&[], &[]);
    present.embedded.roles = None;
    let wanted = user::Wanted {
        roles: Some(vec![ROLES[1].to_owned()]),
        ..wanted_of(&present)
    };
    let calls = user(&present, &wanted);
    assert!(
        matches!(calls.as_slice(), [Call::SetRoles { present: None, .. }]),
        "{calls:?}"
    );
    assert_eq!(calls[0].clone().undo(), []);
}

#[test]
fn a_list_is_written_as_the_difference_where_somebody_unseen_may_be_in_the_team() {
    let mut present = team_of(&["ada".to_owned()]);
    present.summary.number_of_members = Some(2);
    let calls = super::members(&present, &["grace".to_owned()], Asked::AsList);
    assert!(
        matches!(
            calls.as_slice(),
            [Call::AddMembers { .. }, Call::RemoveMembers { .. }]
        ),
        "{calls:?}"
    );
}

fn some_members() -> impl Strategy<Value = Vec<String>> {
    proptest::sample::subsequence(('a'..='h').map(String::from).collect::<Vec<_>>(), 0..=8)
        .prop_shuffle()
}

/// What PactFlow would have after these calls.
fn after(present: &[String], calls: &[Call]) -> Vec<String> {
    let mut members = present.to_vec();
    for call in calls {
        match call {
            Call::AddMembers { users, .. } => members.extend(users.clone()),
            Call::RemoveMembers { users, .. } => members.retain(|user| !users.contains(user)),
            Call::SetMembers { users, .. } => members = users.clone(),
            other => panic!("{other:?} is no membership call"),
        }
    }
    sorted(members)
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list.dedup();
    list
}

fn undone(calls: &[Call]) -> Vec<Call> {
    let undo: Vec<_> = calls.iter().cloned().flat_map(Call::undo).collect();
    undo.into_iter().rev().collect()
}

proptest! {
    #[test]
    fn at_most_one_call_makes_the_membership_what_was_sent_and_its_undo_what_it_was(present in some_members(), wanted in some_members()) {
        let calls = super::members(&team_of(&present), &wanted, Asked::AsList);
        prop_assert!(calls.len() <= 1);
        let reached = after(&present, &calls);
        prop_assert_eq!(&reached, &sorted(wanted));
        prop_assert_eq!(after(&reached, &undone(&calls)), sorted(present));
    }

    #[test]
    fn whoever_comes_or_goes_meanwhile_stays_so_unless_the_client_sent_the_whole_list(
        present in some_members(), wanted in some_members(), asked in prop_oneof![Just(Asked::AsList), Just(Asked::AsDifference)],
    ) {
        let newcomer = "zoe".to_owned();
        let calls = super::members(&team_of(&present), &wanted, asked);
        let meanwhile: Vec<_> = present.iter().chain([&newcomer]).cloned().collect();
        let reached = after(&meanwhile, &calls);
        let was_listed = calls.iter().any(|call| matches!(call, Call::SetMembers { .. }));
        prop_assert_eq!(reached.contains(&newcomer), !was_listed);
        prop_assert!(asked == Asked::AsList || !was_listed);
        // Taking it back never touches anybody but those whom it touched.
        let later: Vec<_> = reached.iter().chain([&newcomer]).cloned().collect();
        prop_assert!(after(&later, &undone(&calls)).contains(&newcomer));
    }
}
