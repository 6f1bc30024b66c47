//! Points of RFC 7643 and RFC 7644 that servers get wrong, by the number of their list.

use serde_json::{Value, json};

use super::{finds, found, patched, patched_group, patched_user};
use crate::scim::{
    Document,
    bulk::BulkRequest,
    coerce,
    error::{ErrorBody, ScimType},
    etag,
    fixtures::{group_schema, object, user_schema},
    list::ListRequest,
    path::PatchPath,
    projection::Projection,
};

#[test]
fn point_01_attribute_names_have_no_case_in_bodies_filters_and_paths() {
    finds(r#"NAME.FAMILYNAME eq "young""#, "2");
    let user = patched_user(
        json!({ "DisplayName": "A" }),
        json!([{ "op": "add", "value": { "displayname": "B" } }]),
    );
    assert_eq!(user, json!({ "DisplayName": "B" }));
}

#[test]
fn point_02_and_04_booleans_have_no_quotes_in_answers_and_null_is_no_value() {
    assert_eq!(coerce::as_boolean(&json!("TRUE")), Some(true));
    finds("title eq null", "23");
    let cleared = json!([{ "op": "replace", "path": "title", "value": null }]);
    assert_eq!(patched_user(json!({ "title": "Dr" }), cleared), json!({}));
}

#[test]
fn point_03_one_value_at_most_is_primary_and_none_is_there_twice() {
    let emails = json!([{ "value": "a", "primary": true }, { "value": "b", "primary": true }, { "value": "A" }]);
    let user = patched_user(
        json!({}),
        json!([{ "op": "replace", "path": "emails", "value": emails }]),
    );
    assert_eq!(
        user["emails"],
        json!([{ "value": "a", "primary": true }, { "value": "b", "primary": false }])
    );
}

#[test]
fn point_06_a_clients_id_and_meta_are_ignored_and_a_version_is_of_the_content() {
    let echo = json!([{ "op": "replace", "value": { "id": "9", "meta": { "version": "x" }, "title": "Dr" } }]);
    assert_eq!(
        patched_user(json!({ "id": "1" }), echo),
        json!({ "id": "1", "title": "Dr" })
    );
    let version =
        |title: &str| Document::from(object(json!({ "id": "1", "title": title }))).version();
    assert_eq!(version("Dr"), version("Dr"));
    assert_ne!(version("Dr"), version("Prof"));
}

#[test]
fn point_07_a_required_name_cannot_be_taken_away() {
    let remove = json!([{ "op": "remove", "path": "userName" }]);
    assert_eq!(
        patched(&user_schema(), json!({ "userName": "ada" }), remove),
        Err(ScimType::Mutability)
    );
}

#[test]
fn point_08_the_groups_of_a_user_are_not_changed_through_the_user() {
    let user = json!({ "groups": [{ "value": "g" }] });
    assert_eq!(
        patched_user(user.clone(), json!([{ "op": "remove", "path": "groups" }])),
        user
    );
}

#[test]
fn point_09_a_members_id_is_immutable() {
    let group = json!({ "displayName": "G", "members": [{ "value": "u1" }] });
    let other =
        json!([{ "op": "replace", "path": "members[value eq \"u1\"].value", "value": "u2" }]);
    assert_eq!(
        patched(&group_schema(), group, other),
        Err(ScimType::Mutability)
    );
}

#[test]
fn point_16_parameters_that_nobody_knows_are_ignored() {
    assert_eq!(
        ListRequest::from_query([("aadOptscim062020", "x"), ("filter", "")]),
        Ok(ListRequest::default())
    );
}

#[test]
fn point_17_filters_follow_the_whole_grammar() {
    finds(
        r#"(userName eq "john" or title pr) and not (active eq true)"#,
        "2",
    );
    finds(r#"emails[type eq "work" and not (value ew ".net")]"#, "1");
    assert_eq!(found("active gt true"), Err(ScimType::InvalidFilter));
}

#[test]
fn point_18_a_page_begins_at_one_and_a_negative_count_is_none() {
    let request =
        ListRequest::from_query([("startIndex", "-5"), ("count", "-5")]).expect("a query");
    assert_eq!((request.start_index, request.count), (1, Some(0)));
}

#[test]
fn point_19_attributes_and_excluded_attributes_leave_the_id() {
    let shown = |attributes: Option<&str>, excluded: Option<&str>| {
        let mut group =
            object(json!({ "id": "g", "displayName": "G", "members": [{ "value": "u" }] }));
        let projection = Projection::parse(attributes, excluded, &group_schema()).expect("names");
        projection.apply(&group_schema(), &mut group);
        Value::Object(group)
    };
    assert_eq!(
        shown(Some("displayName"), None),
        json!({ "id": "g", "displayName": "G" })
    );
    assert_eq!(
        shown(None, Some("members,id")),
        json!({ "id": "g", "displayName": "G" })
    );
}

#[test]
fn point_20_a_search_in_a_body_is_a_query() {
    let search = json!({ "filter": "title pr", "count": 5 });
    let query = [("filter", "title pr"), ("count", "5")];
    assert_eq!(
        ListRequest::from_search(&search),
        ListRequest::from_query(query)
    );
}

#[test]
fn point_22_operations_are_applied_in_order_and_all_or_none() {
    let in_order = json!([
        { "op": "add", "path": "title", "value": "Dr" },
        { "op": "remove", "path": "title" },
        { "op": "add", "path": "title", "value": "Prof" }
    ]);
    assert_eq!(
        patched_user(json!({}), in_order),
        json!({ "title": "Prof" })
    );
    let failing = json!([{ "op": "add", "path": "title", "value": "Dr" }, { "op": "add", "path": "active", "value": 1 }]);
    assert_eq!(
        patched(&user_schema(), json!({}), failing),
        Err(ScimType::InvalidValue)
    );
}

#[test]
fn point_23_what_is_added_is_appended_once() {
    let add = json!([{ "op": "add", "path": "tags", "value": ["b", "c", "c"] }]);
    assert_eq!(
        patched_user(json!({ "tags": ["a", "b"] }), add)["tags"],
        json!(["a", "b", "c"])
    );
}

#[test]
fn point_24_a_removal_needs_a_path_and_may_find_nothing() {
    let error =
        crate::scim::patch::PatchRequest::parse(&json!({ "Operations": [{ "op": "remove" }] }));
    assert_eq!(
        error.map_err(|error| error.scim_type),
        Err(ScimType::NoTarget)
    );
    let group = json!({ "displayName": "G", "members": [{ "value": "u1" }] });
    let stranger = json!([{ "op": "remove", "path": "members[value eq \"u2\"]" }]);
    assert_eq!(patched_group(group.clone(), stranger), group);
}

#[test]
fn point_25_a_replacement_of_what_a_filter_does_not_describe_has_no_target() {
    let replace =
        json!([{ "op": "replace", "path": "emails[value ew \".org\"].type", "value": "work" }]);
    assert_eq!(
        patched(&user_schema(), json!({}), replace),
        Err(ScimType::NoTarget)
    );
    let missing = json!([{ "op": "replace", "path": "title", "value": "Dr" }]);
    assert_eq!(patched_user(json!({}), missing), json!({ "title": "Dr" }));
}

#[test]
fn point_27_bulk_is_read_with_its_limits() {
    let request = BulkRequest::parse(&json!({ "failOnErrors": 1, "Operations": [] }))
        .expect("a bulk request");
    assert_eq!(request.fail_on_errors, Some(1));
}

#[test]
fn point_28_the_version_in_a_urn_is_no_sub_attribute() {
    finds(
        r#"urn:ietf:params:scim:schemas:core:2.0:User:name.familyName eq "Young""#,
        "2",
    );
    finds(
        r#"URN:IETF:params:scim:schemas:CORE:2.0:user:active eq false"#,
        "2",
    );
}

#[test]
fn point_30_an_errors_status_is_a_string() {
    let body = serde_json::to_value(ErrorBody::new(404, None, "gone")).expect("JSON");
    assert_eq!(
        body,
        json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "404", "detail": "gone" })
    );
}

#[test]
fn point_32_a_weak_version_satisfies_a_condition() {
    let version = Document::from(object(json!({ "id": "1" }))).version();
    assert!(version.starts_with("W/\"") && etag::Condition::parse(&version).matches(&version));
    assert!(!etag::Condition::parse("W/\"other\"").matches(&version));
}

#[test]
fn point_35_case_is_folded_beyond_ascii() {
    finds(r#"userName eq "жанна""#, "3");
}

#[test]
fn point_36_the_rfcs_own_example_without_a_blank_is_a_path() {
    let path: PatchPath = r#"members[value eq"2819c223-7f76-453a-919d-413861904646"]"#
        .parse()
        .expect("a path");
    assert_eq!(
        path.to_string(),
        r#"members[value eq "2819c223-7f76-453a-919d-413861904646"]"#
    );
}
