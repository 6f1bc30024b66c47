//! What happens when somebody breaks off.

use std::sync::Arc;

use anyhow::Context as _;
use conformance::guest::Ledger;

/// Carries something out that makes things on a server. Where it is broken off, they are taken away before it ends.
///
/// # Errors
///
/// Where it was broken off, or fails itself.
pub(crate) async fn or_clean_up<T>(
    work: impl Future<Output = anyhow::Result<T>>,
    ledgers: &[Arc<Ledger>],
) -> anyhow::Result<T> {
    tokio::select! {
        done = work => done,
        name = interruption() => {
            eprintln!("\nconformance: {}; what was made is taken away again", name?);
            for ledger in ledgers {
                ledger.clean().await;
                for what in ledger.left_behind() {
                    eprintln!("left behind on the target: {what}");
                }
            }
            anyhow::bail!("it was broken off");
        }
    }
}

/// Waits for Ctrl-C or, where there is such a thing, for SIGTERM, and names it.
pub(crate) async fn interruption() -> anyhow::Result<&'static str> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed.context("cannot listen for Ctrl-C")?,
            _ = terminate.recv() => return Ok("stopped"),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c()
        .await
        .context("cannot listen for Ctrl-C")?;
    Ok("Ctrl-C")
}
