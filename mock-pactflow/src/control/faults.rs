//! Fault rules: an ordered list, of which the first that fires wins.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;

use super::{not_found, ok, parse};
use crate::app::App;
use crate::faults::Fault;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    faults: Vec<Fault>,
}

pub(super) async fn list(State(app): State<Arc<App>>) -> Response {
    ok(&json!({ "faults": app.simulation.faults.list() }))
}

/// Sets these rules, in this order, and no others.
pub(super) async fn replace(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let rules: Rules = match parse(&body) {
        Ok(rules) => rules,
        Err(response) => return response,
    };
    app.simulation.replace_faults(rules.faults);
    list(State(app)).await
}

pub(super) async fn clear(State(app): State<Arc<App>>) -> Response {
    app.simulation.replace_faults(Vec::new());
    list(State(app)).await
}

pub(super) async fn remove(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    if !app.simulation.remove_fault(&id) {
        return not_found(&format!("there is no fault {id:?}"));
    }
    list(State(app)).await
}
