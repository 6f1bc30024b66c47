//! What happened: the change log, the journal, and both of them live.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};
use serde::Deserialize;
use serde_json::json;
use tokio_stream::wrappers::BroadcastStream;

use super::ok;
use crate::app::App;

#[derive(Debug, Deserialize)]
pub(super) struct Since {
    #[serde(default)]
    since: u64,
}

pub(super) async fn changes(
    State(app): State<Arc<App>>,
    Query(Since { since }): Query<Since>,
) -> Response {
    let log = &app.simulation.changes;
    let changes = log.since(since);
    ok(&json!({
        "mark": log.mark(),
        "dropped": changes.dropped(),
        "summary": changes.summary(),
        "changes": changes.entries(),
    }))
}

#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    since: u64,
    limit: Option<usize>,
    method: Option<String>,
    path: Option<String>,
    status: Option<u16>,
}

pub(super) async fn requests(
    State(app): State<Arc<App>>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let journal = &app.simulation.journal;
    let mut found = journal.since(wanted.since);
    found.retain(|exchange| {
        wanted
            .method
            .as_ref()
            .is_none_or(|method| exchange.method.eq_ignore_ascii_case(method))
            && wanted
                .path
                .as_ref()
                .is_none_or(|path| exchange.path.contains(path.as_str()))
            && wanted.status.is_none_or(|status| exchange.status == status)
    });
    // The latest are what one wants to see of many.
    let skipped = found
        .len()
        .saturating_sub(wanted.limit.unwrap_or(usize::MAX));
    ok(&json!({
        "mark": journal.mark(),
        "bytes": journal.bytes(),
        "dropped": journal.dropped(),
        "requests": &found[skipped..],
    }))
}

pub(super) async fn clear_requests(State(app): State<Arc<App>>) -> Response {
    app.simulation.journal.clear();
    ok(&json!({ "status": "cleared" }))
}

/// Server-sent events: `exchange`, `change`, `faults`, `clock`, `reset`, and `missed` with a number
/// where the listener was too slow.
pub(super) async fn events(State(app): State<Arc<App>>) -> Response {
    Sse::new(live(&app))
        .keep_alive(KeepAlive::default())
        .into_response()
}

fn live(app: &App) -> impl Stream<Item = Result<sse::Event, Infallible>> + use<> {
    BroadcastStream::new(app.simulation.events.listen()).map(|event| {
        let (kind, data) = match event {
            Ok(event) => (event.kind, event.data.to_string()),
            Err(tokio_stream::wrappers::errors::BroadcastStreamRecvError::Lagged(missed)) => {
                ("missed", missed.to_string())
            }
        };
        Ok(sse::Event::default().event(kind).data(data))
    })
}
