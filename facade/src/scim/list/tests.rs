//! Paging and its parameters.

use serde_json::{Value, json};

use super::{ListRequest, ListResponse, SortOrder};
use crate::scim::{error::ScimType, fixtures::people};

fn query(text: &str) -> Result<ListRequest, crate::scim::Error> {
    ListRequest::from_query(text.split('&').filter_map(|pair| pair.split_once('=')))
}

#[test]
fn the_parameters_of_a_page_are_read_as_rfc_7644_section_3_4_2_4_says() {
    let table = [
        ("", 1, None),
        ("startIndex=1&count=100", 1, Some(100)),
        ("count=2&startIndex=5", 5, Some(2)),
        ("startIndex=0", 1, None),
        ("startIndex=-7&count=-1", 1, Some(0)),
        ("count=0", 1, Some(0)),
        ("COUNT=3&STARTINDEX=2", 2, Some(3)),
        ("count=&startIndex=", 1, None),
        ("aadOptscim062020=&whatever=7", 1, None),
        ("count=99999999999999999999999999", 1, Some(usize::MAX)),
    ];
    for (text, start_index, count) in table {
        let request = query(text).expect(text);
        assert_eq!(
            (request.start_index, request.count),
            (start_index, count),
            "{text}"
        );
    }
    for text in [
        "count=many",
        "startIndex=1.5",
        "count=+1",
        "count=--1",
        "sortOrder=up",
    ] {
        assert_eq!(
            query(text).expect_err(text).scim_type,
            ScimType::InvalidValue,
            "{text}"
        );
    }
    assert_eq!(
        query("filter=userName").expect_err("malformed").scim_type,
        ScimType::InvalidFilter
    );
    assert_eq!(
        query("sortBy=a b").expect_err("malformed").scim_type,
        ScimType::InvalidPath
    );
}

#[test]
fn the_other_parameters_are_read_too() {
    let request = query(
        "filter=userName pr&sortBy=name.familyName&sortOrder=Descending&attributes=id,userName&excludedAttributes=members",
    )
    .expect("a query");
    assert_eq!(
        request.filter.map(|filter| filter.to_string()).as_deref(),
        Some("userName pr")
    );
    assert_eq!(
        request.sort_by.map(|path| path.to_string()).as_deref(),
        Some("name.familyName")
    );
    assert_eq!(request.sort_order, SortOrder::Descending);
    assert_eq!(request.attributes, ["id,userName"]);
    assert_eq!(request.excluded_attributes, ["members"]);
}

#[test]
fn a_search_request_is_a_query_in_a_body() {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "attributes": ["displayName", "userName"], "excludedAttributes": null,
        "filter": "displayName sw \"smith\"", "startIndex": 1, "count": 10, "sortBy": ""
    });
    let request = ListRequest::from_search(&body).expect("a search");
    assert_eq!(request.attributes, ["displayName", "userName"]);
    assert_eq!((request.start_index, request.count), (1, Some(10)));
    assert_eq!(
        request.filter.map(|filter| filter.to_string()).as_deref(),
        Some("displayName sw \"smith\"")
    );
    assert_eq!(
        ListRequest::from_search(&json!({})),
        Ok(ListRequest::default())
    );
    for wrong in [
        json!([]),
        json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"] }),
    ] {
        let error = ListRequest::from_search(&wrong).expect_err("no search");
        assert_eq!(error.scim_type, ScimType::InvalidSyntax);
    }
}

#[test]
fn an_answer_by_index_says_where_it_begins_and_has_no_cursor() {
    let answer =
        query("startIndex=2&count=1")
            .expect("a query")
            .answer(3, 1, vec![people().remove(1)]);
    assert_eq!(
        (
            answer.total_results,
            answer.start_index,
            answer.items_per_page
        ),
        (3, Some(2), 1)
    );
    assert_eq!(answer.next_cursor, None);
}

/// RFC 9865 §2: the first page is asked for with an empty cursor, and the last one has no next.
#[test]
fn a_client_that_follows_the_cursors_sees_everyone_once() {
    let mut seen = Vec::new();
    let mut cursor = String::new();
    for _ in 0..3 {
        let request =
            query(&format!("filter=userName pr&count=2&cursor={cursor}")).expect("a query");
        let start = request.start_index - 1;
        let page: Vec<_> = people()
            .into_iter()
            .cycle()
            .take(5)
            .skip(start)
            .take(2)
            .collect();
        seen.extend(page.iter().enumerate().map(|(index, _)| start + index));
        let answer = request.answer(5, page.len(), page);
        assert_eq!(answer.start_index, None);
        let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        cursor = answer.next_cursor.unwrap_or_default();
        assert!(cursor.chars().all(unreserved), "{cursor}");
    }
    assert_eq!(seen, [0, 1, 2, 3, 4]);
    assert_eq!(cursor, "");
    assert_eq!(
        query("cursor=&count=0")
            .expect("a query")
            .answer(5, 0, ())
            .next_cursor,
        None
    );
}

#[test]
fn a_cursor_is_good_for_its_own_query_alone() {
    let answer = query("cursor=&filter=userName pr")
        .expect("a query")
        .answer(9, 3, people());
    let cursor = answer.next_cursor.expect("there is more");
    let with =
        |rest: &str| query(&format!("cursor={cursor}{rest}")).map(|request| request.start_index);
    assert_eq!(
        with("&filter=userName pr&count=7"),
        Ok(4),
        "the number of results may change"
    );
    for rest in [
        "",
        "&filter=id pr",
        "&filter=userName pr&sortBy=userName",
        "&filter=userName pr&sortOrder=descending",
    ] {
        assert_eq!(
            with(rest).map_err(|error| error.scim_type),
            Err(ScimType::InvalidCursor),
            "{rest}"
        );
    }
    for junk in ["x", "4", "0.x", ".", "-1.a"] {
        let error = query(&format!("cursor={junk}")).expect_err(junk);
        assert_eq!(error.scim_type, ScimType::InvalidCursor);
    }
    let body = json!({ "cursor": cursor, "filter": "userName pr" });
    assert_eq!(
        ListRequest::from_search(&body).map(|request| request.start_index),
        Ok(4)
    );
}

#[test]
fn an_empty_list_has_all_its_members_in_their_order_and_its_numbers_are_integers() {
    let text = serde_json::to_string(&ListResponse::new(0, 1, Vec::new())).expect("JSON");
    assert_eq!(
        text,
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}"#
    );
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert!(value["totalResults"].is_u64());
}
