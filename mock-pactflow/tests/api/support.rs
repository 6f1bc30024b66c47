//! A simulator and a client of it, as the tests of the API use them.

use mock_pactflow::{Clock, Ids, MockPactflow, Seed};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, StatusCode};
use serde_json::Value;

/// The development token with the SCIM role.
pub(crate) const SCIM: &str = "dev-scim-token";
/// The read-only token of the same account.
pub(crate) const READ_ONLY: &str = "dev-scim-readonly-token";
/// The administrator's development token.
pub(crate) const ADMIN: &str = "dev-admin-token";

/// A simulator with a frozen clock and counted ids.
pub(crate) async fn pactflow(seed: Seed) -> MockPactflow {
    let clock = Clock::frozen("2026-01-05T09:00:00Z");
    MockPactflow::builder()
        .seed(seed)
        .clock(clock)
        .ids(Ids::sequential())
        .start()
        .await
        .unwrap()
}

/// An answer that was read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// A client that talks as PactFlow's public clients do.
pub(crate) fn client() -> Client {
    client_builder().build().unwrap()
}

/// A client to be, for what needs further settings.
pub(crate) fn client_builder() -> ClientBuilder {
    // A second installation of the same provider is refused, and changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy()
}

/// A request with this token, before it is sent.
pub(crate) fn request(
    pactflow: &MockPactflow,
    token: &str,
    method: Method,
    path: &str,
) -> RequestBuilder {
    let url = format!("{}{path}", pactflow.url());
    client()
        .request(method, url)
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(ACCEPT, "application/hal+json, application/json")
}

pub(crate) async fn read(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Answer {
        status,
        headers,
        text: response.text().await.unwrap(),
    }
}

/// One call: method and path as `GET /admin/users`, and a JSON body unless it is null.
pub(crate) async fn call(pactflow: &MockPactflow, token: &str, line: &str, body: Value) -> Answer {
    let (method, path) = line.split_once(' ').unwrap();
    let mut request = request(pactflow, token, method.parse().unwrap(), path);
    if !body.is_null() {
        request = request
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_string());
    }
    read(request).await
}
