//! What the specification is run against.

use std::{
    fmt,
    sync::{PoisonError, RwLock},
};

use http::Method;
use mock_pactflow::{MockPactflow, Seed};
use pactflow_scim::{Running, Settings};
use serde_json::json;
use tracing::Instrument as _;

use crate::{
    control::Control,
    logbook::Logbook,
    pactflow::PactFlow,
    suite::needs,
    wire::{AUTHORIZATION, Flaw, Request, Wire},
};

/// The tokens of the simulator's built-in accounts.
pub mod tokens {
    /// A system account with the SCIM role.
    pub const SCIM: &str = "dev-scim-token";
    /// The same account, read only.
    pub const READ_ONLY: &str = "dev-scim-readonly-token";
    /// A system account with the role Administrator.
    pub const ADMINISTRATOR: &str = "dev-admin-token";
}

/// What the specification is run against.
#[derive(Clone, Debug, Default)]
pub enum Target {
    /// A simulator and a façade of its own for each scenario, on free ports.
    #[default]
    InProcess,
    /// The same, but the façade has a flaw that the suite should find.
    Flawed(Flaw),
    /// A server that is already there.
    Address {
        /// The SCIM base address.
        url: String,
        /// The token that identity providers are given.
        token: String,
        /// The control API of the simulator behind it, where there is one.
        control: Option<String>,
    },
}

/// How a report names the target.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InProcess => f.write_str("the services in this process"),
            Self::Flawed(_) => f.write_str("a service with a flaw"),
            Self::Address { url, .. } => f.write_str(url),
        }
    }
}

static TARGET: RwLock<Target> = RwLock::new(Target::InProcess);

/// A server that answers, and PactFlow behind it.
pub struct Connection {
    /// The line to the SCIM server.
    pub scim: Wire,
    /// PactFlow itself, where it can be reached.
    pub pactflow: Option<PactFlow>,
    /// The simulator's control API, where there is one.
    pub control: Option<Control>,
    /// The servers of this scenario alone; they stop with it.
    servers: Option<(Running, MockPactflow)>,
}

impl Connection {
    /// PactFlow stops answering: the simulator in this process is stopped, another one resets connections.
    pub(crate) async fn stop_pactflow(&mut self) {
        match &mut self.servers {
            Some((_, simulator)) => simulator.stop().await,
            None => {
                self.control()
                    .disturb(&json!({ "effect": { "kind": "reset" } }))
                    .await
            }
        }
    }

    /// PactFlow answers again, with everything that it had.
    pub(crate) async fn restart_pactflow(&mut self) {
        if let Some((_, simulator)) = &mut self.servers {
            simulator
                .restart()
                .await
                .unwrap_or_else(|error| panic!("the simulator does not come back: {error}"));
        }
        self.control().undisturb().await;
    }

    fn control(&self) -> &Control {
        self.control
            .as_ref()
            .expect("only a simulator can be disturbed, so the scenario needs @needs:control")
    }
}

impl Target {
    /// Chooses the target of the runs that follow in this process.
    pub fn choose(self) {
        *TARGET.write().unwrap_or_else(PoisonError::into_inner) = self;
    }

    /// The chosen target.
    pub fn chosen() -> Self {
        TARGET
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Asks whether there is anybody at the address at all.
    ///
    /// # Errors
    ///
    /// Where the service, or the simulator's control API, does not answer.
    pub async fn probe(&self) -> anyhow::Result<()> {
        let Self::Address {
            url,
            token,
            control,
        } = self
        else {
            return Ok(());
        };
        let request = |target: &str| Request {
            method: Method::GET,
            target: target.to_owned(),
            headers: vec![(AUTHORIZATION, String::new())],
            body: None,
        };
        Wire::to(url, token)
            .exchange(request("/Users?count=1"))
            .await?;
        if let Some(control) = control {
            let answer = Wire::to(control, "")
                .authorized_by(None)
                .exchange(request("/health"))
                .await?;
            anyhow::ensure!(
                answer.status.is_success(),
                "{control} is no control API: {}",
                answer.status
            );
        }
        Ok(())
    }

    /// Whether scenarios share the server, and so have to wait for each other.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Address { .. })
    }

    /// Whether a scenario with this tag can be run.
    pub fn offers(&self, need: &str) -> bool {
        match self {
            Self::InProcess | Self::Flawed(_) => true,
            Self::Address { control, .. } => {
                control.is_some() && need != needs::LOG && need != needs::SETTINGS
            }
        }
    }

    /// Connects to the target, with settings for a façade that is started for it.
    ///
    /// # Errors
    ///
    /// Where a server cannot be started.
    pub async fn connect(
        &self,
        settings: &[(String, String)],
        log: &Logbook,
    ) -> anyhow::Result<Connection> {
        match self {
            Self::InProcess => in_process(settings, log).await,
            Self::Flawed(flaw) => {
                let connection = in_process(settings, log).await?;
                let scim = connection.scim.flawed_by(*flaw);
                Ok(Connection { scim, ..connection })
            }
            Self::Address {
                url,
                token,
                control,
            } => {
                let scim = Wire::to(url, token);
                let Some(address) = control else {
                    return Ok(Connection {
                        scim,
                        pactflow: None,
                        control: None,
                        servers: None,
                    });
                };
                let control = Control::at(address);
                control.reset().await;
                let pactflow =
                    PactFlow::at(address.trim_end_matches('/').trim_end_matches("/__mock"));
                Ok(Connection {
                    scim,
                    pactflow: Some(pactflow),
                    control: Some(control),
                    servers: None,
                })
            }
        }
    }
}

async fn in_process(settings: &[(String, String)], log: &Logbook) -> anyhow::Result<Connection> {
    let simulator = MockPactflow::builder().seed(Seed::empty()).start().await?;
    let defaults = [
        ("PACTFLOW_URL", simulator.url()),
        ("SERVER_ADDRESS", "127.0.0.1".to_owned()),
        ("SERVER_PORT", "0".to_owned()),
    ];
    let pairs = defaults
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .chain(settings.iter().cloned());
    let facade = pactflow_scim::start(Settings::from_pairs(pairs)?)
        .instrument(log.span().clone())
        .await?;
    Ok(Connection {
        scim: Wire::to(facade.url(), tokens::SCIM),
        pactflow: Some(PactFlow::at(&simulator.url())),
        control: Some(Control::at(&format!("{}/__mock", simulator.url()))),
        servers: Some((facade, simulator)),
    })
}
