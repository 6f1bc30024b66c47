//! Interoperability bugs that implementers reported, by the number of their list.

use serde_json::json;

use super::{finds, found, member_change, patched, patched_group, patched_user};
use crate::scim::{
    error::{ErrorBody, ScimType},
    fixtures::group_schema,
    list::{ListRequest, ListResponse},
    patch::MemberChange,
};

fn group() -> serde_json::Value {
    json!({ "id": "g", "displayName": "Testers", "members": [{ "value": "u1", "display": "One" }, { "value": "u2" }] })
}

#[test]
fn trap_01_a_removal_with_a_list_removes_only_those_listed_and_without_one_everybody() {
    let listed =
        json!([{ "op": "Remove", "path": "members", "value": [{ "$ref": null, "value": "u1" }] }]);
    assert_eq!(
        patched_group(group(), listed.clone())["members"],
        json!([{ "value": "u2" }])
    );
    assert_eq!(
        member_change(listed),
        MemberChange::Delta {
            add: vec![],
            remove: vec!["u1".into()]
        }
    );
    let all = json!([{ "op": "remove", "path": "members" }]);
    assert_eq!(patched_group(group(), all.clone())["members"], json!([]));
    assert_eq!(member_change(all), MemberChange::Exactly(vec![]));
}

#[test]
fn trap_02_a_rename_keeps_the_members() {
    let rename = json!([{ "op": "replace", "value": { "id": "g", "displayName": "New" } }]);
    assert_eq!(
        patched_group(group(), rename.clone())["members"],
        group()["members"]
    );
    assert_eq!(member_change(rename), MemberChange::Keep);
}

#[test]
fn trap_03_a_replacement_of_the_members_is_exact_also_an_empty_one() {
    let one = json!([{ "op": "replace", "path": "members", "value": [{ "value": "u9" }] }]);
    assert_eq!(
        patched_group(group(), one)["members"],
        json!([{ "value": "u9" }])
    );
    let none = json!([{ "op": "replace", "path": "members", "value": [] }]);
    assert_eq!(patched_group(group(), none)["members"], json!([]));
}

#[test]
fn trap_05_operations_without_a_path_are_understood() {
    let user = patched_user(
        json!({ "userName": "ada" }),
        json!([{ "op": "replace", "value": { "active": false, "name.givenName": "Ada" } }]),
    );
    assert_eq!(
        user,
        json!({ "userName": "ada", "active": false, "name": { "givenName": "Ada" } })
    );
    let add = json!([{ "op": "add", "value": { "members": [{ "value": "u3" }] } }]);
    assert_eq!(
        member_change(add),
        MemberChange::Delta {
            add: vec!["u3".into()],
            remove: vec![]
        }
    );
}

#[test]
fn trap_06_and_07_names_of_operations_and_attributes_have_no_case() {
    let operations = json!([{ "OP": "Replace", "Path": "DISPLAYNAME", "Value": "New" }]);
    assert_eq!(patched_group(group(), operations)["displayName"], "New");
    finds(r#"USERNAME Eq "John""#, "2");
    finds(r#"Emails[TYPE eq "home"].Value sw "john""#, "2");
}

#[test]
fn trap_08_booleans_in_strings_are_read_and_never_written() {
    let user = patched_user(
        json!({}),
        json!([{ "op": "Replace", "path": "active", "value": "False" }]),
    );
    assert_eq!(user, json!({ "active": false }));
    finds(r#"active eq "True""#, "1");
}

#[test]
fn trap_09_a_sign_in_name_is_found_in_any_case_and_keeps_its_own() {
    finds(r#"userName eq "JOHN""#, "2");
    let user = patched_user(
        json!({}),
        json!([{ "op": "add", "path": "userName", "value": "MiXed" }]),
    );
    assert_eq!(user["userName"], "MiXed");
}

#[test]
fn trap_11_pages_begin_at_one_and_their_numbers_are_integers() {
    let request = ListRequest::from_query([("startIndex", "0"), ("count", "0")]).expect("a query");
    assert_eq!((request.start_index, request.count), (1, Some(0)));
    let page = serde_json::to_value(ListResponse::new(7, 8, vec![])).expect("JSON");
    assert_eq!(
        (
            &page["totalResults"],
            &page["startIndex"],
            &page["itemsPerPage"],
            &page["Resources"]
        ),
        (&json!(7), &json!(8), &json!(0), &json!([]))
    );
}

#[test]
fn trap_12_a_value_that_a_replacement_does_not_find_is_created() {
    let replace =
        json!([{ "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "a@x" }]);
    assert_eq!(
        patched_user(json!({}), replace)["emails"],
        json!([{ "type": "work", "value": "a@x" }])
    );
}

#[test]
fn trap_13_an_operation_that_changes_nothing_and_no_operation_succeed() {
    let same = json!([{ "op": "replace", "path": "displayName", "value": "Testers" }]);
    assert_eq!(patched_group(group(), same), group());
    assert_eq!(patched_group(group(), json!([])), group());
}

#[test]
fn trap_14_adding_a_member_and_removing_a_stranger_change_nothing() {
    let add = json!([{ "op": "add", "path": "members", "value": [{ "value": "u1" }] }]);
    assert_eq!(patched_group(group(), add), group());
    let remove = json!([{ "op": "remove", "path": "members[value eq \"nobody\"]" }]);
    assert_eq!(patched_group(group(), remove), group());
}

#[test]
fn trap_20_a_duplicate_is_called_uniqueness() {
    let body = serde_json::to_value(ErrorBody::new(409, Some(ScimType::Uniqueness), "taken"))
        .expect("JSON");
    assert_eq!(
        (&body["status"], &body["scimType"]),
        (&json!("409"), &json!("uniqueness"))
    );
}

#[test]
fn trap_22_values_with_blanks_quotes_brackets_and_apostrophes_are_values() {
    finds(r#"name.familyName eq "O'MALLEY""#, "1");
    finds(r#"name.formatted eq "Ada O'Malley" and title pr"#, "1");
    finds(
        r#"emails[value eq "ada@example.com" or value eq "] \"and\" ("]"#,
        "1",
    );
    finds(r#"userName eq "\u0436\u0430\u043d\u043d\u0430""#, "3");
}

#[test]
fn trap_24_values_without_quotes_and_operators_without_a_blank_are_understood() {
    finds("externalId eq jyoung", "2");
    finds("userName eq ada@example.com", "1");
    finds(r#"userName eq"john""#, "2");
}

#[test]
fn trap_26_a_membership_is_a_delta_that_needs_no_reading() {
    let operations = json!([
        { "op": "remove", "path": "members[value eq \"u1\"]" },
        { "op": "add", "path": "members", "value": [{ "value": "u3" }] }
    ]);
    assert_eq!(
        member_change(operations),
        MemberChange::Delta {
            add: vec!["u3".into()],
            remove: vec!["u1".into()]
        }
    );
}

#[test]
fn trap_29_a_members_other_parts_are_an_echo() {
    let echo = json!([{ "op": "add", "path": "members", "value": [
        { "value": "u1", "display": "Changed", "$ref": "elsewhere", "type": "User" }, { "value": "u3", "display": null }
    ] }]);
    assert_eq!(
        patched_group(group(), echo)["members"],
        json!([{ "value": "u1", "display": "One" }, { "value": "u2" }, { "value": "u3" }])
    );
    let named = json!([{ "op": "replace", "path": "members[value eq \"u1\"].display", "value": "Changed" }]);
    assert_eq!(
        patched(&group_schema(), group(), named),
        Err(ScimType::Mutability)
    );
}

#[test]
fn trap_33_an_external_id_is_found_by_its_exact_case() {
    finds(r#"externalId eq "Ada-1""#, "1");
    finds(r#"externalId eq "ada-1""#, "");
}

#[test]
fn trap_34_a_malformed_filter_is_refused_and_never_forgotten() {
    for filter in [
        "",
        "RUNSCOPE@ATKO.COM",
        "userName",
        r#"color eq "red""#,
        "userName eq",
        "(userName pr",
    ] {
        assert_eq!(found(filter), Err(ScimType::InvalidFilter), "{filter}");
    }
}
