//! The simulator's clock.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;

use super::{ok, parse, refused};
use crate::app::App;
use crate::clock::{Setting, duration};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    /// Such as `1h 30m`.
    by: String,
}

pub(super) async fn read(State(app): State<Arc<App>>) -> Response {
    ok(&app.simulation.clock().describe())
}

pub(super) async fn set(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let setting: Setting = match parse(&body) {
        Ok(setting) => setting,
        Err(response) => return response,
    };
    match setting.clock(app.simulation.now()) {
        Ok(clock) => app.simulation.set_clock(clock),
        Err(reason) => return refused(&reason),
    }
    read(State(app)).await
}

pub(super) async fn advance(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let by = match parse::<Advance>(&body) {
        Ok(Advance { by }) => by,
        Err(response) => return response,
    };
    match duration(&by) {
        Ok(by) => app.simulation.advance_clock(by),
        Err(reason) => return refused(&reason),
    }
    read(State(app)).await
}
