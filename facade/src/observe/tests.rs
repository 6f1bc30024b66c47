use std::sync::Arc;

use http::{HeaderMap, Method};
use url::Url;

use super::{Call, OK, Observer, Request, Requested, in_current_request};

fn begin(observer: &Arc<Observer>, headers: &HeaderMap) -> Request {
    let requested = Requested {
        route: "/Users/{id}".to_owned(),
        method: Method::GET,
        id: "r1".to_owned(),
        log: tracing::Span::none(),
    };
    Request::begin(observer, headers, requested)
}

fn call(observer: &Arc<Observer>) -> Call {
    let base: Url = "https://pactflow.example.com/prefix/".parse().unwrap();
    let path = [
        "admin",
        "users",
        "4c260344-b170-41eb-b01e-c0ff10c72f25",
        "roles",
    ];
    Call::begin(observer, &Method::PUT, &base, &path)
}

fn has(observer: &Observer, line: &str) -> bool {
    observer
        .metrics
        .text()
        .lines()
        .any(|present| present == line)
}

#[tokio::test]
async fn calls_belong_to_the_request_whose_task_makes_them_and_to_tasks_that_it_starts() {
    let observer = Arc::<Observer>::default();
    let request = begin(&observer, &HeaderMap::new());
    let work = async {
        call(&observer).ended(OK);
        let observer = Arc::clone(&observer);
        let beside = in_current_request(async move { call(&observer).ended("timed out") });
        tokio::spawn(beside).await.unwrap();
    };
    request.run(work).await;
    call(&observer).ended(OK);
    request.answered(200);
    let of_two = r#"scim_request_pactflow_calls_sum{route="/Users/{id}",method="GET"} 2.0"#;
    assert!(has(&observer, of_two), "{}", observer.metrics.text());
    let endpoint = r#"endpoint="/admin/users/{uuid}/roles",method="PUT""#;
    for line in [
        format!(r#"pactflow_calls_total{{{endpoint},outcome="ok"}} 2"#),
        format!(r#"pactflow_calls_total{{{endpoint},outcome="timed out"}} 1"#),
    ] {
        assert!(has(&observer, &line), "{line}");
    }
}

#[tokio::test]
async fn what_is_dropped_is_counted_as_such_and_is_not_under_way_any_more() {
    let observer = Arc::<Observer>::default();
    let (request, call) = (begin(&observer, &HeaderMap::new()), call(&observer));
    assert!(has(&observer, "scim_requests_in_flight 1"));
    assert!(has(&observer, "pactflow_calls_in_flight 1"));
    drop((request, call));
    for line in [
        "scim_requests_in_flight 0",
        "pactflow_calls_in_flight 0",
        r#"scim_requests_total{route="/Users/{id}",method="GET",status="499",provider="none"} 1"#,
        r#"pactflow_calls_total{endpoint="/admin/users/{uuid}/roles",method="PUT",outcome="given up"} 1"#,
    ] {
        assert!(has(&observer, line), "{line}");
    }
}

#[tokio::test]
async fn without_traces_what_the_caller_said_of_its_trace_is_passed_on_as_it_is() {
    let observer = Arc::<Observer>::default();
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let headers = [("traceparent", parent), ("tracestate", "a=1")];
    let headers: HeaderMap = headers
        .into_iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect();
    let request = begin(&observer, &headers);
    let sent = request.run(async { call(&observer).headers() }).await;
    assert_eq!(sent, headers);
    let request = begin(&observer, &HeaderMap::new());
    let sent = request.run(async { call(&observer).headers() }).await;
    assert_eq!(sent, HeaderMap::new());
}
