//! The collaborators, built once from the settings.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use futures::FutureExt as _;
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use crate::config::Settings;
use crate::http::{Admission, App, Discovery};
use crate::metrics::Metrics;
use crate::observe::Observer;
use crate::outbound::{self, Way};
use crate::pactflow::{self, Client, ClientOptions, Directory};
use crate::provisioning::{Options, Provisioning, RailOptions};
use crate::readiness::Probe;
use crate::scim::coerce::fold;
use crate::tls::{self, FileError, Reloading};
use crate::trace::{Exporter, Sampler};
use crate::workers::Workers;
use crate::{http, server};

/// Why the service could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {addr}")]
    Listen {
        /// `SERVER_ADDRESS`, and `SERVER_PORT` or `MANAGEMENT_SERVER_PORT`.
        addr: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The client for PactFlow cannot be set up.
    #[error(transparent)]
    Client(#[from] pactflow::StartError),
    /// A file that a setting names is of no use.
    #[error(transparent)]
    File(#[from] FileError),
    /// The client for the receiver of traces cannot be set up.
    #[error("the client for the receiver of traces cannot be set up")]
    Traces(#[source] outbound::Error),
}

/// Builds the collaborators.
fn assemble(settings: Settings, way: Way, pools: usize) -> Result<App, StartError> {
    let observer = Arc::new(observer(&settings, &way)?);
    let directory = if settings.index {
        Directory::new(settings.index_max_age, fold)
    } else {
        Directory::off(fold)
    };
    let client = Client::new(ClientOptions {
        way,
        url: settings.pactflow_url.clone(),
        connect_timeout: settings.pactflow_connect_timeout,
        request_timeout: settings.pactflow_request_timeout,
        retries: settings.pactflow_retries,
        max_calls: settings.pactflow_max_calls,
        breaker_failures: settings.pactflow_breaker_failures,
        breaker_pause: settings.pactflow_breaker_pause,
        pools,
    })?
    .observed_by(Arc::clone(&observer))
    .indexed_by(directory);
    let options = Options {
        link_by_email: settings.link_by_email,
        max_results: settings.max_results,
        rails: RailOptions {
            keep_last_administrator: settings.keep_last_administrator,
            protect_token_owner: settings.protect_token_owner,
            protected_users: settings.protected_users.clone(),
            max_deactivations_per_hour: settings.max_deactivations_per_hour,
        },
    };
    Ok(App {
        probe: Probe::new(client.clone(), Arc::clone(&observer.metrics)),
        observer,
        provisioning: Provisioning::new(client, options),
        admission: Admission::new(settings.max_requests),
        discovery: Discovery::new(&settings),
        settings,
    })
}

/// What writes down what happens: metrics always, and traces where they are asked for.
fn observer(settings: &Settings, way: &Way) -> Result<Observer, StartError> {
    let metrics = Arc::new(Metrics::default());
    let observer = Observer::new(Arc::clone(&metrics));
    let Some(traces) = settings.traces.clone() else {
        return Ok(observer);
    };
    let sampler = Sampler {
        sampling: traces.sampling,
        ratio: traces.ratio,
    };
    let http = way.client().build().map_err(StartError::Traces)?;
    let exporter = Exporter::start(traces, http, metrics);
    Ok(observer.tracing(sampler, exporter))
}

/// What a service has counted since it started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// SCIM requests that are worked on now, those included whose client has hung up.
    pub requests_in_work: usize,
    /// SCIM requests that were turned away because of `SERVER_MAX_REQUESTS` (DEC-38).
    pub requests_turned_away: u64,
    /// The calls to PactFlow.
    pub pactflow: pactflow::Snapshot,
}

impl Stats {
    fn of(app: &App) -> Self {
        let App {
            provisioning,
            admission,
            ..
        } = app;
        Self {
            requests_in_work: admission.in_work(),
            requests_turned_away: admission.turned_away(),
            pactflow: provisioning.pactflow_stats(),
        }
    }
}

/// A running service. Dropping it cuts off its connections.
#[derive(Debug)]
pub struct Running {
    addr: SocketAddr,
    management_addr: Option<SocketAddr>,
    url: String,
    reload: Arc<Notify>,
    app: Arc<App>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// Starts the service in the present runtime alone.
///
/// # Errors
///
/// [`StartError`] when an address cannot be listened on, or the client for PactFlow cannot be set up.
pub async fn start(settings: Settings) -> Result<Running, StartError> {
    start_on(settings, Workers::default()).await
}

/// Starts the service, whose connections are shared out among `workers`.
///
/// # Errors
///
/// As [`start`].
pub async fn start_on(settings: Settings, workers: Workers) -> Result<Running, StartError> {
    let way = Way::new(&settings.outbound)?;
    let identity = settings
        .server_tls
        .clone()
        .map(Reloading::read)
        .transpose()?;
    let reload = Arc::new(Notify::new());
    let reloading = way.identity().into_iter().chain(identity.clone()).collect();
    let watching = tls::watch(reloading, Arc::clone(&reload));
    let tls = identity.map(|identity| Arc::new(tls::server_config(identity)));
    let app = Arc::new(assemble(settings, way, workers.count())?);
    let counted = Arc::downgrade(&app);
    let read = move || counted.upgrade().map(|app| Stats::of(&app));
    app.observer.metrics.read_also(Box::new(read));
    let (listener, addr) = listen(app.settings.listen_addr()).await?;
    let management = match app.settings.management_port {
        Some(port) => Some(listen(SocketAddr::new(app.settings.server_address, port)).await?),
        None => None,
    };
    let management_addr = management.as_ref().map(|(_, addr)| *addr);
    let (stop, stopped) = oneshot::channel();
    let scheme = if tls.is_some() { "https" } else { "http" };
    let url = format!("{scheme}://{addr}{}", app.settings.context_path);
    let running = Arc::clone(&app);
    let task = async move {
        let (drained, until_drained) = oneshot::channel::<()>();
        let main = async {
            let router = http::router(Arc::clone(&app));
            let goodbye = goodbye(&app, stopped);
            server::serve(listener, tls, router, &app.settings, &workers, goodbye).await;
            drop(drained);
        };
        // Operators see to its end what happens while the service stops.
        let beside = async {
            if let Some((listener, _)) = management {
                let over = until_drained.map(drop);
                let router = http::management(&app);
                let here = Workers::default();
                server::serve(listener, None, router, &app.settings, &here, over).await;
            }
        };
        let serving = async {
            tokio::join!(main, beside);
        };
        tokio::select! {
            () = serving => app.observer.flush().await,
            never = watching => match never {},
        }
    };
    Ok(Running {
        addr,
        management_addr,
        url,
        reload,
        app: running,
        stop: Some(stop),
        task: tokio::spawn(task.in_current_span()),
    })
}

async fn listen(addr: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen { addr, source };
    let listener = TcpListener::bind(addr).await.map_err(failed)?;
    let addr = listener.local_addr().map_err(failed)?;
    Ok((listener, addr))
}

/// Waits for the word to stop, and then as long as requests are still taken: until probes and load balancers know.
async fn goodbye(app: &App, stopped: oneshot::Receiver<()>) {
    let _ = stopped.await;
    app.probe.stop();
    tokio::time::sleep(app.settings.shutdown_delay).await;
}

impl Running {
    /// The address that is listened on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The address of what operators ask for, where it is not the main one.
    #[must_use]
    pub fn management_addr(&self) -> Option<SocketAddr> {
        self.management_addr
    }

    /// The base address of the SCIM API, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Reads the certificates again, as it does by itself when their files change.
    pub fn reload(&self) {
        self.reload.notify_one();
    }

    /// What the service has counted since it started.
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats::of(&self.app)
    }

    /// Is not ready from now on; after `SERVER_SHUTDOWN_DELAY` takes no new connections, and lets running requests finish
    /// within `SERVER_SHUTDOWN_GRACE`.
    pub async fn shutdown(mut self) {
        drop(self.stop.take());
        let _ = (&mut self.task).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}
