//! What is repeated, and what is not (DEC-36).

use futures::future::join_all;
use tokio::net::TcpListener;
use wiremock::matchers::any;

use super::raw::{Reply, Upstream};
use super::*;
use crate::pactflow::UserFields;

const TEAM: &str = "6d746ad5-919f-49e3-84c0-648cafc5d912";

fn patient(url: &str) -> Client {
    client_with(url, |options| options.retries = 2)
}

fn fields() -> UserFields {
    serde_json::from_value::<User>(json!({"uuid": ADA}))
        .unwrap()
        .fields()
}

/// The calls of the client, by name.
const CALLS: [&str; 9] = [
    "get user",
    "list users",
    "update user",
    "set roles",
    "delete user",
    "set members",
    "add members",
    "remove member",
    "create user",
];

async fn call(client: &Client, name: &str) -> Result<(), Error> {
    call_as(&caller(), client, name).await
}

async fn call_as(caller: &Caller, client: &Client, name: &str) -> Result<(), Error> {
    let (users, teams) = (client.users(caller), client.teams(caller));
    let ids = [ADA.to_owned()];
    match name {
        "get user" => users.get(ADA).await.map(drop),
        "list users" => users.list(&UserQuery::default(), 1, 10).await.map(drop),
        "update user" => users.update(ADA, &fields()).await.map(drop),
        "set roles" => users.set_roles(ADA, &ids).await,
        "delete user" => users.delete(ADA).await,
        "set members" => teams.set_members(TEAM, &ids).await.map(drop),
        "add members" => teams.add_members(TEAM, &ids).await.map(drop),
        "remove members" => teams.remove_members(TEAM, &ids).await,
        "remove member" => teams.remove_member(TEAM, ADA).await,
        "create user" => users.create(&fields()).await.map(drop),
        "create team" => teams.create("Payments").await.map(drop),
        "create system account" => users.create_system_account("ci").await.map(drop),
        other => panic!("there is no call {other}"),
    }
}

/// A PactFlow that answers so once, and rightly from then on; both answers serve every call.
async fn recovering(first: ResponseTemplate) -> MockServer {
    let pactflow = MockServer::start().await;
    Mock::given(any())
        .respond_with(first)
        .up_to_n_times(1)
        .mount(&pactflow)
        .await;
    let right = json!({"uuid": ADA, "users": []});
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(right))
        .mount(&pactflow)
        .await;
    pactflow
}

async fn requests(pactflow: &MockServer) -> usize {
    pactflow.received_requests().await.unwrap().len()
}

#[tokio::test]
async fn one_failure_is_absorbed_wherever_a_call_may_arrive_twice() {
    for name in CALLS {
        let pactflow = recovering(ResponseTemplate::new(503)).await;
        let answer = call(&patient(&pactflow.uri()), name).await;
        if name == "create user" {
            assert!(matches!(answer, Err(Error::Unavailable { .. })), "{name}");
            assert_eq!(requests(&pactflow).await, 1, "{name}");
        } else {
            assert_eq!(answer, Ok(()), "{name}");
            assert_eq!(requests(&pactflow).await, 2, "{name}");
        }
    }
}

#[tokio::test]
async fn what_was_refused_by_429_is_repeated_even_if_it_creates() {
    for name in ["create user", "create team"] {
        let pactflow = recovering(ResponseTemplate::new(429)).await;
        let answer = call(&patient(&pactflow.uri()), name).await;
        assert_eq!((answer, requests(&pactflow).await), (Ok(()), 2), "{name}");
    }
}

#[tokio::test]
async fn a_create_whose_connection_breaks_is_never_repeated() {
    let created = "HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{\"uu";
    for reply in [Reply::Reset, Reply::text(""), Reply::text(created)] {
        for name in ["create user", "create team", "create system account"] {
            let pactflow = Upstream::start([reply.clone()]).await;
            let answer = call(&patient(&pactflow.url), name).await;
            assert_eq!(answer, Err(Outage::Broken.into()), "{name}");
            assert_eq!(pactflow.requests().len(), 1, "{name}");
        }
    }
}

#[tokio::test]
async fn a_create_that_is_not_answered_in_time_is_never_repeated() {
    let pactflow = Upstream::start([Reply::KeepOpen(Vec::new())]).await;
    let client = client_with(&pactflow.url, |options| {
        options.retries = 2;
        options.request_timeout = SHORT;
    });
    let answer = call(&client, "create user").await;
    assert_eq!(
        (answer, pactflow.requests().len()),
        (Err(Error::TimedOut), 1)
    );
}

#[tokio::test]
async fn whatever_breaks_is_repeated_where_it_may_arrive_twice() {
    let half =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"uu";
    let replies = [
        Reply::Reset,
        Reply::text(""),
        Reply::text(half),
        Reply::KeepOpen(Vec::new()),
        Reply::KeepOpen(half.into()),
    ];
    let names = ["get user", "update user", "add members"];
    let cases = replies
        .iter()
        .flat_map(|reply| names.map(|name| (reply.clone(), name)));
    join_all(cases.map(async |(reply, name)| {
        let right = Reply::json(&json!({"uuid": ADA}).to_string());
        let pactflow = Upstream::start([reply, right]).await;
        let client = client_with(&pactflow.url, |options| {
            options.retries = 2;
            options.request_timeout = Duration::from_secs(1);
        });
        assert_eq!(call(&client, name).await, Ok(()), "{name}");
        assert_eq!(pactflow.requests().len(), 2, "{name}");
    }))
    .await;
}

#[tokio::test]
async fn every_call_is_repeated_where_nobody_listened() {
    for name in CALLS {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        drop(listener);
        let client = client_with(&format!("http://{addr}"), |options| options.retries = 4);
        let answer = async {
            let answer = call(&client, name).await;
            (answer, client.stats().retries)
        };
        let listening = async {
            while client.stats().retries == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let right = json!({"uuid": ADA, "users": []}).to_string();
            Upstream::on(
                TcpListener::bind(addr).await.unwrap(),
                [Reply::json(&right)],
            )
        };
        let ((answer, retries), pactflow) = tokio::join!(answer, listening);
        assert_eq!(answer, Ok(()), "{name}");
        assert!(retries > 0);
        assert_eq!(pactflow.requests().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn what_is_gone_after_a_repeated_deletion_is_deleted() {
    for (name, first, then, expected) in [
        ("delete user", 503, 404, Ok(())),
        ("delete user", 503, 410, Ok(())),
        ("remove member", 504, 404, Ok(())),
        // What was refused has not been done, and what was not asked for before neither.
        ("delete user", 429, 404, Err(Error::NotFound)),
        ("delete user", 404, 404, Err(Error::NotFound)),
        // Of several members one may be unknown and the others still there.
        ("remove members", 503, 404, Err(Error::NotFound)),
        ("get user", 503, 404, Err(Error::NotFound)),
        ("update user", 503, 404, Err(Error::NotFound)),
    ] {
        let status = |status: u16| Reply::text(format!("HTTP/1.1 {status} X\r\n\r\n"));
        let pactflow = Upstream::start([status(first), status(then)]).await;
        let answer = call(&patient(&pactflow.url), name).await;
        assert_eq!(answer, expected, "{name} after {first}");
    }
}

#[tokio::test]
async fn after_the_last_repetition_the_error_is_passed_on_with_its_wait() {
    let pactflow = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(503).insert_header("retry-after", "0"))
        .expect(3)
        .mount(&pactflow)
        .await;
    let client = patient(&pactflow.uri());
    let error = call(&client, "get user").await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::ZERO));
    let stats = client.stats();
    assert_eq!((stats.sent, stats.retries), (3, 2));
}

#[tokio::test]
async fn a_long_wait_is_passed_on_at_once() {
    let date = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(600));
    for (status, wait, least) in [(429, "30", 30), (503, "30", 30), (503, date.as_str(), 500)] {
        let pactflow = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(status).insert_header("retry-after", wait))
            .expect(1)
            .mount(&pactflow)
            .await;
        let error = call(&patient(&pactflow.uri()), "get user")
            .await
            .unwrap_err();
        let wait = error.retry_after().unwrap().as_secs();
        assert!((least..=600).contains(&wait), "{wait}");
    }
}

#[tokio::test]
async fn nothing_is_repeated_once_the_request_has_no_time_left_but_everything_is_sent_once() {
    for left in [Duration::ZERO, Duration::from_millis(300)] {
        let pactflow = recovering(ResponseTemplate::new(503)).await;
        let caller = Caller {
            deadline: Instant::now() + left,
            ..caller()
        };
        let answer = call_as(&caller, &patient(&pactflow.uri()), "get user").await;
        assert!(answer.is_err());
        assert_eq!(requests(&pactflow).await, 1);
    }
}

#[tokio::test]
async fn a_repetition_is_cut_off_when_the_request_has_to_be_answered() {
    let pactflow = Upstream::start([
        Reply::text("HTTP/1.1 503 X\r\n\r\n"),
        Reply::KeepOpen(Vec::new()),
    ])
    .await;
    let client = client_with(&pactflow.url, |options| {
        options.retries = 1;
        options.request_timeout = Duration::from_secs(60);
    });
    let caller = Caller {
        deadline: Instant::now() + Duration::from_secs(3),
        ..caller()
    };
    let begun = Instant::now();
    let answer = call_as(&caller, &client, "get user").await;
    assert_eq!(answer, Err(Error::TimedOut));
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn each_repetition_carries_the_token_and_the_requests_id() {
    let pactflow = recovering(ResponseTemplate::new(502)).await;
    call(&patient(&pactflow.uri()), "update user")
        .await
        .unwrap();
    let sent = pactflow.received_requests().await.unwrap();
    assert_eq!(sent.len(), 2);
    for request in &sent {
        assert_eq!(request.headers["authorization"], "Bearer dev-token");
        assert_eq!(request.headers["x-request-id"], "r-1");
        assert_eq!(request.body, sent[0].body);
    }
}

#[tokio::test]
async fn an_outage_is_not_multiplied_by_repetitions() {
    let pactflow = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(503))
        .mount(&pactflow)
        .await;
    let client = client_with(&pactflow.uri(), |options| {
        options.retries = 5;
        options.max_calls = 100;
        options.request_timeout = Duration::from_secs(20);
    });
    join_all((0..100).map(|_| call(&client, "get user"))).await;
    let stats = client.stats();
    // A fifth of the calls and the floor of ten; a machine that takes its time sees some of the floor again.
    assert!((30..=90).contains(&stats.retries), "{stats:?}");
    assert_eq!(stats.sent, 100 + stats.retries);
    assert!(stats.retries_unaffordable > 0);
}

#[tokio::test]
async fn what_a_broken_answer_has_brought_is_forgotten() {
    let member = |at: usize| json!({"uuid": at.to_string(), "name": "x".repeat(1000)});
    let members: Vec<_> = (0..100).map(member).collect();
    let team = json!({"uuid": TEAM, "_embedded": {"members": members}}).to_string();
    let length = team.len();
    let half = &team[..length / 2];
    let broken = Reply::text(format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{half}"
    ));
    let pactflow = Upstream::start([broken, Reply::json(&team)]).await;
    let read = patient(&pactflow.url).teams(&caller()).get(TEAM).await;
    assert_eq!(read.unwrap().members().len(), 100);
    assert_eq!(pactflow.requests().len(), 2);
}
