//! HTTP by hand: bytes in, an answer or a closed connection out.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use mock_pactflow::derived_uuid;

use crate::common::TOKEN;

/// Longer than anything here may take.
pub(crate) const HANGS: Duration = Duration::from_secs(20);

/// What came of the bytes that were sent.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// The status of the first answer; 0 where the connection ended without one.
    pub(crate) status: u16,
    /// All that came, as text.
    pub(crate) text: String,
    /// The first answer's body, null where it is not JSON.
    pub(crate) body: Value,
}

/// The person and the team of the directory, where a table names them by `{ada}` and `{team}`.
fn filled(text: &str) -> String {
    let ada = derived_uuid("user", "ada@hostile.example").to_string();
    let team = derived_uuid("team", "Payments").to_string();
    text.replace("{ada}", &ada).replace("{team}", &team)
}

/// A request without a body. `target` is written as it is, below the context path where it begins with a slash.
pub(crate) fn request(method: &str, target: &str) -> String {
    with(method, target, "")
}

/// The same with further header lines, each with its line end.
pub(crate) fn with(method: &str, target: &str, headers: &str) -> String {
    let target = match target.strip_prefix('/') {
        Some(path) => format!("/scim/{}", filled(path)),
        None => target.to_owned(),
    };
    format!(
        "{method} {target} HTTP/1.1\r\nHost: scim.example\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n{headers}\r\n"
    )
}

/// A request with a body.
pub(crate) fn sending(method: &str, target: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    // What is no text names nobody.
    let body = match std::str::from_utf8(body.as_ref()) {
        Ok(text) => filled(text).into_bytes(),
        Err(_) => body.as_ref().to_vec(),
    };
    let headers = format!(
        "Content-Type: application/scim+json\r\nContent-Length: {}\r\n",
        body.len()
    );
    [with(method, target, &headers).into_bytes(), body].concat()
}

/// Sends the bytes and reads until the connection ends.
///
/// # Errors
/// Where it does not end.
pub(crate) async fn exchange(addr: SocketAddr, bytes: &[u8]) -> Result<Answer, String> {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let mut received = Vec::new();
    let talk = async {
        let (mut reading, mut writing) = stream.split();
        // Who has answered before it has read everything need not read the rest, and a reset ends the connection too.
        let write = async {
            let _ = writing.write_all(bytes).await;
        };
        let read = async {
            let _ = reading.read_to_end(&mut received).await;
        };
        tokio::join!(write, read);
    };
    let talked = timeout(HANGS, talk).await;
    let text = String::from_utf8_lossy(&received).into_owned();
    match talked {
        Ok(()) => Ok(Answer::of(text)),
        Err(_) => Err(format!("the connection stays open after {text:?}")),
    }
}

impl Answer {
    fn of(text: String) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
        let status = head
            .strip_prefix("HTTP/1.1 ")
            .or_else(|| head.strip_prefix("HTTP/1.0 "));
        Self {
            status: status
                .and_then(|rest| rest.get(..3)?.parse().ok())
                .unwrap_or(0),
            body: serde_json::from_str(body).unwrap_or_default(),
            text,
        }
    }

    /// How many answers came: one to each request that was seen in the bytes.
    pub(crate) fn count(&self) -> usize {
        self.text.matches("HTTP/1.").count()
    }
}
