//! The simulator, whose control API brings any state about.

use async_trait::async_trait;
use serde_json::json;
use url::Url;

use super::{Obstacle, Provider, Values};
use crate::Promise;

/// A simulator. It is taken back to its seed after each interaction.
#[derive(Debug)]
pub struct Simulator {
    /// Where PactFlow's API is called: the simulator itself, or what stands in front of it.
    url: Url,
    call_back: String,
    http: reqwest::Client,
}

impl Simulator {
    /// The simulator at this address.
    ///
    /// # Errors
    /// Where the HTTP client cannot be set up.
    pub fn new(url: Url) -> anyhow::Result<Self> {
        let call_back = format!(
            "{}/__mock/provider-states",
            url.as_str().trim_end_matches('/')
        );
        Ok(Self {
            url,
            call_back,
            http: crate::http_client()?,
        })
    }

    /// The same simulator, with PactFlow's API called at another address, such as that of a proxy in front of it.
    #[must_use]
    pub fn through(self, url: Url) -> Self {
        Self { url, ..self }
    }

    async fn change(&self, state: &str, action: &str) -> Result<Values, String> {
        let request = self
            .http
            .post(&self.call_back)
            .json(&json!({ "state": state, "action": action }));
        let answer = request.send().await.map_err(|error| error.to_string())?;
        let is_success = answer.status().is_success();
        let body = answer.text().await.map_err(|error| error.to_string())?;
        if !is_success {
            return Err(body);
        }
        serde_json::from_str(&body).map_err(|error| error.to_string())
    }
}

#[async_trait]
impl Provider for Simulator {
    fn url(&self) -> &Url {
        &self.url
    }

    async fn arrange(&self, promise: &Promise) -> Result<Values, Obstacle> {
        let mut values = Values::new();
        for state in promise.states() {
            let given = self.change(state, "setup").await;
            values.extend(given.map_err(Obstacle)?);
        }
        Ok(values)
    }

    async fn restore(&self) -> Vec<String> {
        self.change("", "teardown")
            .await
            .err()
            .into_iter()
            .collect()
    }
}
