//! A simulator and a façade in one process, and a plain client of the façade.

use mock_pactflow::{MockPactflow, Seed};
use pactflow_scim::{Running, Settings};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method};
use serde_json::Value;

/// The token with the SCIM role of every seed.
pub(crate) const TOKEN: &str = "dev-scim-token";

/// A simulator and a façade in front of it.
pub(crate) struct Pair {
    /// The simulator.
    #[allow(dead_code, reason = "not every test looks behind the façade")]
    pub(crate) pactflow: MockPactflow,
    /// A client of the façade.
    pub(crate) scim: Scim,
    /// The façade, which stops with the pair.
    #[allow(dead_code, reason = "not every test looks at its address")]
    pub(crate) facade: Running,
}

/// A client of one façade, with a token of its own.
#[derive(Clone)]
pub(crate) struct Scim {
    http: Client,
    base: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The headers.
    #[allow(dead_code, reason = "not every test looks at them")]
    pub(crate) headers: HeaderMap,
    /// The body, null where there is none.
    pub(crate) body: Value,
}

impl Pair {
    /// Both, on free ports, over the directory of `seed`.
    #[allow(dead_code, reason = "a test may put something between the two")]
    pub(crate) async fn start(seed: Seed) -> Self {
        let pactflow = MockPactflow::builder().seed(seed).start().await.unwrap();
        let facade = start(&pactflow.url(), &[]).await;
        let scim = Scim::of(&facade, client());
        Self {
            pactflow,
            scim,
            facade,
        }
    }

    /// A request with the SCIM token; `path` begins after the base address and is sent as it is.
    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.scim.send(method, path, body).await
    }

    /// A request with this `Authorization`.
    #[allow(dead_code, reason = "not every test uses several tokens")]
    pub(crate) async fn send_as(
        &self,
        authorization: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        self.scim.send_as(authorization, method, path, body).await
    }

    /// A `GET`.
    #[allow(dead_code, reason = "not every test reads")]
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }
}

/// A client of plain HTTP, which need not know any certificate.
pub(crate) fn client() -> Client {
    // Another part of the process may have installed a provider before; either serves.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().tls_certs_only([]).build().unwrap()
}

/// A façade on a free port in front of the PactFlow at `url`, with these settings beside.
pub(crate) async fn start(url: &str, settings: &[(&str, &str)]) -> Running {
    let pairs = [
        ("PACTFLOW_URL", url),
        ("SERVER_ADDRESS", "127.0.0.1"),
        ("SERVER_PORT", "0"),
    ];
    let pairs = pairs.into_iter().chain(settings.iter().copied());
    pactflow_scim::start(Settings::from_pairs(pairs).unwrap())
        .await
        .unwrap()
}

impl Scim {
    /// A client of this façade.
    pub(crate) fn of(facade: &Running, http: Client) -> Self {
        Self {
            http,
            base: facade.url(),
        }
    }

    /// A request with the SCIM token; `path` begins after the base address and is sent as it is.
    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.send_as(&format!("Bearer {TOKEN}"), method, path, body)
            .await
    }

    /// A request with this `Authorization`.
    pub(crate) async fn send_as(
        &self,
        authorization: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let method: Method = method.parse().unwrap();
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .header("authorization", authorization);
        if let Some(body) = body {
            request = request
                .header("content-type", "application/scim+json; charset=utf-8")
                .body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap()
        };
        Answer {
            status,
            headers,
            body,
        }
    }
}

/// A filter as a query parameter, percent-encoded.
#[allow(dead_code, reason = "not every test filters")]
pub(crate) fn filter(filter: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    format!("filter={encoded}")
}
