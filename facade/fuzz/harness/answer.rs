//! Answers of the service: read to the end of the connection, and held against what every SCIM answer is.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Longer than any answer may take, given the limits of time that the service has.
const HANGS: Duration = Duration::from_secs(10);

/// More headers than the service sends.
const HEADERS: usize = 64;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Sends the bytes and reads until the connection ends.
///
/// # Errors
/// Where it does not end.
pub(crate) async fn exchange(addr: SocketAddr, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let stream = TcpStream::connect(addr).await;
    let mut stream = stream.map_err(|error| format!("no connection: {error}"))?;
    let mut received = Vec::new();
    let talk = async {
        let (mut reading, mut writing) = stream.split();
        // Who has answered before it has read everything need not read the rest, and a reset ends the connection too.
        let write = async { drop(writing.write_all(bytes).await) };
        let read = async { drop(reading.read_to_end(&mut received).await) };
        tokio::join!(write, read);
    };
    match tokio::time::timeout(HANGS, talk).await {
        Ok(()) => Ok(received),
        Err(_) => Err("the connection stays open".to_owned()),
    }
}

impl Answer {
    /// Reads the first answer and gives what follows it. `None` where there are no bytes at all, since the service may close a
    /// connection on which no request comes.
    ///
    /// # Errors
    /// Where the bytes are no answer.
    pub(crate) fn read(bytes: &[u8], to_head: bool) -> Result<Option<(Self, &[u8])>, String> {
        if bytes.is_empty() {
            return Ok(None);
        }
        let text = || String::from_utf8_lossy(bytes).into_owned();
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut head = httparse::Response::new(&mut headers);
        let length = match head.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            other => return Err(format!("no head of an answer ({other:?}): {}", text())),
        };
        let rest = &bytes[length..];
        let headers: Vec<(String, String)> = head
            .headers
            .iter()
            .map(|header| {
                let value = String::from_utf8_lossy(header.value).into_owned();
                (header.name.to_ascii_lowercase(), value)
            })
            .collect();
        let mut answer = Self {
            status: head.code.unwrap_or_default(),
            headers,
            body: Vec::new(),
        };
        let length = match answer.header("content-length") {
            _ if to_head || matches!(answer.status, 100..200 | 204 | 304) => 0,
            Some(length) => length
                .parse()
                .map_err(|_| format!("no length: {}", text()))?,
            None => rest.len(),
        };
        let Some(body) = rest.get(..length) else {
            return Err(format!("the body breaks off: {}", text()));
        };
        answer.body = body.to_vec();
        Ok(Some((answer, &rest[length..])))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether it is an error as SCIM has them.
    ///
    /// # Errors
    /// Where it is none.
    pub(crate) fn check_error(&self) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("{what}: {self}"));
        let Some(body) = self.json() else {
            return wrong("an error without JSON");
        };
        if body["schemas"][0] != "urn:ietf:params:scim:api:messages:2.0:Error" {
            return wrong("an error of another schema");
        }
        if body["status"].as_str() != Some(&self.status.to_string()) {
            return wrong("an error that says another status");
        }
        if body["detail"].as_str().is_none_or(str::is_empty) {
            return wrong("an error without a reason");
        }
        let is_scim = self
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/scim+json"));
        if !is_scim {
            return wrong("an error of another media type");
        }
        let wait = self.header("retry-after").map(str::parse::<u64>);
        if self.status == 429 && !matches!(wait, Some(Ok(1..))) {
            return wrong("no time to wait in whole seconds");
        }
        Ok(())
    }

    /// The body, where it is JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        write!(f, "{} {:?} {body}", self.status, self.headers)
    }
}
