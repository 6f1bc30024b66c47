mod guards;
mod hostile;
mod raw;
mod retries;

use std::time::Duration;

use http::HeaderValue;
use serde_json::json;
use tokio::time::Instant;
use wiremock::matchers::{body_json, header, headers, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::pactflow::{Page, Problem, User, UserQuery};

const ADA: &str = "4c260344-b170-41eb-b01e-c0ff10c72f25";

/// A limit for what is never answered.
const SHORT: Duration = Duration::from_millis(400);

/// A client that repeats nothing and gives up nothing.
fn client(url: &str) -> Client {
    client_with(url, |_| {})
}

fn client_with(url: &str, set: impl FnOnce(&mut ClientOptions)) -> Client {
    let seconds = Duration::from_secs;
    let mut options = ClientOptions {
        way: crate::Way::new(&crate::config::Outbound::default()).unwrap(),
        url: url.parse().unwrap(),
        connect_timeout: seconds(1),
        request_timeout: seconds(10),
        retries: 0,
        max_calls: 4,
        breaker_failures: 0,
        breaker_pause: seconds(60),
        pools: 1,
    };
    set(&mut options);
    Client::new(options).unwrap()
}

fn caller() -> Caller {
    Caller {
        token: "dev-token".to_owned().into(),
        request_id: HeaderValue::from_static("r-1"),
        deadline: Instant::now() + Duration::from_secs(45),
    }
}

/// What the client makes of an answer to the reading of a user.
async fn reading(answer: ResponseTemplate) -> Result<User, Error> {
    let pactflow = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(format!("/admin/users/{ADA}")))
        .respond_with(answer)
        .mount(&pactflow)
        .await;
    client(&pactflow.uri()).users(&caller()).get(ADA).await
}

fn rejected(status: u16, detail: &str, pointer: Option<&str>) -> Error {
    Error::Rejected {
        status,
        problems: vec![Problem {
            detail: detail.to_owned(),
            pointer: pointer.map(str::to_owned),
        }],
    }
}

#[tokio::test]
async fn what_is_near_is_asked_for_uncompressed() {
    let pactflow = MockServer::start().await;
    Mock::given(path("/admin/users"))
        .and(header("accept-encoding", "identity"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "users": [] })))
        .expect(1)
        .mount(&pactflow)
        .await;
    let (client, caller) = (client(&pactflow.uri()), caller());
    let users = client.users(&caller);
    users.list(&UserQuery::default(), 1, 100).await.unwrap();
}

#[tokio::test]
async fn the_callers_token_and_the_requests_id_are_passed_on() {
    let pactflow = MockServer::start().await;
    Mock::given(header("authorization", "Bearer dev-token"))
        .and(header("x-request-id", "r-1"))
        .and(headers(
            "accept",
            vec![
                "application/hal+json",
                "application/json",
                "application/problem+json",
            ],
        ))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({"uuid": ADA, "unknown": {"field": [1]}})),
        )
        .expect(1)
        .mount(&pactflow)
        .await;
    assert_eq!(
        client(&pactflow.uri())
            .users(&caller())
            .get(ADA)
            .await
            .unwrap()
            .uuid,
        ADA
    );
}

#[tokio::test]
async fn a_path_in_the_address_of_pactflow_is_a_prefix() {
    let pactflow = MockServer::start().await;
    Mock::given(path(format!("/behind/admin/users/{ADA}")))
        .respond_with(ResponseTemplate::new(204))
        .expect(2)
        .mount(&pactflow)
        .await;
    for prefix in ["/behind", "/behind/"] {
        client(&format!("{}{prefix}", pactflow.uri()))
            .users(&caller())
            .delete(ADA)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn whatever_stands_in_an_id_it_stays_one_segment_of_the_path() {
    let client = client("http://127.0.0.1:9/behind");
    for (id, expected) in [
        ("a/../b", "a%2F..%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("a%2e", "a%252e"),
        ("\0", "%00"),
        ("é", "%C3%A9"),
    ] {
        let url = client.address(&Call::get(&["admin", "users", id])).unwrap();
        assert_eq!(
            url.as_str(),
            format!("http://127.0.0.1:9/behind/admin/users/{expected}")
        );
    }
    for id in ["", ".", ".."] {
        assert_eq!(
            client.address(&Call::get(&["admin", "users", id])),
            Err(Error::NotFound)
        );
    }
}

#[tokio::test]
async fn a_list_asks_for_its_page_and_reads_its_metadata() {
    let pactflow = MockServer::start().await;
    let body = json!({"users": [{"uuid": ADA}], "page": {"number": 2, "size": 1, "totalElements": 3, "totalPages": 3}, "_links": {"next": {"href": "http://elsewhere/"}}});
    Mock::given(path("/admin/users"))
        .and(query_param("page", "2"))
        .and(query_param("size", "1"))
        .and(query_param("q", "a+b & c@d"))
        .and(query_param("active", "true"))
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .mount(&pactflow)
        .await;
    let query = UserQuery {
        q: Some("a+b & c@d".to_owned()),
        active: Some(true),
        kind: None,
    };
    let Page {
        items,
        meta,
        has_next,
    } = client(&pactflow.uri())
        .users(&caller())
        .list(&query, 2, 1)
        .await
        .unwrap();
    assert_eq!(
        (items.len(), meta.unwrap().total_elements, has_next),
        (1, 3, true)
    );
}

#[tokio::test]
async fn statuses_become_errors_that_say_what_they_mean() {
    let status = ResponseTemplate::new;
    assert_eq!(reading(status(401)).await, Err(Error::Unauthorized));
    assert_eq!(reading(status(403)).await, Err(Error::Forbidden));
    assert_eq!(reading(status(404)).await, Err(Error::NotFound));
    assert_eq!(reading(status(410)).await, Err(Error::NotFound));
    assert_eq!(
        reading(status(429)).await,
        Err(Error::RateLimited { retry_after: None })
    );
    let patient = status(429).insert_header("retry-after", "7");
    assert_eq!(
        reading(patient).await,
        Err(Error::RateLimited {
            retry_after: Some(Duration::from_secs(7))
        })
    );
    let problem = json!({"title": "Validation failed", "errors": [{"detail": "is missing", "pointer": "/email"}]});
    assert_eq!(
        reading(status(400).set_body_json(problem)).await,
        Err(rejected(400, "is missing", Some("/email")))
    );
    assert_eq!(
        reading(status(422).set_body_json(json!({"errors": {"name": ["is taken"]}}))).await,
        Err(rejected(422, "is taken", Some("name")))
    );
    assert_eq!(
        reading(status(400).set_body_string("<html>no</html>")).await,
        Err(Error::Rejected {
            status: 400,
            problems: vec![]
        })
    );
    for server_error in [500, 502, 503, 504] {
        let answer = status(server_error)
            .insert_header("retry-after", "9")
            .set_body_string("<html>boom</html>");
        assert!(
            matches!(
                reading(answer).await,
                Err(Error::Unavailable {
                    retry_after: Some(_),
                    ..
                })
            ),
            "{server_error}"
        );
    }
}

#[tokio::test]
async fn a_slow_answer_is_given_up() {
    let answer = ResponseTemplate::new(200)
        .set_body_json(json!({"uuid": ADA}))
        .set_delay(Duration::from_secs(5));
    let pactflow = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(answer)
        .mount(&pactflow)
        .await;
    let client = client_with(&pactflow.uri(), |options| options.request_timeout = SHORT);
    let answer = client.users(&caller()).get(ADA).await;
    assert_eq!(answer, Err(Error::TimedOut));
}

#[tokio::test]
async fn nobody_there_is_unavailable() {
    assert!(matches!(
        client("http://127.0.0.1:1").users(&caller()).get(ADA).await,
        Err(Error::Unavailable { .. })
    ));
}

#[tokio::test]
async fn a_system_account_is_read_back_by_what_its_location_names() {
    let pactflow = MockServer::start().await;
    let created = ResponseTemplate::new(201).insert_header(
        "location",
        format!("http://other.host/admin/system-accounts/{ADA}"),
    );
    Mock::given(path("/admin/system-accounts"))
        .and(body_json(json!({"name": "ci"})))
        .respond_with(created)
        .mount(&pactflow)
        .await;
    let account = json!({"uuid": ADA, "name": "ci", "type": 1});
    Mock::given(path(format!("/admin/users/{ADA}")))
        .respond_with(ResponseTemplate::new(200).set_body_json(account))
        .mount(&pactflow)
        .await;
    assert!(
        client(&pactflow.uri())
            .users(&caller())
            .create_system_account("ci")
            .await
            .unwrap()
            .is_system_account()
    );
}

#[tokio::test]
async fn membership_answers_may_name_the_members_or_be_empty() {
    let pactflow = MockServer::start().await;
    let named =
        json!({"_embedded": {"users": [{"uuid": ADA, "name": "Ada", "_embedded": {"roles": []}}]}});
    Mock::given(method("PUT"))
        .respond_with(ResponseTemplate::new(200).set_body_json(named))
        .mount(&pactflow)
        .await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(204))
        .mount(&pactflow)
        .await;
    let (client, caller, ids) = (client(&pactflow.uri()), caller(), [ADA.to_owned()]);
    assert_eq!(
        client.teams(&caller).set_members("t", &ids).await.unwrap()[0]
            .name
            .as_deref(),
        Some("Ada")
    );
    assert_eq!(
        client.teams(&caller).add_members("t", &ids).await.unwrap(),
        []
    );
}

#[test]
fn a_caller_never_shows_its_token() {
    assert!(!format!("{:?}", caller()).contains("dev-token"));
}
