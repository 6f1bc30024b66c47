//! The accept loop: time limits for a request's head, for idle connections and for clients that do not take their
//! answers, a limit on connections, and the drain.
//!
//! It stands in the place of `axum::serve`, which limits neither the time that a client may take to send a request's
//! head nor the time of the drain.

mod answer_timer;
mod framing;
mod head_timer;
mod request_line;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tracing::Instrument as _;

use crate::config::Settings;
use crate::workers::{Place, Workers};
use answer_timer::AnswerTimer;
use head_timer::HeadTimer;

/// The most that a request's head may weigh, in bytes: enough for the longest filter and the largest token.
const MAX_HEAD_SIZE: usize = 64 * 1024;

/// How long the loop waits after an error that will not go away at once, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves `router` on `listener`, behind TLS where there is some, with the connections shared out among `workers`, until `shutdown` is ready; then takes no new connections, lets running requests finish
/// within `SERVER_SHUTDOWN_GRACE`, and cuts off those that have not. Dropping the future cuts off all of them at once.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
    settings: &Settings,
    workers: &Workers,
    shutdown: impl Future<Output = ()>,
) {
    let mut server = Server::new(tls, router, settings);
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            (stream, permit) = accept(&listener, Arc::clone(&server.slots)) => server.spawn(stream, permit, workers.place()),
            Some(_) = server.tasks.join_next() => {}
        }
    }
    drop(listener);
    server.drain().await;
}

struct Server {
    tls: Option<TlsAcceptor>,
    router: Router,
    http: http1::Builder,
    header_timeout: Duration,
    answer_timeout: Duration,
    shutdown_grace: Duration,
    slots: Arc<Semaphore>,
    graceful: GracefulShutdown,
    tasks: JoinSet<()>,
}

impl Server {
    fn new(tls: Option<Arc<ServerConfig>>, router: Router, settings: &Settings) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            // This timer of hyper's starts when the answer before was sent, so it limits an idle connection too. It is
            // set to the longer of the two limits, and `HeadTimer` sees to the head's own.
            .header_read_timeout(settings.keep_alive_timeout.max(settings.header_timeout))
            .max_header_size(MAX_HEAD_SIZE)
            .keep_alive(true);
        Self {
            tls: tls.map(TlsAcceptor::from),
            router,
            http,
            header_timeout: settings.header_timeout,
            answer_timeout: settings.answer_timeout,
            shutdown_grace: settings.shutdown_grace,
            slots: Arc::new(Semaphore::new(settings.max_connections)),
            graceful: GracefulShutdown::new(),
            tasks: JoinSet::new(),
        }
    }

    fn spawn(&mut self, stream: TcpStream, permit: OwnedSemaphorePermit, place: Place) {
        // An answer's last small packet would otherwise wait for the client's acknowledgement of the one before.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "could not set TCP_NODELAY");
        }
        let (http, router) = (self.http.clone(), self.router.clone());
        let (tls, watcher) = (self.tls.clone(), self.graceful.watcher());
        let (limit, answer_timeout) = (self.header_timeout, self.answer_timeout);
        let Place { elsewhere, held } = place;
        let is_elsewhere = elsewhere.is_some();
        let task = async move {
            // A socket belongs to the runtime that waits for it.
            let stream = if is_elsewhere {
                stream.into_std().and_then(TcpStream::from_std)
            } else {
                Ok(stream)
            };
            let stream = match stream {
                Ok(stream) => AnswerTimer::new(stream, answer_timeout),
                Err(error) => return tracing::error!(%error, "could not hand a connection over"),
            };
            match tls {
                None => connection(&http, stream, router, limit, watcher).await,
                Some(tls) => match shake_hands(tls, stream, limit).await {
                    Ok(stream) => connection(&http, stream, router, limit, watcher).await,
                    Err(error) => tracing::debug!(%error, "a TLS handshake failed"),
                },
            }
            drop((permit, held));
        };
        let task = task.in_current_span();
        match elsewhere {
            Some(runtime) => self.tasks.spawn_on(task, &runtime),
            None => self.tasks.spawn(task),
        };
    }

    async fn drain(mut self) {
        tracing::info!(connections = self.graceful.count(), "draining");
        let drained = tokio::time::timeout(self.shutdown_grace, self.graceful.shutdown()).await;
        if drained.is_err() {
            tracing::warn!(
                connections = self.tasks.len(),
                "cut off after SERVER_SHUTDOWN_GRACE"
            );
        }
        self.tasks.shutdown().await;
    }
}

/// The next connection, once there is a slot for it. Those that have none wait in the listener's queue.
async fn accept(
    listener: &TcpListener,
    slots: Arc<Semaphore>,
) -> (TcpStream, OwnedSemaphorePermit) {
    let permit = slots
        .acquire_owned()
        .await
        .expect("the semaphore is never closed");
    loop {
        match listener.accept().await {
            Ok((stream, _peer)) => return (stream, permit),
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "could not accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// The TLS handshake of a client that takes no longer over it than `limit`.
async fn shake_hands(
    tls: TlsAcceptor,
    stream: AnswerTimer<TcpStream>,
    limit: Duration,
) -> io::Result<TlsStream<AnswerTimer<TcpStream>>> {
    tokio::time::timeout(limit, tls.accept(stream))
        .await
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// Serves one connection to its end.
async fn connection<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    http: &http1::Builder,
    stream: S,
    router: Router,
    header_timeout: Duration,
    watcher: Watcher,
) {
    let (stream, service) = HeadTimer::watch(stream, router, header_timeout);
    let connection = watcher.watch(http.serve_connection(TokioIo::new(stream), service));
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Whether the error says something of the connection that was about to be accepted, not of the listener.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
