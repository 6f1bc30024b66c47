//! A SCIM 2.0 service in front of PactFlow: people and teams as identity providers manage them.
//!
//! `docs/ARCHITECTURE.md` shows the house; in short, a request goes `http` → `provisioning` → `scim` and `mapping` →
//! `pactflow`, and nothing calls upwards.

mod app;
pub mod config;
pub mod doctor;
pub mod healthcheck;
mod http;
pub mod mapping;
pub mod metrics;
mod observe;
mod outbound;
pub mod pactflow;
pub mod provisioning;
mod readiness;
pub mod redact;
pub mod scim;
pub mod server;
pub mod telemetry;
mod tls;
mod trace;
mod workers;

pub use app::{Running, StartError, Stats, start, start_on};
pub use config::{SettingError, Settings};
pub use observe::Observer;
pub use outbound::Way;
pub use tls::FileError;
pub use workers::Workers;
