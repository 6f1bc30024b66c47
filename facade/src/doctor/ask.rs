//! Asking over HTTP, and telling apart in how many ways that may fail.

use std::error::Error;
use std::io;
use std::time::{Duration, Instant};

use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{HeaderName, Method};
use rustls::{AlertDescription, CertificateError};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use url::Url;

use crate::outbound::{self, Way};

/// How long an answer may take before it counts as none.
const LIMIT: Duration = Duration::from_secs(20);

/// The most that is read of an answer, in bytes.
const MOST: usize = 4 * 1024 * 1024;

/// What PactFlow is asked to answer with.
pub(super) const HAL: &str = "application/hal+json, application/json, application/problem+json";

/// Asks, with the settings' trust, certificate and proxies.
pub(super) struct Asker(reqwest::Client);

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// How long it took.
    pub(super) time: Duration,
}

/// Why nothing came back.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Trouble {
    /// The name cannot be resolved.
    NoHost,
    /// Nobody listens.
    Refused,
    /// No answer in time.
    Silent,
    /// The connection broke, or what came is not HTTP.
    Broken,
    /// TLS failed.
    Tls(Tls),
}

/// Why TLS failed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tls {
    UnknownAuthority,
    Expired,
    NotYetValid,
    WrongName,
    WantsCertificate,
    /// What answers does not speak TLS.
    None,
    Other(String),
}

impl Asker {
    pub(super) fn new(way: &Way, connect_timeout: Duration) -> Result<Self, outbound::Error> {
        let client = way.client().connect_timeout(connect_timeout).timeout(LIMIT);
        client.build().map(Self)
    }

    /// Asks, with the token and these headers.
    pub(super) async fn ask(
        &self,
        method: Method,
        url: Url,
        token: Option<&SecretString>,
        headers: &[(HeaderName, &str)],
        body: Option<&'static str>,
    ) -> Result<Answer, Trouble> {
        let began = Instant::now();
        let mut request = self.0.request(method, url);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        if let Some(token) = token {
            request = request.bearer_auth(token.expose_secret());
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let mut response = request.send().await.map_err(|error| trouble(&error))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| trouble(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > MOST {
                break;
            }
        }
        Ok(Answer {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body,
            time: began.elapsed(),
        })
    }

    /// Reads what PactFlow has below its address.
    pub(super) async fn pactflow(
        &self,
        base: &Url,
        path: &str,
        token: Option<&SecretString>,
    ) -> Result<Answer, Trouble> {
        let url = below(base, path);
        self.ask(Method::GET, url, token, &[(ACCEPT, HAL)], None)
            .await
    }
}

/// The address of `path` below `base`, whose own path is kept.
pub(super) fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    let (path, query) = path
        .split_once('?')
        .map_or((path, None), |(path, query)| (path, Some(query)));
    url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
    url.set_query(query);
    url
}

impl Answer {
    /// The JSON in the body; null where there is none.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header's value.
    pub(super) fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name).map(HeaderValue::to_str)?.ok()
    }

    /// Whether it is a page for people.
    pub(super) fn is_web_page(&self) -> bool {
        let announced = self.header(CONTENT_TYPE).unwrap_or_default();
        let is_html = announced.to_ascii_lowercase().starts_with("text/html");
        is_html || self.body.trim_ascii_start().starts_with(b"<")
    }

    /// Whether it leads somewhere else.
    pub(super) fn is_redirect(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
    }
}

/// What an error comes down to.
fn trouble(error: &reqwest::Error) -> Trouble {
    let otherwise = if error.is_timeout() {
        Trouble::Silent
    } else {
        Trouble::Broken
    };
    told_by(error).unwrap_or(otherwise)
}

/// Looks through the causes of an error for one that tells what is the matter.
fn told_by(error: &(dyn Error + 'static)) -> Option<Trouble> {
    if let Some(tls) = error.downcast_ref() {
        return Some(Trouble::Tls(tls_trouble(tls)));
    }
    // The only sign of it that its crate gives.
    if error.to_string() == "dns error" {
        return Some(Trouble::NoHost);
    }
    if let Some(io) = error.downcast_ref::<io::Error>() {
        if io.kind() == io::ErrorKind::ConnectionRefused {
            return Some(Trouble::Refused);
        }
        // An error inside of an error of this kind is not among its causes.
        if let Some(inner) = io.get_ref() {
            return told_by(inner);
        }
    }
    told_by(error.source()?)
}

fn tls_trouble(error: &rustls::Error) -> Tls {
    use rustls::Error as E;
    match error {
        E::InvalidCertificate(error) => match error {
            CertificateError::UnknownIssuer => Tls::UnknownAuthority,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Tls::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Tls::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Tls::WrongName
            }
            error => Tls::Other(error.to_string()),
        },
        E::InvalidMessage(_) => Tls::None,
        E::AlertReceived(
            AlertDescription::CertificateRequired
            | AlertDescription::HandshakeFailure
            | AlertDescription::BadCertificate
            | AlertDescription::UnknownCA,
        ) => Tls::WantsCertificate,
        error => Tls::Other(error.to_string()),
    }
}
