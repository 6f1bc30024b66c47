//! HTTP: routes, extraction, answers. Everything here is axum's, and nothing here knows PactFlow.

mod admission;
mod base;
mod bulk;
mod discovery;
mod error;
mod extract;
mod health;
mod layers;
mod resources;
mod respond;
mod routes;

pub(crate) use admission::Admission;
pub(crate) use routes::router;

use crate::config::Settings;
use crate::provisioning::Provisioning;

/// What every request is served with.
#[derive(Debug)]
pub(crate) struct App {
    /// The use cases.
    pub(crate) provisioning: Provisioning,
    /// What the operator set.
    pub(crate) settings: Settings,
    /// How much is worked on at once.
    pub(crate) admission: Admission,
}
