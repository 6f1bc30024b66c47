//! Runs the specification against an address.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it talks to a person"
)]

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::{Args, Parser};
use conformance::{
    report::Progress,
    run::{self, Options},
    suite,
    target::{Address, Target},
    tolerance::Tolerance,
};
use cucumber::gherkin::Feature;
use url::Url;

/// Run the executable specification against a SCIM service.
///
/// Exit code 0: everything passed. 1: something failed. 2: nothing could be run.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(flatten)]
    run: Run,
}

/// What is run against one service.
#[derive(Args, Debug)]
struct Run {
    /// The service's SCIM base address, such as https://scim.example.com/scim
    #[arg(long)]
    url: Url,
    /// The token that identity providers call with.
    #[arg(long, env = "SCIM_TOKEN", hide_env_values = true)]
    token: String,
    /// The control API of the simulator behind the service, such as http://127.0.0.1:9292/__mock. The simulator is emptied before
    /// each scenario. Without it, scenarios put marked people and groups there, remove them again, and touch nobody else; those
    /// that only a simulator can show are left out.
    #[arg(long)]
    control: Option<Url>,
    /// What the report calls the service and its version, such as "scim-api 1.2.3"; else what it says of itself.
    #[arg(long)]
    name: Option<String>,
    /// A list of known deviations, in TOML, which do not fail the run.
    #[arg(long)]
    tolerate: Option<PathBuf>,
    /// Write the report into this folder too: JUnit, Markdown, and living documentation in HTML.
    #[arg(long)]
    report: Option<PathBuf>,
    #[command(flatten)]
    selection: Selection,
}

/// Which scenarios are run.
#[derive(Args, Debug)]
struct Selection {
    /// Only scenarios with such tags, for instance: @smoke and not @entra
    #[arg(long)]
    tags: Option<String>,
    /// A folder with feature files, instead of those that the program carries with it.
    #[arg(long)]
    features: Option<PathBuf>,
    /// How many scenarios run at the same time. With --control they always run one after the other.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    jobs: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    match carry_out(Arguments::parse().run).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("conformance: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether all is well.
async fn carry_out(arguments: Run) -> anyhow::Result<bool> {
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
    let report = tokio::select! {
        report = run::run(options) => report,
        name = interruption() => {
            eprintln!("\nconformance: {}, what was made is taken away again", name?);
            ledger.clean().await;
            for what in ledger.left_behind() {
                eprintln!("left behind on the target: {what}");
            }
            anyhow::bail!("the run was broken off");
        }
    };
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

impl Selection {
    fn options(&self) -> anyhow::Result<Options> {
        let tags = self.tags.as_deref().map(suite::tag_expression).transpose();
        Ok(Options {
            features: self.load()?,
            tags: tags.context("--tags cannot be used")?,
            tolerance: Tolerance::default(),
            progress: Progress::for_stderr(),
            at_once: self.jobs.max(1),
        })
    }

    fn load(&self) -> anyhow::Result<Vec<Feature>> {
        match &self.features {
            Some(folder) => suite::load(folder),
            None => suite::carried(),
        }
    }
}

/// Waits for Ctrl-C or, where there is such a thing, for SIGTERM, and names it.
async fn interruption() -> anyhow::Result<&'static str> {
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
