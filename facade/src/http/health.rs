//! Health, for orchestrators: outside the context path and without a token. The addresses and answers under
//! `/actuator` are those of Spring Boot, for probes that were made for the container that is replaced.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};

use super::App;
use super::error;
use crate::readiness::Readiness;

/// What Spring Boot 3 answers with.
const ACTUATOR_JSON: HeaderValue =
    HeaderValue::from_static("application/vnd.spring-boot.actuator.v3+json");

/// `GET /health/live`: the process answers.
pub(super) async fn live() -> &'static str {
    "UP"
}

/// `GET /health/ready`: the process serves requests, and PactFlow answers.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Response {
    let readiness = app.probe.readiness().await;
    (status(readiness), spring_word(readiness)).into_response()
}

/// `GET /actuator/health`: all there is to know.
pub(super) async fn actuator(State(app): State<Arc<App>>) -> Response {
    let readiness = app.probe.readiness().await;
    let word = spring_word(readiness);
    actuator_json(
        status(readiness),
        format!(r#"{{"status":"{word}","groups":["liveness","readiness"]}}"#),
    )
}

/// `GET /actuator/health/liveness`.
pub(super) async fn actuator_liveness() -> Response {
    actuator_json(StatusCode::OK, r#"{"status":"UP"}"#.to_owned())
}

/// `GET /actuator/health/readiness`.
pub(super) async fn actuator_readiness(State(app): State<Arc<App>>) -> Response {
    let readiness = app.probe.readiness().await;
    let word = spring_word(readiness);
    actuator_json(status(readiness), format!(r#"{{"status":"{word}"}}"#))
}

fn status(readiness: Readiness) -> StatusCode {
    match readiness {
        Readiness::Ready => StatusCode::OK,
        Readiness::Unreachable | Readiness::Stopping => error::NOT_READY,
    }
}

/// Spring's words: `DOWN` for what fails, `OUT_OF_SERVICE` for what is taken away on purpose.
fn spring_word(readiness: Readiness) -> &'static str {
    match readiness {
        Readiness::Ready => "UP",
        Readiness::Unreachable => "DOWN",
        Readiness::Stopping => "OUT_OF_SERVICE",
    }
}

fn actuator_json(status: StatusCode, body: String) -> Response {
    (status, [(CONTENT_TYPE, ACTUATOR_JSON)], body).into_response()
}
