//! Faults between providers and the service.

use axum::body::Body;
use axum::response::Response;
use http::Method;

use crate::front::{Certificate, answering, proxy, tls};
use crate::{TOKEN, assert_finds, examined, examined_at, service, simulator};

#[tokio::test]
async fn a_service_behind_a_proxy_that_is_as_it_should_be() {
    let pactflow = simulator().await;
    let trusting = [("SERVER_FORWARD_HEADERS_STRATEGY", "native")];
    let service = service(&pactflow.url(), &trusting).await;
    let target = format!("http://{}", service.addr());
    let front = proxy(
        target,
        |request| {
            let host = request.headers()["host"].clone();
            request.headers_mut().insert("x-forwarded-host", host);
            None
        },
        |_| {},
    );
    let report = examined_at(&format!("{}/scim", front.await), &pactflow.url(), &[]).await;
    assert_eq!(report.exit_code(), 0, "{}", report.text());
}

#[tokio::test]
async fn a_scim_address_at_which_nobody_listens() {
    let pactflow = simulator().await;
    let report = examined_at("http://127.0.0.1:1/scim", &pactflow.url(), &[]).await;
    assert_finds(&report, "scim-unreachable", "proxy, ingress and DNS");
}

#[tokio::test]
async fn a_wrong_context_path() {
    let pactflow = simulator().await;
    let service = service(&pactflow.url(), &[]).await;
    let url = format!("http://{}/wrong", service.addr());
    let report = examined_at(&url, &pactflow.url(), &[]).await;
    assert_finds(&report, "scim-context-path", "SERVER_SERVLET_CONTEXT_PATH");
    let what = &report.findings().next().unwrap().what;
    assert!(
        what.ends_with(&format!("SCIM is at {}", service.url())),
        "{what}"
    );
}

#[tokio::test]
async fn a_proxy_that_drops_authorization() {
    let pactflow = simulator().await;
    let trusting = [("SERVER_FORWARD_HEADERS_STRATEGY", "native")];
    let service = service(&pactflow.url(), &trusting).await;
    let dropping = proxy(
        format!("http://{}", service.addr()),
        |request| {
            let host = request.headers()["host"].clone();
            let headers = request.headers_mut();
            headers.insert("x-forwarded-host", host);
            headers.remove("authorization");
            None
        },
        |_| {},
    );
    let report = examined_at(&format!("{}/scim", dropping.await), &pactflow.url(), &[]).await;
    let finding = report.findings().next().unwrap();
    assert_eq!(finding.id, "scim-authorization", "{}", report.text());
    assert!(finding.remedy.contains("pass the header Authorization on"));
    // Every provider's test fails for the same reason.
    let providers = report
        .findings()
        .filter(|finding| finding.id == "scim-test-connection");
    assert!(providers.count() > 5);
}

#[tokio::test]
async fn a_service_that_does_not_know_its_public_address() {
    let pactflow = simulator().await;
    let service = service(&pactflow.url(), &[]).await;
    let front = proxy(format!("http://{}", service.addr()), |_| None, |_| {});
    let report = examined_at(&format!("{}/scim", front.await), &pactflow.url(), &[]).await;
    assert_finds(&report, "scim-public-address", "SCIM_PUBLIC_URL");
}

#[tokio::test]
async fn a_firewall_that_refuses_patch() {
    let pactflow = simulator().await;
    let trusting = [("SERVER_FORWARD_HEADERS_STRATEGY", "native")];
    let service = service(&pactflow.url(), &trusting).await;
    let firewall = proxy(
        format!("http://{}", service.addr()),
        |request| {
            let host = request.headers()["host"].clone();
            request.headers_mut().insert("x-forwarded-host", host);
            let refusal = Response::builder()
                .status(403)
                .body(Body::from("<h1>Forbidden</h1>"));
            (request.method() == Method::PATCH).then(|| refusal.unwrap())
        },
        |_| {},
    );
    let report = examined_at(&format!("{}/scim", firewall.await), &pactflow.url(), &[]).await;
    assert_finds(&report, "scim-method", "PUT, PATCH and DELETE");
    let what = &report.findings().next().unwrap().what;
    assert!(what.starts_with("PATCH is answered 403"), "{what}");
}

#[tokio::test]
async fn a_form_for_signing_in_before_the_service() {
    let pactflow = simulator().await;
    let form = answering(|_| {
        let page = Response::builder().header("content-type", "text/html");
        page.body(Body::from("<!doctype html><title>Sign in</title>"))
            .unwrap()
    });
    let report = examined_at(&format!("{}/scim", form.await), &pactflow.url(), &[]).await;
    assert_finds(&report, "scim-web-page", "without a form for signing in");
}

#[tokio::test]
async fn a_redirect_before_the_service() {
    let pactflow = simulator().await;
    let plain = answering(|_| {
        let redirect = Response::builder()
            .status(308)
            .header("location", "https://scim.example.com/scim");
        redirect.body(Body::empty()).unwrap()
    });
    let report = examined_at(&format!("{}/scim", plain.await), &pactflow.url(), &[]).await;
    assert_finds(&report, "scim-redirect", "address that it leads to");
}

#[tokio::test]
async fn a_proxy_that_does_not_find_the_service() {
    let pactflow = simulator().await;
    let proxy = answering(|_| {
        let page = Response::builder()
            .status(502)
            .header("content-type", "text/html");
        page.body(Body::from("<h1>Bad Gateway</h1>")).unwrap()
    });
    let report = examined_at(&format!("{}/scim", proxy.await), &pactflow.url(), &[]).await;
    assert_finds(&report, "scim-failing", "finds the service");
}

#[tokio::test]
async fn a_certificate_that_providers_do_not_accept() {
    let pactflow = simulator().await;
    let service = service(&pactflow.url(), &[]).await;
    let own = Certificate::new("localhost", |_| {});
    let url = tls(service.addr(), &own, None).await;
    let report = examined_at(&format!("{url}/scim"), &pactflow.url(), &[]).await;
    assert_finds(&report, "scim-certificate", "public authority");
}

#[tokio::test]
async fn a_provider_whose_test_fails() {
    use mock_pactflow::{Fault, Route};
    let pactflow = simulator().await;
    // The first list is the doctor's own; the next is Okta's.
    let _trouble = pactflow.fault(Fault::status(503).on(Route::ListTeams).call(2));
    let report = examined(&pactflow.url(), &[], TOKEN).await;
    let finding = report.findings().next().unwrap();
    assert_eq!(finding.id, "scim-test-connection", "{}", report.text());
    assert!(
        finding.what.starts_with("GET Groups: it answers 429"),
        "{}",
        finding.what
    );
}
