//! Passes HTTP on: whoever calls here is answered by a server elsewhere, and what is said can be looked at or changed on the way.

use std::{io, net::SocketAddr};

use axum::Router;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Request, Response, header, request::Parts};
use http_body::Body;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use pactflow_scim::{Settings, Workers, server};
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

use crate::wire;

/// What concerns one connection alone and is not passed on (RFC 9110 §7.6.1).
const HOP_BY_HOP: [HeaderName; 6] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// A listener whose requests a router answers. Dropping it stops it.
#[derive(Debug)]
pub struct Relay {
    addr: SocketAddr,
    task: JoinHandle<()>,
}

impl Relay {
    /// Lets this router answer what comes to this listener. It listens as the façade itself does, with the limits of these
    /// settings, so that it takes what the façade takes: quotes that stand raw in an address, for one.
    ///
    /// # Errors
    ///
    /// Where the listener has no address.
    pub fn start(listener: TcpListener, settings: Settings, router: Router) -> io::Result<Self> {
        let addr = listener.local_addr()?;
        let task = tokio::spawn(async move {
            // It only ends by being aborted: errors of single connections are dealt with inside.
            server::serve(
                listener,
                None,
                router,
                &settings,
                &Workers::default(),
                std::future::pending(),
            )
            .await;
        });
        Ok(Self { addr, task })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The limits with which a relay listens where there is no façade to listen like.
pub(crate) fn usual_limits() -> Settings {
    Settings::from_pairs([("PACTFLOW_URL", "http://127.0.0.1:1")])
        .expect("nothing else is required of a façade")
}

/// The server to which requests are passed on.
#[derive(Clone, Debug)]
pub struct Upstream(Url);

impl Upstream {
    /// The server at this address, whatever its path is.
    pub fn at(address: Url) -> Self {
        Self(address)
    }

    /// Its host as a header says it, with the port where there is one.
    pub(crate) fn host(&self) -> &str {
        &self.0[url::Position::BeforeHost..url::Position::AfterPort]
    }

    /// Passes a request on and waits for the head of the answer, whose body follows as it comes.
    ///
    /// # Errors
    ///
    /// Where there is no connection, or no answer.
    pub async fn ask<B>(&self, head: &Parts, body: B) -> anyhow::Result<Response<Incoming>>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let stream = wire::connect(&self.0).await?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        // How the connection ends does not matter: the answer's body says whether it is complete.
        tokio::spawn(connection);
        let mut request = Request::new(body);
        *request.method_mut() = head.method.clone();
        *request.uri_mut() = head.uri.clone();
        *request.headers_mut() = passed_on(&head.headers);
        let mut answer = sender.send_request(request).await?;
        *answer.headers_mut() = passed_on(answer.headers());
        Ok(answer)
    }
}

fn passed_on(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
    headers
}
