//! A simulator and a façade in one process, and a plain client of the façade.
#![allow(
    dead_code,
    unused_imports,
    reason = "each test is a crate of its own, and none uses all of it"
)]

pub(crate) use conformance::scim::{Answer, Scim, filter, http};
pub(crate) use conformance::target::tokens::SCIM as TOKEN;
use mock_pactflow::{MockPactflow, Seed};
use std::io::Write as _;

use pactflow_scim::{Running, Settings};
use serde_json::Value;

/// A simulator and a façade in front of it.
pub(crate) struct Pair {
    /// The simulator.
    pub(crate) pactflow: MockPactflow,
    /// A client of the façade.
    pub(crate) scim: Scim,
    /// The façade, which stops with the pair.
    pub(crate) facade: Running,
}

impl Pair {
    /// Both, on free ports, over the directory of `seed`.
    pub(crate) async fn start(seed: Seed) -> Self {
        let pactflow = MockPactflow::builder().seed(seed).start().await.unwrap();
        let facade = start(&pactflow.url(), &[]).await;
        let scim = Scim::to(facade.url(), http());
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
    pub(crate) async fn send_as(
        &self,
        authorization: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        self.scim
            .authorized_by(authorization)
            .send(method, path, body)
            .await
    }

    /// A `GET`.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }
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

/// Says something past the capture of the test harness, so that it is seen in every run.
pub(crate) fn say(text: &str) {
    let line = format!("{text}\n");
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}
