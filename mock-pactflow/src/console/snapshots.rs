//! The form of the snapshots: PactFlow's directory under a name, to come back to.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;

use super::actions::Form;
use super::pages;
use super::writes::back;
use crate::app::App;

/// How long a snapshot's name may be, in characters, to fit on a button.
const LONGEST: usize = 40;

/// Keeps the directory as it is now.
pub(super) async fn take(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let form = Form::parse(&body);
    let name = form.get("name");
    let outcome = if name.is_empty() || name.chars().count() > LONGEST {
        Err(format!(
            "A snapshot has a name of 1 to {LONGEST} characters."
        ))
    } else if app.simulation.take_snapshot(name) {
        Ok(format!("The directory is kept as {name}."))
    } else {
        Err("There are too many snapshots: take one of a name that is there.".to_owned())
    };
    back(&app, Some(outcome))
}

/// Brings the directory back, and leaves everything else as it is.
pub(super) async fn restore(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let form = Form::parse(&body);
    let name = form.get("name");
    if !app.simulation.restore_snapshot(name) {
        return pages::missing(&app, name);
    }
    back(&app, Some(Ok(format!("The directory is {name} again."))))
}
