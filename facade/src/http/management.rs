//! What operators and their tools ask for: outside the context path, without a token, on the main port or on one of
//! its own.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;

use http::header::CONTENT_TYPE;

use super::{App, health};
use crate::metrics::MEDIA_TYPE;

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
        .route("/metrics", get(metrics))
        .with_state(Arc::clone(app))
}

/// `GET /metrics`, for Prometheus.
async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, MEDIA_TYPE)], app.observer.metrics.text())
}
