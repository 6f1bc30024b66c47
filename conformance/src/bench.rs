//! What the service costs: simulator and façade as processes of their own, a bounded load over loopback, and nginx
//! forwarding the same call as the yardstick.
//!
//! Absolute times say as much of the machine as of the service. What can be compared is what was measured in one run:
//! ratios, and how a figure grows with the directory.

#![allow(clippy::print_stderr, reason = "whoever waits sees how far it is")]

mod directory;
mod document;
mod limits;
mod line;
mod load;
mod process;
mod report;
mod walk;
mod work;
mod yardstick;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;

pub use process::{Process, Programs, programs};
pub use report::Report;

pub(crate) use process::status;

use directory::Directory;
use load::Load;
use process::{Cores, Logging};
use report::Row;
use work::{OPERATIONS, Operation};

/// What is measured, and how.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The numbers of people in the directories.
    pub sizes: Vec<usize>,
    /// How long each operation is repeated.
    pub time: Duration,
    /// How many connections the load has at most.
    pub connections: usize,
    /// The requests in a second of the comparison's open loop.
    pub rate: u32,
    /// Only operations whose name has this in it.
    pub only: Option<String>,
    /// Whether nginx is measured beside the façade.
    pub compare: bool,
    /// Where the programs are; beside this one where it is left out.
    pub programs: Option<PathBuf>,
}

impl Plan {
    fn includes(&self, name: &str) -> bool {
        self.only
            .as_ref()
            .is_none_or(|part| name.contains(part.as_str()))
    }
}

/// Measures everything that the plan includes.
///
/// # Errors
/// Where a program cannot be started, or an answer is not what it has to be.
pub async fn run(plan: &Plan) -> anyhow::Result<Report> {
    let programs = programs(plan.programs.clone()).await?;
    let cores = Cores::part();
    let mut report = Report::default();
    report.note(cores.describe());
    if plan.compare {
        yardstick::compare(plan, &programs, &cores, &mut report).await?;
    }
    let largest = plan.sizes.iter().copied().max().unwrap_or_default();
    for &people in &plan.sizes {
        eprintln!("{people} people");
        let pair = Pair::start(&programs, &cores, people).await?;
        let before = report.rows.len();
        for operation in OPERATIONS {
            if plan.includes(operation.name) {
                let row = measure(plan, &pair, operation).await;
                report.rows.push(row.with_context(|| operation.name)?);
            }
        }
        if plan.includes(work::WALK) && people == largest {
            let rows = report.rows.split_off(before);
            walk::judge(&pair, &rows, &mut report).await?;
            report.rows.extend(rows);
        }
    }
    let limited = limits::findings(&report.rows);
    report.findings.extend(limited);
    Ok(report)
}

/// A simulator and a façade in front of it.
struct Pair {
    facade: Process,
    /// The façade's memory before it was asked for anything, in bytes.
    idle: u64,
    directory: Directory,
}

impl Pair {
    async fn start(
        programs: &process::Programs,
        cores: &Cores,
        people: usize,
    ) -> anyhow::Result<Self> {
        let members = people.div_ceil(10);
        let simulator = Process::simulator(programs, people, members).await?;
        let facade = Process::facade(programs, cores, &simulator, Logging::Warnings).await?;
        let idle = facade.resident()?;
        let directory = Directory::survey(simulator, people, members).await?;
        Ok(Self {
            facade,
            idle,
            directory,
        })
    }
}

/// One operation, repeated by as many connections as the plan has for as long as it says.
async fn measure(plan: &Plan, pair: &Pair, operation: &Operation) -> anyhow::Result<Row> {
    let Pair {
        facade, directory, ..
    } = pair;
    let measured = if operation.is_of_simulator() {
        &directory.simulator
    } else {
        facade
    };
    eprint!("  {:<24}", operation.name);
    let load = Load {
        connections: plan.connections.min(operation.most_at_once),
        time: plan.time,
    };
    // What is looked up for the first time, or connected for the first time, is not what is measured.
    let warm = Load {
        time: plan.time / 10,
        ..load
    };
    warm.closed(measured, async |line: &mut line::Line, number| {
        operation.run(line, directory, number).await
    })
    .await?;
    measured.forget_peak()?;
    let (calls, cpu) = (directory.counters().await?, measured.cpu()?);
    let sample = load
        .closed(measured, async |line: &mut line::Line, number| {
            operation.run(line, directory, number + WARM).await
        })
        .await?;
    let (calls, cpu) = (directory.counters().await? - calls, measured.cpu()? - cpu);
    let row = Row::new(
        operation.name,
        directory,
        &sample,
        calls,
        cpu,
        measured.memory()?,
    );
    eprintln!("{row}");
    Ok(row)
}

/// The numbers of the operations that warm up are below this one.
const WARM: usize = 1_000_000;

/// The middle one of some figures.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The slope of `ys` over `xs`, both as logarithms: by which power of the size a figure grows.
fn exponent(points: &[(f64, f64)]) -> f64 {
    let points: Vec<(f64, f64)> = points
        .iter()
        .map(|(x, y)| (x.ln(), y.max(1e-9).ln()))
        .collect();
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let covariance: f64 = points
        .iter()
        .map(|point| (point.0 - x) * (point.1 - y))
        .sum();
    let variance: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    covariance / variance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exponent_is_the_power_of_growth() {
        let points =
            |power: f64| [100.0, 10_000.0, 100_000.0].map(|x: f64| (x, 3.0 * x.powf(power)));
        for power in [0.0, 0.5, 1.0, 2.0] {
            assert!((exponent(&points(power)) - power).abs() < 1e-9);
        }
    }

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 5.0]), 5.0);
        assert!(median(Vec::new()).is_nan());
    }
}
