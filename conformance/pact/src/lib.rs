//! The contract between the service and PactFlow's admin API, as a Pact.
//!
//! The consumer tests of this crate drive the service's own client of PactFlow (`pactflow_scim::pactflow`) through every
//! call that it makes, and write down what it sends and what it needs to get back: `pacts/`. [`verify`] holds a PactFlow
//! to it, the simulator or a real one; [`publish`] takes it to a broker.

pub mod calls;
pub mod command;
mod contract;
pub mod provider;
pub mod publish;
mod report;
pub mod states;
mod verify;

pub use self::contract::{CONSUMER, Contract, PROVIDER, Promise};
pub use self::report::{Finding, Report, Verdict};
pub use self::verify::verify;

/// A client for what is not the service's own call: it follows no redirect, and takes no token along anywhere.
fn http_client() -> anyhow::Result<reqwest::Client> {
    // A second installation of the same provider is refused, and changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(std::time::Duration::from_secs(20))
        .build()?;
    Ok(client)
}
