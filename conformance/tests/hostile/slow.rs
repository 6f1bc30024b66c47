//! Clients that take their time.

use std::time::{Duration, Instant};

use mock_pactflow::MockPactflow;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::common::start;
use crate::raw::{HANGS, with};
use crate::{seed, settles};

/// What the service grants for each part of an exchange.
const LIMITS: [(&str, &str); 4] = [
    ("SERVER_HEADER_TIMEOUT", "300ms"),
    ("SERVER_BODY_TIMEOUT", "300ms"),
    ("SERVER_ANSWER_TIMEOUT", "300ms"),
    ("SERVER_KEEP_ALIVE_TIMEOUT", "400ms"),
];

/// Sends `first` and then `drip` again and again until the connection ends; gives what came back.
async fn dripping(mut stream: TcpStream, first: &[u8], drip: &[u8]) -> String {
    stream.write_all(first).await.unwrap();
    let (mut reading, mut writing) = stream.split();
    let mut received = Vec::new();
    let drips = async {
        while writing.write_all(drip).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let cut_off = async {
        let _ = reading.read_to_end(&mut received).await;
    };
    let talk = async {
        tokio::select! {
            () = drips => {}
            () = cut_off => {}
        }
    };
    timeout(HANGS, talk)
        .await
        .expect("the client is not cut off");
    String::from_utf8_lossy(&received).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_who_take_their_time_are_cut_off_and_others_are_served_meanwhile() {
    let pactflow = MockPactflow::builder().seed(seed()).start().await.unwrap();
    let tasks = Handle::current().metrics().num_alive_tasks();
    let facade = start(&pactflow.url(), &LIMITS).await;
    let head = with(
        "POST",
        "/Users",
        "Content-Type: application/json\r\nContent-Length: 1000000\r\n",
    );
    let chunked = with(
        "POST",
        "/Users",
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
    );
    // The bytes that come at once, those that drip, and whether an answer says why it ends.
    let slow: [(&[u8], &[u8], bool); 7] = [
        (b"", b"", false),
        (b"", b"G", false),
        (b"GET /scim/Users HTTP/1.1\r\n", b"", false),
        (b"GET /scim/Users HTTP/1.1\r\nHost: x\r\nX: ", b"y", false),
        (head.as_bytes(), b"", true),
        (head.as_bytes(), b" ", true),
        (chunked.as_bytes(), b"1\r\n \r\n", true),
    ];
    let mut clients = Vec::new();
    for _ in 0..20 {
        for (first, drip, _) in slow {
            let stream = TcpStream::connect(facade.addr()).await.unwrap();
            let (first, drip) = (first.to_vec(), drip.to_vec());
            clients.push(tokio::spawn(async move {
                dripping(stream, &first, &drip).await
            }));
        }
    }
    // While all of them hold on, somebody else is served.
    let begun = Instant::now();
    let mut other = TcpStream::connect(facade.addr()).await.unwrap();
    other
        .write_all(with("GET", "/Users", "").as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    timeout(HANGS, other.read_to_string(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(begun.elapsed() < HANGS / 2);

    for (number, client) in clients.into_iter().enumerate() {
        let received = client.await.unwrap();
        let (first, drip, is_answered) = slow[number % slow.len()];
        // A connection that ends under a client who is still writing may take the answer along.
        let is_right = received.is_empty() || received.starts_with("HTTP/1.1 408");
        assert!(
            is_right && (is_answered || received.is_empty()),
            "{first:?} {drip:?}: {received}"
        );
    }
    facade.shutdown().await;
    settles(tasks).await;
}
