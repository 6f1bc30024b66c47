//! What the specification is run against.

use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Context as _;
use http::Method;
use mock_pactflow::{MockPactflow, Seed};
use pactflow_scim::{Running, Settings};
use serde_json::json;
use tracing::Instrument as _;

use crate::{
    control::Control,
    directory::{Admin, Directory, ThroughScim},
    flaw::Flaw,
    guest::{Guest, Ledger},
    logbook::Logbook,
    pactflow::PactFlow,
    relay::Relay,
    suite::needs,
    wire::{AUTHORIZATION, Exchange, Request, Wire},
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
    Address(Address),
}

/// A server that is already there.
#[derive(Clone, Debug)]
pub struct Address {
    /// The SCIM base address.
    pub url: String,
    /// The token that identity providers are given.
    pub token: String,
    /// The control API of the simulator behind it, where there is one.
    pub control: Option<String>,
    /// What whoever points at it calls it, where it does not say so itself.
    pub name: Option<String>,
    /// What the run makes there, where it is a guest.
    pub ledger: Arc<Ledger>,
}

static TARGET: RwLock<Target> = RwLock::new(Target::InProcess);

/// A server that answers, and PactFlow behind it.
pub struct Connection {
    /// The line to the SCIM server.
    pub scim: Wire,
    /// Who and what is in PactFlow.
    pub(crate) directory: Box<dyn Directory>,
    /// The simulator, where there is one that can be reached.
    pub(crate) simulator: Option<Admin>,
    /// The visit, where the scenario is a guest on the server.
    pub(crate) guest: Option<Guest>,
    /// The servers of this scenario alone; they stop with it.
    servers: Option<(Running, MockPactflow)>,
    /// What stands before the service, where it has a flaw.
    _relay: Option<Relay>,
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
        &self
            .simulator
            .as_ref()
            .expect("only a simulator can be disturbed, so the scenario needs @needs:control")
            .control
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

    /// Asks whether there is anybody at the address at all, and whether what is to be emptied is a simulator.
    ///
    /// # Errors
    ///
    /// Where the service does not answer, or what should be the simulator's control API is none.
    pub async fn probe(&self) -> anyhow::Result<()> {
        let Self::Address(Address {
            url,
            token,
            control,
            ..
        }) = self
        else {
            return Ok(());
        };
        ask(&Wire::to(url, token), "/Users?count=1").await?;
        if let Some(control) = control {
            simulator(control).await?;
        }
        Ok(())
    }

    /// What it is, and of which version, as far as it says.
    pub async fn describe(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        match self {
            Self::InProcess => format!("the services in this process, version {version}"),
            Self::Flawed(_) => format!("a service with a flaw, version {version}"),
            Self::Address(address) => address.describe().await,
        }
    }

    /// What runs against it made there and could not take away.
    pub fn left_behind(&self) -> Vec<String> {
        match self {
            Self::InProcess | Self::Flawed(_) => Vec::new(),
            Self::Address(address) => address.ledger.left_behind(),
        }
    }

    /// Whether the server is emptied for each scenario, so that they have to wait for each other.
    pub fn is_emptied(&self) -> bool {
        matches!(self, Self::Address(address) if address.control.is_some())
    }

    /// Whether a scenario with this tag can be run.
    pub fn offers(&self, need: &str) -> bool {
        match self {
            Self::InProcess | Self::Flawed(_) => true,
            Self::Address(address) => {
                address.control.is_some() && need != needs::LOG && need != needs::SETTINGS
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
                let relay = flaw.in_front_of(connection.scim.base()).await?;
                let path = url::Url::parse(connection.scim.base())?.path().to_owned();
                let base = format!("http://{}{path}", relay.addr());
                Ok(Connection {
                    scim: Wire::to(base, tokens::SCIM),
                    _relay: Some(relay),
                    ..connection
                })
            }
            Self::Address(address) => Ok(address.connect().await),
        }
    }
}

impl Address {
    /// A server at this address, as a guest.
    pub fn at(url: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            token: token.into(),
            control: None,
            name: None,
            ledger: Arc::default(),
        }
    }

    async fn connect(&self) -> Connection {
        let scim = Wire::to(&self.url, &self.token);
        let Some(address) = &self.control else {
            let guest = Guest::new(self.ledger.clone());
            let scim = scim.visited_by(guest.clone());
            return Connection {
                directory: Box::new(ThroughScim::on(scim.clone(), guest.clone())),
                scim,
                simulator: None,
                guest: Some(guest),
                servers: None,
                _relay: None,
            };
        };
        let control = Control::at(address);
        control.reset().await;
        // The service may remember who was not there a moment ago (DEC-50). Once its token is refused, it has to forget that.
        let refusal = json!({ "times": 1, "effect": { "kind": "status", "status": 401 } });
        control.disturb(&refusal).await;
        // Whatever it answers: the scenario will tell.
        let _refused = ask(&scim, "/Users?count=1").await;
        control.undisturb().await;
        let pactflow = PactFlow::at(address.trim_end_matches('/').trim_end_matches("/__mock"));
        Connection::to(scim, Admin { pactflow, control })
    }

    async fn describe(&self) -> String {
        let mut said = self.name.clone();
        if said.is_none() {
            let wire = Wire::to(&self.url, &self.token);
            let answer = ask(&wire, "/ServiceProviderConfig").await.ok();
            said = answer.and_then(|answer| answer.header("server").map(str::to_owned));
            if said.is_none() {
                said = version(&wire).await;
            }
        }
        let said = said.unwrap_or_else(|| "which does not say its version".to_owned());
        let mut text = format!("{}, {said}", self.url);
        if let Some(control) = &self.control
            && let Ok(version) = simulator(control).await
        {
            text += &format!(", in front of {version}");
        }
        text
    }
}

impl Connection {
    fn to(scim: Wire, simulator: Admin) -> Self {
        Self {
            scim,
            directory: Box::new(simulator.clone()),
            simulator: Some(simulator),
            guest: None,
            servers: None,
            _relay: None,
        }
    }
}

/// Asks what is at a control API: the simulator's name and version. Nothing else may be emptied.
async fn simulator(control: &str) -> anyhow::Result<String> {
    let wire = Wire::to(control, "").authorized_by(None);
    let info = ask(&wire, "/info")
        .await
        .with_context(|| format!("nothing answers at the control API {control}"))?
        .json();
    match (info["name"].as_str(), info["version"].as_str()) {
        (Some(name @ "mock-pactflow"), Some(version)) => Ok(format!("{name} {version}")),
        _ => anyhow::bail!(
            "{control} does not say that it is the simulator mock-pactflow, so it is not emptied"
        ),
    }
}

/// The version of this repository's service, which says it among its metrics.
async fn version(wire: &Wire) -> Option<String> {
    let request = Request {
        method: Method::GET,
        target: "/metrics".to_owned(),
        headers: Vec::new(),
        body: None,
    };
    let metrics = wire.send_to_server(request).await.ok()?.body;
    let (_, rest) = metrics.split_once("pactflow_scim_build_info{version=\"")?;
    let (version, _) = rest.split_once('"')?;
    Some(format!("pactflow-scim {version}"))
}

async fn ask(wire: &Wire, target: &str) -> anyhow::Result<Exchange> {
    let request = Request {
        method: Method::GET,
        target: target.to_owned(),
        headers: vec![(AUTHORIZATION, String::new())],
        body: None,
    };
    Ok(wire.exchange(request).await?)
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
    let admin = Admin {
        pactflow: PactFlow::at(&simulator.url()),
        control: Control::at(&format!("{}/__mock", simulator.url())),
    };
    let scim = Wire::to(facade.url(), tokens::SCIM);
    Ok(Connection {
        servers: Some((facade, simulator)),
        ..Connection::to(scim, admin)
    })
}
