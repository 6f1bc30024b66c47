//! What a client may take of the service: places, time for a body, and one way only to be understood. PactFlow is a
//! listener that takes calls and never answers.

use std::time::Duration;

use pactflow_scim::{Running, Settings};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// Longer than anything here takes that works, shorter than anyone waits.
const SOON: Duration = Duration::from_secs(10);

struct Service {
    running: Running,
    _silent_pactflow: TcpListener,
}

/// Status, head and body of an answer.
struct Answer {
    status: u16,
    head: String,
    body: Value,
}

impl Service {
    async fn start(extra: &[(&str, &str)]) -> Self {
        // The system completes connections to a listener that accepts none.
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", silent.local_addr().unwrap());
        let mut pairs = vec![
            ("PACTFLOW_URL", url.as_str()),
            ("SERVER_ADDRESS", "127.0.0.1"),
            ("SERVER_PORT", "0"),
        ];
        pairs.extend(extra);
        let settings = Settings::from_pairs(pairs).unwrap();
        Self {
            running: pactflow_scim::start(settings).await.unwrap(),
            _silent_pactflow: silent,
        }
    }

    /// Sends these bytes on a new connection.
    async fn send(&self, bytes: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.running.addr()).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        stream
    }

    /// The answer to these bytes, after which the connection has to end.
    async fn ask(&self, bytes: &str) -> Answer {
        read_to_close(self.send(bytes).await).await
    }

    /// Waits until so many requests are worked on.
    async fn has_in_work(&self, requests: usize) {
        let settled = async {
            while self.running.stats().requests_in_work != requests {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(SOON, settled)
            .await
            .unwrap_or_else(|_| panic!("{:?}", self.running.stats()));
    }
}

async fn read_to_close(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let _ = timeout(SOON, stream.read_to_end(&mut bytes))
        .await
        .expect("the connection stayed open");
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
    let status = head.split(' ').nth(1).unwrap_or("0");
    Answer {
        status: status.parse().unwrap(),
        head: head.to_ascii_lowercase(),
        body: serde_json::from_str(body).unwrap_or_default(),
    }
}

fn get(path: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer t\r\nconnection: close\r\n\r\n"
    )
}

/// The head of a request to create a user, whose body of `length` bytes is yet to come.
fn creating(length: usize) -> String {
    format!(
        "POST /scim/Users HTTP/1.1\r\nhost: x\r\nauthorization: Bearer t\r\ncontent-length: {length}\r\n\r\n"
    )
}

const USER: &str = r#"{"userName": "ada@acme.io", "emails": [{"value": "ada@acme.io"}]}"#;

#[tokio::test]
async fn a_request_too_many_is_turned_away_before_its_body_is_read_and_health_is_not() {
    for (set, status) in [("429", 429), ("503", 503)] {
        let limits = [
            ("SERVER_MAX_REQUESTS", "1"),
            ("SCIM_UNAVAILABLE_STATUS", set),
        ];
        let service = Service::start(&limits).await;
        let worked_on = service.send(&get("/scim/Users")).await;
        service.has_in_work(1).await;

        let answer = service.ask(&creating(1_000_000)).await;
        assert_eq!(answer.status, status);
        assert!(
            answer.head.contains("\r\nretry-after: 5"),
            "{}",
            answer.head
        );
        assert_eq!(answer.body["status"], set);
        assert_eq!(service.running.stats().requests_turned_away, 1);
        assert_eq!(service.ask(&get("/health/live")).await.status, 200);

        drop(worked_on);
        service.has_in_work(0).await;
        assert_eq!(service.ask(&get("/scim/Schemas")).await.status, 200);
    }
}

#[tokio::test]
async fn a_write_whose_client_has_hung_up_keeps_its_place_until_it_ends() {
    let limits = [
        ("SERVER_MAX_CONNECTIONS", "1"),
        ("PACTFLOW_REQUEST_TIMEOUT", "4s"),
        ("PACTFLOW_RETRIES", "0"),
    ];
    let service = Service::start(&limits).await;
    let client = service
        .send(&format!("{}{USER}", creating(USER.len())))
        .await;
    service.has_in_work(1).await;
    while service.running.stats().pactflow.in_flight == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    drop(client);
    // There is a connection for the next one only once that of the first has ended.
    assert_eq!(service.ask(&get("/health/live")).await.status, 200);
    assert_eq!(service.running.stats().requests_in_work, 1);
    service.has_in_work(0).await;
}

#[tokio::test]
async fn a_body_that_does_not_come_or_only_drips_is_given_up() {
    let service = Service::start(&[("SERVER_BODY_TIMEOUT", "300ms")]).await;
    for path in ["/scim/Users", "/scim/Bulk", "/scim/.search"] {
        let answer = service
            .ask(&creating(100).replace("/scim/Users", path))
            .await;
        assert_eq!(answer.status, 408, "{path}");
        assert_eq!(answer.body["status"], "408");
    }

    let (reading, mut writing) = service.send(&creating(1_000_000)).await.into_split();
    let dripping = tokio::spawn(async move {
        while writing.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        writing
    });
    let mut first = [0; 12];
    let mut reading = reading;
    timeout(SOON, reading.read_exact(&mut first))
        .await
        .expect("dripping went on")
        .unwrap();
    assert_eq!(&first, b"HTTP/1.1 408");
    timeout(SOON, dripping)
        .await
        .expect("the connection stayed open")
        .unwrap();
    service.has_in_work(0).await;
}

#[tokio::test]
async fn a_refusal_does_not_wait_for_the_body_and_ends_the_connection() {
    let service = Service::start(&[]).await;
    for (head, status) in [
        (creating(1_000_000).replace("/scim/Users", "/nothing"), 404),
        (
            creating(1_000_000).replace("/scim/Users", "/scim/Schemas"),
            405,
        ),
        (creating(1_000_000).replace("Bearer t", "none"), 401),
        (
            creating(1_000_000).replace("host", "content-type: text/plain\r\nhost"),
            415,
        ),
        (creating(100_000_000), 413),
    ] {
        let begun = std::time::Instant::now();
        assert_eq!(service.ask(&head).await.status, status, "{head}");
        assert!(begun.elapsed() < SOON / 2, "{head}");
    }
}

#[tokio::test]
async fn a_body_of_very_many_very_small_values_is_not_even_parsed() {
    let service = Service::start(&[]).await;
    for (values, status) in [(400_000, 400), (600_000, 413)] {
        let body = format!("[{}0]", "0,".repeat(values - 2));
        let head = creating(body.len()).replace("host", "connection: close\r\nhost");
        let answer = service.ask(&format!("{head}{body}")).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
}

#[tokio::test]
async fn a_host_that_is_not_named_once_and_a_coding_that_is_not_understood_are_refused() {
    let service = Service::start(&[]).await;
    let with = |version: &str, headers: &str| {
        format!("GET /scim/Schemas HTTP/{version}\r\n{headers}connection: close\r\n\r\n")
    };
    for (request, status) in [
        (with("1.1", "host: x\r\n"), 200),
        (with("1.1", ""), 400),
        (with("1.1", "host: x\r\nhost: x\r\n"), 400),
        (with("1.1", "host: x\r\nHOST: y\r\n"), 400),
        (with("1.0", ""), 200),
        (with("1.0", "host: x\r\nhost: y\r\n"), 400),
        (
            with("1.1", "host: x\r\ntransfer-encoding: gzip, chunked\r\n"),
            400,
        ),
    ] {
        let answer = service.ask(&request).await;
        assert_eq!(answer.status, status, "{request}");
        if status == 400 {
            assert_eq!(answer.body["scimType"], "invalidSyntax");
        }
    }
}
