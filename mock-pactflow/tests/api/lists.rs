//! Paging, filtering and order.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::people::{names, people};
use crate::support::{SCIM, call};

#[tokio::test]
async fn a_page_knows_its_neighbours_and_keeps_the_rest_of_the_query() {
    let pactflow = people(25).await;
    let page = call(
        &pactflow,
        SCIM,
        "GET /admin/users?page=2&size=10&q=user",
        Value::Null,
    )
    .await
    .json();
    assert_eq!(names(&page)[0], "User 000010");
    assert_eq!(
        page["page"],
        json!({ "number": 2, "size": 10, "totalElements": 25, "totalPages": 3 })
    );
    let href = |name: &str| {
        page["_links"][name]["href"]
            .as_str()
            .unwrap()
            .replace(&pactflow.url(), "")
    };
    assert_eq!(href("next"), "/admin/users?q=user&page=3&size=10");
    assert_eq!(href("previous"), "/admin/users?q=user&page=1&size=10");
    let last = call(
        &pactflow,
        SCIM,
        &format!("GET {}", href("next")),
        Value::Null,
    )
    .await
    .json();
    assert_eq!((names(&last).len(), last["_links"].get("next")), (5, None));
    let beyond = call(
        &pactflow,
        SCIM,
        "GET /admin/users?page=9&size=10",
        Value::Null,
    )
    .await
    .json();
    assert!(names(&beyond).is_empty());
    let teams = call(
        &pactflow,
        SCIM,
        "GET /admin/teams?pageNumber=1&pageSize=1",
        Value::Null,
    )
    .await
    .json();
    assert_eq!(teams["page"]["totalElements"], 2);
}

#[tokio::test]
async fn pages_are_only_there_when_they_are_asked_for_and_have_limits() {
    let pactflow = people(150).await;
    let all = call(&pactflow, SCIM, "GET /admin/users", Value::Null)
        .await
        .json();
    assert_eq!((names(&all).len(), all.get("page")), (150, None));
    let first = call(&pactflow, SCIM, "GET /admin/users?page=1", Value::Null)
        .await
        .json();
    assert_eq!(names(&first).len(), 100);
    for query in ["page=-1", "page=0", "size=0", "size=1001", "pageSize=x"] {
        let answer = call(
            &pactflow,
            SCIM,
            &format!("GET /admin/users?{query}"),
            Value::Null,
        )
        .await;
        assert_eq!(
            answer.header("x-mock-evidence"),
            "P; rule=paging-parameters",
            "{query}"
        );
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn lists_are_filtered_and_stay_in_the_order_of_creation() {
    let pactflow = people(4).await;
    let second = pactflow.state().users()[1].uuid;
    assert!(pactflow.edit(|editor| editor.update_user(second, |user| user.active = false)));
    for (query, expected) in [
        ("q=USER000002@PERF", vec!["User 000002"]),
        (
            "q=user+00000",
            vec!["User 000000", "User 000001", "User 000002", "User 000003"],
        ),
        ("active=false", vec!["User 000001"]),
        ("active=true&size=2&page=2", vec!["User 000003"]),
        ("userType=0&active=false", vec!["User 000001"]),
        ("q=nobody", vec![]),
    ] {
        let list = call(
            &pactflow,
            SCIM,
            &format!("GET /admin/users?{query}"),
            Value::Null,
        )
        .await
        .json();
        assert_eq!(names(&list), expected, "{query}");
    }
    let teams = call(&pactflow, SCIM, "GET /admin/teams?q=TEAM0", Value::Null)
        .await
        .json();
    assert_eq!(teams["teams"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_filter_that_is_none_is_refused() {
    let pactflow = people(1).await;
    for query in ["active=maybe", "userType=2"] {
        let answer = call(
            &pactflow,
            SCIM,
            &format!("GET /admin/users?{query}"),
            Value::Null,
        )
        .await;
        assert_eq!(
            answer.header("x-mock-evidence"),
            "I; rule=query-parameters",
            "{query}"
        );
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
}
