//! The control API under `/__mock`: what a test, a person or a console asks of the simulator itself.

mod clock;
mod faults;
mod guard;
mod logs;
mod provider_states;
mod state;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use axum::{Router, middleware};
use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::app::App;
use crate::console;
use crate::evidence::RULES;
use crate::routes::{Need, ROUTES};

/// The routes of the control API, relative to `/__mock`.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/ready", get(ready))
        .route("/info", get(info))
        .route("/routes", get(routes))
        .route("/reset", post(state::reset))
        .route(
            "/state",
            get(state::export).put(state::replace).patch(state::upsert),
        )
        .route("/snapshots", get(state::snapshots))
        .route("/snapshots/{name}", put(state::take_snapshot))
        .route("/snapshots/{name}/restore", post(state::restore_snapshot))
        .route("/changes", get(logs::changes))
        .route(
            "/requests",
            get(logs::requests).delete(logs::clear_requests),
        )
        .route("/events", get(logs::events))
        .route(
            "/faults",
            get(faults::list).put(faults::replace).delete(faults::clear),
        )
        .route("/faults/{id}", delete(faults::remove))
        .route("/clock", get(clock::read).put(clock::set))
        .route("/clock/advance", post(clock::advance))
        .route("/provider-states", post(provider_states::change))
        .merge(console::router())
        .fallback(unknown)
        .layer(middleware::from_fn_with_state(app.clone(), guard::check))
        .with_state(app)
}

/// An answer of the control API.
pub(super) fn answer(status: StatusCode, body: &impl Serialize) -> Response {
    let mut response = Response::new(serde_json::to_vec(body).unwrap_or_default().into());
    *response.status_mut() = status;
    let content_type = http::HeaderValue::from_static("application/json");
    response
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, content_type);
    response
}

pub(crate) fn ok(body: &impl Serialize) -> Response {
    answer(StatusCode::OK, body)
}

/// The answer to a control call that makes no sense.
pub(super) fn refused(reason: &str) -> Response {
    answer(StatusCode::BAD_REQUEST, &json!({ "error": reason }))
}

/// The answer where a name names nothing.
pub(super) fn not_found(reason: &str) -> Response {
    answer(StatusCode::NOT_FOUND, &json!({ "error": reason }))
}

/// A JSON body; an empty one reads as an empty object.
#[allow(
    clippy::result_large_err,
    reason = "the error is the response that is sent"
)]
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Response> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body)
        .map_err(|error| refused(&format!("the body cannot be read: {error}")))
}

async fn health() -> Response {
    ok(&json!({ "status": "up" }))
}

/// The seed is loaded before the socket is opened, so who is asked is ready.
async fn ready() -> Response {
    ok(&json!({ "status": "ready" }))
}

async fn info(State(app): State<Arc<App>>) -> Response {
    let clock = app.simulation.clock().describe();
    let store = app.simulation.store();
    ok(&json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "seed": app.seed_name,
        "clock": clock,
        "people": store.people.len(),
        "system_accounts": store.system_accounts.len(),
        "teams": store.teams.len(),
        "roles": store.roles.len(),
        "faults": app.simulation.faults.list().len(),
    }))
}

async fn routes() -> Response {
    let routes = ROUTES.iter().map(|info| {
        let need = match info.need {
            Need::Nothing => json!("nothing"),
            Need::Token => json!("token"),
            Need::AnyOf(scopes) => json!(scopes),
        };
        json!({
            "name": info.name,
            "method": info.method.as_str(),
            "path": info.path,
            "need": need,
            "evidence": info.evidence.letter(),
        })
    });
    let rules = RULES.iter().map(
        |rule| json!({ "id": rule.id, "evidence": rule.evidence.letter(), "rule": rule.sentence }),
    );
    ok(&json!({ "routes": routes.collect::<Value>(), "rules": rules.collect::<Value>() }))
}

async fn unknown(uri: http::Uri) -> Response {
    not_found(&format!("there is no control call {}", uri.path()))
}
