//! The form of the clock: what time it is in PactFlow.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use jiff::Timestamp;

use super::actions::Form;
use super::writes::back;
use crate::app::App;
use crate::clock::{Setting, duration};

/// Sets the clock going, stops it, or lets it tick with each request.
pub(super) async fn set(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let now = app.simulation.now();
    let clock = setting(&Form::parse(&body)).and_then(|setting| setting.clock(now));
    let outcome = clock.map(|clock| {
        app.simulation.set_clock(clock);
        format!("The clock is {}.", clock.label())
    });
    back(&app, Some(outcome))
}

/// Moves the clock forward.
pub(super) async fn advance(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let form = Form::parse(&body);
    let outcome = duration(form.get("by")).map(|by| {
        app.simulation.advance_clock(by);
        format!(
            "The clock was advanced by {}.",
            humantime::format_duration(by)
        )
    });
    back(&app, Some(outcome))
}

fn setting(form: &Form) -> Result<Setting, String> {
    let at = || match form.get("at") {
        "" => Ok(None),
        text => text
            .parse::<Timestamp>()
            .map(Some)
            .map_err(|error| format!("{text:?} is no time such as 2026-01-05T09:00:00Z: {error}")),
    };
    match form.get("mode") {
        "real" => Ok(Setting::Real),
        "frozen" => Ok(Setting::Frozen { at: at()? }),
        "ticking" => Ok(Setting::Ticking {
            at: at()?,
            step: form.get("step").to_owned(),
        }),
        other => Err(format!(
            "The clock can be real, frozen or ticking, not {other:?}."
        )),
    }
}
