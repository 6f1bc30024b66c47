//! Two services, side by side.

use clap::Args;
use conformance::{
    parity::Parity,
    report::Report,
    run::{self, Options},
    target::{Address, Target},
};
use url::Url;

use crate::{interruption, selection::Selection};

/// Run the specification against two services, and say where they differ.
///
/// It is run as a guest: scenarios put marked people and groups there, remove them again, and touch nobody else. Ids, times,
/// versions, addresses and explanations may differ. Exit code 0: they are the same. 1: they differ. 2: it could not be run.
#[derive(Args, Debug)]
pub(crate) struct Compare {
    /// The SCIM base address of the first service.
    #[arg(long, value_name = "URL")]
    a: Url,
    /// The token that identity providers call the first one with.
    #[arg(
        long,
        env = "SCIM_TOKEN_A",
        hide_env_values = true,
        value_name = "TOKEN"
    )]
    token_a: String,
    /// The SCIM base address of the second service.
    #[arg(long, value_name = "URL")]
    b: Url,
    /// The token that identity providers call the second one with.
    #[arg(
        long,
        env = "SCIM_TOKEN_B",
        hide_env_values = true,
        value_name = "TOKEN"
    )]
    token_b: String,
    #[command(flatten)]
    selection: Selection,
}

/// Whether the two are the same.
pub(crate) async fn carry_out(arguments: Compare) -> anyhow::Result<bool> {
    let options = arguments.selection.options()?;
    let addresses = [
        Address::at(arguments.a, arguments.token_a),
        Address::at(arguments.b, arguments.token_b),
    ];
    let ledgers = addresses.clone().map(|address| address.ledger);
    let [a, b] = addresses.map(Target::Address);
    a.probe().await?;
    b.probe().await?;
    let work = async {
        let a = against(a, options.clone()).await;
        let b = against(b, options).await;
        Ok((a, b))
    };
    let (a, b) = interruption::or_clean_up(work, &ledgers).await?;
    let parity = Parity::of(&a, &b);
    println!("{parity}");
    anyhow::ensure!(
        parity.compared > 0,
        "no scenario could be run against the two"
    );
    let left_behind: Vec<_> = a.left_behind.iter().chain(&b.left_behind).collect();
    for what in &left_behind {
        eprintln!("left behind on a target: {what}");
    }
    Ok(parity.differing.is_empty() && left_behind.is_empty())
}

async fn against(target: Target, options: Options) -> Report {
    eprintln!("against {}", target.describe().await);
    target.choose();
    run::run(options).await
}
