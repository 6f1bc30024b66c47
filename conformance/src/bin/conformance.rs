//! Runs the specification against an address.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it talks to a person"
)]

use std::{io::IsTerminal as _, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::Parser;
use conformance::{
    run::{self, Options},
    suite,
    target::Target,
};
use cucumber::gherkin::tagexpr::TagOperation;
use url::Url;

/// Run the executable specification against a SCIM service.
///
/// Exit code 0: everything passed. 1: something failed. 2: nothing could be run.
///
/// `conformance pact --help` tells of the contract with PactFlow, and how a PactFlow is verified against it.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The service's SCIM base address, such as https://scim.example.com/scim
    #[arg(long)]
    url: Url,
    /// The token that identity providers call with.
    #[arg(long, env = "SCIM_TOKEN", hide_env_values = true)]
    token: String,
    /// The control API of the simulator behind the service, such as http://127.0.0.1:9292/__mock. The simulator is emptied before
    /// each scenario. Without it, the scenarios that look into PactFlow are left out.
    #[arg(long)]
    control: Option<Url>,
    /// Only scenarios with such tags, for instance: @smoke and not @entra
    #[arg(long)]
    tags: Option<String>,
    /// Write the report into this folder too: JUnit, Markdown, and living documentation in HTML.
    #[arg(long)]
    report: Option<PathBuf>,
    /// The folder with the feature files.
    #[arg(long, default_value_os_t = suite::folder())]
    features: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let done = if arguments.next().is_some_and(|first| first == "pact") {
        conformance::pact::hand_over(arguments)
    } else {
        carry_out(Arguments::parse()).await
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("conformance: {error:#}");
            ExitCode::from(2)
        }
    }
}

async fn carry_out(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let tags = arguments.tags.as_deref().map(read_tags).transpose()?;
    suite::load(&arguments.features)?;
    let target = Target::Address {
        url: arguments.url.to_string(),
        token: arguments.token,
        control: arguments.control.map(|control| control.to_string()),
    };
    target.probe().await?;
    target.choose();
    let report = run::run(Options {
        features: arguments.features,
        tags,
        progress: std::io::stderr().is_terminal(),
    })
    .await;
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
    Ok(if report.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn read_tags(text: &str) -> anyhow::Result<TagOperation> {
    text.parse().map_err(|error| {
        anyhow::anyhow!("--tags {text}: {error}; write it as: @smoke and not @entra")
    })
}
