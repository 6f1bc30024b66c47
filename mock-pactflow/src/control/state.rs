//! The directory as a whole: export, replace, upsert, snapshots, reset.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{not_found, ok, parse, refused};
use crate::app::App;
use crate::seed::{Seed, SeedError};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    #[serde(default = "to_seed")]
    to: String,
}

fn to_seed() -> String {
    "seed".to_owned()
}

/// Back to a beginning: directory, journal, change log, faults, clock and ids in one step.
pub(super) async fn reset(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let to = match parse::<Reset>(&body) {
        Ok(Reset { to }) => to,
        Err(response) => return response,
    };
    let simulation = &app.simulation;
    match to.as_str() {
        "seed" => done(simulation.reset(simulation.seed()), "reset"),
        "empty" => done(simulation.reset(&Seed::empty()), "reset"),
        _ => match to.strip_prefix("snapshot:") {
            Some(name) if simulation.reset_to_snapshot(name) => ok(&json!({ "status": "reset" })),
            Some(name) => not_found(&format!("there is no snapshot {name:?}")),
            None => refused("\"to\" may be \"seed\", \"empty\" or \"snapshot:NAME\""),
        },
    }
}

/// The directory as a seed document, without the values of tokens.
pub(super) async fn export(State(app): State<Arc<App>>) -> Response {
    ok(&Seed::export(&app.simulation.store()))
}

/// Makes the document the directory. A token without a value keeps the one it has.
pub(super) async fn replace(State(app): State<Arc<App>>, body: Bytes) -> Response {
    match parse::<Seed>(&body) {
        Ok(seed) => done(app.simulation.replace(seed), "replaced"),
        Err(response) => response,
    }
}

/// Adds what is not there, and changes what is: people by UUID or e-mail address, everything else
/// by UUID or name. What an entry leaves out stays; so does a list that is empty.
pub(super) async fn upsert(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let mut document: Value = match parse(&body) {
        Ok(document) => document,
        Err(response) => return response,
    };
    if let Value::Object(fields) = &mut document {
        fields.entry("version").or_insert(json!(1));
    }
    match serde_json::from_value::<Seed>(document) {
        Ok(patch) => done(app.simulation.upsert(patch), "updated"),
        Err(error) => refused(&format!("the body cannot be read: {error}")),
    }
}

pub(super) async fn snapshots(State(app): State<Arc<App>>) -> Response {
    ok(&json!({ "snapshots": app.simulation.snapshots() }))
}

pub(super) async fn take_snapshot(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Response {
    if app.simulation.take_snapshot(&name) {
        ok(&json!({ "status": "taken", "snapshot": name }))
    } else {
        refused("there are too many snapshots: take one of a name that is there")
    }
}

/// Brings the directory back, and leaves the journal, the faults and the clock as they are.
pub(super) async fn restore_snapshot(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Response {
    if app.simulation.restore_snapshot(&name) {
        ok(&json!({ "status": "restored", "snapshot": name }))
    } else {
        not_found(&format!("there is no snapshot {name:?}"))
    }
}

fn done(result: Result<(), SeedError>, status: &str) -> Response {
    match result {
        Ok(()) => ok(&json!({ "status": status })),
        Err(error) => refused(&error.to_string()),
    }
}
