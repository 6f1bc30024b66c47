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
    facade: Running,
    http: Client,
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
    pub(crate) async fn start(seed: Seed) -> Self {
        let pactflow = MockPactflow::builder().seed(seed).start().await.unwrap();
        let url = pactflow.url();
        let pairs = [
            ("PACTFLOW_URL", url.as_str()),
            ("SERVER_ADDRESS", "127.0.0.1"),
            ("SERVER_PORT", "0"),
        ];
        let facade = pactflow_scim::start(Settings::from_pairs(pairs).unwrap())
            .await
            .unwrap();
        Self {
            pactflow,
            facade,
            http: Client::new(),
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
            .request(method, format!("{}{path}", self.facade.url()))
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

    /// A `GET`.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }
}

/// A filter as a query parameter, percent-encoded.
#[allow(dead_code, reason = "not every test filters")]
pub(crate) fn filter(filter: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    format!("filter={encoded}")
}
