use serde_json::json;

use super::*;
use crate::pactflow::UserFields;

fn fields(active: bool) -> UserFields {
    UserFields {
        name: Some("Ada".to_owned()),
        active: Some(active),
        ..UserFields::default()
    }
}

fn line(call: &Call) -> (String, String, serde_json::Value) {
    let entries = Entry::of(call);
    let [entry] = entries.as_slice() else {
        panic!("{entries:?}")
    };
    (
        entry.resource.clone(),
        entry.rules(Outcome::Done),
        serde_json::to_value(&entry.changes).unwrap(),
    )
}

fn expected(
    resource: &str,
    rules: &str,
    changes: serde_json::Value,
) -> (String, String, serde_json::Value) {
    (resource.to_owned(), rules.to_owned(), changes)
}

#[test]
fn an_update_says_what_it_changes_from_what_to_what_and_nothing_else() {
    let call = Call::UpdateUser {
        uuid: "u1".to_owned(),
        fields: fields(false),
        present: fields(true),
    };
    assert_eq!(
        line(&call),
        expected(
            "User/u1",
            "MAP-U09",
            json!([{"rule": "MAP-U09", "field": "active", "from": true, "to": false}])
        )
    );
}

#[test]
fn what_was_not_read_is_not_said() {
    let roles = |present| Call::SetRoles {
        uuid: "u1".to_owned(),
        roles: vec!["r2".to_owned()],
        present,
    };
    let known = roles(Some(vec!["r1".to_owned()]));
    assert_eq!(
        line(&known),
        expected(
            "User/u1",
            "MAP-U13",
            json!([{"rule": "MAP-U13", "field": "roles", "from": ["r1"], "to": ["r2"]}])
        )
    );
    assert_eq!(
        line(&roles(None)).2,
        json!([{"rule": "MAP-U13", "field": "roles", "to": ["r2"]}])
    );
}

#[test]
fn a_deletion_says_what_is_gone_and_which_decision_it_obeys() {
    let user = serde_json::from_value(json!({
        "uuid": "u1", "name": "Ada", "_embedded": {"roles": [{"uuid": "r1"}], "teams": [{"uuid": "t1"}]}
    }));
    let call = Call::DeleteUser {
        user: Box::new(user.unwrap()),
    };
    assert_eq!(
        line(&call),
        expected(
            "User/u1",
            "DEC-10 MAP-U06 MAP-U13 MAP-U16",
            json!([
                {"rule": "MAP-U06", "field": "name", "from": "Ada", "to": null},
                {"rule": "MAP-U13", "field": "roles", "removed": ["r1"]},
                {"rule": "MAP-U16", "field": "teams", "removed": ["t1"]},
            ])
        )
    );
    assert_eq!(
        Entry::of(&call)[0].rules(Outcome::TakenBack),
        "DEC-25 MAP-U06 MAP-U13 MAP-U16"
    );
}

#[test]
fn members_are_named_a_hundred_to_a_line() {
    let users: Vec<String> = (0..250).map(|number| number.to_string()).collect();
    let call = Call::SetMembers {
        uuid: "t1".to_owned(),
        users: users.clone(),
        joining: users.clone(),
        leaving: vec!["gone".to_owned()],
    };
    let entries = Entry::of(&call);
    assert_eq!(entries.len(), 4);
    let mut named = Vec::new();
    for entry in &entries {
        assert_eq!(
            (entry.resource.as_str(), entry.rules(Outcome::Done)),
            ("Team/t1", "MAP-G05".to_owned())
        );
        match &entry.changes[0].what {
            What::Added { added } => named.extend(added.clone()),
            What::Removed { removed } => assert_eq!(removed, &["gone"]),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(named, users);
}
