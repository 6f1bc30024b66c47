//! The demo: a simulator with its console, the façade, and between the two and whoever sends SCIM a recorder, so that the
//! console shows each exchange and can send some itself, as Okta would.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Context as _;
use mock_pactflow::{MockPactflow, Seed};
use pactflow_scim::{Running, Settings, telemetry};
use tokio::net::TcpListener;

use crate::{relay::Relay, target::tokens, wire::Wire};

mod okta;
mod recorder;
mod rules;

/// Where the demo listens, and what it starts with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where PactFlow's API and the console listen.
    pub mock_listen: SocketAddr,
    /// Where the SCIM service listens.
    pub facade_listen: SocketAddr,
    /// What PactFlow starts with.
    pub seed: Seed,
    /// What the console calls it.
    pub seed_name: String,
    /// Further settings of the façade; those that the demo decides on do not count.
    pub settings: Vec<(String, String)>,
    /// Whether the façade's log is written as its own program writes it, which a process can do once.
    pub log: bool,
}

/// A running demo. Dropping it stops it.
#[derive(Debug)]
pub struct Demo {
    recorder: Relay,
    facade: Running,
    pactflow: MockPactflow,
}

impl Demo {
    /// Starts the three servers.
    ///
    /// # Errors
    ///
    /// Where an address is taken, the seed cannot be read, or a setting is not allowed.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(options.facade_listen).await;
        let listener =
            listener.context("the façade cannot start; --facade-listen takes another address")?;
        let scim = Wire::to(
            format!("http://{}/scim", listener.local_addr()?),
            tokens::SCIM,
        );
        let pactflow = MockPactflow::builder()
            .seed(options.seed)
            .seed_name(&options.seed_name)
            .listen(options.mock_listen)
            .actions(Arc::new(okta::Buttons::on(scim)))
            .rules(rules::all())
            .start()
            .await
            .context("the simulated PactFlow cannot start; --mock-listen takes another address")?;
        let own = [
            ("PACTFLOW_URL", pactflow.url()),
            ("SERVER_ADDRESS", "127.0.0.1".to_owned()),
            ("SERVER_PORT", "0".to_owned()),
            ("SCIM_EXPLAIN", "true".to_owned()),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value));
        let others = options
            .settings
            .into_iter()
            .filter(|(name, _)| !own.iter().any(|(taken, _)| taken == name));
        let settings = Settings::from_pairs(others.chain(own.clone()))?;
        if options.log {
            telemetry::init(&settings)?;
        }
        let facade = pactflow_scim::start(settings.clone()).await?;
        let recorder = recorder::start(listener, settings, facade.addr(), pactflow.exchanges())?;
        Ok(Self {
            recorder,
            facade,
            pactflow,
        })
    }

    /// The simulator.
    pub fn pactflow(&self) -> &MockPactflow {
        &self.pactflow
    }

    /// The base address for identity providers.
    pub fn scim_url(&self) -> String {
        format!("http://{}/scim", self.recorder.addr())
    }

    /// The address of the console.
    pub fn console_url(&self) -> String {
        format!("{}/__mock/ui/", self.pactflow.url())
    }

    /// Stops, after letting answers that have begun finish.
    pub async fn shutdown(self) {
        drop(self.recorder);
        self.facade.shutdown().await;
        self.pactflow.shutdown().await;
    }
}
