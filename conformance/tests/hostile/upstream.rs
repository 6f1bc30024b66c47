//! Answers from PactFlow, or from whatever stands in its place.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

use crate::row::Expected;

/// How the upstream answers each call.
#[derive(Clone)]
pub(crate) enum Reply {
    /// By these bytes, after which the connection ends.
    Bytes(Vec<u8>),
    /// By these bytes, and then by these again and again.
    Endless(Vec<u8>, Vec<u8>),
    /// By these bytes, and then by silence.
    Silence(Vec<u8>),
}

/// One row: what a client asks, how PactFlow answers, what the client is told.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) asked: Vec<u8>,
    pub(crate) reply: Reply,
    pub(crate) expected: Expected,
}

/// An upstream that can be told how to answer.
pub(crate) struct Upstream {
    pub(crate) addr: SocketAddr,
    reply: Arc<Mutex<Reply>>,
    task: AbortHandle,
}

impl Upstream {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let reply = Arc::new(Mutex::new(Reply::Bytes(Vec::new())));
        let shared = Arc::clone(&reply);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let reply = shared.lock().unwrap().clone();
                tokio::spawn(answer(stream, reply));
            }
        });
        Self {
            addr,
            reply,
            task: task.abort_handle(),
        }
    }

    pub(crate) fn answers(&self, reply: &Reply) {
        *self.reply.lock().unwrap() = reply.clone();
    }

    pub(crate) fn stop(&self) {
        self.task.abort();
    }
}

async fn answer(mut stream: TcpStream, reply: Reply) {
    let mut received = Vec::new();
    while !received.windows(4).any(|end| end == b"\r\n\r\n") {
        if !matches!(stream.read_buf(&mut received).await, Ok(1..)) {
            return;
        }
    }
    match reply {
        Reply::Bytes(bytes) => {
            let _ = stream.write_all(&bytes).await;
            // What the client has sent and nobody has read would turn the end of the connection into a reset.
            let _ = stream.shutdown().await;
            let _ = tokio::time::timeout(Duration::from_secs(2), stream.read_to_end(&mut received))
                .await;
        }
        Reply::Endless(first, more) => {
            let mut written = stream.write_all(&first).await;
            while written.is_ok() {
                tokio::time::sleep(Duration::from_millis(1)).await;
                written = stream.write_all(&more).await;
            }
        }
        Reply::Silence(first) => {
            let _ = stream.write_all(&first).await;
            let _ = stream.read_to_end(&mut received).await;
        }
    }
}

/// A row.
pub(crate) fn case(
    name: &str,
    asked: Vec<u8>,
    reply: impl Into<Reply>,
    expected: Expected,
) -> Case {
    Case {
        name: name.to_owned(),
        asked,
        reply: reply.into(),
        expected,
    }
}

/// An answer with this status line, these header lines and this body, whose length is said.
pub(crate) fn http(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// An answer as PactFlow gives it, with this body.
pub(crate) fn hal(body: impl AsRef<[u8]>) -> Vec<u8> {
    http("200 OK", "Content-Type: application/hal+json\r\n", body)
}

impl From<Vec<u8>> for Reply {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}
