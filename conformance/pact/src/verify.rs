//! Holds a PactFlow to the contract.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use pact_models::pact::Pact as _;
use pact_models::provider_states::ProviderState;
use pact_verifier::callback_executors::{NullRequestFilterExecutor, ProviderStateExecutor};
use pact_verifier::{
    FilterInfo, MismatchResult, ProviderInfo, ProviderTransport, VerificationOptions,
    verify_pact_internal,
};
use pactflow_scim::redact;
use serde_json::Value;
use url::Url;

use crate::provider::{Provider, Values};
use crate::{Contract, Finding, Promise, Report, Verdict};

/// How long one call may take, in milliseconds.
const PATIENCE: u64 = 20_000;

/// Tries each interaction in turn, and takes back after each what it did.
///
/// Nothing is told to anybody but this PactFlow: the function of the verifier that reports its use is not called.
pub async fn verify(contract: &Contract, provider: &dyn Provider) -> Report {
    let mut report = Report::default();
    for promise in contract.promises() {
        let verdict = match provider.arrange(&promise).await {
            Ok(values) => hold(contract, &promise, provider.url(), values).await,
            Err(obstacle) => Verdict::NotTried(obstacle.to_string()),
        };
        report.left.extend(provider.restore().await);
        report.findings.push(Finding {
            description: promise.description().to_owned(),
            function: promise.function().to_owned(),
            verdict,
        });
    }
    report
}

async fn hold(contract: &Contract, promise: &Promise, url: &Url, values: Values) -> Verdict {
    let options = VerificationOptions::<NullRequestFilterExecutor> {
        coloured_output: false,
        follow_redirects: false,
        request_timeout: PATIENCE,
        ..VerificationOptions::default()
    };
    let (provider, states) = (provider_info(url), Arc::new(Arranged(values)));
    let pact = contract.only(promise).boxed();
    let result = verify_pact_internal(
        &provider,
        &FilterInfo::None,
        pact,
        &options,
        &states,
        false,
        Duration::ZERO,
    );
    match result.await {
        Err(error) => Verdict::Differs(vec![error.to_string()]),
        Ok(result) => {
            let found = result.results.into_iter();
            let differences: Vec<String> = found
                .filter_map(|found| found.result.err())
                .flat_map(|wrong| told(&wrong))
                .collect();
            if differences.is_empty() {
                Verdict::Holds
            } else {
                Verdict::Differs(differences)
            }
        }
    }
}

/// The differences in sentences, without anybody's address in them.
fn told(wrong: &MismatchResult) -> Vec<String> {
    match wrong {
        MismatchResult::Error(message, _) => vec![redact::text(message)],
        MismatchResult::Mismatches { mismatches, .. } => {
            let mut told: Vec<String> = mismatches
                .iter()
                .map(|mismatch| redact::text(&mismatch.description()))
                .collect();
            told.sort();
            told.dedup();
            told
        }
    }
}

fn provider_info(url: &Url) -> ProviderInfo {
    ProviderInfo {
        name: crate::PROVIDER.to_owned(),
        host: url.host_str().unwrap_or_default().to_owned(),
        transports: vec![ProviderTransport {
            transport: "http".to_owned(),
            port: url.port(),
            path: Some(url.path().trim_end_matches('/').to_owned()),
            scheme: Some(url.scheme().to_owned()),
        }],
        ..ProviderInfo::default()
    }
}

/// The states are there already; what they gave is handed on.
#[derive(Debug)]
struct Arranged(Values);

#[async_trait]
impl ProviderStateExecutor for Arranged {
    async fn call(
        self: Arc<Self>,
        _interaction_id: Option<String>,
        _state: &ProviderState,
        _setup: bool,
        _client: Option<&reqwest::Client>,
    ) -> anyhow::Result<HashMap<String, Value>> {
        Ok(self.0.clone())
    }

    fn teardown(&self) -> bool {
        false
    }
}
