//! What the HTTP side knows: the simulation, where it is reached, and whether it can be controlled.

use std::sync::Arc;

use axum::Router;
use http::{HeaderMap, header};
use tower_http::compression::{CompressionLayer, DefaultPredicate, Predicate};

use crate::console::{Actions, MappingRule};
use crate::delivery::AsIs;
use crate::simulation::Simulation;
use crate::{api, control};

/// The collaborators of every request.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) simulation: Arc<Simulation>,
    /// `scheme://host` for links, where the request's own host is not to be used.
    pub(crate) external_url: Option<String>,
    /// What the seed is called, for whoever asks.
    pub(crate) seed_name: String,
    /// What whoever started the simulator brings along for its console.
    pub(crate) console: Extras,
}

/// What the console shows beyond the simulator itself.
#[derive(Debug, Default)]
pub(crate) struct Extras {
    pub(crate) actions: Option<Arc<dyn Actions>>,
    pub(crate) rules: Vec<MappingRule>,
}

impl App {
    /// `scheme://host` for links.
    pub(crate) fn base(&self, headers: &HeaderMap) -> String {
        match &self.external_url {
            Some(url) => url.clone(),
            None => {
                let host = headers
                    .get(header::HOST)
                    .and_then(|host| host.to_str().ok());
                format!("http://{}", host.unwrap_or("localhost"))
            }
        }
    }
}

/// Everything that is answered: PactFlow's API, and under `/__mock` the control API.
pub(crate) fn router(app: Arc<App>, control: bool) -> Router {
    // What a fault sends in halves or in drops is sent as it is.
    let whole =
        |_: http::StatusCode, _: http::Version, _: &HeaderMap, extensions: &http::Extensions| {
            extensions.get::<AsIs>().is_none()
        };
    let gzip = CompressionLayer::new().compress_when(DefaultPredicate::new().and(whole));
    let api = Router::new()
        .fallback(api::serve)
        .layer(gzip)
        .with_state(app.clone());
    if !control {
        return api;
    }
    Router::new()
        .nest("/__mock", control::router(app))
        .fallback_service(api)
}

#[cfg(test)]
mod tests;
