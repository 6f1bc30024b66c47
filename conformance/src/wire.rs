//! HTTP as the identity providers speak it: the headers in their order and spelling, the request target byte for byte.
//!
//! Every exchange is kept for the report, and every answer is held against what a SCIM answer has to be whatever was asked:
//! the media type, the shape of an error, the numbers of a list.

use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use http::{Method, StatusCode};
use serde_json::Value;
use url::Url;

use crate::guest::Guest;

mod check;
mod decode;
mod http1;

pub(crate) use decode::text;
pub(crate) use http1::connect;

/// A request as a provider writes it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// What follows the base address: path and query, percent-encoded as the provider does it.
    pub target: String,
    /// Headers in the order in which they are sent. `Authorization` stands in its place without a value: the wire fills it in.
    pub headers: Vec<(&'static str, String)>,
    /// The body, compact JSON as a rule.
    pub body: Option<String>,
}

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What was asked.
    pub request: Request,
    /// The answer's status.
    pub status: StatusCode,
    /// The answer's headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The answer's body, decompressed.
    pub body: String,
}

/// A line to one SCIM server, with the token that it is called with.
#[derive(Clone, Debug)]
pub struct Wire {
    base: String,
    usual: Option<String>,
    authorization: Option<String>,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
    guest: Option<Guest>,
}

/// Okta waits so long for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The header whose value the wire knows.
pub(crate) const AUTHORIZATION: &str = "Authorization";

impl Wire {
    /// A line to the server whose base address this is, such as `http://127.0.0.1:8080/scim`.
    pub fn to(base: impl Into<String>, token: &str) -> Self {
        let base = base.into().trim_end_matches('/').to_owned();
        Self {
            base,
            usual: Some(format!("Bearer {token}")),
            authorization: Some(format!("Bearer {token}")),
            exchanges: Arc::default(),
            guest: None,
        }
    }

    /// The same line with another `Authorization` header, or none.
    pub fn authorized_by(&self, authorization: Option<&str>) -> Self {
        Self {
            authorization: authorization.map(str::to_owned),
            ..self.clone()
        }
    }

    /// The same line, on which everything is said as a guest's visit.
    pub fn visited_by(&self, guest: Guest) -> Self {
        Self {
            guest: Some(guest),
            ..self.clone()
        }
    }

    /// The same line with the token that it was made with.
    pub(crate) fn usual(&self) -> Self {
        self.authorized_by(self.usual.as_deref())
    }

    /// A line of its own to the same server, with the token that this one was made with, and on nobody's visit.
    pub(crate) fn anew(&self) -> Self {
        Self {
            exchanges: Arc::default(),
            guest: None,
            ..self.usual()
        }
    }

    /// The address that all targets are relative to.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Everything that was said so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.lock().clone()
    }

    /// Sends a request and waits for the answer.
    ///
    /// # Errors
    ///
    /// Where no answer came, or the answer breaks a rule that holds for every SCIM answer.
    pub async fn send(&self, request: Request) -> Result<Exchange, Broken> {
        let exchange = self.exchange(request).await?;
        self.lock().push(exchange.clone());
        check::answer(&exchange).map_err(|what| Broken(format!("{what}\n{exchange}")))?;
        Ok(exchange)
    }

    /// Sends a request to the server as such, for its operators: outside of the base address, without a token and on nobody's
    /// visit. The answer is kept, and need be no SCIM.
    pub(crate) async fn send_to_server(&self, request: Request) -> Result<Exchange, Broken> {
        let mut address = Url::parse(&self.base).map_err(|error| Broken(error.to_string()))?;
        address.set_path("");
        let server = Self {
            base: address.to_string().trim_end_matches('/').to_owned(),
            guest: None,
            ..self.authorized_by(None)
        };
        let exchange = server.exchange(request).await?;
        self.lock().push(exchange.clone());
        Ok(exchange)
    }

    /// The exchange, which is neither kept nor checked.
    pub(crate) async fn exchange(&self, request: Request) -> Result<Exchange, Broken> {
        match &self.guest {
            Some(guest) => guest.exchange(self, &request).await,
            None => self.plain(request).await,
        }
    }

    /// The exchange as it is, whoever is the guest.
    pub(crate) async fn plain(&self, request: Request) -> Result<Exchange, Broken> {
        let broken = |why: &dyn fmt::Display| {
            Broken(format!(
                "{} {}{}: {why}",
                request.method, self.base, request.target
            ))
        };
        let address = Url::parse(&self.base).map_err(|error| broken(&error))?;
        let head = self.head(&address, &request);
        let body = request.body.as_deref().unwrap_or_default().as_bytes();
        let answer = tokio::time::timeout(PATIENCE, http1::exchange(&address, &head, body));
        let too_late =
            |_| broken(&"no answer within the time after which a provider closes the connection");
        let answer = answer
            .await
            .map_err(too_late)?
            .map_err(|error| broken(&error))?;
        let status = StatusCode::from_u16(answer.status).map_err(|error| broken(&error))?;
        let body = decode::text(&answer.headers, &answer.body).map_err(|error| broken(&error))?;
        Ok(Exchange {
            request,
            status,
            headers: answer.headers,
            body,
        })
    }

    /// The head of a request. The target is written as it is, which is the point.
    fn head(&self, address: &Url, request: &Request) -> String {
        let host = &address[url::Position::BeforeHost..url::Position::AfterPort];
        let path = address.path().trim_end_matches('/');
        let mut head = format!("{} {path}{} HTTP/1.1\r\n", request.method, request.target);
        for (name, value) in &request.headers {
            let value = if *name == AUTHORIZATION {
                self.authorization.as_ref()
            } else {
                Some(value)
            };
            if let Some(value) = value {
                head += &format!("{name}: {value}\r\n");
            }
        }
        if let Some(body) = &request.body {
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        head + &format!("Host: {host}\r\n\r\n")
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Exchange>> {
        self.exchanges
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// No answer, or one that no SCIM server may give.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Broken(pub(crate) String);

impl Exchange {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(present, _)| present.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON, or null where there is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
}

/// The whole exchange, to be read by a person. The `Authorization` header has its value from the wire alone, so no token can
/// show here; a password is masked.
impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Request {
            method,
            target,
            headers,
            body,
        } = &self.request;
        writeln!(f, "> {method} {target}")?;
        for (name, value) in headers {
            writeln!(f, "> {name}: {value}")?;
        }
        if let Some(body) = body {
            writeln!(f, "> {}", without_password(body))?;
        }
        writeln!(f, "< {}", self.status)?;
        for (name, value) in &self.headers {
            writeln!(f, "< {name}: {value}")?;
        }
        write!(f, "< {}", self.body)
    }
}

fn without_password(body: &str) -> String {
    match serde_json::from_str::<Value>(body) {
        Ok(Value::Object(mut object)) if object.contains_key("password") => {
            object.insert("password".to_owned(), "***".into());
            Value::Object(object).to_string()
        }
        _ => body.to_owned(),
    }
}
