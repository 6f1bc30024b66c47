//! Sequences that are kept: those that a search has found at fault, and those in which provisioning goes wrong in production.
//!
//! A sequence that proptest prints can be pasted here as it stands.

use mock_pactflow::role;

use crate::operation::{Change, Client, Move, Operation, Profile, Set};
use crate::{block_on, run};

fn keeps(sequence: &[(Client, Operation)]) {
    block_on(run(sequence));
}

fn person(name: &'static str) -> Profile {
    Profile {
        user_name: Some(name),
        email: Some(name),
        display: Some("Ada"),
        given: Set::Leave,
        family: Set::Leave,
        external: Set::Leave,
        active: None,
        roles: None,
    }
}

#[test]
fn a_name_that_was_given_up_is_free_for_somebody_else_and_for_another_client() {
    keeps(&[
        (0, Operation::LookUp("userName", "ada@model.example")),
        (0, Operation::Create(person("ada@model.example"), vec![0])),
        (1, Operation::LookUp("userName", "Ada@Model.Example")),
        (
            1,
            Operation::Patch(2, vec![Change::UserName("grace@model.example")]),
        ),
        (
            2,
            Operation::Patch(0, vec![Change::UserName("Ada@Model.Example")]),
        ),
        (
            0,
            Operation::Patch(2, vec![Change::UserName("ada@model.example")]),
        ),
        (0, Operation::LookUp("userName", "ada@model.example")),
    ]);
}

#[test]
fn whoever_is_deleted_is_found_by_nobody_and_can_come_back() {
    keeps(&[
        (
            0,
            Operation::Create(person("ada@model.example"), vec![0, 1]),
        ),
        (1, Operation::LookUp("userName", "ada@model.example")),
        (0, Operation::Delete(2)),
        (1, Operation::LookUp("userName", "ada@model.example")),
        (2, Operation::ReadGroup(0)),
        (2, Operation::Create(person("ada@model.example"), vec![])),
        (0, Operation::LookUp("emails.value", "ada@model.example")),
        (1, Operation::GroupsOf(3)),
    ]);
}

#[test]
fn a_member_who_joins_and_leaves_in_one_request_is_where_the_last_operation_says() {
    keeps(&[
        (
            0,
            Operation::PatchGroup(0, vec![Move::Leave(vec![0, 1]), Move::Join(vec![1, 1])]),
        ),
        (
            1,
            Operation::PatchGroup(0, vec![Move::Join(vec![0]), Move::Leave(vec![0, 1])]),
        ),
        (
            2,
            Operation::PatchGroup(
                1,
                vec![
                    Move::Exactly(vec![]),
                    Move::Join(vec![0]),
                    Move::Rename("100%"),
                ],
            ),
        ),
        (0, Operation::ReadGroup(0)),
        (0, Operation::LookUpGroup("100%")),
    ]);
}

#[test]
fn roles_that_are_added_and_dropped_end_as_the_last_operation_says() {
    keeps(&[
        (
            0,
            Operation::Patch(
                0,
                vec![
                    Change::AddRole(role::CI_CD),
                    Change::DropRole(role::USER),
                    Change::Active(false),
                ],
            ),
        ),
        (
            1,
            Operation::Patch(
                0,
                vec![Change::Roles(vec![]), Change::AddRole(role::ADMINISTRATOR)],
            ),
        ),
        (
            1,
            Operation::Patch(0, vec![Change::DropRole(role::ADMINISTRATOR)]),
        ),
        (2, Operation::Put(0, person("first@model.example"))),
        (2, Operation::Read(0)),
    ]);
}

#[test]
fn the_name_of_a_group_in_another_spelling_is_the_same_name() {
    keeps(&[
        (0, Operation::CreateGroup("PAYMENTS", vec![0])),
        (1, Operation::PutGroup(0, Some("PAYMENTS"), None)),
        (0, Operation::PutGroup(1, Some("PAYMENTS"), Some(vec![]))),
        (1, Operation::DeleteGroup(1)),
        (2, Operation::CreateGroup("Payments", vec![0, 1])),
        (2, Operation::LookUpGroup("PAYMENTS")),
    ]);
}

#[test]
fn people_who_share_an_external_id_are_found_in_one_order() {
    let with_id = |name| Profile {
        external: Set::To("Grace Hopper"),
        ..person(name)
    };
    // Ids are random, so that either order comes about within a few times.
    for _ in 0..4 {
        keeps(&[
            (0, Operation::Create(with_id("grace@model.example"), vec![])),
            (1, Operation::LookUp("externalId", "Grace Hopper")),
            (0, Operation::Create(with_id("ada@model.example"), vec![])),
            (2, Operation::LookUp("externalId", "Grace Hopper")),
            (1, Operation::LookUp("externalId", "Grace Hopper")),
        ]);
    }
}
