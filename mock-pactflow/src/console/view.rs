//! What the templates are filled with.

use askama::Template;
use serde_json::Value;
use url::Url;

use super::actions::{Action, Input};
use super::columns::{Row, rows};
use super::desk::Notice;
use super::directory::Directory;
use super::entry::Entry;
use super::exchange::ScimExchange;
use super::rules::MappingRule;
use super::switches::Switch;
use crate::evidence::Grade;
use crate::journal::Exchange;

/// What every page has: its head and its foot.
pub(super) struct Frame {
    pub(super) title: &'static str,
    pub(super) seed: String,
    pub(super) clock: String,
    pub(super) guesses: usize,
    pub(super) has_rules: bool,
}

/// The console's main page.
#[derive(Template)]
#[template(path = "console.html")]
pub(super) struct Console {
    pub(super) frame: Frame,
    pub(super) notice: Option<Notice>,
    pub(super) wanted: String,
    pub(super) entries: Vec<EntryView>,
    /// How many entries are not shown.
    pub(super) older: usize,
    pub(super) directory: Directory,
    pub(super) switches: Vec<Switch>,
    pub(super) actions: Vec<Action>,
    pub(super) snapshots: Vec<String>,
}

/// One exchange by itself.
#[derive(Template)]
#[template(path = "exchange.html")]
pub(super) struct ExchangePage {
    pub(super) frame: Frame,
    pub(super) entry: EntryView,
    pub(super) curl: Option<String>,
    pub(super) scenario: Option<String>,
}

/// The mapping's rules.
#[derive(Template)]
#[template(path = "rules.html")]
pub(super) struct RulesPage {
    pub(super) frame: Frame,
    pub(super) rules: Vec<MappingRule>,
}

/// What the simulator is not sure of.
#[derive(Template)]
#[template(path = "guesses.html")]
pub(super) struct GuessesPage {
    pub(super) frame: Frame,
    pub(super) guesses: Vec<Guess>,
}

/// A rule or a route of which the simulator is not sure.
pub(super) struct Guess {
    pub(super) id: &'static str,
    pub(super) grade: Grade,
    /// What the simulator does.
    pub(super) rule: String,
    /// What the real PactFlow may do.
    pub(super) differs: String,
    /// What that means for whoever tests against the simulator.
    pub(super) means: String,
}

/// Where there is nothing.
#[derive(Template)]
#[template(path = "missing.html")]
pub(super) struct Missing {
    pub(super) frame: Frame,
    pub(super) what: String,
}

/// An exchange, or calls without one, as it is shown.
pub(super) struct EntryView {
    pub(super) id: String,
    pub(super) at: String,
    /// Whether it has a SCIM side.
    pub(super) scim: bool,
    pub(super) method: String,
    /// What was asked, without the parameters, which have lines of their own.
    pub(super) path: String,
    pub(super) status: Status,
    /// What the answer says, where it refuses.
    pub(super) detail: Option<String>,
    pub(super) rows: Vec<RowView>,
    pub(super) calls: Vec<CallView>,
    /// Whether a write was asked for and found nothing to do.
    pub(super) idle: bool,
    pub(super) request_body: Option<String>,
    pub(super) response_body: Option<String>,
}

/// A line through the three columns, with the sentence of its rule.
pub(super) struct RowView {
    pub(super) row: Row,
    pub(super) sentence: Option<String>,
}

/// A call to PactFlow.
pub(super) struct CallView {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) status: Status,
    pub(super) by: Option<String>,
    pub(super) evidence: char,
    pub(super) fault: Option<String>,
    pub(super) took: String,
    pub(super) request_body: Option<String>,
    pub(super) response_body: Option<String>,
}

/// A status, and what its colour means.
#[derive(Clone, Copy)]
pub(super) struct Status(u16);

impl Status {
    /// `ok`, `refused` or `failed`.
    pub(super) fn kind(self) -> &'static str {
        match self.0 {
            200..=399 => "ok",
            429 | 500.. | 0 => "failed",
            _ => "refused",
        }
    }

    /// The number and its phrase.
    pub(super) fn text(self) -> String {
        let phrase = http::StatusCode::from_u16(self.0)
            .ok()
            .and_then(|status| status.canonical_reason());
        match (self.0, phrase) {
            (0, _) => "no answer".to_owned(),
            (number, Some(phrase)) => format!("{number} {phrase}"),
            (number, None) => number.to_string(),
        }
    }
}

impl EntryView {
    pub(super) fn of(entry: &Entry, rules: &[MappingRule]) -> Self {
        let sentence = |row: &Row| {
            let id = &row.rule.as_ref()?.id;
            let rule = rules.iter().find(|rule| rule.id == *id)?;
            Some(rule.sentence.clone())
        };
        let rows = rows(entry).into_iter().map(|row| RowView {
            sentence: sentence(&row),
            row,
        });
        let calls: Vec<CallView> = entry.calls.iter().map(CallView::of).collect();
        let exchange = entry.scim.as_ref().map(|recorded| &recorded.exchange);
        let first = entry.calls.first();
        let at = match &entry.scim {
            Some(recorded) => recorded.at,
            None => first.map(|call| call.at).unwrap_or_default(),
        };
        let url = exchange.and_then(|exchange| Url::parse(&exchange.url).ok());
        Self {
            id: entry.id(),
            at: at.strftime("%H:%M:%S").to_string(),
            scim: exchange.is_some(),
            method: exchange
                .map(|exchange| exchange.method.clone())
                .unwrap_or_default(),
            path: url.map(|url| decoded(url.path())).unwrap_or_default(),
            status: Status(exchange.map_or(0, |exchange| exchange.status)),
            detail: exchange.and_then(|exchange| detail(exchange.response_body.as_deref()?)),
            idle: exchange.is_some_and(|exchange| is_idle(exchange, &entry.calls)),
            rows: rows.collect(),
            calls,
            request_body: exchange.and_then(|exchange| pretty(&exchange.request_body)),
            response_body: exchange.and_then(|exchange| pretty(&exchange.response_body)),
        }
    }

    /// Whether the text is anywhere in it.
    pub(super) fn contains(&self, wanted: &str) -> bool {
        let has = |text: &str| text.to_lowercase().contains(wanted);
        has(&self.method)
            || has(&self.path)
            || has(&self.status.text())
            || self.request_body.as_deref().is_some_and(has)
            || self.rows.iter().any(|row| {
                let cells = [&row.row.said, &row.row.got].into_iter().flatten();
                row.row.rule.as_ref().is_some_and(|rule| has(&rule.id))
                    || cells
                        .into_iter()
                        .any(|cell| has(&cell.name) || cell.value.as_deref().is_some_and(has))
            })
            || self
                .calls
                .iter()
                .any(|call| has(&call.method) || has(&call.path) || has(&call.status.text()))
    }
}

impl CallView {
    fn of(call: &Exchange) -> Self {
        Self {
            method: call.method.clone(),
            path: decoded(&call.path),
            query: call.query.as_deref().map(decoded),
            status: Status(call.status),
            by: call.token_owner.clone(),
            evidence: call.evidence,
            fault: call.fault.clone(),
            took: took(call.micros),
            request_body: pretty(&call.request_body),
            response_body: pretty(&call.response_body),
        }
    }
}

/// Whether a write went well although nothing was written: PactFlow had it all already.
fn is_idle(exchange: &ScimExchange, calls: &[Exchange]) -> bool {
    let reads = |method: &str| method == "GET" || method == "HEAD";
    (200..300).contains(&exchange.status)
        && !reads(&exchange.method)
        && calls.iter().all(|call| reads(&call.method))
}

/// The explanation of a SCIM error.
fn detail(body: &str) -> Option<String> {
    let body: Value = serde_json::from_str(body).ok()?;
    let detail = body.get("detail")?.as_str()?;
    match body.get("scimType").and_then(Value::as_str) {
        Some(kind) => Some(format!("{kind}: {detail}")),
        None => Some(detail.to_owned()),
    }
}

fn pretty(body: &Option<String>) -> Option<String> {
    let body = body.as_ref()?;
    let document = serde_json::from_str::<Value>(body).ok();
    let pretty = document.and_then(|document| serde_json::to_string_pretty(&document).ok());
    Some(pretty.unwrap_or_else(|| body.clone()))
}

/// Percent-encoded text as it was meant; a plus sign stays one.
fn decoded(text: &str) -> String {
    let kept = text
        .replace('+', "%2B")
        .replace('&', "%26")
        .replace('=', "%3D");
    form_urlencoded::parse(kept.as_bytes())
        .next()
        .map(|(text, _)| text.into_owned())
        .unwrap_or_default()
}

fn took(micros: u64) -> String {
    match micros {
        0..1_000 => format!("{micros} µs"),
        1_000..1_000_000 => format!("{} ms", micros / 1_000),
        _ => format!("{}.{} s", micros / 1_000_000, micros / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests;
