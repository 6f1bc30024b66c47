//! Measures what the façade costs: see `docs/PERFORMANCE.md`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it talks to a person"
)]

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use conformance::bench::{self, Plan};

/// Measure the façade in front of a simulated PactFlow, over loopback, with nginx as the yardstick.
///
/// What is measured are the programs beside this one; run it with `cargo run --release`, or what you see is a debug build.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The numbers of people in the directories; each has a team with a tenth of them.
    #[arg(long, value_delimiter = ',', default_value = "100,10000,100000")]
    sizes: Vec<usize>,
    /// How long each operation is repeated, such as 3s.
    #[arg(long, default_value = "3s", value_parser = humantime::parse_duration)]
    time: Duration,
    /// How many connections the load has at most.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// The requests in a second at which the façade's and nginx's latencies are compared.
    #[arg(long, default_value_t = 2_000)]
    rate: u32,
    /// Only operations whose name has this in it.
    #[arg(long)]
    only: Option<String>,
    /// Leave nginx out.
    #[arg(long)]
    alone: bool,
    /// The folder with `pactflow-scim` and `mock-pactflow`; built and taken from beside this program where it is left out.
    #[arg(long)]
    programs: Option<PathBuf>,
    /// Where the figures are written as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// A document between whose marks the figures are written, such as docs/PERFORMANCE.md.
    #[arg(long)]
    markdown: Option<PathBuf>,
}

// One thread, so that the load takes no more than its own core.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let plan = Plan {
        sizes: arguments.sizes,
        time: arguments.time,
        connections: arguments.connections.max(1),
        rate: arguments.rate.max(1),
        only: arguments.only,
        compare: !arguments.alone,
        programs: arguments.programs,
    };
    let report = bench::run(&plan).await?;
    println!("{report}");
    if let Some(path) = arguments.json {
        let json = serde_json::to_string_pretty(&report.json())?;
        std::fs::write(&path, json)
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    if let Some(path) = arguments.markdown {
        let cannot = || format!("{} cannot be brought up to date", path.display());
        let document = std::fs::read_to_string(&path).with_context(cannot)?;
        let document = report.within(&document).with_context(cannot)?;
        std::fs::write(&path, document).with_context(cannot)?;
    }
    Ok(())
}
