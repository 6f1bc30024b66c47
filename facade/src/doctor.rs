//! `pactflow-scim doctor`: finds out why a provider cannot connect, and what would make duplicate users. It only reads.
//!
//! It looks from the inside out: PactFlow's address and TLS, its clock and version, the token and what it may do, the
//! directory, and then the SCIM service as providers see it, at its public address or in this process.

mod address;
mod ask;
mod catalogue;
mod directory;
mod providers;
mod report;
mod scim;
#[cfg(test)]
mod tests;
mod token;

use secrecy::SecretString;
use url::Url;

pub use catalogue::markdown_table;
pub use report::{Check, Finding, Outcome, Report};

use crate::app::{self, StartError};
use crate::config::Settings;
use crate::outbound::{self, Way};
use ask::Asker;

/// What is looked at beside the settings of the service.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The base address that providers are given. Without it a service is started in this process.
    pub scim_url: Option<Url>,
    /// The token that providers are given. Without it what needs one is passed over.
    pub token: Option<SecretString>,
}

/// Why nothing could be looked at.
#[derive(Debug, thiserror::Error)]
pub enum DoctorError {
    /// The service cannot be started in this process, or names files that are of no use.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The HTTP client cannot be set up.
    #[error("the HTTP client cannot be set up")]
    Client(#[source] outbound::Error),
}

/// Looks at everything, and writes nothing anywhere.
///
/// # Errors
/// [`DoctorError`] where it could not begin.
pub async fn examine(settings: Settings, options: Options) -> Result<Report, DoctorError> {
    let way = Way::new(&settings.outbound).map_err(StartError::from)?;
    let asker = Asker::new(&way, settings.pactflow_connect_timeout).map_err(DoctorError::Client)?;
    let token = options.token.as_ref();
    let mut report = Report::default();

    let is_pactflow = address::examine(&asker, &settings.pactflow_url, &mut report).await;
    let is_accepted = match token {
        _ if !is_pactflow => {
            report.skip(
                &["token", "permissions", "writing"],
                "PactFlow does not answer",
            );
            false
        }
        None => {
            let why = "no token was given: set PACTFLOW_TOKEN, or name a file by --token-file";
            report.skip(&["token", "permissions", "writing"], why);
            false
        }
        Some(given) => token::examine(&asker, &settings.pactflow_url, given, &mut report).await,
    };
    match token.filter(|_| is_accepted) {
        Some(token) => directory::examine(&settings, way, token, &mut report).await?,
        None => report.skip(
            &["people", "teams"],
            "there is no token that PactFlow accepts",
        ),
    }

    // A service of its own in this process has nobody between itself and whoever asks.
    let inner = match &options.scim_url {
        Some(_) => None,
        None => Some(app::start(in_this_process(&settings)).await?),
    };
    let base = match (&options.scim_url, &inner) {
        (Some(url), _) => Some(url.clone()),
        (None, Some(service)) => service.url().parse().ok(),
        (None, None) => None,
    };
    if let Some(base) = base {
        let is_scim = scim::examine(&asker, &base, token, is_accepted, &mut report).await;
        match token {
            _ if !is_scim => providers::skip(&mut report, "the SCIM service does not answer"),
            Some(token) if is_accepted => {
                providers::examine(&asker, &base, token, &mut report).await;
            }
            _ => providers::skip(&mut report, "there is no token that PactFlow accepts"),
        }
    }
    if let Some(service) = inner {
        service.shutdown().await;
    }
    Ok(report)
}

/// The same settings for a service that nobody else reaches.
fn in_this_process(settings: &Settings) -> Settings {
    Settings {
        server_address: std::net::Ipv4Addr::LOCALHOST.into(),
        server_port: 0,
        management_port: None,
        server_tls: None,
        public_url: None,
        traces: None,
        ..settings.clone()
    }
}
