mod limits;
mod smuggling;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::serve;
use crate::Settings;
use crate::workers::Workers;

/// Longer than anything here takes that works, shorter than anyone waits.
const SOON: Duration = Duration::from_secs(5);

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";

struct Served {
    addr: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Served {
    async fn start(router: Router, pairs: &[(&str, &str)]) -> Self {
        let url = [("PACTFLOW_URL", "http://pactflow.example.com")];
        let settings = Settings::from_pairs(url.iter().chain(pairs).copied()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            let shutdown = async {
                let _ = stopped.await;
            };
            serve(
                listener,
                None,
                router,
                &settings,
                &Workers::default(),
                shutdown,
            )
            .await;
        });
        Self { addr, stop, task }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.addr).await.unwrap()
    }

    /// Sends the signal to stop, and waits for the end.
    async fn stop(self) {
        self.stop.send(()).unwrap();
        timeout(SOON, self.task)
            .await
            .expect("the server did not stop")
            .unwrap();
    }
}

fn hello() -> Router {
    Router::new().route("/", get(|| async { "hello" }))
}

/// A handler that answers after a while, and tells when it was called.
struct Slow {
    router: Router,
    called: Arc<Notify>,
}

fn slow(time: Duration) -> Slow {
    let called = Arc::new(Notify::new());
    let notify = Arc::clone(&called);
    let handler = move || async move {
        notify.notify_one();
        tokio::time::sleep(time).await;
        "slow"
    };
    Slow {
        router: Router::new().route("/", get(handler)),
        called,
    }
}

/// Reads one answer, which is known to have a body that ends in `end`.
async fn read_answer(stream: &mut TcpStream, end: &str) -> String {
    let mut answer = Vec::new();
    while !answer.ends_with(end.as_bytes()) {
        let read = timeout(SOON, stream.read_buf(&mut answer))
            .await
            .expect("no answer came")
            .unwrap();
        assert!(
            read > 0,
            "closed after {:?}",
            String::from_utf8_lossy(&answer)
        );
    }
    String::from_utf8(answer).unwrap()
}

/// What comes until the server closes the connection.
async fn read_to_close(stream: &mut TcpStream) -> String {
    let mut rest = Vec::new();
    // A reset is a close too.
    let _ = timeout(SOON, stream.read_to_end(&mut rest))
        .await
        .expect("the connection stayed open");
    String::from_utf8_lossy(&rest).into_owned()
}

#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    let server = Served::start(hello(), &[]).await;
    let mut stream = server.connect().await;
    for _ in 0..3 {
        stream.write_all(REQUEST).await.unwrap();
        assert!(
            read_answer(&mut stream, "hello")
                .await
                .starts_with("HTTP/1.1 200")
        );
    }
    server.stop().await;
}

#[tokio::test]
async fn a_half_sent_head_is_cut_off_after_the_header_timeout() {
    let server = Served::start(hello(), &[("SERVER_HEADER_TIMEOUT", "200ms")]).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\nhost:").await.unwrap();
    let start = Instant::now();
    read_to_close(&mut stream).await;
    assert!(
        start.elapsed() >= Duration::from_millis(150),
        "closed after {:?}",
        start.elapsed()
    );
    server.stop().await;
}

#[tokio::test]
async fn a_head_that_drips_is_cut_off_although_it_moves() {
    let server = Served::start(hello(), &[("SERVER_HEADER_TIMEOUT", "200ms")]).await;
    let (mut reading, mut writing) = server.connect().await.into_split();
    let start = Instant::now();
    let dripping = tokio::spawn(async move {
        let _ = writing.write_all(b"GET / HTTP/1.1\r\n").await;
        // Fewer lines than hyper takes in one head, so that only the timer can end it.
        for _ in 0..50 {
            tokio::time::sleep(Duration::from_millis(30)).await;
            let _ = writing.write_all(b"x: y\r\n").await;
        }
    });
    let mut answer = Vec::new();
    let _ = timeout(SOON, reading.read_to_end(&mut answer))
        .await
        .expect("dripping went on");
    assert_eq!(answer, b"");
    assert!(
        start.elapsed() < Duration::from_secs(1),
        "closed after {:?}",
        start.elapsed()
    );
    dripping.abort();
    server.stop().await;
}

#[tokio::test]
async fn a_connection_on_which_nothing_is_sent_is_closed_after_the_header_timeout() {
    let server = Served::start(hello(), &[("SERVER_HEADER_TIMEOUT", "100ms")]).await;
    read_to_close(&mut server.connect().await).await;
    server.stop().await;
}

#[tokio::test]
async fn an_idle_connection_outlasts_the_header_timeout_but_its_next_head_does_not() {
    let server = Served::start(hello(), &[("SERVER_HEADER_TIMEOUT", "300ms")]).await;
    let mut stream = server.connect().await;
    stream.write_all(REQUEST).await.unwrap();
    read_answer(&mut stream, "hello").await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    stream.write_all(REQUEST).await.unwrap();
    read_answer(&mut stream, "hello").await;
    stream.write_all(b"GET / HT").await.unwrap();
    read_to_close(&mut stream).await;
    server.stop().await;
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_the_keep_alive_timeout() {
    let limits = [
        ("SERVER_HEADER_TIMEOUT", "100ms"),
        ("SERVER_KEEP_ALIVE_TIMEOUT", "200ms"),
    ];
    let server = Served::start(hello(), &limits).await;
    let mut stream = server.connect().await;
    stream.write_all(REQUEST).await.unwrap();
    read_answer(&mut stream, "hello").await;
    read_to_close(&mut stream).await;
    server.stop().await;
}

#[tokio::test]
async fn neither_a_slow_answer_nor_a_slow_body_is_subject_to_the_header_timeout() {
    let slow = slow(Duration::from_millis(600)).router;
    let router = slow.route("/echo", post(|body: String| async { body }));
    let server = Served::start(router, &[("SERVER_HEADER_TIMEOUT", "300ms")]).await;
    let mut stream = server.connect().await;
    stream.write_all(REQUEST).await.unwrap();
    read_answer(&mut stream, "slow").await;
    stream
        .write_all(b"POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nab")
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    stream.write_all(b"cd").await.unwrap();
    read_answer(&mut stream, "abcd").await;
    server.stop().await;
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = Served::start(hello(), &[]).await;
    let mut stream = server.connect().await;
    let head = format!(
        "GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n",
        "y".repeat(super::MAX_HEAD_SIZE)
    );
    // The server may close before it has taken everything.
    let _ = stream.write_all(head.as_bytes()).await;
    let answer = read_to_close(&mut stream).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer}"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_connection_beyond_the_limit_waits_until_another_ends() {
    let server = Served::start(hello(), &[("SERVER_MAX_CONNECTIONS", "1")]).await;
    let mut first = server.connect().await;
    first.write_all(REQUEST).await.unwrap();
    read_answer(&mut first, "hello").await;

    let mut second = server.connect().await;
    second.write_all(REQUEST).await.unwrap();
    let mut byte = [0];
    assert!(
        timeout(Duration::from_millis(200), second.read(&mut byte))
            .await
            .is_err(),
        "served beyond the limit"
    );

    drop(first);
    assert!(
        read_answer(&mut second, "hello")
            .await
            .starts_with("HTTP/1.1 200")
    );
    server.stop().await;
}

#[tokio::test]
async fn the_drain_finishes_a_running_request_and_takes_no_new_connection() {
    let slow = slow(Duration::from_millis(500));
    let server = Served::start(slow.router, &[]).await;
    let addr = server.addr;
    let mut idle = server.connect().await;
    let mut running = server.connect().await;
    running.write_all(REQUEST).await.unwrap();
    slow.called.notified().await;

    let stopping = tokio::spawn(server.stop());
    assert!(
        read_answer(&mut running, "slow")
            .await
            .starts_with("HTTP/1.1 200")
    );
    assert_eq!(read_to_close(&mut running).await, "");
    assert_eq!(read_to_close(&mut idle).await, "");
    stopping.await.unwrap();
    assert!(TcpStream::connect(addr).await.is_err(), "still listening");
}

#[tokio::test]
async fn a_request_that_outlasts_the_grace_is_cut_off() {
    let slow = slow(Duration::from_secs(60));
    let server = Served::start(slow.router, &[("SERVER_SHUTDOWN_GRACE", "100ms")]).await;
    let mut stream = server.connect().await;
    stream.write_all(REQUEST).await.unwrap();
    slow.called.notified().await;
    let start = Instant::now();
    server.stop().await;
    assert!(
        start.elapsed() >= Duration::from_millis(90),
        "stopped after {:?}",
        start.elapsed()
    );
    assert_eq!(read_to_close(&mut stream).await, "");
}

#[tokio::test]
async fn dropping_the_future_cuts_off_every_connection() {
    let slow = slow(Duration::from_secs(60));
    let server = Served::start(slow.router, &[]).await;
    let mut stream = server.connect().await;
    stream.write_all(REQUEST).await.unwrap();
    slow.called.notified().await;
    server.task.abort();
    assert_eq!(read_to_close(&mut stream).await, "");
}
