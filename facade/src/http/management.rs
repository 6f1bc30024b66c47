//! What operators and their tools ask for: outside the context path, without a token, on the main port or on one of
//! its own.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use super::{App, health};

/// The routes for operators.
pub(crate) fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/actuator/health", get(health::actuator))
        .route("/actuator/health/liveness", get(health::actuator_liveness))
        .route(
            "/actuator/health/readiness",
            get(health::actuator_readiness),
        )
        .with_state(Arc::clone(app))
}
