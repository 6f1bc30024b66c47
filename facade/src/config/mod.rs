//! Every setting, its default and its check. Nothing else in the crate reads the environment.
//!
//! Text comes in from the environment and the command line ([`Invocation::from_env_and_args`]) or from pairs
//! ([`Settings::from_pairs`]); [`definitions`] says what each setting may be; [`Settings`] holds what was found good.

pub mod definitions;
mod error;
mod invocation;
mod parse;
mod raw;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tracing::level_filters::LevelFilter;
use url::Url;

pub use definitions::Definition;
pub use error::SettingError;
pub use invocation::Invocation;

use definitions as define;
use raw::Raw;

/// The checked settings of one façade. Each field names the variable that sets it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `PACTFLOW_URL`: where PactFlow is. Its path ends with a slash, so that `join("admin/users")` stays below a
    /// path prefix; it has no user information, query or fragment.
    pub pactflow_url: Url,
    /// `SERVER_PORT`: the TCP port to listen on; 0 takes a free one.
    pub server_port: u16,
    /// `SERVER_ADDRESS`: the local address to listen on.
    pub server_address: IpAddr,
    /// `SERVER_SERVLET_CONTEXT_PATH`: what every SCIM path begins with. Empty for the root, else with a leading slash
    /// and without a trailing one: `/scim`.
    pub context_path: String,
    /// `LOGGING_LEVEL_ROOT`: the least severe level of the façade's own log.
    pub root_log_level: LevelFilter,
    /// `LOGGING_LEVEL_ORG_APACHE_HC_CLIENT5_HTTP_WIRE`: the level of the log of exchanges with PactFlow, which are
    /// logged at `DEBUG`. Follows [`Settings::root_log_level`] where it is not set.
    pub wire_log_level: LevelFilter,
    /// `LOGGING_FORMAT`: how a log line is written.
    pub log_format: LogFormat,
    /// `SCIM_UNAVAILABLE_STATUS`: the answer to a provider while PactFlow is in temporary trouble (DEC-14).
    pub unavailable_status: UnavailableStatus,
    /// `SCIM_PUBLIC_URL`: the whole base of public addresses, context path included and without a trailing slash, such
    /// as `https://scim.example.com/scim`. `None` derives it from each request (DEC-16).
    pub public_url: Option<String>,
    /// `SERVER_FORWARD_HEADERS_STRATEGY`: whether `X-Forwarded-Proto`, `-Host` and `-Port` are trusted (DEC-16).
    pub trust_forwarded_headers: bool,
    /// `SCIM_LINK_BY_EMAIL`: whether a user without a sign-in name is also found by e-mail address (DEC-17).
    pub link_by_email: bool,
    /// `SCIM_INDEX`: whether it is kept in memory who has which sign-in name.
    pub index: bool,
    /// `SCIM_INDEX_MAX_AGE`: how long it is believed that nobody has a sign-in name, after all users were last read.
    pub index_max_age: Duration,
    /// `SCIM_EXPLAIN`: whether a request may ask, by a header, what became of each attribute that it sent.
    pub explain: bool,
    /// `SCIM_REQUEST_TIMEOUT`: after this long a SCIM request is answered, whatever PactFlow does (DEC-14).
    pub request_timeout: Duration,
    /// `PACTFLOW_CONNECT_TIMEOUT`: how long a connection to PactFlow may take to open.
    pub pactflow_connect_timeout: Duration,
    /// `PACTFLOW_REQUEST_TIMEOUT`: how long one call to PactFlow may take, its body included.
    pub pactflow_request_timeout: Duration,
    /// `SERVER_SHUTDOWN_GRACE`: how long running requests may take to finish after the signal to stop.
    pub shutdown_grace: Duration,
    /// `SERVER_MAX_CONNECTIONS`: how many connections are served at once; more wait to be accepted.
    pub max_connections: usize,
    /// `SERVER_HEADER_TIMEOUT`: how long a client may take to send a request's head.
    pub header_timeout: Duration,
    /// `SERVER_KEEP_ALIVE_TIMEOUT`: how long a connection may stay idle between two requests.
    pub keep_alive_timeout: Duration,
    /// `SCIM_MAX_BODY_SIZE`: the largest request body that is read, in bytes.
    pub max_body_size: usize,
    /// `SCIM_MAX_RESULTS`: the most resources in one list answer.
    pub max_results: usize,
}

/// How a log line is written: `LOGGING_FORMAT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// A line for people.
    Text,
    /// One JSON object in each line.
    Json,
}

/// What a provider is told while PactFlow is in temporary trouble: `SCIM_UNAVAILABLE_STATUS` (DEC-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnavailableStatus {
    /// 429, which Okta repeats by itself.
    TooManyRequests,
    /// 503, which says what is the matter.
    ServiceUnavailable,
}

impl Settings {
    /// Settings from these pairs of name and value, and from nothing else: the environment is not read.
    ///
    /// # Errors
    ///
    /// [`SettingError`] for a name that is no setting, a value that is not allowed, and a required setting that is
    /// missing.
    pub fn from_pairs<N: AsRef<str>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, SettingError> {
        Self::from_raw(&Raw::from_pairs(pairs)?)
    }

    /// Settings from the command line and, where it is silent, the environment. A subcommand is an error here: see
    /// [`Invocation::from_env_and_args`].
    ///
    /// # Errors
    ///
    /// As [`Settings::from_pairs`], and for a command line that is not understood.
    pub fn from_env_and_args() -> Result<Self, SettingError> {
        match Invocation::from_env_and_args()? {
            Invocation::Serve(settings) => Ok(*settings),
            Invocation::Healthcheck(_) | Invocation::Print(_) => Err(SettingError::Usage(
                "only settings are expected here".to_owned(),
            )),
        }
    }

    /// The address to listen on.
    #[must_use]
    pub fn listen_addr(&self) -> SocketAddr {
        SocketAddr::new(self.server_address, self.server_port)
    }

    fn from_raw(raw: &Raw) -> Result<Self, SettingError> {
        let context_path = match raw.text(&define::SERVER_SERVLET_CONTEXT_PATH) {
            // An empty value means the default everywhere else; here it is the way to ask for the root.
            Some("") => String::new(),
            _ => raw.required(&define::SERVER_SERVLET_CONTEXT_PATH)?,
        };
        let root_log_level = raw.required(&define::LOGGING_LEVEL_ROOT)?;
        Ok(Self {
            pactflow_url: raw.required(&define::PACTFLOW_URL)?,
            server_port: raw.required(&define::SERVER_PORT)?,
            server_address: raw.required(&define::SERVER_ADDRESS)?,
            public_url: raw
                .optional(&define::SCIM_PUBLIC_URL)?
                .map(|url| public_base(&url, &context_path)),
            context_path,
            root_log_level,
            wire_log_level: raw
                .optional(&define::LOGGING_LEVEL_ORG_APACHE_HC_CLIENT5_HTTP_WIRE)?
                .unwrap_or(root_log_level),
            log_format: raw.required(&define::LOGGING_FORMAT)?,
            unavailable_status: raw.required(&define::SCIM_UNAVAILABLE_STATUS)?,
            trust_forwarded_headers: raw.required(&define::SERVER_FORWARD_HEADERS_STRATEGY)?,
            link_by_email: raw.required(&define::SCIM_LINK_BY_EMAIL)?,
            index: raw.required(&define::SCIM_INDEX)?,
            index_max_age: raw.required(&define::SCIM_INDEX_MAX_AGE)?,
            explain: raw.required(&define::SCIM_EXPLAIN)?,
            request_timeout: raw.required(&define::SCIM_REQUEST_TIMEOUT)?,
            pactflow_connect_timeout: raw.required(&define::PACTFLOW_CONNECT_TIMEOUT)?,
            pactflow_request_timeout: raw.required(&define::PACTFLOW_REQUEST_TIMEOUT)?,
            shutdown_grace: raw.required(&define::SERVER_SHUTDOWN_GRACE)?,
            max_connections: raw.required(&define::SERVER_MAX_CONNECTIONS)?,
            header_timeout: raw.required(&define::SERVER_HEADER_TIMEOUT)?,
            keep_alive_timeout: raw.required(&define::SERVER_KEEP_ALIVE_TIMEOUT)?,
            max_body_size: raw.required(&define::SCIM_MAX_BODY_SIZE)?,
            max_results: raw.required(&define::SCIM_MAX_RESULTS)?,
        })
    }
}

/// An origin alone gets the context path appended; an address with a path is the whole base already.
fn public_base(url: &Url, context_path: &str) -> String {
    let base = url.as_str().trim_end_matches('/');
    if url.path() == "/" {
        format!("{base}{context_path}")
    } else {
        base.to_owned()
    }
}
