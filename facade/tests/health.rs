//! What orchestrators and load balancers are told: alive, ready, stopping.

use std::net::SocketAddr;
use std::time::Duration;

use pactflow_scim::{Running, Settings};
use reqwest::Client;
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

const HEARTBEAT: &str = "/diagnostic/status/heartbeat";

/// A PactFlow that answers its heartbeat so.
async fn pactflow(heartbeat: ResponseTemplate) -> MockServer {
    let pactflow = MockServer::start().await;
    Mock::given(path(HEARTBEAT))
        .respond_with(heartbeat)
        .mount(&pactflow)
        .await;
    pactflow
}

async fn start(pactflow: &str, extra: &[(&str, &str)]) -> Running {
    let mut pairs = vec![
        ("PACTFLOW_URL", pactflow),
        ("SERVER_ADDRESS", "127.0.0.1"),
        ("SERVER_PORT", "0"),
    ];
    pairs.extend(extra);
    pactflow_scim::start(Settings::from_pairs(pairs).unwrap())
        .await
        .unwrap()
}

/// The status and the body, asked on a connection of its own and without a token.
async fn get(addr: SocketAddr, path: &str) -> (u16, String) {
    let answer = Client::new().get(format!("http://{addr}{path}")).send();
    let answer = answer.await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn body(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn a_service_without_a_pactflow_is_alive_and_not_ready() {
    let service = start("http://127.0.0.1:1", &[]).await;
    let addr = service.addr();
    assert_eq!(get(addr, "/health/live").await, (200, "UP".to_owned()));
    assert_eq!(get(addr, "/health/ready").await, (503, "DOWN".to_owned()));
    for (path, status, expected) in [
        (
            "/actuator/health",
            503,
            json!({"status": "DOWN", "groups": ["liveness", "readiness"]}),
        ),
        ("/actuator/health/liveness", 200, json!({"status": "UP"})),
        ("/actuator/health/readiness", 503, json!({"status": "DOWN"})),
    ] {
        let (got, text) = get(addr, path).await;
        assert_eq!((got, body(&text)), (status, expected), "{path}");
    }
}

#[tokio::test]
async fn any_answer_of_pactflow_below_500_makes_the_service_ready() {
    for (heartbeat, status) in [(200, 200), (401, 200), (404, 200), (500, 503), (503, 503)] {
        let pactflow = pactflow(ResponseTemplate::new(heartbeat)).await;
        let service = start(&pactflow.uri(), &[]).await;
        let addr = service.addr();
        assert_eq!(get(addr, "/health/ready").await.0, status, "{heartbeat}");
        assert_eq!(get(addr, "/actuator/health").await.0, status);
    }
}

#[tokio::test]
async fn pactflow_is_asked_once_for_all_who_ask_and_without_a_token() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_millis(200));
    let pactflow = pactflow(slow).await;
    let service = start(&pactflow.uri(), &[]).await;
    let asked = (0..10).map(|_| get(service.addr(), "/health/ready"));
    for (status, text) in futures::future::join_all(asked).await {
        assert_eq!((status, text.as_str()), (200, "UP"));
    }
    let requests = pactflow.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].headers.get("authorization"), None);
}

#[tokio::test]
async fn spring_probes_are_answered_with_springs_media_type() {
    let service = start("http://127.0.0.1:1", &[]).await;
    let url = format!("http://{}/actuator/health/liveness", service.addr());
    let answer = Client::new().get(url).send().await.unwrap();
    assert_eq!(
        answer.headers()["content-type"],
        "application/vnd.spring-boot.actuator.v3+json"
    );
}

#[tokio::test]
async fn health_stands_outside_the_context_path_and_moves_to_the_management_port() {
    let service = start(
        "http://127.0.0.1:1",
        &[
            ("SERVER_SERVLET_CONTEXT_PATH", "/"),
            ("MANAGEMENT_SERVER_PORT", "0"),
        ],
    )
    .await;
    let management = service.management_addr().unwrap();
    assert_ne!(management, service.addr());
    for path in ["/health/live", "/actuator/health/liveness"] {
        assert_eq!(get(management, path).await.0, 200, "{path}");
        assert_eq!(get(service.addr(), path).await.0, 404, "{path}");
    }
    assert_eq!(get(service.addr(), "/Schemas").await.0, 200);
    assert_eq!(get(management, "/Schemas").await.0, 404);
}

#[tokio::test]
async fn a_service_that_stops_says_so_before_it_takes_no_more() {
    let pactflow = pactflow(ResponseTemplate::new(200)).await;
    let service = start(&pactflow.uri(), &[("SERVER_SHUTDOWN_DELAY", "3s")]).await;
    let addr = service.addr();
    assert_eq!(get(addr, "/health/ready").await.0, 200);
    let stopping = tokio::spawn(service.shutdown());
    while get(addr, "/health/ready").await.0 == 200 {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        get(addr, "/health/ready").await,
        (503, "OUT_OF_SERVICE".to_owned())
    );
    assert_eq!(get(addr, "/health/live").await.0, 200);
    let schemas = Client::new().get(format!("http://{addr}/scim/Schemas"));
    let answer = schemas.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["connection"], "close");
    stopping.await.unwrap();
    let refused = Client::new().get(format!("http://{addr}/health/live"));
    assert!(refused.send().await.is_err());
}

#[tokio::test]
async fn the_management_port_answers_until_the_last_request_is_done() {
    let pactflow = pactflow(ResponseTemplate::new(200)).await;
    let slow = ResponseTemplate::new(404).set_delay(Duration::from_secs(3));
    Mock::given(path("/admin/users"))
        .respond_with(slow)
        .mount(&pactflow)
        .await;
    let service = start(&pactflow.uri(), &[("MANAGEMENT_SERVER_PORT", "0")]).await;
    let (addr, management) = (service.addr(), service.management_addr().unwrap());
    let running = tokio::spawn(async move {
        let list = Client::new().get(format!("http://{addr}/scim/Users"));
        list.bearer_auth("t").send().await.unwrap().status()
    });
    let is_asked = async || {
        let requests = pactflow.received_requests().await.unwrap();
        requests
            .iter()
            .any(|request| request.url.path() == "/admin/users")
    };
    while !is_asked().await {
        tokio::task::yield_now().await;
    }
    let stopping = tokio::spawn(service.shutdown());
    while get(management, "/health/ready").await.0 == 200 {
        tokio::task::yield_now().await;
    }
    let told = get(management, "/health/ready").await;
    assert_eq!(told, (503, "OUT_OF_SERVICE".to_owned()));
    assert_eq!(running.await.unwrap(), 404);
    stopping.await.unwrap();
    assert!(tokio::net::TcpStream::connect(management).await.is_err());
}
