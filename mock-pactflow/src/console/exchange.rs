//! The SCIM exchanges that the console shows, as whoever stands in front of a façade reports them.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::journal::{self, REDACTED};
use crate::simulation::Simulation;

/// A SCIM request, its answer, and what the façade says became of each attribute.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScimExchange {
    /// The request's method.
    pub method: String,
    /// The whole address that was asked, such as `http://127.0.0.1:8080/scim/Users?count=2`.
    pub url: String,
    /// The request's body.
    #[serde(default)]
    pub request_body: Option<String>,
    /// The answer's status; 0 where no answer came.
    pub status: u16,
    /// The answer's body, uncompressed.
    #[serde(default)]
    pub response_body: Option<String>,
    /// The `x-request-id` of the answer, which the façade's calls to PactFlow carry too.
    #[serde(default)]
    pub request_id: Option<String>,
    /// What the façade said in `X-SCIM-Explanation`.
    #[serde(default)]
    pub explanation: Vec<Explained>,
}

/// What became of one attribute.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    /// The mapping rule or decision, such as `MAP-U02`.
    pub rule: String,
    /// The SCIM attribute.
    pub attribute: String,
    /// PactFlow's field, where the attribute reached one.
    #[serde(default)]
    pub field: Option<String>,
    /// Why the attribute has no effect, where it has none.
    #[serde(default)]
    pub dropped: Option<String>,
}

/// Where SCIM exchanges are reported to: [`crate::MockPactflow::exchanges`].
#[derive(Debug, Clone)]
pub struct ScimExchanges(Arc<Simulation>);

impl ScimExchanges {
    pub(crate) fn of(simulation: Arc<Simulation>) -> Self {
        Self(simulation)
    }

    /// Records an exchange, so that the console shows it. Passwords, tokens and secrets are masked
    /// first, wherever a field or a parameter is called so.
    pub fn record(&self, exchange: ScimExchange) {
        record(&self.0, exchange);
    }
}

/// A recorded exchange.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// When it was recorded, by the simulator's clock.
    pub(crate) at: Timestamp,
    /// The number of the latest PactFlow call that had begun by then.
    pub(crate) after: u64,
    pub(crate) exchange: ScimExchange,
}

pub(crate) fn record(simulation: &Simulation, mut exchange: ScimExchange) {
    exchange.url = masked_url(&exchange.url);
    exchange.request_body = exchange.request_body.as_deref().and_then(masked);
    exchange.response_body = exchange.response_body.as_deref().and_then(masked);
    let (at, after) = (simulation.now(), simulation.journal.mark());
    let number = simulation.desk.record(at, after, exchange);
    simulation.events.tell("scim", &number);
}

/// A body without secrets. A PATCH names its attributes in `path`, so the value beside one counts too.
fn masked(body: &str) -> Option<String> {
    match serde_json::from_str::<Value>(body) {
        Ok(mut document) => {
            mask_by_path(&mut document);
            journal::body(document.to_string().as_bytes())
        }
        Err(_) => journal::body(body.as_bytes()),
    }
}

fn mask_by_path(document: &mut Value) {
    match document {
        Value::Object(fields) => {
            let secret = fields.iter().any(|(name, value)| {
                name.eq_ignore_ascii_case("path") && value.as_str().is_some_and(names_a_secret)
            });
            for (name, value) in fields {
                if secret && name.eq_ignore_ascii_case("value") {
                    *value = Value::from(REDACTED);
                } else {
                    mask_by_path(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask_by_path),
        _ => {}
    }
}

fn masked_url(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else {
        return text.to_owned();
    };
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    if !pairs
        .iter()
        .any(|(name, value)| names_a_secret(name) || names_a_secret(value))
    {
        return text.to_owned();
    }
    url.query_pairs_mut()
        .clear()
        .extend_pairs(pairs.into_iter().map(|(name, value)| {
            let secret = names_a_secret(&name) || names_a_secret(&value);
            let value = if secret { REDACTED.to_owned() } else { value };
            (name, value)
        }));
    url.to_string()
}

fn names_a_secret(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["password", "secret", "token"]
        .iter()
        .any(|name| text.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_masked_wherever_a_request_may_carry_it() {
        let bodies = [
            r#"{"password":"hunter2"}"#,
            r#"{"Operations":[{"op":"replace","path":"password","value":"hunter2"}]}"#,
            r#"{"Operations":[{"op":"replace","value":{"password":"hunter2"}}]}"#,
        ];
        for body in bodies {
            let masked = masked(body).unwrap();
            assert!(!masked.contains("hunter2"), "{masked}");
            assert!(masked.contains(REDACTED), "{masked}");
        }
    }

    #[test]
    fn a_token_is_masked_in_an_address_and_nothing_else_is_touched() {
        let masked = masked_url("http://127.0.0.1:8080/scim/Users?access_token=s3cret&count=2");
        assert!(
            !masked.contains("s3cret") && masked.contains("count=2"),
            "{masked}"
        );
        let plain = "http://127.0.0.1:8080/scim/Users?filter=userName%20eq%20%22ada%22&count=2";
        assert_eq!(masked_url(plain), plain);
    }
}
