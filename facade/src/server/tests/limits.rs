//! Clients that send too much, or take too long to receive.

use super::*;

/// More than the system's buffers hold on both sides.
const LARGE: usize = 64 * 1024 * 1024;

fn large() -> Router {
    Router::new()
        .route("/large", get(|| async { vec![b'x'; LARGE] }))
        .merge(hello())
}

const LARGE_REQUEST: &[u8] = b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n";

/// Whether the one connection that there may be is free again.
async fn is_free(server: &Served) {
    let mut next = server.connect().await;
    next.write_all(REQUEST).await.unwrap();
    read_answer(&mut next, "hello").await;
}

#[tokio::test]
async fn a_client_that_does_not_read_its_answer_is_cut_off() {
    let limits = [
        ("SERVER_ANSWER_TIMEOUT", "200ms"),
        ("SERVER_MAX_CONNECTIONS", "1"),
    ];
    let server = Served::start(large(), &limits).await;
    let mut stream = server.connect().await;
    stream.write_all(LARGE_REQUEST).await.unwrap();
    is_free(&server).await;
    assert!(read_to_close(&mut stream).await.len() < LARGE);
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_reads_its_answer_byte_by_byte_is_cut_off_although_it_moves() {
    let limits = [
        ("SERVER_ANSWER_TIMEOUT", "300ms"),
        ("SERVER_MAX_CONNECTIONS", "1"),
    ];
    let server = Served::start(large(), &limits).await;
    let mut stream = server.connect().await;
    stream.write_all(LARGE_REQUEST).await.unwrap();
    let dripping = tokio::spawn(async move {
        let mut little = [0; 4096];
        while stream.read(&mut little).await.is_ok_and(|read| read > 0) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    is_free(&server).await;
    dripping.abort();
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_takes_its_answer_in_time_gets_all_of_it_again_and_again() {
    let server = Served::start(large(), &[("SERVER_ANSWER_TIMEOUT", "10s")]).await;
    let mut stream = server.connect().await;
    for _ in 0..2 {
        stream.write_all(LARGE_REQUEST).await.unwrap();
        let mut answer = Vec::new();
        while answer.len() < LARGE || !answer[..1000].windows(4).any(|four| four == b"\r\n\r\n") {
            let read = timeout(SOON, stream.read_buf(&mut answer)).await;
            assert!(read.expect("no more came").unwrap() > 0);
        }
        // The head came before it, so a little may be left.
        let head = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap()
            + 4;
        while answer.len() < head + LARGE {
            stream.read_buf(&mut answer).await.unwrap();
        }
        assert_eq!(answer.len(), head + LARGE);
    }
    server.stop().await;
}

/// The status of the answer to a head, 0 where the connection is closed without one.
async fn status_of(server: &Served, head: String) -> u16 {
    let mut stream = server.connect().await;
    // The server may close before it has taken everything.
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.shutdown().await;
    let answer = read_to_close(&mut stream).await;
    let status = answer.split(' ').nth(1);
    status.map_or(0, |status| status.parse().unwrap())
}

#[tokio::test]
async fn an_address_and_a_head_have_a_length_and_a_number_of_headers_that_is_enough() {
    let server = Served::start(hello(), &[]).await;
    let target = |length: usize| {
        let filter = "x".repeat(length);
        format!("GET /?filter={filter} HTTP/1.1\r\nhost: x\r\n\r\n")
    };
    let headers = |number: usize| {
        format!(
            "GET / HTTP/1.1\r\nhost: x\r\n{}\r\n",
            "x: y\r\n".repeat(number)
        )
    };
    assert_eq!(status_of(&server, target(60_000)).await, 200);
    assert_eq!(status_of(&server, headers(90)).await, 200);
    for too_much in [target(70_000), target(1_000_000), headers(200)] {
        let status = status_of(&server, too_much).await;
        assert!(matches!(status, 0 | 414 | 431), "{status}");
    }
    server.stop().await;
}
