//! Runs the service for long while PactFlow's answers go wrong at random: see `docs/OPERATING.md`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it talks to a person"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use conformance::bench::{Process, programs};
use conformance::soak::{self, Plan, SETTINGS};
use tokio::process::Command;

/// Let several clients change people and groups through the service for long, while calls to a simulated PactFlow go wrong at random.
///
/// The exit code is 1 where PactFlow then holds anything else than what was acknowledged, or where the service's memory or file
/// descriptors have grown. The service is the program beside this one; run it with `cargo run --release`.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// How many operations have to be acknowledged.
    #[arg(long, default_value_t = 200_000)]
    operations: u64,
    /// What chance begins with.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many clients there are.
    #[arg(long, default_value_t = 32)]
    clients: usize,
    /// Which part of the calls to PactFlow goes wrong, from 0 to 1.
    #[arg(long, default_value_t = 0.02)]
    fault_rate: f64,
    /// The folder with `pactflow-scim`; built and taken from beside this program where it is left out.
    #[arg(long)]
    programs: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let plan = Plan {
        operations: arguments.operations,
        seed: arguments.seed,
        clients: arguments.clients.max(1),
        fault_rate: arguments.fault_rate,
    };
    let programs = programs(arguments.programs).await?;
    let pactflow = soak::pactflow().await?;
    let service = Command::new(programs.facade);
    let service = Process::service(service, pactflow.addr(), &SETTINGS).await?;
    let report = soak::run(plan, &service.url(), service.pid()?, &pactflow).await?;
    println!("{report}");
    let failures = report.failures();
    for failure in &failures {
        eprintln!("{failure}");
    }
    Ok(if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
