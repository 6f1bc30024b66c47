//! Takes the contract to a broker.

use anyhow::Context as _;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use url::Url;

use crate::{CONSUMER, Contract, PROVIDER};

/// Where the contract goes, and as which version of the service.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The broker's address.
    pub broker: Url,
    /// A read-write token of the broker.
    pub token: SecretString,
    /// The version of the service that has this contract.
    pub version: String,
    /// The branch that this version is on.
    pub branch: String,
}

/// Publishes the contract by the broker's `POST /contracts/publish`, and gives what the broker says of it.
///
/// # Errors
/// Where the broker cannot be reached or does not take the contract, with what it says.
pub async fn publish(contract: &Contract, to: &Publication) -> anyhow::Result<Vec<String>> {
    let mut url = to.broker.clone();
    url.path_segments_mut()
        .map_err(|()| anyhow::anyhow!("{} cannot be a broker's address", to.broker))?
        .pop_if_empty()
        .extend(["contracts", "publish"]);
    let body = json!({
        "pacticipantName": CONSUMER,
        "pacticipantVersionNumber": to.version,
        "branch": to.branch,
        "contracts": [{
            "consumerName": CONSUMER,
            "providerName": PROVIDER,
            "specification": "pact",
            "contentType": "application/json",
            "content": BASE64_STANDARD.encode(contract.text()),
        }],
    });
    let request = crate::http_client()?
        .post(url)
        .bearer_auth(to.token.expose_secret())
        .header("accept", "application/hal+json, application/json")
        .json(&body);
    let answer = request
        .send()
        .await
        .context("the broker cannot be reached")?;
    let status = answer.status();
    let told: Value = answer.json().await.unwrap_or_default();
    let said = notices(&told);
    anyhow::ensure!(
        status.is_success(),
        "the broker answered {status}: {}",
        said.join("; ")
    );
    Ok(said)
}

/// What the broker wants to be shown: notices, or the messages of its errors.
fn notices(answer: &Value) -> Vec<String> {
    let texts = |list: &Value| -> Vec<String> {
        let each = list.as_array().into_iter().flatten();
        each.filter_map(|notice| notice["text"].as_str().or(notice.as_str()))
            .map(|text| text.trim().to_owned())
            .collect()
    };
    let notices = texts(&answer["notices"]);
    if !notices.is_empty() {
        return notices;
    }
    let fields = answer["errors"].as_object().into_iter().flatten();
    fields
        .flat_map(|(field, messages)| {
            texts(messages)
                .into_iter()
                .map(move |message| format!("{field} {message}"))
        })
        .chain(texts(&answer["errors"]))
        .collect()
}
