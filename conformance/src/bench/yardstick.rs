//! nginx, which does nothing but forward, asked for the same user: what the translation costs beside it.

use std::path::Path;

use anyhow::Context as _;

use super::directory::Directory;
use super::line::Line;
use super::load::{Load, Sample};
use super::process::{Cores, Logging, Process, Programs};
use super::report::{Limit, Report, megabytes};
use super::{Plan, median};

/// How often each of the two is measured, in turn.
const ROUNDS: usize = 5;

/// How many people the directory has; it does not matter to a read.
const PEOPLE: usize = 1_000;

/// What one of the two costs.
#[derive(Debug, Default)]
struct Costs {
    cpu: Vec<f64>,
    per_second: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
}

/// Measures `GET` of one user by the façade and by nginx, in turn, and what they weigh.
pub(super) async fn compare(
    plan: &Plan,
    programs: &Programs,
    cores: &Cores,
    report: &mut Report,
) -> anyhow::Result<()> {
    let simulator = Process::simulator(programs, PEOPLE, 10).await?;
    let facade = Process::facade(programs, cores, &simulator, Logging::Warnings).await?;
    weigh(plan, programs, &facade, report).await?;
    let directory = Directory::survey(simulator, PEOPLE, 10).await?;
    let folder = std::env::temp_dir().join(format!("scim-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).context("a folder for nginx")?;
    let compared = match Process::nginx(cores, &directory.simulator, &folder).await {
        Ok(nginx) => {
            drop(nginx);
            start_up(programs, cores, &directory, &folder, report).await?;
            let nginx = Process::nginx(cores, &directory.simulator, &folder).await?;
            beside(plan, &facade, &nginx, &directory, report).await
        }
        Err(error) => {
            report.note(format!(
                "without nginx, since it cannot be started ({error:#})"
            ));
            Ok(())
        }
    };
    let _ = std::fs::remove_dir_all(&folder);
    compared?;
    with_lines(plan, programs, cores, &directory, report).await
}

async fn weigh(
    plan: &Plan,
    programs: &Programs,
    facade: &Process,
    report: &mut Report,
) -> anyhow::Result<()> {
    let size = std::fs::metadata(&programs.facade)?.len();
    report.found("binary, MB", megabytes(size), Limit::AtMost(6.0));
    let idle = megabytes(facade.resident()?);
    report.found("resident memory when idle, MB", idle, Limit::AtMost(12.0));
    let load = Load {
        connections: 64,
        time: plan.time,
    };
    let lists = async |line: &mut Line, _| line.get("/Users?count=10").await.map(drop);
    load.closed(facade, lists).await?;
    report.found(
        "resident memory under 64 connections, MB",
        megabytes(facade.memory()?),
        Limit::AtMost(25.0),
    );
    Ok(())
}

/// How long both take from their start to their first answer.
async fn start_up(
    programs: &Programs,
    cores: &Cores,
    directory: &Directory,
    folder: &Path,
    report: &mut Report,
) -> anyhow::Result<()> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let facade =
            Process::facade(programs, cores, &directory.simulator, Logging::Warnings).await?;
        ours.push(facade.start_up.as_secs_f64() * 1e3);
        let nginx = Process::nginx(cores, &directory.simulator, folder).await?;
        theirs.push(nginx.start_up.as_secs_f64() * 1e3);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    report.found("start to the first answer, ms", ours, None);
    report.found(
        "start to the first answer, times nginx's",
        ours / theirs,
        Limit::AtMost(3.0),
    );
    Ok(())
}

async fn beside(
    plan: &Plan,
    facade: &Process,
    nginx: &Process,
    directory: &Directory,
    report: &mut Report,
) -> anyhow::Result<()> {
    let scim = |number| format!("/Users/{}", directory.id(number));
    let plain = |number| format!("/admin/users/{}", directory.id(number));
    let mut costs = [Costs::default(), Costs::default()];
    for _ in 0..ROUNDS {
        costs[0].measure(plan, facade, &scim).await?;
        costs[1].measure(plan, nginx, &plain).await?;
    }
    let [ours, theirs] = costs.map(Costs::medians);
    report.found("get user: CPU of the façade, µs", ours.cpu, None);
    report.found("get user: CPU of nginx, µs", theirs.cpu, None);
    report.found(
        "get user: CPU, times nginx's",
        ours.cpu / theirs.cpu,
        Limit::AtMost(2.5),
    );
    report.found("get user: façade's requests/s", ours.per_second, None);
    report.found("get user: nginx's requests/s", theirs.per_second, None);
    report.found(
        "get user: throughput, times nginx's",
        ours.per_second / theirs.per_second,
        Limit::AtLeast(0.45),
    );
    for (name, ours, theirs, limit) in [
        ("p50", ours.p50, theirs.p50, 1.2),
        ("p99", ours.p99, theirs.p99, 1.5),
    ] {
        let at = format!("get user at {} requests/s: {name}", plan.rate);
        report.found(format!("{at} of the façade, µs"), ours, None);
        report.found(
            format!("{at}, times nginx's"),
            ours / theirs,
            Limit::AtMost(limit),
        );
    }
    Ok(())
}

/// What the log's line for each request costs, which the comparison leaves out as nginx's access log is left out.
async fn with_lines(
    plan: &Plan,
    programs: &Programs,
    cores: &Cores,
    directory: &Directory,
    report: &mut Report,
) -> anyhow::Result<()> {
    let facade = Process::facade(programs, cores, &directory.simulator, Logging::Requests).await?;
    let mut costs = Costs::default();
    let target = |number| format!("/Users/{}", directory.id(number));
    costs.measure(plan, &facade, &target).await?;
    report.found(
        "get user, with a line in the log: CPU of the façade, µs",
        costs.medians().cpu,
        None,
    );
    Ok(())
}

/// The medians of all rounds.
struct Medians {
    cpu: f64,
    per_second: f64,
    p50: f64,
    p99: f64,
}

impl Costs {
    async fn measure(
        &mut self,
        plan: &Plan,
        process: &Process,
        target: &impl Fn(usize) -> String,
    ) -> anyhow::Result<()> {
        let get = async |line: &mut Line, number: usize| line.get(&target(number)).await.map(drop);
        let load = Load {
            connections: plan.connections,
            time: plan.time,
        };
        let warm = Load {
            time: plan.time / 10,
            ..load
        };
        warm.closed(process, get).await?;
        let before = process.cpu()?;
        let sample: Sample = load.closed(process, get).await?;
        self.cpu
            .push((process.cpu()? - before) * 1e6 / sample.operations() as f64);
        self.per_second.push(sample.per_second());
        let sample = load.open(process, plan.rate, get).await?;
        self.p50.push(sample.percentile(0.5));
        self.p99.push(sample.percentile(0.99));
        Ok(())
    }

    fn medians(self) -> Medians {
        Medians {
            cpu: median(self.cpu),
            per_second: median(self.per_second),
            p50: median(self.p50),
            p99: median(self.p99),
        }
    }
}
