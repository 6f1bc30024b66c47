//! What the console's forms do. Each leads back to the page, so that everything works without a script.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;

use super::actions::Form;
use super::{PATH, pages, switches};
use crate::app::App;
use crate::seed::Seed;

/// Lets the identity provider do something.
pub(super) async fn act(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    body: Bytes,
) -> Response {
    let Some(actions) = app.console.actions.clone() else {
        return pages::missing(&app, &name);
    };
    if !actions.list().iter().any(|action| action.name == name) {
        return pages::missing(&app, &name);
    }
    let form = Form::parse(&body);
    // Whoever has asked may go; what was begun is brought to its end all the same.
    let done = tokio::spawn(async move { actions.run(&name, &form).await });
    let outcome = done
        .await
        .unwrap_or_else(|_| Err("The action ended in a panic; this is a bug.".to_owned()));
    back(&app, Some(outcome))
}

/// Switches a fault on for as many calls as the form says.
pub(super) async fn switch_on(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let form = Form::parse(&body);
    let outcome = match form.get("times").parse() {
        Ok(times @ 1..=1_000) => {
            if !switches::switch_on(&app.simulation, &id, times) {
                return pages::missing(&app, &id);
            }
            None
        }
        _ => Some(Err(format!(
            "A fault fires between 1 and 1000 times, not {:?} times.",
            form.get("times")
        ))),
    };
    back(&app, outcome)
}

pub(super) async fn switch_off(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    app.simulation.remove_fault(&id);
    back(&app, None)
}

/// Marks the changes as seen that were there when the page was made.
pub(super) async fn see(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let mark: u64 = Form::parse(&body).get("mark").parse().unwrap_or_default();
    app.simulation.desk.see(mark);
    app.simulation.events.tell("seen", &mark);
    back(&app, None)
}

/// Starts over: with the simulator's own seed, another one, or a snapshot.
pub(super) async fn reset(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let form = Form::parse(&body);
    let simulation = &app.simulation;
    let (to, done) = match form.get("to") {
        "seed" => (app.seed_name.as_str(), simulation.reset(simulation.seed())),
        "empty" => ("empty", simulation.reset(&Seed::empty())),
        "demo" => ("demo", simulation.reset(&Seed::demo())),
        other => match other.strip_prefix("snapshot:") {
            Some(name) if simulation.reset_to_snapshot(name) => (name, Ok(())),
            _ => return pages::missing(&app, other),
        },
    };
    let outcome = match done {
        Ok(()) => Ok(format!("Started over with {to}.")),
        Err(error) => Err(error.to_string()),
    };
    back(&app, Some(outcome))
}

/// Back to the page, with what came of it.
pub(super) fn back(app: &App, outcome: Option<Result<String, String>>) -> Response {
    if let Some(outcome) = outcome {
        app.simulation.desk.say(outcome);
    }
    Redirect::to(PATH).into_response()
}
