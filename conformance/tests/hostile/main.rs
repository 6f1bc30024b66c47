//! Hostile input: what clients and upstreams may send, and that nothing comes of it but an error that says so.

mod addresses;
mod answers;
mod changes;
#[path = "../common/mod.rs"]
mod common;
mod contents;
mod heads;
mod ids;
mod raw;
mod row;
mod slow;
mod transport;
mod upstream;

use std::time::Duration;

use common::{Pair, say, start};
use futures::{StreamExt, stream};
use mock_pactflow::{Exchange, Seed, SeedUser};
use row::Row;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::time::timeout;
use upstream::Upstream;
use uuid::Uuid;

fn seed() -> Seed {
    let ada = SeedUser::new("Ada Lovelace", "ada@hostile.example")
        .external_idp("ada@hostile.example", "00u1");
    let boss = SeedUser::new("Boss", "boss@hostile.example").roles(["Administrator"]);
    Seed::empty()
        .user(ada)
        .user(boss)
        .team("Payments", ["ada@hostile.example"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_client_sends_it_gets_an_error_and_nothing_else_happens() {
    let mut pair = Pair::start(seed()).await;
    let addr = pair.facade.addr();
    assert_eq!(pair.get("/Users").await.status, 200);
    let tasks = Handle::current().metrics().num_alive_tasks();
    let (changes, requests) = (
        pair.pactflow.changes().mark(),
        pair.pactflow.requests().mark(),
    );
    let rows: Vec<Row> = [
        ids::rows(),
        addresses::rows(),
        contents::rows(),
        changes::rows(),
        heads::rows(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let number = rows.len();
    let mut failures: Vec<String> = stream::iter(rows)
        .map(|row| async move {
            let result = raw::exchange(addr, &row.bytes).await;
            let result = result.and_then(|answer| row.expected.check(&answer));
            result.err().map(|why| format!("{}: {why}", row.name))
        })
        .buffer_unordered(8)
        .filter_map(|failure| async { failure })
        .collect()
        .await;
    failures.sort();
    say(&format!("hostile requests: {number}"));
    assert!(
        failures.is_empty(),
        "{} of {number}:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(number >= 150);

    // No two readings of one address: PactFlow was asked for what has an address there, and for nothing else.
    let journal = pair.pactflow.requests().since(requests);
    for exchange in &journal {
        assert!(
            is_regular(exchange),
            "{} {}",
            exchange.method,
            exchange.path
        );
    }
    // A few rows are served, and what they change is what they say; a team whose members are nobody is taken back.
    let changed = pair.pactflow.changes().since(changes);
    changed.assert_only("~users.externalIdpId 1, +teams 3, -teams 3");
    assert_eq!(pair.get("/Users").await.body["totalResults"], 2);
    pair.pactflow.stop().await;
    settles(tasks).await;
}

/// Whether every segment of the path is PactFlow's own word or an id in its own spelling.
fn is_regular(exchange: &Exchange) -> bool {
    let words = ["admin", "users", "teams", "roles", "user"];
    let is_id = |segment: &str| {
        segment
            .parse::<Uuid>()
            .is_ok_and(|id| id.to_string() == segment)
    };
    let mut segments = exchange.path.split('/').skip(1);
    exchange.route.is_some() && segments.all(|segment| words.contains(&segment) || is_id(segment))
}

/// Waits until no more tasks are alive than there were, in which each connection counts.
async fn settles(tasks: usize) {
    let mut alive = 0;
    for _ in 0..200 {
        alive = Handle::current().metrics().num_alive_tasks();
        if alive <= tasks {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{alive} tasks are alive, and {tasks} were before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_pactflow_answers_the_client_gets_a_scim_answer_in_time() {
    let tasks = Handle::current().metrics().num_alive_tasks();
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let upstream = Upstream::start().await;
    let settings = [
        ("PACTFLOW_REQUEST_TIMEOUT", "700ms"),
        ("PACTFLOW_RETRIES", "0"),
        ("PACTFLOW_BREAKER_FAILURES", "0"),
    ];
    let facade = start(&format!("http://{}", upstream.addr), &settings).await;
    let mut cases = answers::cases(elsewhere.local_addr().unwrap());
    cases.extend(transport::cases());
    let number = cases.len();
    let mut failures = Vec::new();
    for case in cases {
        upstream.answers(&case.reply);
        let result = raw::exchange(facade.addr(), &case.asked).await;
        if let Err(why) = result.and_then(|answer| case.expected.check(&answer)) {
            failures.push(format!("{}: {why}", case.name));
        }
    }
    say(&format!("hostile answers: {number}"));
    assert!(
        failures.is_empty(),
        "{} of {number}:\n{}",
        failures.len(),
        failures.join("\n")
    );
    // Neither a redirect nor a link leads anybody away, least of all with the token.
    let led_away = timeout(Duration::from_millis(1), elsewhere.accept()).await;
    assert!(led_away.is_err(), "somebody was led elsewhere");
    facade.shutdown().await;
    upstream.stop();
    settles(tasks).await;
}
