//! A simulator that is wrong in one thing fails the verification: a proxy in front of it makes the answers wrong.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use conformance_pact::provider::Simulator;
use conformance_pact::{Contract, Report, Verdict, verify};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{simulator, url};

/// An answer on its way through the proxy.
struct Answer {
    /// The method and path of the request, such as `GET /admin/users`.
    call: String,
    status: StatusCode,
    headers: http::HeaderMap,
    body: Value,
}

type Mutation = fn(&mut Answer);

#[derive(Clone)]
struct Proxy {
    to: Arc<str>,
    http: reqwest::Client,
    mutation: Mutation,
}

async fn pass_on(State(proxy): State<Proxy>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let target = format!("{}{}", proxy.to, parts.uri);
    let mut passed = proxy.http.request(parts.method.clone(), target).body(body);
    for name in [header::ACCEPT, header::AUTHORIZATION, header::CONTENT_TYPE] {
        for value in parts.headers.get_all(&name) {
            passed = passed.header(&name, value);
        }
    }
    let answer = passed.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let bytes = answer.bytes().await.unwrap();
    let mut answer = Answer {
        call: format!("{} {}", parts.method, parts.uri.path()),
        status,
        headers,
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
    };
    (proxy.mutation)(&mut answer);
    let mut response = Response::new(match answer.body {
        Value::Null => Body::empty(),
        body => Body::from(body.to_string()),
    });
    *response.status_mut() = answer.status;
    for name in [header::CONTENT_TYPE, header::LOCATION, header::RETRY_AFTER] {
        if let Some(value) = answer.headers.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// What the contract says of a simulator whose answers are changed.
async fn verified(mutation: Mutation) -> Report {
    let pactflow = simulator().await;
    let proxy = Proxy {
        to: pactflow.url().into(),
        http: reqwest::Client::builder().no_proxy().build().unwrap(),
        mutation,
    };
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(pass_on).with_state(proxy);
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let provider = Simulator::new(url(&pactflow))
        .unwrap()
        .through(address.parse().unwrap());
    let report = verify(&Contract::own().unwrap(), &provider).await;
    serving.abort();
    report
}

/// The mutant is found, by an interaction of this endpoint function, with these words about what differs.
async fn assert_found(mutation: Mutation, function: &str, words: &str) {
    let report = verified(mutation).await;
    let found = report.findings.iter().any(|finding| {
        let Verdict::Differs(differences) = &finding.verdict else {
            return false;
        };
        finding.function == function
            && differences
                .iter()
                .any(|difference| difference.contains(words))
    });
    assert!(
        found,
        "nothing is said of {words:?} at {function}:\n{report}"
    );
}

fn rename(object: &mut Value, from: &str, to: &str) {
    if let Some(fields) = object.as_object_mut()
        && let Some(value) = fields.remove(from)
    {
        fields.insert(to.to_owned(), value);
    }
}

#[tokio::test]
async fn a_proxy_that_changes_nothing_is_not_noticed() {
    let report = verified(|_| {}).await;
    assert!(report.is_good(), "{report}");
}

#[tokio::test]
async fn a_renamed_field_is_found() {
    assert_found(
        |answer| {
            if answer.status.is_success() {
                rename(
                    &mut answer.body,
                    "externalIdpUsername",
                    "externalIdpUserName",
                );
            }
        },
        "Users::get",
        "externalIdpUsername",
    )
    .await;
    assert_found(
        |answer| {
            if answer.call == "GET /admin/teams" {
                answer.body["teams"]
                    .as_array_mut()
                    .into_iter()
                    .flatten()
                    .for_each(|team| rename(team, "uuid", "id"));
            }
        },
        "Teams::list",
        "uuid",
    )
    .await;
}

#[tokio::test]
async fn a_200_for_a_201_is_found() {
    assert_found(
        |answer| {
            if answer.status == StatusCode::CREATED {
                answer.status = StatusCode::OK;
            }
        },
        "Users::create",
        "201",
    )
    .await;
}

#[tokio::test]
async fn a_list_under_embedded_instead_of_the_top_level_is_found() {
    assert_found(
        |answer| {
            if answer.call == "GET /admin/users"
                && let Some(users) = answer
                    .body
                    .as_object_mut()
                    .and_then(|body| body.remove("users"))
            {
                answer.body["_embedded"] = json!({ "users": users });
            }
        },
        "Users::list",
        "users",
    )
    .await;
}

#[tokio::test]
async fn a_missing_location_is_found() {
    assert_found(
        |answer| {
            answer.headers.remove(header::LOCATION);
        },
        "Users::create_system_account",
        "ocation",
    )
    .await;
}

#[tokio::test]
async fn a_problem_in_other_words_is_found() {
    assert_found(
        |answer| {
            for error in answer.body["errors"].as_array_mut().into_iter().flatten() {
                rename(error, "detail", "message");
            }
        },
        "Users::create",
        "detail",
    )
    .await;
}

#[tokio::test]
async fn a_permission_that_is_not_missed_is_found() {
    assert_found(
        |answer| {
            if answer.status == StatusCode::FORBIDDEN
                && answer.call.starts_with("DELETE /admin/teams")
            {
                answer.status = StatusCode::NO_CONTENT;
                answer.body = Value::Null;
            }
        },
        "Teams::delete",
        "403",
    )
    .await;
}

#[tokio::test]
async fn a_time_to_wait_that_is_no_number_is_found() {
    assert_found(
        |answer| {
            let soon = HeaderValue::from_static("soon");
            if answer.headers.contains_key(header::RETRY_AFTER) {
                answer
                    .headers
                    .insert(HeaderName::from_static("retry-after"), soon);
            }
        },
        "Users::list",
        "etry-",
    )
    .await;
}

#[tokio::test]
async fn nobodys_address_is_in_a_report() {
    let report = verified(|answer| {
        if let Some(person) = answer.body["users"].get_mut(0) {
            person["uuid"] = person["email"].clone();
        }
    })
    .await;
    assert!(!report.is_good());
    assert!(!report.to_string().contains("contract.example"), "{report}");
}
