//! Logs: which lines are written, and how.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::IsTerminal as _;
use std::panic::PanicHookInfo;

use tracing::level_filters::LevelFilter;
use tracing::{Dispatch, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;
use tracing_subscriber::registry::LookupSpan;

use crate::config::{LogFormat, Settings};

/// The target of the lines that show an exchange with PactFlow, masked by [`crate::redact`]. They are logged at `DEBUG`.
pub const WIRE_TARGET: &str = "pactflow_scim::pactflow::wire";

/// The other crates' most talkative level. They are kept at it however low the root level is: some write the values of
/// headers into their `DEBUG` and `TRACE` lines, the caller's token among them.
const OTHER_CRATES: LevelFilter = LevelFilter::WARN;

/// The target of the lines that say what was changed in PactFlow, for whom and why. They are logged at `INFO`.
pub const AUDIT_TARGET: &str = "audit";

/// The audit log's file cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot append to AUDIT_LOG_FILE {path}")]
pub struct AuditFileError {
    path: String,
    source: std::io::Error,
}

/// Logs to standard output from now on, for the whole process, and the audit log where `AUDIT_LOG_FILE` says; a panic is
/// logged by its place alone. To be called once, by a binary.
///
/// # Errors
/// [`AuditFileError`] where the file cannot be appended to.
pub fn init(settings: &Settings) -> Result<(), AuditFileError> {
    let ansi = std::io::stdout().is_terminal();
    // A subscriber that is there already was set up by whoever embeds the façade, and it stays.
    let _ = subscriber(settings, ansi, std::io::stdout)?.try_init();
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// Where a panic came from. Not its message: it may quote a value.
pub fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    tracing::error!(place, "a panic; this is a bug");
}

/// A subscriber with the settings' levels and format that writes to `writer`; with colours if `ansi` is set and the
/// format is text.
///
/// # Errors
/// [`AuditFileError`] where the audit log goes to a file that cannot be appended to.
pub fn subscriber<W>(settings: &Settings, ansi: bool, writer: W) -> Result<Dispatch, AuditFileError>
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let Some(path) = &settings.audit_log_file else {
        let all = filter(settings).with_target(AUDIT_TARGET, settings.audit_log_level);
        let lines = lines(settings, ansi, writer).with_filter(all);
        return Ok(tracing_subscriber::registry().with(lines).into());
    };
    let file = File::options()
        .append(true)
        .create(true)
        .open(path)
        .map_err(|source| AuditFileError {
            path: path.display().to_string(),
            source,
        })?;
    let others = filter(settings).with_target(AUDIT_TARGET, LevelFilter::OFF);
    let audit = Targets::new().with_target(AUDIT_TARGET, settings.audit_log_level);
    let registry = tracing_subscriber::registry()
        .with(lines(settings, ansi, writer).with_filter(others))
        .with(lines(settings, false, file).with_filter(audit));
    Ok(registry.into())
}

/// Lines in the settings' format.
fn lines<S, W>(settings: &Settings, ansi: bool, writer: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer().with_writer(writer);
    match settings.log_format {
        LogFormat::Text => layer.with_ansi(ansi).boxed(),
        LogFormat::Json => layer
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .boxed(),
    }
}

/// Which lines are written beside the audit log: the façade's own at the root level, the exchanges with PactFlow at the
/// wire level, and those of other crates from `WARN` on.
fn filter(settings: &Settings) -> Targets {
    Targets::new()
        .with_target("pactflow_scim", settings.root_log_level)
        .with_target(WIRE_TARGET, settings.wire_log_level)
        .with_default(settings.root_log_level.min(OTHER_CRATES))
}
