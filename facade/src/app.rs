//! The collaborators, built once from the settings.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use crate::config::Settings;
use crate::http::App;
use crate::pactflow::{self, Client, ClientOptions, Directory};
use crate::provisioning::{Options, Provisioning};
use crate::scim::coerce::fold;
use crate::{http, server};

/// Why the service could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {addr}")]
    Listen {
        /// `SERVER_ADDRESS` and `SERVER_PORT`.
        addr: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The client for PactFlow cannot be set up.
    #[error(transparent)]
    Client(#[from] pactflow::StartError),
}

/// Builds the collaborators.
fn assemble(settings: Settings) -> Result<App, StartError> {
    let client = Client::new(ClientOptions {
        url: settings.pactflow_url.clone(),
        connect_timeout: settings.pactflow_connect_timeout,
        request_timeout: settings.pactflow_request_timeout,
    })?;
    let directory = if settings.index {
        Directory::new(settings.index_max_age, fold)
    } else {
        Directory::off(fold)
    };
    let options = Options {
        link_by_email: settings.link_by_email,
        max_results: settings.max_results,
    };
    Ok(App {
        provisioning: Provisioning::new(client.indexed_by(directory), options),
        settings,
    })
}

/// A running service. Dropping it cuts off its connections.
#[derive(Debug)]
pub struct Running {
    addr: SocketAddr,
    url: String,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// Starts the service.
///
/// # Errors
///
/// [`StartError`] when the address cannot be listened on, or the client for PactFlow cannot be set up.
pub async fn start(settings: Settings) -> Result<Running, StartError> {
    let app = Arc::new(assemble(settings)?);
    let addr = app.settings.listen_addr();
    let listener = TcpListener::bind(addr)
        .await
        .map_err(|source| StartError::Listen { addr, source })?;
    let addr = listener
        .local_addr()
        .map_err(|source| StartError::Listen { addr, source })?;
    let (stop, stopped) = oneshot::channel();
    let url = format!("http://{addr}{}", app.settings.context_path);
    let router = http::router(Arc::clone(&app));
    let task = async move {
        let shutdown = async {
            let _ = stopped.await;
        };
        server::serve(listener, router, &app.settings, shutdown).await;
    };
    Ok(Running {
        addr,
        url,
        stop: Some(stop),
        task: tokio::spawn(task.in_current_span()),
    })
}

impl Running {
    /// The address that is listened on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The base address of the SCIM API, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Takes no new connections and lets running requests finish within `SERVER_SHUTDOWN_GRACE`.
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
