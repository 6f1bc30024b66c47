//! Logs: which lines are written, and how.

#[cfg(test)]
mod tests;

use std::io::IsTerminal as _;

use tracing::Dispatch;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;

use crate::config::{LogFormat, Settings};

/// The target of the lines that show an exchange with PactFlow, masked by [`crate::redact`]. They are logged at `DEBUG`.
pub const WIRE_TARGET: &str = "pactflow_scim::pactflow::wire";

/// The other crates' most talkative level. They are kept at it however low the root level is: some write the values of
/// headers into their `DEBUG` and `TRACE` lines, the caller's token among them.
const OTHER_CRATES: LevelFilter = LevelFilter::WARN;

/// Logs to standard output from now on, for the whole process. To be called once, by a binary.
pub fn init(settings: &Settings) {
    let ansi = std::io::stdout().is_terminal();
    // A subscriber that is there already was set up by whoever embeds the façade, and it stays.
    let _ = subscriber(settings, ansi, std::io::stdout).try_init();
}

/// A subscriber with the settings' levels and format that writes to `writer`; with colours if `ansi` is set and the
/// format is text.
pub fn subscriber<W>(settings: &Settings, ansi: bool, writer: W) -> Dispatch
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer().with_writer(writer);
    let registry = tracing_subscriber::registry().with(filter(settings));
    match settings.log_format {
        LogFormat::Text => registry.with(layer.with_ansi(ansi)).into(),
        LogFormat::Json => registry
            .with(layer.json().flatten_event(true).with_span_list(false))
            .into(),
    }
}

/// Which lines are written: the façade's own at the root level, the exchanges with PactFlow at the wire level, and
/// those of other crates from `WARN` on.
#[must_use]
pub fn filter(settings: &Settings) -> Targets {
    Targets::new()
        .with_target("pactflow_scim", settings.root_log_level)
        .with_target(WIRE_TARGET, settings.wire_log_level)
        .with_default(settings.root_log_level.min(OTHER_CRATES))
}
