//! Requests that a proxy and this service might read differently, so that one hides inside another.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;

use super::*;

const HIDDEN: &str = "GET /hidden HTTP/1.1\r\nhost: x\r\n\r\n";

/// A service whose `/hidden` nobody asks for, and how often it was asked all the same.
fn service() -> (Router, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let hidden = move || async move {
        count.fetch_add(1, Ordering::SeqCst);
        "hidden"
    };
    let router = Router::new()
        .route(
            "/",
            get(|| async { "hello" }).post(|_: Bytes| async { "read" }),
        )
        .route("/hidden", get(hidden));
    (router, asked)
}

/// All that comes back on a connection on which these bytes are sent.
async fn answers_to(server: &Served, bytes: &[u8]) -> String {
    let mut stream = server.connect().await;
    let _ = stream.write_all(bytes).await;
    read_to_close(&mut stream).await
}

#[tokio::test]
async fn what_can_be_read_in_two_ways_is_refused_and_nothing_after_it_is_served() {
    let (router, asked) = service();
    let server = Served::start(router, &[]).await;
    let chunk = format!("{:x}\r\n{HIDDEN}\r\n0\r\n\r\n", HIDDEN.len());
    let length = HIDDEN.len();
    for head in [
        // Both lengths, in either order and in any case.
        format!("content-length: {length}\r\ntransfer-encoding: chunked\r\n"),
        format!("transfer-encoding: chunked\r\ncontent-length: {length}\r\n"),
        "Content-Length: 0\r\nX: y\r\nTransfer-Encoding: chunked\r\n".to_owned(),
        "TRANSFER-ENCODING: chunked\r\nCONTENT-LENGTH: 4\r\n".to_owned(),
        // One length twice.
        format!("content-length: 0\r\ncontent-length: {length}\r\n"),
        "content-length: 5\r\ncontent-length: 5\r\n".to_owned(),
        "content-length: 0, 5\r\n".to_owned(),
        "content-length: 5, 5\r\n".to_owned(),
        "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n".to_owned(),
        "transfer-encoding: identity\r\ntransfer-encoding: chunked\r\n".to_owned(),
        // Lengths that are none.
        "content-length: +5\r\n".to_owned(),
        "content-length: -5\r\n".to_owned(),
        "content-length: 0x5\r\n".to_owned(),
        "content-length: 5 5\r\n".to_owned(),
        "content-length: five\r\n".to_owned(),
        "content-length: 99999999999999999999999\r\n".to_owned(),
        "content-length:\r\n".to_owned(),
        // Codings that are not, or only to some, `chunked`.
        "transfer-encoding: xchunked\r\n".to_owned(),
        "transfer-encoding: chunked, identity\r\n".to_owned(),
        "transfer-encoding: identity\r\n".to_owned(),
        "transfer-encoding: \"chunked\"\r\n".to_owned(),
        "transfer-encoding:\r\n".to_owned(),
        // Names and lines that are read in more than one way.
        "content-length : 5\r\n".to_owned(),
        "transfer-encoding : chunked\r\n".to_owned(),
        "transfer-encoding\t: chunked\r\n".to_owned(),
        " transfer-encoding: chunked\r\n".to_owned(),
        "x: y\r\n transfer-encoding: chunked\r\n".to_owned(),
        "x: y\rcontent-length: 5\r\n".to_owned(),
        "x: y\0z\r\n".to_owned(),
        "x\0: y\r\n".to_owned(),
        ": y\r\n".to_owned(),
        "x y\r\n".to_owned(),
    ] {
        let request = format!("POST / HTTP/1.1\r\nhost: x\r\n{head}\r\n{chunk}");
        let answers = answers_to(&server, request.as_bytes()).await;
        assert!(
            answers.starts_with("HTTP/1.1 400 "),
            "{head:?} came to {answers:?}"
        );
        assert_eq!(answers.matches("HTTP/1.1 ").count(), 1, "{head:?}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    server.stop().await;
}

#[tokio::test]
async fn a_request_line_that_is_none_is_refused() {
    let (router, asked) = service();
    let server = Served::start(router, &[]).await;
    for line in [
        "GET / HTTP/1.1 HTTP/1.1",
        "GET  / HTTP/1.1",
        "GET /\tHTTP/1.1",
        "GET / HTTP/1.2",
        "GET / HTTP/9",
        "GET /",
        "GET",
        "G\0T / HTTP/1.1",
        "GET /\0 HTTP/1.1",
        "GET / http/1.1",
        "PRI * HTTP/2.0",
        "\u{16}\u{3}\u{1}",
    ] {
        let request = format!("{line}\r\nhost: x\r\n\r\n{HIDDEN}");
        let answers = answers_to(&server, request.as_bytes()).await;
        let is_refused = answers.is_empty() || answers.starts_with("HTTP/1.1 400 ");
        assert!(is_refused, "{line:?} came to {answers:?}");
        assert!(answers.matches("HTTP/1.1 ").count() <= 1, "{line:?}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    server.stop().await;
}

#[tokio::test]
async fn a_body_in_chunks_that_are_none_ends_the_connection() {
    let (router, asked) = service();
    let server = Served::start(router, &[]).await;
    for chunks in [
        "zz\r\n",
        "-1\r\n",
        "+1\r\nx\r\n0\r\n\r\n",
        "0x1\r\nx\r\n0\r\n\r\n",
        "fffffffffffffffff1\r\nx\r\n0\r\n\r\n",
        "1\r\nxy\r\n0\r\n\r\n",
        "1\nx\n0\n\n",
        "\r\n",
        " \r\n",
    ] {
        let request = format!(
            "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n{chunks}{HIDDEN}"
        );
        let answers = answers_to(&server, request.as_bytes()).await;
        assert!(
            !answers.contains("200 OK"),
            "{chunks:?} came to {answers:?}"
        );
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    server.stop().await;
}

#[tokio::test]
async fn what_can_be_read_in_one_way_only_is_served() {
    let (router, asked) = service();
    let server = Served::start(router, &[]).await;
    for head in [
        "content-length: 4\r\n\r\nbody",
        "transfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
        "Transfer-Encoding: Chunked\r\n\r\n4;x=y\r\nbody\r\n0\r\ntrailer: x\r\n\r\n",
        "content-length: 0\r\n\r\n",
        "\r\n",
    ] {
        let mut stream = server.connect().await;
        for _ in 0..2 {
            let request = format!("POST / HTTP/1.1\r\nhost: x\r\n{head}");
            stream.write_all(request.as_bytes()).await.unwrap();
            let answer = read_answer(&mut stream, "read").await;
            assert!(answer.starts_with("HTTP/1.1 200 OK"), "{head:?}");
        }
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    server.stop().await;
}
