//! The simulator's clock.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;

use super::{ok, parse, refused};
use crate::app::App;
use crate::clock::Clock;

/// `{"mode": "real"}`, `{"mode": "frozen", "at": "2026-01-05T09:00:00Z"}`, or
/// `{"mode": "ticking", "at": "2026-01-05T09:00:00Z", "step": "1s"}`.
#[derive(Debug, Deserialize)]
#[serde(tag = "mode", rename_all = "kebab-case", deny_unknown_fields)]
enum Wanted {
    Real,
    Frozen { at: Option<Timestamp> },
    Ticking { at: Option<Timestamp>, step: String },
}

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
    let wanted: Wanted = match parse(&body) {
        Ok(wanted) => wanted,
        Err(response) => return response,
    };
    let now = app.simulation.now();
    let clock = match wanted {
        Wanted::Real => Clock::real(),
        Wanted::Frozen { at } => Clock::frozen_at(at.unwrap_or(now)),
        Wanted::Ticking { at, step } => match duration(&step) {
            Ok(step) => Clock::ticking(at.unwrap_or(now), step),
            Err(reason) => return refused(&reason),
        },
    };
    app.simulation.set_clock(clock);
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

fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|error| format!("{text:?} is no duration such as \"1h 30m\": {error}"))
}
