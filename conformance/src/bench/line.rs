//! A connection over which one request follows the other.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// A kept connection to a server, and the token that goes with each request.
pub(super) struct Line {
    sender: SendRequest<Full<Bytes>>,
    base: &'static str,
    host: String,
    authorization: String,
}

impl Line {
    /// A connection to `addr`, where each target is below `base`.
    pub(super) async fn open(
        addr: SocketAddr,
        base: &'static str,
        token: &str,
    ) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(addr).await.context("no connection")?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // What becomes of the connection shows in the answer to the request that is under way.
        tokio::spawn(async { drop(connection.await) });
        Ok(Self {
            sender,
            base,
            host: addr.to_string(),
            authorization: format!("Bearer {token}"),
        })
    }

    /// The answer to a `GET`.
    pub(super) async fn get(&mut self, target: &str) -> anyhow::Result<Bytes> {
        self.send(Method::GET, target, None).await
    }

    /// The answer to a `GET`, as JSON.
    pub(super) async fn json(&mut self, target: &str) -> anyhow::Result<Value> {
        Ok(serde_json::from_slice(&self.get(target).await?)?)
    }

    /// The answer to a write, which must be a success.
    pub(super) async fn write(
        &mut self,
        method: Method,
        target: &str,
        body: &Value,
    ) -> anyhow::Result<Bytes> {
        self.send(method, target, Some(body)).await
    }

    async fn send(
        &mut self,
        method: Method,
        target: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Bytes> {
        let name = format!("{method} {target}");
        let answer = self.ask(method, target, body).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        ensure!(
            status.is_success(),
            "{name} is answered by {status}: {}",
            String::from_utf8_lossy(&body)
        );
        Ok(body)
    }

    /// How long it takes until the first bytes of the answer to a `GET` are there, and until all of it is.
    pub(super) async fn times(&mut self, target: &str) -> anyhow::Result<[Duration; 2]> {
        let began = Instant::now();
        let answer = self.ask(Method::GET, target, None).await?;
        ensure!(answer.status().is_success(), "{target} is refused");
        let mut body = answer.into_body();
        body.frame().await.context("an empty answer")??;
        let first = began.elapsed();
        body.collect().await?;
        Ok([first, began.elapsed()])
    }

    async fn ask(
        &mut self,
        method: Method,
        target: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Response<Incoming>> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{target}", self.base))
            .header(HOST, &self.host)
            .header(AUTHORIZATION, &self.authorization);
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/scim+json");
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = request.body(Full::from(body))?;
        self.sender.ready().await?;
        Ok(self.sender.send_request(request).await?)
    }
}
