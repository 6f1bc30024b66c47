//! A plain SCIM client, for tests that care what is answered and not how the providers spell it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderMap, Method};
use serde_json::Value;

use crate::target::tokens;

/// A client of one façade. Clones count their requests together.
#[derive(Clone, Debug)]
pub struct Scim {
    http: reqwest::Client,
    base: String,
    authorization: String,
    sent: Arc<AtomicU64>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, null where there is none.
    pub body: Value,
}

/// A client of plain HTTP, which need not know any certificate.
pub fn http() -> reqwest::Client {
    // Another part of the process may have installed a provider before; either serves.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .tls_certs_only([])
        .build()
        .expect("without certificates nothing can be wrong with them")
}

impl Scim {
    /// A client of the façade at this base address, with the token of the simulator's SCIM account.
    pub fn to(base: impl Into<String>, http: reqwest::Client) -> Self {
        Self {
            http,
            base: base.into(),
            authorization: format!("Bearer {}", tokens::SCIM),
            sent: Arc::default(),
        }
    }

    /// The same client with this `Authorization`.
    #[must_use]
    pub fn authorized_by(&self, authorization: &str) -> Self {
        Self {
            authorization: authorization.to_owned(),
            ..self.clone()
        }
    }

    /// How many requests were sent.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// A request; `path` begins after the base address and is sent as it is.
    ///
    /// # Panics
    /// Where there is no answer, or its body is not JSON: whatever happens, the façade answers in SCIM.
    pub async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let about = || format!("{method} {path}");
        let method: Method = method.parse().expect("a method");
        self.sent.fetch_add(1, Ordering::Relaxed);
        let mut request = self
            .http
            .request(method.clone(), format!("{}{path}", self.base))
            .header("authorization", &self.authorization);
        if let Some(body) = body {
            request = request
                .header("content-type", "application/scim+json; charset=utf-8")
                .body(body.to_string());
        }
        let response = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{}: no answer: {error:?}", about()));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response
            .text()
            .await
            .unwrap_or_else(|error| panic!("{}: no whole answer: {error:?}", about()));
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}: {text}", about()))
        };
        Answer {
            status,
            headers,
            body,
        }
    }
}

/// A filter as a query parameter, percent-encoded.
pub fn filter(filter: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    format!("filter={encoded}")
}
