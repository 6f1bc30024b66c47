use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Sight, Snapshot, as_stored, changes};
use crate::guest::Kind;

/// Kind, id, and how it looks now. Every person was made as `ada`, every team without members.
type Entry<'a> = (Kind, &'a str, Option<Value>);

fn snapshot(entries: &[Entry<'_>]) -> Snapshot {
    let entry = |(kind, id, resource): &Entry<'_>| {
        let born = match kind {
            Kind::User => ada(),
            Kind::Group => team(&[]),
        };
        let now = resource.clone();
        ((*kind, (*id).to_owned()), Sight { born, now })
    };
    Snapshot(entries.iter().map(entry).collect())
}

fn found(before: &[Entry<'_>], after: &[Entry<'_>]) -> Value {
    let changes: BTreeMap<_, _> = changes(&snapshot(before), &snapshot(after));
    json!(changes)
}

fn ada() -> Value {
    json!({ "userName": "ada", "displayName": "Ada", "active": true, "emails": [{ "value": "a@b.io" }], "roles": [{ "value": "r1" }] })
}

fn team(members: &[&str]) -> Value {
    let members: Vec<_> = members.iter().map(|id| json!({ "value": id })).collect();
    json!({ "displayName": "Payments", "members": members })
}

#[test]
fn what_is_new_and_what_is_gone_is_counted() {
    let after = [
        (Kind::User, "1", Some(ada())),
        (Kind::User, "2", None),
        (Kind::Group, "3", Some(team(&["1"]))),
    ];
    assert_eq!(
        found(&[], &after),
        json!({ "+users": 2, "-users": 1, "+teams": 1, "+members": 1 })
    );
    let gone = [(Kind::Group, "3", None)];
    assert_eq!(
        found(&[(Kind::Group, "3", Some(team(&["1"])))], &gone),
        json!({ "-teams": 1 })
    );
}

#[test]
fn what_is_made_and_changed_is_both() {
    let mut changed = ada();
    changed["displayName"] = json!("The Countess");
    assert_eq!(
        found(&[], &[(Kind::User, "1", Some(changed))]),
        json!({ "+users": 1, "~users.name": 1 })
    );
}

#[test]
fn an_attribute_that_changes_is_named_as_pactflow_names_it() {
    let mut changed = ada();
    changed["userName"] = json!("countess");
    changed["active"] = json!(false);
    changed["roles"] = json!([{ "value": "r2" }]);
    let before = [(Kind::User, "1", Some(ada()))];
    let after = [(Kind::User, "1", Some(changed))];
    assert_eq!(
        found(&before, &after),
        json!({ "~users.externalIdpUsername": 1, "~users.active": 1, "+roles": 1, "-roles": 1 })
    );
}

#[test]
fn whoever_is_deleted_leaves_a_team_without_being_counted() {
    let before = [
        (Kind::User, "1", Some(ada())),
        (Kind::User, "2", Some(ada())),
        (Kind::Group, "3", Some(team(&["1", "2"]))),
    ];
    let after = [
        (Kind::User, "1", None),
        (Kind::User, "2", Some(ada())),
        (Kind::Group, "3", Some(team(&[]))),
    ];
    assert_eq!(
        found(&before, &after),
        json!({ "-users": 1, "-members": 1 })
    );
}

#[test]
fn a_user_is_shown_in_pactflows_fields() {
    let user = json!({ "userName": "ada", "emails": [{ "value": "a@b.io" }], "groups": [{ "display": "Default" }] });
    let stored = as_stored(&user);
    assert_eq!(stored["externalIdpUsername"], "ada");
    assert_eq!(stored["email"], "a@b.io");
    assert_eq!(stored["teams"], json!(["Default"]));
    assert_eq!(stored["firstName"], Value::Null);
}
