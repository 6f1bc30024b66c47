//! Laws of PATCH.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

use super::{
    PatchRequest, body,
    model::{Model, Step, step},
};
use crate::scim::{
    Object,
    fixtures::{group_schema, object, user_schema},
    object::is_empty,
    patch::{MemberChange, apply, changes, member_change},
};

/// The user after the operations. An emptied list is `[]`, which says the same as no list (RFC 7643 §2.5).
fn patched(user: &Object, operations: Vec<Value>) -> Object {
    let request = PatchRequest::parse(&body(operations.into())).expect("a request");
    let applied = apply(&request, &user_schema(), user).expect("applies");
    assert!(applied.dropped.is_empty());
    applied
        .resource
        .into_iter()
        .filter(|(_, value)| !is_empty(value))
        .collect()
}

fn operations(steps: &[Step]) -> Vec<Value> {
    steps.iter().map(Step::operation).collect()
}

fn user() -> impl Strategy<Value = Model> {
    vec(step(), 0..6).prop_map(|steps| {
        let mut model = Model::default();
        steps.iter().for_each(|step| model.take(step));
        model
    })
}

proptest! {
    #[test]
    fn a_sequence_of_operations_does_what_the_plain_model_does(model in user(), steps in vec(step(), 0..8)) {
        let mut expected = model.clone();
        steps.iter().for_each(|step| expected.take(step));
        prop_assert_eq!(patched(&model.resource(), operations(&steps)), expected.resource());
    }

    #[test]
    fn operations_in_one_request_do_what_they_do_one_by_one(model in user(), steps in vec(step(), 0..8)) {
        let user = model.resource();
        let one_by_one = steps.iter().fold(user.clone(), |user, step| patched(&user, vec![step.operation()]));
        prop_assert_eq!(patched(&user, operations(&steps)), one_by_one);
    }

    #[test]
    fn any_operation_twice_is_that_operation_once(model in user(), step in step()) {
        let once = patched(&model.resource(), vec![step.operation()]);
        let twice = patched(&once, vec![step.operation()]);
        prop_assert_eq!(&twice, &once);
        prop_assert!(changes(&once, &twice).is_empty());
    }

    #[test]
    fn removing_what_was_added_restores(model in user(), tag in "[d-z]{1,3}", value in "[d-z]{1,3}@x") {
        let user = model.resource();
        let restored = patched(&user, vec![
            json!({ "op": "add", "path": "tags", "value": [tag] }),
            json!({ "op": "add", "path": "nickName", "value": tag }),
            json!({ "op": "add", "value": { "emails": [{ "value": value, "type": "other" }] } }),
            json!({ "op": "remove", "path": format!("emails[value eq \"{value}\"]") }),
            json!({ "op": "remove", "path": "nickName" }),
            json!({ "op": "remove", "path": "tags", "value": tag }),
        ]);
        prop_assert_eq!(restored, user);
    }

    #[test]
    fn a_failing_operation_leaves_nothing(model in user(), steps in vec(step(), 1..5), at in any::<prop::sample::Index>(),
        failing in select(vec![
            json!({ "op": "replace", "path": "id", "value": "2" }),
            json!({ "op": "remove", "path": "userName" }),
            json!({ "op": "replace", "path": "active", "value": "maybe" }),
            json!({ "op": "replace", "path": "emails[value sw \"nobody\"].type", "value": "work" }),
        ]),
    ) {
        let mut operations = operations(&steps);
        operations.insert(at.index(steps.len() + 1), failing);
        let request = PatchRequest::parse(&body(operations.into())).expect("a request");
        let user = model.resource();
        prop_assert!(apply(&request, &user_schema(), &user).is_err());
        prop_assert_eq!(user, model.resource());
    }

    #[test]
    fn the_changes_between_two_users_make_the_one_the_other(before in user(), after in user()) {
        let (before, after) = (before.resource(), after.resource());
        let difference = changes(&before, &after);
        let unchanged = |(name, value): (&String, &Value)| before.get(name) == Some(value) && difference.contains_key(name);
        prop_assert!(!after.iter().any(unchanged), "only what differs is said");
        prop_assert_eq!(patched(&before, vec![json!({ "op": "replace", "value": difference })]), after);
    }

    #[test]
    fn the_membership_read_off_a_request_is_the_membership_after_it(
        present in vec(0..6_u8, 0..6), steps in vec((0..5_u8, vec(0..6_u8, 0..4)), 0..6),
    ) {
        let ids = |numbers: &[u8]| numbers.iter().map(|number| json!({ "value": format!("u{number}") })).collect::<Value>();
        let operations: Value = steps
            .iter()
            .map(|(kind, numbers)| match kind {
                0 => json!({ "op": "add", "path": "members", "value": ids(numbers) }),
                1 => json!({ "op": "remove", "path": "members", "value": ids(numbers) }),
                2 => json!({ "op": "replace", "value": { "members": ids(numbers) } }),
                3 => json!({ "op": "remove", "path": "members" }),
                _ => json!({ "op": "remove", "path": format!("members[value eq u{} or value eq \"u0\"]", numbers.len()) }),
            })
            .collect();
        let request = PatchRequest::parse(&body(operations)).expect("a request");
        let group = object(json!({ "displayName": "G", "members": ids(&present) }));
        let applied = apply(&request, &group_schema(), &group).expect("applies");
        let members = |group: &Object| {
            let mut ids: Vec<String> = group["members"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|member| member["value"].as_str().map(str::to_owned))
                .collect();
            ids.sort();
            ids.dedup();
            ids
        };
        let mut expected = members(&group);
        match member_change(&request).expect("readable").expect("no need of the members") {
            MemberChange::Keep => {}
            MemberChange::Exactly(ids) => expected = ids,
            MemberChange::Delta { add, remove } => {
                prop_assert!(!add.iter().any(|id| remove.contains(id)));
                expected.retain(|id| !remove.contains(id));
                expected.extend(add);
            }
        }
        expected.sort();
        expected.dedup();
        prop_assert_eq!(members(&applied.resource), expected);
    }
}
