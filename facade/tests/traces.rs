//! What goes on to PactFlow of the trace that a request came with, and how spans get to their receiver.

use std::time::Duration;

use pactflow_scim::{Running, Settings};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

async fn server(answers: &str, with: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(path(answers))
        .respond_with(with)
        .mount(&server)
        .await;
    server
}

async fn pactflow() -> MockServer {
    let nobody = ResponseTemplate::new(200).set_body_json(json!({"users": [], "_links": {}}));
    server("/admin/users", nobody).await
}

async fn start(pactflow: &MockServer, extra: &[(&str, &str)]) -> Running {
    let url = pactflow.uri();
    let mut pairs = vec![
        ("PACTFLOW_URL", url.as_str()),
        ("SERVER_ADDRESS", "127.0.0.1"),
        ("SERVER_PORT", "0"),
    ];
    pairs.extend(extra);
    pactflow_scim::start(Settings::from_pairs(pairs).unwrap())
        .await
        .unwrap()
}

/// Asks for people with these headers, and gives those that PactFlow got.
async fn passed_on(
    pactflow: &MockServer,
    service: &Running,
    headers: &[(&str, &str)],
) -> http::HeaderMap {
    let mut request = reqwest::Client::new()
        .get(format!("{}/Users", service.url()))
        .bearer_auth("t");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    assert_eq!(request.send().await.unwrap().status(), 200);
    pactflow
        .received_requests()
        .await
        .unwrap()
        .pop()
        .unwrap()
        .headers
}

#[tokio::test]
async fn without_a_receiver_the_callers_trace_goes_on_to_pactflow_as_it_is() {
    let pactflow = pactflow().await;
    let service = start(&pactflow, &[]).await;
    let sent = [
        ("traceparent", PARENT),
        ("tracestate", "a=1"),
        ("x-request-id", "okta-1"),
    ];
    let got = passed_on(&pactflow, &service, &sent).await;
    for (name, value) in sent {
        assert_eq!(got[name], value);
    }
    let got = passed_on(&pactflow, &service, &[("traceparent", "nonsense")]).await;
    assert_eq!(
        (got.get("traceparent"), got.get("tracestate")),
        (None, None)
    );
    assert_eq!(got["x-request-id"].len(), 36);
}

#[tokio::test]
async fn with_a_receiver_pactflow_gets_the_span_of_the_call_in_the_same_trace() {
    let pactflow = pactflow().await;
    let receiver = server("/v1/traces", ResponseTemplate::new(200)).await;
    let service = start(
        &pactflow,
        &[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &receiver.uri()),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=s3cr3t"),
        ],
    )
    .await;
    let got = passed_on(
        &pactflow,
        &service,
        &[("traceparent", PARENT), ("tracestate", "a=1")],
    )
    .await;
    assert_eq!(got["tracestate"], "a=1");
    service.shutdown().await;
    let requests = receiver.received_requests().await.unwrap();
    assert_eq!(requests[0].headers["api-key"], "s3cr3t");
    assert_eq!(requests[0].headers["content-type"], "application/json");
    let body: Value = requests[0].body_json().unwrap();
    let spans = &body["resourceSpans"][0]["scopeSpans"][0]["spans"];
    let is_passed_on = |span: &&Value| {
        let (trace, id) = (
            span["traceId"].as_str().unwrap(),
            span["spanId"].as_str().unwrap(),
        );
        got["traceparent"] == format!("00-{trace}-{id}-01").as_str()
    };
    let call = spans.as_array().unwrap().iter().find(is_passed_on);
    let call = call.expect("what PactFlow was told of is a span");
    assert_eq!(call["kind"], 3);
    assert_eq!(call["traceId"], "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(call["traceState"], "a=1");
}

#[tokio::test]
async fn a_caller_who_does_not_sample_is_passed_on_without_a_span() {
    let pactflow = pactflow().await;
    let receiver = server("/v1/traces", ResponseTemplate::new(200)).await;
    let service = start(
        &pactflow,
        &[("OTEL_EXPORTER_OTLP_ENDPOINT", &receiver.uri())],
    )
    .await;
    let unsampled = PARENT.replace("-01", "-00");
    let got = passed_on(&pactflow, &service, &[("traceparent", &unsampled)]).await;
    assert!(got["traceparent"].to_str().unwrap().ends_with("-00"));
    service.shutdown().await;
    assert_eq!(receiver.received_requests().await.unwrap().len(), 0);
}

/// The number of spans with this outcome.
async fn spans(service: &Running, outcome: &str) -> u64 {
    let metrics = reqwest::get(format!("http://{}/metrics", service.addr()))
        .await
        .unwrap();
    let metrics = metrics.text().await.unwrap();
    let line = format!("trace_spans_total{{outcome=\"{outcome}\"}} ");
    let number = metrics
        .lines()
        .find_map(|present| present.strip_prefix(&line));
    number.map_or(0, |number| number.parse().unwrap())
}

#[tokio::test]
async fn a_receiver_that_is_busy_is_asked_again_and_one_that_refuses_is_not() {
    for (status, times, outcome) in [(503, 1, "sent"), (400, u64::MAX, "refused")] {
        let pactflow = pactflow().await;
        let receiver = MockServer::start().await;
        let answer = ResponseTemplate::new(status).insert_header("retry-after", "0");
        Mock::given(method("POST"))
            .respond_with(answer)
            .up_to_n_times(times)
            .mount(&receiver)
            .await;
        Mock::given(method("POST"))
            .respond_with(ResponseTemplate::new(200))
            .mount(&receiver)
            .await;
        let url = receiver.uri();
        let settings = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_str()),
            ("OTEL_BSP_SCHEDULE_DELAY", "10"),
        ];
        let service = start(&pactflow, &settings).await;
        passed_on(&pactflow, &service, &[]).await;
        let all = 1 + pactflow.received_requests().await.unwrap().len() as u64;
        let waiting = async {
            while spans(&service, outcome).await < all {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waiting)
            .await
            .unwrap();
        // Only the batch that met the busy receiver is offered again.
        let batches = receiver.received_requests().await.unwrap();
        let mut bodies: Vec<_> = batches.iter().map(|batch| &batch.body).collect();
        bodies.sort_unstable();
        bodies.dedup();
        let repeated = batches.len() - bodies.len();
        assert_eq!(repeated, usize::from(outcome == "sent"), "{status}");
    }
}
