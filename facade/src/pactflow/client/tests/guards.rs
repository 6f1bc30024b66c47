//! The breaker (DEC-37) and the limit on calls, as a caller sees them.

use wiremock::matchers::any;

use super::raw::{Reply, Upstream};
use super::*;
use crate::pactflow::BreakerState;

async fn get(client: &Client) -> Result<User, Error> {
    client.users(&caller()).get(ADA).await
}

fn is_paused(answer: &Result<User, Error>) -> bool {
    matches!(
        answer,
        Err(Error::Unavailable {
            why: Outage::Paused,
            ..
        })
    )
}

fn right() -> Reply {
    Reply::json(&json!({"uuid": ADA}).to_string())
}

fn status(status: u16) -> Reply {
    Reply::text(format!("HTTP/1.1 {status} X\r\n\r\n"))
}

#[tokio::test]
async fn after_failures_in_a_row_pactflow_is_left_alone_and_it_is_told_how_long() {
    for failure in [status(502), status(503), status(504), Reply::Reset] {
        let pactflow = Upstream::start([failure]).await;
        let client = client_with(&pactflow.url, |options| options.breaker_failures = 3);
        for _ in 0..3 {
            assert!(!is_paused(&get(&client).await));
        }
        let answer = get(&client).await;
        assert!(is_paused(&answer), "{answer:?}");
        let wait = answer.unwrap_err().retry_after().unwrap();
        assert!((Duration::from_secs(1)..=Duration::from_secs(60)).contains(&wait));
        assert_eq!(pactflow.requests().len(), 3);
        let stats = client.stats();
        assert_eq!(
            (
                stats.breaker,
                stats.breaker_opened,
                stats.paused,
                stats.sent
            ),
            (BreakerState::Open, 1, 1, 3)
        );
    }
}

#[tokio::test]
async fn repetitions_count_and_end_with_the_breaker() {
    let pactflow = Upstream::start([status(503)]).await;
    let client = client_with(&pactflow.url, |options| {
        options.breaker_failures = 2;
        options.retries = 5;
    });
    assert!(is_paused(&get(&client).await));
    assert_eq!(pactflow.requests().len(), 2);
}

#[tokio::test]
async fn an_answer_of_pactflows_own_is_no_failure_to_reach_it() {
    for answer in [
        status(400),
        status(401),
        status(403),
        status(404),
        status(429),
        status(500),
        Reply::json("garbage"),
    ] {
        let pactflow = Upstream::start([answer]).await;
        let client = client_with(&pactflow.url, |options| options.breaker_failures = 2);
        for _ in 0..5 {
            assert!(!is_paused(&get(&client).await));
        }
        assert_eq!(client.stats().breaker, BreakerState::Closed);
    }
}

#[tokio::test]
async fn when_pactflow_is_back_the_first_call_that_tries_finds_it() {
    let pactflow = Upstream::start([status(503), status(503), right()]).await;
    let client = client_with(&pactflow.url, |options| {
        options.breaker_failures = 2;
        options.breaker_pause = Duration::from_millis(50);
    });
    let begun = Instant::now();
    while get(&client).await.is_err() {
        assert!(begun.elapsed() < Duration::from_secs(30), "still paused");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(pactflow.requests().len(), 3);
    assert_eq!(client.stats().breaker, BreakerState::Closed);
}

#[tokio::test]
async fn a_call_beyond_the_limit_waits_for_its_place_and_no_longer_than_its_request_has_time() {
    let pactflow = MockServer::start().await;
    let slow = ResponseTemplate::new(200).set_body_json(json!({"uuid": ADA}));
    Mock::given(any())
        .respond_with(slow.set_delay(Duration::from_secs(2)))
        .mount(&pactflow)
        .await;
    let client = client_with(&pactflow.uri(), |options| {
        options.max_calls = 1;
        options.request_timeout = Duration::from_secs(20);
    });
    let first = tokio::spawn({
        let client = client.clone();
        async move { get(&client).await }
    });
    while client.stats().in_flight == 0 {
        tokio::task::yield_now().await;
    }
    let hurried = Caller {
        deadline: Instant::now() + Duration::from_millis(50),
        ..caller()
    };
    let (late, patient) = tokio::join!(
        async { client.users(&hurried).get(ADA).await },
        get(&client)
    );
    assert_eq!(late, Err(Outage::Crowded.into()));
    assert!(first.await.unwrap().is_ok() && patient.is_ok());
    let stats = client.stats();
    assert_eq!((stats.crowded, stats.sent, stats.in_flight), (1, 2, 0));
}

#[tokio::test]
async fn a_call_that_is_given_up_by_its_caller_leaves_its_place() {
    let pactflow = Upstream::start([Reply::KeepOpen(Vec::new()), right()]).await;
    let client = client_with(&pactflow.url, |options| {
        options.max_calls = 1;
        options.request_timeout = Duration::from_secs(20);
    });
    let given_up = tokio::spawn({
        let client = client.clone();
        async move { get(&client).await }
    });
    while pactflow.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    given_up.abort();
    assert!(get(&client).await.is_ok());
    assert_eq!(client.stats().in_flight, 0);
}
