//! The pages: reads of the console.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use http::{StatusCode, header};
use serde::Deserialize;

use super::entry::{self, Entry};
use super::view::{
    Console, EntryView, ExchangePage, Frame, Guess, GuessesPage, Missing, RulesPage,
};
use super::{directory, export, switches};
use crate::app::App;
use crate::evidence::RULES;
use crate::routes::ROUTES;

/// How many exchanges the main page shows at most.
const SHOWN: usize = 50;

#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    q: String,
}

/// The main page, with only what has the text `q` in it.
pub(super) async fn console(
    State(app): State<Arc<App>>,
    Query(Wanted { q }): Query<Wanted>,
) -> Response {
    let simulation = &app.simulation;
    let wanted = q.trim().to_lowercase();
    let views = entry::entries(simulation)
        .into_iter()
        .map(|entry| EntryView::of(&entry, &app.console.rules))
        .filter(|view| wanted.is_empty() || view.contains(&wanted));
    let (mut entries, mut older) = (Vec::new(), 0);
    for view in views {
        if entries.len() < SHOWN {
            entries.push(view);
        } else {
            older += 1;
        }
    }
    let actions = app.console.actions.as_ref();
    page(&Console {
        frame: frame(&app, "Console"),
        notice: simulation.desk.notice(),
        directory: directory::directory(simulation, &wanted),
        wanted: q.trim().to_owned(),
        entries,
        older,
        switches: switches::switches(simulation),
        actions: actions.map(|actions| actions.list()).unwrap_or_default(),
        snapshots: simulation.snapshots(),
    })
}

/// One exchange, with its bodies.
pub(super) async fn exchange(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let Some(entry) = entry::find(&app.simulation, &id) else {
        return missing(&app, &id);
    };
    let exchange = entry.scim.as_ref().map(|recorded| &recorded.exchange);
    page(&ExchangePage {
        frame: frame(&app, "Exchange"),
        curl: exchange.map(export::curl),
        scenario: exchange.map(|exchange| export::scenario(exchange, &changed(&app, &entry))),
        entry: EntryView::of(&entry, &app.console.rules),
    })
}

/// One exchange as a command for a shell.
pub(super) async fn curl(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let entry = entry::find(&app.simulation, &id);
    match entry.and_then(|entry| entry.scim) {
        Some(recorded) => text(
            "text/plain; charset=utf-8",
            export::curl(&recorded.exchange),
        ),
        None => missing(&app, &id),
    }
}

/// One exchange as a scenario.
pub(super) async fn scenario(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let found = entry::find(&app.simulation, &id);
    let Some((recorded, entry)) = found.and_then(|entry| Some((entry.scim.clone()?, entry))) else {
        return missing(&app, &id);
    };
    let scenario = export::scenario(&recorded.exchange, &changed(&app, &entry));
    text("text/plain; charset=utf-8", scenario)
}

/// The mapping's rules.
pub(super) async fn rules(State(app): State<Arc<App>>) -> Response {
    page(&RulesPage {
        frame: frame(&app, "Rules"),
        rules: app.console.rules.clone(),
    })
}

/// What the simulator is not sure of, and what that means.
pub(super) async fn guesses(State(app): State<Arc<App>>) -> Response {
    page(&GuessesPage {
        frame: frame(&app, "What is inferred"),
        guesses: guessed(),
    })
}

/// The rules and routes that are guesses, each with its line of the list of deviations.
fn guessed() -> Vec<Guess> {
    let rules = RULES
        .iter()
        .map(|rule| (rule.id, rule.evidence, rule.sentence.to_owned()));
    let routes = ROUTES.iter().map(|route| {
        let call = format!("{} {}", route.method, route.path);
        (route.name, route.evidence, call)
    });
    let guesses = rules.chain(routes).filter(|(_, grade, _)| grade.is_guess());
    guesses
        .map(|(id, grade, rule)| {
            let (differs, means) = deviation(id).unwrap_or_default();
            let plain = |text: &str| text.replace('`', "");
            Guess {
                id,
                grade,
                rule: plain(&rule),
                differs: plain(differs),
                means: plain(means),
            }
        })
        .collect()
}

/// What the list of deviations says may differ, and what that means.
fn deviation(id: &str) -> Option<(&'static str, &'static str)> {
    let start = format!("| `{id}` |");
    let line = include_str!("../../DEVIATIONS.md")
        .lines()
        .find(|line| line.starts_with(&start))?;
    let mut cells = line.split(" | ").skip(2);
    Some((cells.next()?, cells.next()?))
}

pub(super) fn missing(app: &App, what: &str) -> Response {
    let page = page(&Missing {
        frame: frame(app, "Not found"),
        what: what.to_owned(),
    });
    (StatusCode::NOT_FOUND, page).into_response()
}

/// What an exchange changed, as the change log counts it.
fn changed(app: &App, entry: &Entry) -> BTreeMap<String, usize> {
    let mut summary = BTreeMap::new();
    let calls: Vec<u64> = entry.calls.iter().map(|call| call.seq).collect();
    for change in app.simulation.changes.since(0).entries() {
        if change
            .request
            .is_some_and(|request| calls.contains(&request))
        {
            *summary.entry(change.key.to_owned()).or_insert(0) += 1;
        }
    }
    summary
}

fn frame(app: &App, title: &'static str) -> Frame {
    let guesses = RULES.iter().map(|rule| rule.evidence);
    let guesses = guesses.chain(ROUTES.iter().map(|route| route.evidence));
    Frame {
        title,
        seed: app.seed_name.clone(),
        clock: app.simulation.clock().label(),
        guesses: guesses.filter(|evidence| evidence.is_guess()).count(),
        has_rules: !app.console.rules.is_empty(),
    }
}

fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        // Writing into a string does not fail, so this shows a template that is wrong.
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

fn text(media_type: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}
