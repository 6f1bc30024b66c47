//! Each fault effect, through a real HTTP client; and that a guard undoes it.

use std::time::{Duration, Instant};

use crate::support::{Answer, SCIM, call, pactflow, request};
use mock_pactflow::{Fault, MockPactflow, Route, Seed, SeedUser};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn with_ada() -> MockPactflow {
    pactflow(Seed::empty().user(SeedUser::new("Ada Lovelace", "ada@acme.io"))).await
}

async fn users(pactflow: &MockPactflow) -> Answer {
    call(pactflow, SCIM, "GET /admin/users", Value::Null).await
}

fn grace() -> Value {
    json!({ "name": "Grace Hopper", "email": "grace@acme.io" })
}

#[tokio::test]
async fn a_status_answers_so_many_times_and_changes_nothing() {
    let pactflow = with_ada().await;
    let mark = pactflow.changes().mark();
    let outage = pactflow.fault(Fault::status(503).on(Route::CreateUser).times(2));
    for _ in 0..2 {
        let answer = call(&pactflow, SCIM, "POST /admin/users", grace()).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(
            answer.json()["error"]["message"].is_string(),
            "{}",
            answer.text
        );
    }
    assert_eq!((outage.fired(), outage.remaining()), (2, Some(0)));
    pactflow.changes().since(mark).assert_only("");
    let answer = call(&pactflow, SCIM, "POST /admin/users", grace()).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    pactflow.changes().since(mark).assert_only("+users 1");
}

#[tokio::test]
async fn a_guard_that_is_dropped_undoes_its_fault() {
    let pactflow = with_ada().await;
    let outage = pactflow.fault(Fault::status(500));
    assert_eq!(
        users(&pactflow).await.status,
        StatusCode::INTERNAL_SERVER_ERROR
    );
    drop(outage);
    assert_eq!(users(&pactflow).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_rate_limit_says_when_to_come_back() {
    let pactflow = with_ada().await;
    let _limit = pactflow.fault(Fault::rate_limited(Duration::from_secs(7)));
    let answer = users(&pactflow).await;
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (StatusCode::TOO_MANY_REQUESTS, "7")
    );
}

#[tokio::test]
async fn a_bad_gateway_answers_with_a_page_of_html() {
    let pactflow = with_ada().await;
    let _proxy = pactflow.fault(Fault::bad_gateway());
    let answer = users(&pactflow).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (StatusCode::BAD_GATEWAY, "text/html")
    );
    assert!(answer.text.starts_with("<html>"));
}

#[tokio::test]
async fn a_lost_answer_leaves_the_change_behind() {
    let pactflow = with_ada().await;
    let mark = pactflow.changes().mark();
    let _lost = pactflow.fault(Fault::lose_answer().on(Route::CreateUser).times(1));
    let sent = request(&pactflow, SCIM, Method::POST, "/admin/users")
        .body(grace().to_string())
        .send()
        .await;
    assert!(sent.is_err(), "{sent:?}");
    pactflow.changes().since(mark).assert_only("+users 1");
    let exchange = pactflow.requests().since(0).pop().unwrap();
    assert_eq!(
        (exchange.status, exchange.fault.as_deref()),
        (0, Some("fault-1"))
    );
}

#[tokio::test]
async fn a_reset_or_closed_connection_changes_nothing_and_the_next_one_works() {
    for fault in [Fault::reset(), Fault::empty_answer()] {
        let pactflow = with_ada().await;
        let mark = pactflow.changes().mark();
        let _broken = pactflow.fault(fault.clone().times(1));
        let sent = request(&pactflow, SCIM, Method::POST, "/admin/users")
            .body(grace().to_string())
            .send()
            .await;
        assert!(sent.is_err(), "{fault:?}: {sent:?}");
        pactflow.changes().since(mark).assert_only("");
        assert_eq!(users(&pactflow).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_reset_and_a_close_differ_on_the_wire() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let pactflow = with_ada().await;
    for (fault, reset) in [(Fault::reset(), true), (Fault::empty_answer(), false)] {
        let _broken = pactflow.fault(fault);
        let mut stream = tokio::net::TcpStream::connect(pactflow.addr())
            .await
            .unwrap();
        stream
            .write_all(b"GET /admin/users HTTP/1.1\r\nhost: pactflow\r\n\r\n")
            .await
            .unwrap();
        let read = stream.read(&mut [0; 16]).await;
        match read {
            Ok(count) => assert!(!reset && count == 0, "{count} bytes"),
            Err(error) => assert!(
                reset && error.kind() == std::io::ErrorKind::ConnectionReset,
                "{error}"
            ),
        }
    }
}

#[tokio::test]
async fn half_a_body_is_less_than_was_promised() {
    let pactflow = with_ada().await;
    let whole = users(&pactflow).await.text;
    let _half = pactflow.fault(Fault::half_body());
    let mut response = request(&pactflow, SCIM, Method::GET, "/admin/users")
        .send()
        .await
        .unwrap();
    assert_eq!(response.content_length(), Some(whole.len() as u64));
    let first = response.chunk().await.unwrap().unwrap();
    assert_eq!(first.len(), whole.len() / 2);
    assert!(response.chunk().await.is_err());
}

#[tokio::test]
async fn truncated_json_is_a_whole_answer_that_cannot_be_read() {
    let pactflow = with_ada().await;
    let _truncated = pactflow.fault(Fault::truncated_json());
    let answer = users(&pactflow).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(serde_json::from_str::<Value>(&answer.text).is_err());
}

#[tokio::test]
async fn a_slow_drip_arrives_whole_but_late() {
    let pactflow = with_ada().await;
    let whole = users(&pactflow).await.text;
    let pause = Duration::from_millis(2);
    let _drip = pactflow.fault(Fault::slow_drip(whole.len() / 10, pause));
    let begun = Instant::now();
    assert_eq!(users(&pactflow).await.text, whole);
    assert!(begun.elapsed() >= pause * 10, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn another_content_type_leaves_the_body_alone() {
    let pactflow = with_ada().await;
    let _type = pactflow.fault(Fault::content_type("text/plain"));
    let answer = users(&pactflow).await;
    assert_eq!(answer.header("content-type"), "text/plain");
    assert_eq!(answer.json()["users"][0]["name"], "Ada Lovelace");
}

#[tokio::test]
async fn foreign_links_lead_elsewhere_in_every_link() {
    let pactflow = with_ada().await;
    let _elsewhere = pactflow.fault(Fault::foreign_links("https://evil.example"));
    let answer = users(&pactflow).await;
    assert!(!answer.text.contains(&pactflow.url()), "{}", answer.text);
    assert_eq!(
        answer.json()["_links"]["self"]["href"],
        "https://evil.example/admin/users"
    );
}

#[tokio::test]
async fn embedded_resources_can_be_missing() {
    let pactflow = with_ada().await;
    let _bare = pactflow.fault(Fault::missing_embedded());
    let user = &users(&pactflow).await.json()["users"][0];
    assert_eq!(
        (&user["name"], user.get("_embedded")),
        (&json!("Ada Lovelace"), None)
    );
}

#[tokio::test]
async fn a_row_can_be_there_twice() {
    let pactflow = with_ada().await;
    let team = pactflow.state().teams()[0].uuid;
    let ada = pactflow.state().users()[0].uuid;
    assert!(pactflow.edit(|editor| editor.set_members(team, &[ada])));
    let _double = pactflow.fault(Fault::duplicate_row());
    let listed = users(&pactflow).await.json();
    assert_eq!(listed["users"][0], listed["users"][1]);
    let members = call(
        &pactflow,
        SCIM,
        &format!("GET /admin/teams/{team}/users"),
        Value::Null,
    )
    .await
    .json();
    assert_eq!(members["_embedded"]["users"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_stale_list_shows_what_was_there_when_the_fault_was_set() {
    let pactflow = with_ada().await;
    let stale = pactflow.fault(Fault::stale_list().on(Route::ListUsers));
    assert_eq!(
        call(&pactflow, SCIM, "POST /admin/users", grace())
            .await
            .status,
        StatusCode::CREATED
    );
    assert_eq!(
        users(&pactflow).await.json()["users"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    drop(stale);
    assert_eq!(
        users(&pactflow).await.json()["users"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn latency_comes_before_the_change_or_after_it() {
    let wait = Duration::from_millis(150);
    for (fault, committed_early) in [
        (Fault::latency(wait), false),
        (Fault::latency(wait).after(), true),
    ] {
        let pactflow = with_ada().await;
        let mark = pactflow.changes().mark();
        let _slow = pactflow.fault(fault);
        let begun = Instant::now();
        let creating = call(&pactflow, SCIM, "POST /admin/users", grace());
        let looking = async {
            tokio::time::sleep(wait / 2).await;
            !pactflow.changes().since(mark).entries().is_empty()
        };
        let (created, seen) = tokio::join!(creating, looking);
        assert_eq!(created.status, StatusCode::CREATED);
        assert!(begun.elapsed() >= wait);
        assert_eq!(seen, committed_early);
    }
}

#[tokio::test]
async fn a_reset_of_the_simulator_takes_its_faults_away() {
    let pactflow = with_ada().await;
    let outage = pactflow.fault(Fault::status(500));
    pactflow.reset().unwrap();
    assert_eq!(users(&pactflow).await.status, StatusCode::OK);
    assert_eq!(outage.fired(), 0);
}
