//! nginx, which does nothing but forward, asked for the same user: what the translation costs beside it.

use anyhow::Context as _;

use super::load::{Load, Sample};
use super::process::{Cores, Process, Programs};
use super::report::{Finding, Limit, Report};
use super::work::Directory;
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
    let facade = Process::facade(programs, cores, &simulator).await?;
    weigh(plan, programs, &facade, report).await?;
    let folder = std::env::temp_dir().join(format!("scim-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).context("a folder for nginx")?;
    let nginx = Process::nginx(cores, &simulator, &folder).await;
    let compared = match &nginx {
        Ok(nginx) => beside(plan, &facade, nginx, simulator, report).await,
        Err(error) => {
            report.note(format!(
                "without nginx, since it cannot be started ({error:#})"
            ));
            Ok(())
        }
    };
    drop(nginx);
    let _ = std::fs::remove_dir_all(&folder);
    compared
}

async fn weigh(
    plan: &Plan,
    programs: &Programs,
    facade: &Process,
    report: &mut Report,
) -> anyhow::Result<()> {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let mut found = |name, figure, limit| {
        report.comparison.push(Finding {
            name,
            figure,
            limit: Some(Limit::AtMost(limit)),
        });
    };
    found(
        "binary, MB",
        megabytes(std::fs::metadata(&programs.facade)?.len()),
        6.0,
    );
    found(
        "resident memory when idle, MB",
        megabytes(facade.resident()?),
        12.0,
    );
    let load = Load {
        connections: 64,
        time: plan.time,
    };
    let lists = async |line: &mut super::line::Line, _| line.get("/Users?count=10").await.map(drop);
    load.closed(facade, lists).await?;
    found(
        "resident memory under 64 connections, MB",
        megabytes(facade.memory()?),
        25.0,
    );
    Ok(())
}

async fn beside(
    plan: &Plan,
    facade: &Process,
    nginx: &Process,
    simulator: Process,
    report: &mut Report,
) -> anyhow::Result<()> {
    let start_up = facade.start_up.as_secs_f64() / nginx.start_up.as_secs_f64();
    let directory = Directory::survey(simulator, PEOPLE, 10).await?;
    let scim = |number| format!("/Users/{}", directory.id(number));
    let plain = |number| format!("/admin/users/{}", directory.id(number));
    let mut costs = [Costs::default(), Costs::default()];
    for _ in 0..ROUNDS {
        costs[0].measure(plan, facade, &scim).await?;
        costs[1].measure(plan, nginx, &plain).await?;
    }
    let [ours, theirs] = costs.map(Costs::medians);
    let mut found = |name, figure, limit| {
        report.comparison.push(Finding {
            name,
            figure,
            limit,
        });
    };
    found("get user: CPU of the façade, µs", ours.cpu, None);
    found("get user: CPU of nginx, µs", theirs.cpu, None);
    found(
        "get user: CPU, times nginx's",
        ours.cpu / theirs.cpu,
        Some(Limit::AtMost(2.5)),
    );
    found(
        "get user: throughput, times nginx's",
        ours.per_second / theirs.per_second,
        Some(Limit::AtLeast(0.45)),
    );
    found(
        "get user at a fixed rate: p50, times nginx's",
        ours.p50 / theirs.p50,
        Some(Limit::AtMost(1.2)),
    );
    found(
        "get user at a fixed rate: p99, times nginx's",
        ours.p99 / theirs.p99,
        Some(Limit::AtMost(1.5)),
    );
    found(
        "start to the first answer, times nginx's",
        start_up,
        Some(Limit::AtMost(3.0)),
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
        let get = async |line: &mut super::line::Line, number: usize| {
            line.get(&target(number)).await.map(drop)
        };
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
