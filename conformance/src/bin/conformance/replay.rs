//! A recorded session, played back.

use std::{path::PathBuf, sync::Arc};

use clap::Args;
use conformance::{
    guest::{Guest, Ledger},
    session::{Session, replay},
    wire::Wire,
};
use url::Url;

use crate::interruption;

/// Play a recorded session back to a SCIM service, and say where its answers differ.
///
/// What the session makes there carries a mark, and is taken away at the end; nothing else is changed. Exit code 0: every answer
/// is as it was. 1: some differ. 2: it could not be run.
#[derive(Args, Debug)]
pub(crate) struct Replay {
    /// The file with the session.
    file: PathBuf,
    /// The SCIM base address of the service.
    #[arg(long)]
    url: Url,
    /// The token that identity providers call with. It takes the place of the first one in the session.
    #[arg(long, env = "SCIM_TOKEN", hide_env_values = true)]
    token: String,
}

/// Whether every answer is as it was.
pub(crate) async fn carry_out(arguments: Replay) -> anyhow::Result<bool> {
    let session = Session::read(&arguments.file)?;
    let ledger = Arc::new(Ledger::default());
    let wire = Wire::to(arguments.url.as_str(), &arguments.token);
    let wire = wire.visited_by(Guest::new(ledger.clone()));
    let work = async {
        let replayed = replay(&session, &wire).await;
        ledger.clean().await;
        replayed
    };
    let replayed = interruption::or_clean_up(work, std::slice::from_ref(&ledger)).await?;
    println!("{replayed}");
    let left_behind = ledger.left_behind();
    for what in &left_behind {
        eprintln!("left behind on the target: {what}");
    }
    anyhow::ensure!(
        replayed.sent > 0,
        "there is nothing in the session that can be played back"
    );
    Ok(replayed.is_same() && left_behind.is_empty())
}
