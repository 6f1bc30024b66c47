//! The way in which every client sends: again, until it is told that it worked.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::bail;
use http::header::RETRY_AFTER;
use serde_json::{Value, json};

use super::Progress;
use crate::scim::{Answer, Scim, filter};

/// How often a request is sent at most. No trouble lasts as long.
const ATTEMPTS: u32 = 60;

/// The longest time that a client waits between two attempts, whatever it is told: the run is to end.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// A client that is not put off.
#[derive(Debug)]
pub(super) struct Provider {
    scim: Scim,
    progress: Arc<Progress>,
}

impl Provider {
    pub(super) fn new(scim: Scim, progress: Arc<Progress>) -> Self {
        Self { scim, progress }
    }

    /// How many operations all clients have done, this one more included.
    pub(super) fn count_one(&self) -> u64 {
        self.progress.done.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// How many operations all clients have done.
    pub(super) fn done(&self) -> u64 {
        self.progress.done.load(Ordering::Relaxed)
    }

    /// Sends a request until it works.
    pub(super) async fn insist(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> anyhow::Result<Value> {
        for attempt in 1..=ATTEMPTS {
            let answer = self.once(method, path, body.clone()).await;
            if answer.status < 300 {
                return Ok(answer.body);
            }
            check(&answer, method, path)?;
            wait(&answer, attempt).await;
        }
        bail!("{method} {path} never worked")
    }

    /// Deletes a resource. It may be gone already, where only the answer was lost.
    pub(super) async fn delete(&self, path: &str) -> anyhow::Result<()> {
        for attempt in 1..=ATTEMPTS {
            let answer = self.once("DELETE", path, None).await;
            if answer.status < 300 || (answer.status == 404 && attempt > 1) {
                return Ok(());
            }
            check(&answer, "DELETE", path)?;
            wait(&answer, attempt).await;
        }
        bail!("DELETE {path} never worked")
    }

    /// Creates a resource and gives its id. Before each attempt it is looked up, since the one before may have worked; one that
    /// is there is written as a whole.
    pub(super) async fn create(
        &self,
        endpoint: &str,
        (attribute, name): (&str, &str),
        document: Value,
    ) -> anyhow::Result<String> {
        for attempt in 1..=ATTEMPTS {
            if let Some(id) = self.look_up(endpoint, attribute, name).await? {
                self.insist("PUT", &format!("{endpoint}/{id}"), Some(document))
                    .await?;
                return Ok(id);
            }
            let answer = self.once("POST", endpoint, Some(document.clone())).await;
            if answer.status < 300
                && let Some(id) = answer.body["id"].as_str()
            {
                return Ok(id.to_owned());
            }
            // Whoever is there already, since only the answer was lost, is found by the next look.
            if answer.status != 409 {
                check(&answer, "POST", endpoint)?;
            }
            wait(&answer, attempt).await;
        }
        bail!("POST {endpoint} of {name} never worked")
    }

    /// The id of the one resource whose attribute has this value.
    pub(super) async fn look_up(
        &self,
        endpoint: &str,
        attribute: &str,
        value: &str,
    ) -> anyhow::Result<Option<String>> {
        let query = filter(&format!("{attribute} eq {}", json!(value)));
        let list = self
            .insist("GET", &format!("{endpoint}?{query}"), None)
            .await?;
        let found = list["totalResults"].as_u64();
        anyhow::ensure!(
            found.is_some_and(|found| found <= 1),
            "{value} is there more than once: {list}"
        );
        Ok(list["Resources"][0]["id"].as_str().map(str::to_owned))
    }

    /// Sends operations in bulk, and those again that did not work.
    pub(super) async fn bulk(&self, mut operations: Vec<Value>) -> anyhow::Result<()> {
        for attempt in 1..=ATTEMPTS {
            let body = json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                "Operations": operations,
            });
            let answer = self.once("POST", "/Bulk", Some(body)).await;
            if answer.status < 300 {
                let results = answer.body["Operations"].as_array();
                let worked = |at: usize| {
                    let status = results.and_then(|results| results.get(at)?["status"].as_str());
                    status.is_some_and(|status| status.starts_with('2'))
                };
                let mut at = 0;
                operations.retain(|_| {
                    at += 1;
                    !worked(at - 1)
                });
                if operations.is_empty() {
                    return Ok(());
                }
            } else {
                check(&answer, "POST", "/Bulk")?;
            }
            wait(&answer, attempt).await;
        }
        bail!("operations in bulk never worked: {operations:?}")
    }

    async fn once(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.progress.requests.fetch_add(1, Ordering::Relaxed);
        self.scim.send(method, path, body).await
    }
}

/// Only what may pass is waited for; anything else should not have been answered.
fn check(answer: &Answer, method: &str, path: &str) -> anyhow::Result<()> {
    if matches!(answer.status, 429 | 502 | 503) {
        return Ok(());
    }
    bail!(
        "{method} {path} is answered {} {}",
        answer.status,
        answer.body
    )
}

/// As long as the answer says, and a little longer each time where it says nothing.
async fn wait(answer: &Answer, attempt: u32) {
    let told = answer.headers.get(RETRY_AFTER);
    let told = told.and_then(|told| told.to_str().ok()?.parse().ok());
    let wait = told.map_or(Duration::from_millis(20) * attempt, Duration::from_secs);
    tokio::time::sleep(wait.min(LONGEST_WAIT)).await;
}
