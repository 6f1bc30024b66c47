//! What the façade logs, scenario by scenario.
//!
//! Scenarios run at the same time in one process, so each one starts its façade inside a span of its own, and an event belongs
//! to the scenario in whose span it happens.

use std::{
    fmt,
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use pactflow_scim::telemetry::AUDIT_TARGET;
use tracing::{
    Event, Level, Metadata, Span, Subscriber,
    field::{Field, Visit},
    span,
};
use tracing_subscriber::{Layer, layer::Context, prelude::*, registry::LookupSpan};

/// The name of the span that marks a scenario.
const SCENARIO: &str = "scenario";

static NEXT: AtomicU64 = AtomicU64::new(0);
static OPEN: LazyLock<Mutex<Vec<(u64, Lines)>>> = LazyLock::new(Mutex::default);

type Lines = Arc<Mutex<Vec<String>>>;

/// The log of one scenario.
#[derive(Clone, Debug)]
pub struct Logbook {
    span: Span,
    lines: Lines,
}

impl Logbook {
    /// An empty log, with the span that leads events into it.
    pub fn open() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let lines = Lines::default();
        open_books().push((number, lines.clone()));
        let span = tracing::info_span!(target: "conformance", SCENARIO, number);
        open_books().retain(|(open, _)| *open != number);
        Self { span, lines }
    }

    /// The span in which the façade has to be started.
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// The lines so far: level, message and fields.
    pub fn lines(&self) -> Vec<String> {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Leads the façade's events, of this level and above, into the scenarios' logs. Once for each process; a second call does nothing.
pub fn install(level: Level) {
    let collector = Collector { level };
    let _already_there =
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(collector));
}

fn open_books() -> std::sync::MutexGuard<'static, Vec<(u64, Lines)>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Collector {
    level: Level,
}

impl<S> Layer<S> for Collector
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        let ours = metadata.target().starts_with("pactflow_scim")
            || metadata.target().starts_with("conformance")
            || metadata.target() == AUDIT_TARGET;
        ours && (metadata.is_span() || *metadata.level() <= self.level)
    }

    fn on_new_span(
        &self,
        attributes: &span::Attributes<'_>,
        id: &span::Id,
        context: Context<'_, S>,
    ) {
        if attributes.metadata().name() != SCENARIO {
            return;
        }
        let mut number = Number(None);
        attributes.record(&mut number);
        let lines = open_books()
            .iter()
            .find(|(open, _)| Some(*open) == number.0)
            .map(|(_, lines)| lines.clone());
        if let (Some(lines), Some(span)) = (lines, context.span(id)) {
            span.extensions_mut().insert(lines);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let scope = context.event_scope(event).into_iter().flatten();
        let Some(lines) = scope
            .filter_map(|span| span.extensions().get::<Lines>().cloned())
            .next()
        else {
            return;
        };
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line.0);
    }
}

struct Number(Option<u64>);

impl Visit for Number {
    fn record_u64(&mut self, _: &Field, value: u64) {
        self.0 = Some(value);
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

struct Line(String);

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, &value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, &format_args!("{value:?}"));
    }
}

impl Line {
    fn add(&mut self, field: &Field, value: &dyn fmt::Display) {
        use fmt::Write as _;
        let _infallible = match field.name() {
            "message" => write!(self.0, " {value}"),
            name => write!(self.0, " {name}={value}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::{Logbook, install};

    #[test]
    fn an_event_belongs_to_the_scenario_in_whose_span_it_happens() {
        install(Level::DEBUG);
        let (one, other) = (Logbook::open(), Logbook::open());
        one.span()
            .in_scope(|| tracing::info!(rule = "DEC-06", "an entry without a value is skipped"));
        assert_eq!(
            one.lines(),
            ["INFO an entry without a value is skipped rule=DEC-06"]
        );
        assert!(other.lines().is_empty());
    }
}
