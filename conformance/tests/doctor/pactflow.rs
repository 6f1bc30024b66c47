//! Faults of PactFlow, of the way there, and of the token.

use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use mock_pactflow::{Access, Fault, MockPactflow, Route, SeedToken};
use tokio::net::TcpListener;

use crate::front::{Certificate, answering, proxy, tls};
use crate::{READ_ONLY, TOKEN, assert_finds, examined, healthy, simulator};

/// A port at which nobody listens.
async fn closed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[tokio::test]
async fn a_port_at_which_nobody_listens() {
    let report = examined(&closed().await, &[], TOKEN).await;
    assert_finds(&report, "pactflow-refused", "PACTFLOW_URL");
}

#[tokio::test]
async fn a_host_that_there_is_not() {
    let report = examined("http://pactflow.invalid", &[], TOKEN).await;
    assert_finds(&report, "pactflow-host", "host name");
}

#[tokio::test]
async fn a_pactflow_that_does_not_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    // TLS is begun and never gets an answer, which ends with the time for connecting.
    let url = format!("https://{addr}");
    let report = examined(&url, &[("PACTFLOW_CONNECT_TIMEOUT", "300ms")], TOKEN).await;
    assert_finds(&report, "pactflow-silent", "firewall");
}

#[tokio::test]
async fn a_wrong_path_in_the_address() {
    let pactflow = simulator().await;
    let report = examined(&format!("{}/wrong", pactflow.url()), &[], TOKEN).await;
    assert_finds(&report, "pactflow-path", "path in PACTFLOW_URL");
}

#[tokio::test]
async fn a_form_for_signing_in_in_the_place_of_pactflow() {
    let form = answering(|_| {
        let page = Response::builder().header("content-type", "text/html; charset=utf-8");
        page.body(Body::from("<!doctype html><title>Sign in</title>"))
            .unwrap()
    });
    let report = examined(&form.await, &[], TOKEN).await;
    assert_finds(&report, "pactflow-web-page", "past the form for signing in");
}

#[tokio::test]
async fn a_redirect_to_https() {
    let plain = answering(|request| {
        let to = format!("https://pactflow.example.com{}", request.uri());
        let redirect = Response::builder().status(301).header("location", to);
        redirect.body(Body::empty()).unwrap()
    });
    let report = examined(&plain.await, &[], TOKEN).await;
    assert_finds(&report, "pactflow-redirect", "address that it leads to");
    let what = &report.findings().next().unwrap().what;
    assert!(
        what.contains("leads to https://pactflow.example.com/"),
        "{what}"
    );
}

#[tokio::test]
async fn a_gateway_that_does_not_find_pactflow() {
    let pactflow = simulator().await;
    let _outage = pactflow.fault(Fault::bad_gateway());
    let report = examined(&pactflow.url(), &[], TOKEN).await;
    assert_finds(&report, "pactflow-failing", "PactFlow's log");
}

#[tokio::test]
async fn a_pactflow_that_takes_long() {
    let pactflow = simulator().await;
    let slow = Fault::latency(Duration::from_millis(2100))
        .on(Route::Heartbeat)
        .times(1);
    let _slow = pactflow.fault(slow);
    let report = examined(&pactflow.url(), &[], TOKEN).await;
    assert_finds(&report, "pactflow-slow", "load and database");
}

#[tokio::test]
async fn a_clock_that_is_off() {
    let pactflow = simulator().await;
    let an_hour_ago = SystemTime::now() - Duration::from_secs(3600);
    let date = httpdate::fmt_http_date(an_hour_ago);
    let late = proxy(
        pactflow.url(),
        |_| None,
        move |response| {
            response.headers_mut().insert("date", date.parse().unwrap());
        },
    );
    let report = examined(&late.await, &[], TOKEN).await;
    assert_finds(&report, "clock", "time server");
}

#[tokio::test]
async fn a_pactflow_that_is_too_old() {
    let pactflow = simulator().await;
    let old = proxy(
        pactflow.url(),
        |_| None,
        |response| {
            if response.status() == 401 {
                let json = "application/json".parse().unwrap();
                response.headers_mut().insert("content-type", json);
            }
        },
    );
    let report = examined(&old.await, &[], TOKEN).await;
    assert_finds(&report, "pactflow-old", "1.26");
}

#[tokio::test]
async fn an_authority_that_is_not_trusted() {
    let pactflow = simulator().await;
    let own = Certificate::new("localhost", |_| {});
    let url = tls(pactflow.addr(), &own, None).await;
    let report = examined(&url, &[], TOKEN).await;
    assert_finds(&report, "pactflow-authority", "SCIM_CA_FILE");
    let file = own.file("authority");
    let report = examined(&url, &[("SCIM_CA_FILE", file.path())], TOKEN).await;
    assert_eq!(
        report.exit_code(),
        0,
        "the remedy helps:\n{}",
        report.text()
    );
}

#[tokio::test]
async fn a_certificate_that_has_expired() {
    let pactflow = simulator().await;
    let old = Certificate::new("localhost", |params| {
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    });
    let (url, file) = (tls(pactflow.addr(), &old, None).await, old.file("expired"));
    let report = examined(&url, &[("SCIM_CA_FILE", file.path())], TOKEN).await;
    assert_finds(&report, "pactflow-certificate-expired", "Renew");
}

#[tokio::test]
async fn a_certificate_that_is_not_valid_yet() {
    let pactflow = simulator().await;
    let early = Certificate::new("localhost", |params| {
        params.not_before = rcgen::date_time_ymd(2099, 1, 1);
        params.not_after = rcgen::date_time_ymd(2100, 1, 1);
    });
    let (url, file) = (
        tls(pactflow.addr(), &early, None).await,
        early.file("early"),
    );
    let report = examined(&url, &[("SCIM_CA_FILE", file.path())], TOKEN).await;
    assert_finds(&report, "pactflow-certificate-early", "clock");
}

#[tokio::test]
async fn a_certificate_for_another_name() {
    let pactflow = simulator().await;
    let other = Certificate::new("pactflow.example.com", |_| {});
    let (url, file) = (tls(pactflow.addr(), &other, None).await, other.file("name"));
    let report = examined(&url, &[("SCIM_CA_FILE", file.path())], TOKEN).await;
    assert_finds(
        &report,
        "pactflow-certificate-name",
        "name that the certificate has",
    );
}

#[tokio::test]
async fn a_gateway_that_asks_for_a_certificate() {
    let pactflow = simulator().await;
    let (own, clients) = (
        Certificate::new("localhost", |_| {}),
        Certificate::new("clients", |_| {}),
    );
    let (url, file) = (
        tls(pactflow.addr(), &own, Some(&clients)).await,
        own.file("mutual"),
    );
    let report = examined(&url, &[("SCIM_CA_FILE", file.path())], TOKEN).await;
    assert_finds(
        &report,
        "pactflow-wants-certificate",
        "SCIM_CLIENT_CERT_FILE",
    );
}

#[tokio::test]
async fn an_https_address_of_a_port_without_tls() {
    let pactflow = simulator().await;
    let url = pactflow.url().replace("http:", "https:");
    let report = examined(&url, &[], TOKEN).await;
    assert_finds(&report, "pactflow-no-tls", "http://");
}

#[tokio::test]
async fn a_token_that_nobody_knows() {
    let pactflow = simulator().await;
    let report = examined(&pactflow.url(), &[], "no-such-token").await;
    assert_finds(&report, "token-refused", "read-write token");
}

/// A PactFlow where the system account has one more token, that ends then.
async fn with_token_until(expiry: Timestamp) -> MockPactflow {
    let pactflow = MockPactflow::builder()
        .seed(healthy())
        .start()
        .await
        .unwrap();
    let token = SeedToken {
        value: Some("other-token".to_owned()),
        access: Access::ReadWrite,
        uuid: Some(uuid::Uuid::from_u128(7)),
        expires_at: Some(expiry),
    };
    pactflow
        .edit(|editor| editor.add_token("scim", token))
        .unwrap();
    pactflow
}

#[tokio::test]
async fn a_token_that_has_expired() {
    let pactflow = with_token_until(Timestamp::now() - SignedDuration::from_hours(1)).await;
    let report = examined(&pactflow.url(), &[], "other-token").await;
    assert_finds(&report, "token-refused", "has expired");
}

#[tokio::test]
async fn a_token_that_expires_soon_where_pactflow_says_so() {
    let pactflow = simulator().await;
    let soon = Timestamp::now() + SignedDuration::from_hours(48);
    let telling = proxy(
        pactflow.url(),
        move |request| {
            let tokens = format!(
                r#"{{"_embedded":{{"items":[{{"value":"{TOKEN}","expiresAt":"{soon}"}}]}}}}"#
            );
            let is_list = request.uri().path() == "/settings/tokens";
            is_list.then(|| Response::new(Body::from(tokens)))
        },
        |_| {},
    );
    let report = examined(&telling.await, &[], TOKEN).await;
    assert_finds(&report, "token-expires", "Regenerate");
}

#[tokio::test]
async fn a_token_that_only_reads() {
    let pactflow = simulator().await;
    let mark = pactflow.changes().mark();
    let report = examined(&pactflow.url(), &[], READ_ONLY).await;
    assert_finds(&report, "token-read-only", "read-write token");
    pactflow.changes().since(mark).assert_only("");
}

#[tokio::test]
async fn each_permission_that_is_missing() {
    for (permission, what_for) in [
        ("user:manage_scim_attributes:*", "to set sign-in names"),
        ("team:manage:*", "to look for teams"),
    ] {
        let pactflow = simulator().await;
        assert!(pactflow.edit(|editor| editor.revoke("SCIM", permission)));
        let report = examined(&pactflow.url(), &[], TOKEN).await;
        let missing: Vec<_> = report
            .findings()
            .filter(|finding| finding.id == "permission-missing")
            .collect();
        assert!(
            missing
                .iter()
                .any(|finding| finding.what.contains(what_for)),
            "{}",
            report.text()
        );
        assert!(missing[0].remedy.contains("role SCIM"));
    }
}

#[tokio::test]
async fn a_token_of_a_person() {
    let pactflow = simulator().await;
    let token = SeedToken {
        value: Some("adas-token".to_owned()),
        access: Access::ReadWrite,
        uuid: None,
        expires_at: None,
    };
    pactflow.edit(|editor| {
        editor.add_token("ada@acme.io", token).unwrap();
        for permission in [
            "user:manage:*",
            "user:manage_scim_attributes:*",
            "team:manage:*",
        ] {
            assert!(editor.grant("User", permission));
        }
    });
    let report = examined(&pactflow.url(), &[], "adas-token").await;
    assert_finds(&report, "token-of-person", "system account");
}
