//! The specification against one service.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use conformance::{
    run::{self, Options},
    target::{Address, Target},
    tolerance::Tolerance,
};
use url::Url;

use crate::{interruption, selection::Selection};

/// What is run against one service.
#[derive(Args, Debug)]
pub(crate) struct Run {
    /// The service's SCIM base address, such as https://scim.example.com/scim
    #[arg(long)]
    url: Url,
    /// The token that identity providers call with.
    #[arg(long, env = "SCIM_TOKEN", hide_env_values = true)]
    token: String,
    /// The control API of the simulator behind the service, such as http://127.0.0.1:9292/__mock. The simulator is emptied before
    /// each scenario. Without it, scenarios put marked people and groups there, remove them again, and touch nobody else; those
    /// that only a simulator can show are left out.
    #[arg(long, value_name = "URL")]
    control: Option<Url>,
    /// What the report calls the service and its version, such as "scim-api 1.2.3"; else what it says of itself.
    #[arg(long)]
    name: Option<String>,
    /// A list of known deviations, in TOML, which do not fail the run.
    #[arg(long, value_name = "FILE")]
    tolerate: Option<PathBuf>,
    /// Write the report into this folder too: JUnit, Markdown, and living documentation in HTML.
    #[arg(long, value_name = "FOLDER")]
    report: Option<PathBuf>,
    #[command(flatten)]
    selection: Selection,
}

/// Whether all is well.
pub(crate) async fn carry_out(arguments: Run) -> anyhow::Result<bool> {
    let tolerance = match &arguments.tolerate {
        Some(file) => Tolerance::read(file)?,
        None => Tolerance::default(),
    };
    let options = Options {
        tolerance,
        ..arguments.selection.options()?
    };
    let address = Address {
        control: arguments.control.map(|control| control.to_string()),
        name: arguments.name,
        ..Address::at(arguments.url, arguments.token)
    };
    let ledger = address.ledger.clone();
    let target = Target::Address(address);
    target.probe().await?;
    target.choose();
    let work = async { Ok(run::run(options).await) };
    let report = interruption::or_clean_up(work, &[ledger]).await?;
    if let Some(folder) = &arguments.report {
        report
            .write_to(folder)
            .with_context(|| format!("the report cannot be written to {}", folder.display()))?;
    }
    println!("{report}");
    anyhow::ensure!(
        !report.scenarios.is_empty(),
        "no scenario could be run against this target"
    );
    Ok(report.is_good())
}
