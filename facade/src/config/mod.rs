//! Every setting, its default and its check. Nothing else in the crate reads the environment.
//!
//! Text comes in from the environment and the command line ([`Invocation::from_env_and_args`]) or from pairs
//! ([`Settings::from_pairs`]); [`definitions`] says what each setting may be; [`Settings`] holds what was found good.

pub mod definitions;
mod error;
mod invocation;
mod outbound;
mod parse;
mod raw;
#[cfg(test)]
mod tests;
mod traces;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use tracing::level_filters::LevelFilter;
use url::Url;

pub use definitions::Definition;
pub use error::SettingError;
pub use invocation::{Examination, Invocation};
pub use outbound::{KeyFiles, Outbound};
pub use traces::{RootSampling, Sampling, Traces};

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
    /// `LOGGING_LEVEL_AUDIT`: the level of the log of changes, whose lines are `INFO`.
    pub audit_log_level: LevelFilter,
    /// `AUDIT_LOG_FILE`: where the log of changes goes, if not where the other lines go.
    pub audit_log_file: Option<PathBuf>,
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
    /// `SCIM_KEEP_LAST_ADMINISTRATOR`: whether the last active Administrator stays one (DEC-41).
    pub keep_last_administrator: bool,
    /// `SCIM_PROTECT_TOKEN_OWNER`: whether the account that the token belongs to stays as it is (DEC-40).
    pub protect_token_owner: bool,
    /// `SCIM_PROTECTED_USERS`: sign-in names, e-mail addresses and ids of people who stay as they are (DEC-42).
    pub protected_users: Vec<String>,
    /// `SCIM_MAX_DEACTIVATIONS_PER_HOUR`: how many people may lose their access within an hour (DEC-43).
    pub max_deactivations_per_hour: Option<usize>,
    /// `PACTFLOW_CONNECT_TIMEOUT`: how long a connection to PactFlow may take to open.
    pub pactflow_connect_timeout: Duration,
    /// `PACTFLOW_REQUEST_TIMEOUT`: how long one call to PactFlow may take, its body included.
    pub pactflow_request_timeout: Duration,
    /// `PACTFLOW_RETRIES`: how often one call to PactFlow may be repeated (DEC-36).
    pub pactflow_retries: usize,
    /// `PACTFLOW_MAX_CALLS`: how many calls to PactFlow may be under way at once.
    pub pactflow_max_calls: usize,
    /// `PACTFLOW_BREAKER_FAILURES`: after how many failures in a row PactFlow is left alone; never where it is 0 (DEC-37).
    pub pactflow_breaker_failures: usize,
    /// `PACTFLOW_BREAKER_PAUSE`: how long it is then left alone.
    pub pactflow_breaker_pause: Duration,
    /// `SERVER_SHUTDOWN_GRACE`: how long running requests may take to finish after the signal to stop.
    pub shutdown_grace: Duration,
    /// `SERVER_SHUTDOWN_DELAY`: how long requests are still taken after the signal to stop, while probes are told
    /// that the service is not ready.
    pub shutdown_delay: Duration,
    /// `MANAGEMENT_SERVER_PORT`: the port of what operators ask for; `None` where it is the main one.
    pub management_port: Option<u16>,
    /// `SERVER_SSL_CERTIFICATE` and `SERVER_SSL_CERTIFICATE_PRIVATE_KEY`: what is shown to clients; `None` listens
    /// without TLS.
    pub server_tls: Option<KeyFiles>,
    /// How other servers are reached.
    pub outbound: Outbound,
    /// Where traces go; `None` where they are off.
    pub traces: Option<Traces>,
    /// `SERVER_MAX_CONNECTIONS`: how many connections are served at once; more wait to be accepted.
    pub max_connections: usize,
    /// `SERVER_MAX_REQUESTS`: how many SCIM requests are worked on at once; more are turned away (DEC-38).
    pub max_requests: usize,
    /// `SERVER_HEADER_TIMEOUT`: how long a client may take to send a request's head.
    pub header_timeout: Duration,
    /// `SERVER_BODY_TIMEOUT`: how long a client may take to send a request's body.
    pub body_timeout: Duration,
    /// `SERVER_ANSWER_TIMEOUT`: how long a client may take to receive an answer.
    pub answer_timeout: Duration,
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
            Invocation::Healthcheck { .. } | Invocation::Doctor(_) | Invocation::Print(_) => Err(
                SettingError::Usage("only settings are expected here".to_owned()),
            ),
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
            audit_log_level: raw.required(&define::LOGGING_LEVEL_AUDIT)?,
            audit_log_file: raw.optional(&define::AUDIT_LOG_FILE)?,
            unavailable_status: raw.required(&define::SCIM_UNAVAILABLE_STATUS)?,
            trust_forwarded_headers: raw.required(&define::SERVER_FORWARD_HEADERS_STRATEGY)?,
            link_by_email: raw.required(&define::SCIM_LINK_BY_EMAIL)?,
            index: raw.required(&define::SCIM_INDEX)?,
            index_max_age: raw.required(&define::SCIM_INDEX_MAX_AGE)?,
            explain: raw.required(&define::SCIM_EXPLAIN)?,
            request_timeout: raw.required(&define::SCIM_REQUEST_TIMEOUT)?,
            keep_last_administrator: raw.required(&define::SCIM_KEEP_LAST_ADMINISTRATOR)?,
            protect_token_owner: raw.required(&define::SCIM_PROTECT_TOKEN_OWNER)?,
            protected_users: raw
                .optional(&define::SCIM_PROTECTED_USERS)?
                .unwrap_or_default(),
            max_deactivations_per_hour: raw.optional(&define::SCIM_MAX_DEACTIVATIONS_PER_HOUR)?,
            pactflow_connect_timeout: raw.required(&define::PACTFLOW_CONNECT_TIMEOUT)?,
            pactflow_request_timeout: raw.required(&define::PACTFLOW_REQUEST_TIMEOUT)?,
            pactflow_retries: raw.required(&define::PACTFLOW_RETRIES)?,
            pactflow_max_calls: raw.required(&define::PACTFLOW_MAX_CALLS)?,
            pactflow_breaker_failures: raw.required(&define::PACTFLOW_BREAKER_FAILURES)?,
            pactflow_breaker_pause: raw.required(&define::PACTFLOW_BREAKER_PAUSE)?,
            shutdown_grace: raw.required(&define::SERVER_SHUTDOWN_GRACE)?,
            shutdown_delay: raw.required(&define::SERVER_SHUTDOWN_DELAY)?,
            management_port: raw.optional(&define::MANAGEMENT_SERVER_PORT)?,
            server_tls: KeyFiles::from_raw(
                raw,
                &define::SERVER_SSL_CERTIFICATE,
                &define::SERVER_SSL_CERTIFICATE_PRIVATE_KEY,
            )?,
            outbound: Outbound::from_raw(raw)?,
            traces: Traces::from_raw(raw)?,
            max_connections: raw.required(&define::SERVER_MAX_CONNECTIONS)?,
            max_requests: raw.required(&define::SERVER_MAX_REQUESTS)?,
            header_timeout: raw.required(&define::SERVER_HEADER_TIMEOUT)?,
            body_timeout: raw.required(&define::SERVER_BODY_TIMEOUT)?,
            answer_timeout: raw.required(&define::SERVER_ANSWER_TIMEOUT)?,
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
