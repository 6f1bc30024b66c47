//! A real PactFlow. Without leave to write, states are looked for among what is there; with it, they are created under
//! a marked name and removed again.

mod created;
mod states;

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use async_trait::async_trait;
use http::HeaderValue;
use pactflow_scim::Way;
use pactflow_scim::config::Outbound;
use pactflow_scim::pactflow::{Caller, Client, ClientOptions};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokio::time::Instant;
use url::Url;
use uuid::Uuid;

use self::created::Created;
use super::{Obstacle, Provider, Values};
use crate::Promise;

/// What the states are brought about with.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The token of an account with the role SCIM, or of an administrator.
    pub caller: SecretString,
    /// A read-only token, for the interactions in which one is refused a write.
    pub read_only: Option<SecretString>,
}

/// A real PactFlow.
#[derive(Debug)]
pub struct Live {
    url: Url,
    client: Client,
    caller: Caller,
    tokens: Tokens,
    /// The permissions of the caller.
    scopes: Vec<String>,
    /// Whether people and teams may be created.
    writes: bool,
    /// What the names of all that is created begin with.
    mark: String,
    created: Created,
    http: reqwest::Client,
}

impl Live {
    /// The PactFlow at this address, which is asked who the caller is.
    ///
    /// # Errors
    /// Where it cannot be reached, or does not accept the token.
    pub async fn connect(url: Url, tokens: Tokens, writes: bool) -> anyhow::Result<Self> {
        // The verifier's own client looks there as well for authorities that are not public.
        let trust = Outbound {
            ca_file: env::var_os("SSL_CERT_FILE").map(PathBuf::from),
            ..Outbound::default()
        };
        let client = Client::new(ClientOptions {
            way: Way::new(&trust)?,
            url: url.clone(),
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(20),
            // What differs is to be seen, not smoothed over.
            retries: 0,
            max_calls: 4,
            breaker_failures: 0,
            breaker_pause: Duration::ZERO,
            pools: 1,
        })?;
        let mark = format!("pact-verify-{}", &Uuid::new_v4().simple().to_string()[..8]);
        let caller = Caller {
            token: tokens.caller.clone(),
            request_id: HeaderValue::try_from(mark.as_str())?,
            // Nobody waits for a verification as a SCIM client waits for its answer.
            deadline: Instant::now() + Duration::from_secs(24 * 60 * 60),
        };
        let mut live = Self {
            url,
            client,
            caller,
            tokens,
            scopes: Vec::new(),
            writes,
            mark,
            created: Created::default(),
            http: crate::http_client()?,
        };
        let own = live.read(&["user"]).await?;
        live.scopes = scopes(&own);
        Ok(live)
    }

    fn require_writes(&self) -> Result<(), Obstacle> {
        if self.writes {
            Ok(())
        } else {
            Err(obstacle(
                "it takes something that would have to be created; --allow-writes tries it",
            ))
        }
    }

    fn require(&self, scope: &str) -> Result<(), Obstacle> {
        if self.scopes.iter().any(|held| held == scope) {
            Ok(())
        } else {
            Err(obstacle(&format!(
                "the token's owner has no permission {scope}"
            )))
        }
    }

    fn name(&self, what: &str) -> String {
        format!("{} {what}", self.mark)
    }

    fn address(&self, what: &str) -> String {
        format!("{}-{what}@example.com", self.mark)
    }

    async fn read(&self, path: &[&str]) -> anyhow::Result<Value> {
        let mut url = self.url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        let request = self
            .http
            .get(url)
            .bearer_auth(self.tokens.caller.expose_secret());
        let answer = request
            .header("accept", "application/hal+json, application/json")
            .send()
            .await?;
        let status = answer.status();
        anyhow::ensure!(
            status.is_success(),
            "PactFlow answered {status} to GET /{}",
            path.join("/")
        );
        Ok(answer.json().await?)
    }
}

#[async_trait]
impl Provider for Live {
    fn url(&self) -> &Url {
        &self.url
    }

    async fn arrange(&self, promise: &Promise) -> Result<Values, Obstacle> {
        if !promise.is_read() && !self.writes {
            return Err(obstacle("it writes; --allow-writes tries it"));
        }
        let mut values = Values::new();
        for state in promise.states() {
            if let Value::Object(given) = self.bring_about(state).await? {
                values.extend(given);
            }
        }
        Ok(values)
    }

    async fn restore(&self) -> Vec<String> {
        if self.writes {
            self.created
                .remove(&self.client, &self.caller, &self.mark)
                .await
        } else {
            Vec::new()
        }
    }
}

/// The scopes of the roles of a user.
fn scopes(user: &Value) -> Vec<String> {
    let each = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let roles = each(&user["_embedded"]["roles"]).into_iter();
    let permissions = roles.flat_map(|role| each(&role["permissions"]));
    permissions
        .filter_map(|permission| permission["scope"].as_str().map(str::to_owned))
        .collect()
}

fn obstacle(why: &str) -> Obstacle {
    Obstacle(why.to_owned())
}
