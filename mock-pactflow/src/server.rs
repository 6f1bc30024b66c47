//! Sockets: the accept loop, and stopping it.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tower::ServiceExt;

use crate::wire::Socket;

/// How long a client may take to send the head of a request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long answers that have begun may take once the server stops.
const DRAIN: Duration = Duration::from_secs(2);

/// A server that accepts connections until it is stopped or dropped.
#[derive(Debug)]
pub(crate) struct Server {
    task: JoinHandle<()>,
    stop: watch::Sender<bool>,
}

/// Opens a listening socket, also where one on the same address was closed a moment ago.
pub(crate) fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    reserve(address)?.listen(1024)
}

/// Takes a port without listening on it: connections are refused, and nobody else is given it when any free one will do.
pub(crate) fn reserve(address: SocketAddr) -> std::io::Result<TcpSocket> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

impl Server {
    pub(crate) fn start(listener: TcpListener, router: Router) -> Self {
        let (stop, stopping) = watch::channel(false);
        let task = tokio::spawn(accept(listener, router, stopping));
        Self { task, stop }
    }

    /// Accepts nothing more, lets answers that have begun finish for a moment, and closes.
    pub(crate) async fn stop(mut self) {
        self.stop.send_replace(true);
        // The task ends by itself; that it could have panicked is nothing to stop for.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, router: Router, mut stopping: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, router.clone(), stopping.clone()));
                }
                // Such as too many open files: it passes, so the loop goes on after a moment.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            _ = stopping.changed() => break,
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    let drained = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(DRAIN, drained).await;
}

async fn serve(stream: TcpStream, router: Router, mut stopping: watch::Receiver<bool>) {
    // Without it small answers wait for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let (socket, wire) = Socket::new(stream);
    let service =
        TowerToHyperService::new(tower::service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(wire.clone());
            router.clone().oneshot(request)
        }));
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT);
    let connection = builder.serve_connection(TokioIo::new(socket), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopping.changed() => connection.as_mut().graceful_shutdown(),
    }
    // A connection that broke needs no more care than one that ended.
    let _ = connection.await;
}
