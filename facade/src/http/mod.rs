//! HTTP: routes, extraction, answers. Everything here is axum's, and nothing here knows PactFlow.

mod admission;
mod base;
mod bulk;
mod discovery;
mod error;
mod extract;
mod health;
mod layers;
mod management;
mod resources;
mod respond;
mod routes;

pub(crate) use admission::Admission;
pub(crate) use discovery::Discovery;
pub(crate) use management::router as management;
pub(crate) use routes::router;

use std::sync::Arc;

use crate::config::Settings;
use crate::observe::Observer;
use crate::provisioning::Provisioning;
use crate::readiness::Probe;

/// What every request is served with.
#[derive(Debug)]
pub(crate) struct App {
    /// The use cases.
    pub(crate) provisioning: Provisioning,
    /// What the service says of itself.
    pub(crate) discovery: Discovery,
    /// What the operator set.
    pub(crate) settings: Settings,
    /// What writes down what happens.
    pub(crate) observer: Arc<Observer>,
    /// Whether requests should be sent here.
    pub(crate) probe: Probe,
    /// How much is worked on at once.
    pub(crate) admission: Admission,
}
