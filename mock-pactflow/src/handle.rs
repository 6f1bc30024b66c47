//! The handle of a running simulator, and the builder that starts one.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpSocket;

use crate::app::{self, App, Extras};
use crate::changes::ChangeLog;
use crate::clock::Clock;
use crate::console::{Actions, MappingRule, ScimExchanges};
use crate::edit::Editor;
use crate::faults::{Fault, FaultGuard};
use crate::ids::Ids;
use crate::journal::Journal;
use crate::seed::{Seed, SeedError};
use crate::server::{self, Server};
use crate::simulation::{Simulation, Start};
use crate::snapshot::Snapshot;

/// A running simulator of PactFlow. Dropping it stops it.
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use mock_pactflow::{Clock, Ids, MockPactflow, Seed, SeedUser};
///
/// let ada = SeedUser::new("Ada Lovelace", "ada@acme.io").external_idp("ada@acme.io", "00u1");
/// let pactflow = MockPactflow::builder()
///     .seed(Seed::empty().user(ada).team("Payments", ["ada@acme.io"]))
///     .clock(Clock::frozen("2026-01-05T09:00:00Z"))
///     .ids(Ids::sequential())
///     .start()
///     .await?;
/// assert!(pactflow.url().starts_with("http://127.0.0.1:"));
/// assert_eq!(pactflow.state().users()[0].email.as_deref(), Some("ada@acme.io"));
///
/// let mark = pactflow.changes().mark();
/// // … drive PactFlow's API at `pactflow.url()` …
/// pactflow.changes().since(mark).assert_only("");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct MockPactflow {
    simulation: Arc<Simulation>,
    addr: SocketAddr,
    router: axum::Router,
    server: Option<Server>,
    /// The port stays the simulator's own while it is stopped.
    _port: TcpSocket,
}

/// Settings of a simulator that is about to start. Every one has a working default.
#[derive(Debug)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    listen: SocketAddr,
    external_url: Option<String>,
    seed_name: String,
    control: bool,
    rules: Vec<MappingRule>,
    start: Start,
}

/// Why a simulator cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The seed cannot be used.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl MockPactflow {
    /// A builder: the seed `empty`, the real clock, random ids, a free port of 127.0.0.1.
    pub fn builder() -> Builder {
        Builder {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            external_url: None,
            seed_name: "of its own".to_owned(),
            control: true,
            start: Start {
                seed: Seed::empty(),
                clock: Clock::real(),
                ids: Ids::random(),
                seats: None,
                token_lifetime: None,
                actions: None,
            },
            rules: Vec::new(),
        }
    }

    /// The base address, such as `http://127.0.0.1:9292`, without a trailing slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What changed.
    pub fn changes(&self) -> &ChangeLog {
        &self.simulation.changes
    }

    /// What was asked.
    pub fn requests(&self) -> &Journal {
        &self.simulation.journal
    }

    /// Where SCIM exchanges are reported to, for the console.
    pub fn exchanges(&self) -> ScimExchanges {
        ScimExchanges::of(self.simulation.clone())
    }

    /// The directory as it is now. Later changes do not show in it.
    pub fn state(&self) -> Snapshot {
        Snapshot::new(self.simulation.store().clone())
    }

    /// Writes straight into the directory, past PactFlow's rules for callers. Nothing of it is in
    /// the change log.
    pub fn edit<T>(&self, work: impl FnOnce(&mut Editor<'_, '_>) -> T) -> T {
        self.simulation
            .transact(|transaction| work(&mut Editor::new(transaction)))
    }

    /// Sets a fault until the guard is dropped.
    pub fn fault(&self, fault: Fault) -> FaultGuard {
        FaultGuard::set(self.simulation.clone(), fault)
    }

    /// Moves the simulator's clock forward.
    pub fn advance_clock(&self, by: Duration) {
        self.simulation.advance_clock(by);
    }

    /// Back to the seed: directory, change log, journal, clock and ids.
    ///
    /// # Errors
    ///
    /// Never for a seed that the simulator has started with.
    pub fn reset(&self) -> Result<(), SeedError> {
        self.simulation.reset(self.simulation.seed())
    }

    /// Stops answering: connections are refused. The directory stays, and so does the port. [`MockPactflow::restart`] goes on.
    pub async fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
    }

    /// Listens again on the same port, with the directory as it was left.
    ///
    /// # Errors
    ///
    /// If the system has no socket left.
    pub async fn restart(&mut self) -> Result<(), StartError> {
        self.stop().await;
        let listener = server::listen(self.addr).map_err(|source| StartError::Listen {
            address: self.addr,
            source,
        })?;
        self.server = Some(Server::start(listener, self.router.clone()));
        Ok(())
    }

    /// Stops, after letting answers that have begun finish for a moment.
    pub async fn shutdown(mut self) {
        self.stop().await;
    }
}

impl Builder {
    /// What to start with.
    pub fn seed(mut self, seed: Seed) -> Self {
        self.start.seed = seed;
        self
    }

    /// What `GET /__mock/info` calls the seed.
    pub fn seed_name(mut self, name: &str) -> Self {
        self.seed_name = name.to_owned();
        self
    }

    /// What time it is.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.start.clock = clock;
        self
    }

    /// Where new UUIDs and tokens come from.
    pub fn ids(mut self, ids: Ids) -> Self {
        self.start.ids = ids;
        self
    }

    /// Where to listen; port 0 takes a free one.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// `scheme://host[:port]` for HAL links, instead of the host of each request.
    pub fn external_url(mut self, url: &str) -> Self {
        self.external_url = Some(url.trim_end_matches('/').to_owned());
        self
    }

    /// Whether the control API under `/__mock` is there; it is by default.
    pub fn control(mut self, control: bool) -> Self {
        self.control = control;
        self
    }

    /// How many active accounts the plan allows; no limit by default.
    pub fn seats(mut self, seats: usize) -> Self {
        self.start.seats = Some(seats);
        self
    }

    /// How long a regenerated token is valid; for ever by default.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.start.token_lifetime = Some(lifetime);
        self
    }

    /// What the buttons of the console do; without them it shows none.
    pub fn actions(mut self, actions: Arc<dyn Actions>) -> Self {
        self.start.actions = Some(actions);
        self
    }

    /// The mapping's rules, so that the console can say what each one means.
    pub fn rules(mut self, rules: impl IntoIterator<Item = MappingRule>) -> Self {
        self.rules = rules.into_iter().collect();
        self
    }

    /// Starts the simulator.
    ///
    /// # Errors
    ///
    /// If the seed makes no sense, or the address cannot be listened on.
    pub async fn start(self) -> Result<MockPactflow, StartError> {
        let actions = self.start.actions.clone();
        let simulation = Arc::new(Simulation::new(self.start)?);
        let failed = |source| StartError::Listen {
            address: self.listen,
            source,
        };
        let port = server::reserve(self.listen).map_err(failed)?;
        let addr = port.local_addr().map_err(failed)?;
        let listener = server::listen(addr).map_err(failed)?;
        let app = App {
            simulation: simulation.clone(),
            external_url: self.external_url,
            seed_name: self.seed_name,
            console: Extras {
                actions,
                rules: self.rules,
            },
        };
        let router = app::router(Arc::new(app), self.control);
        let server = Some(Server::start(listener, router.clone()));
        Ok(MockPactflow {
            simulation,
            addr,
            router,
            server,
            _port: port,
        })
    }
}
