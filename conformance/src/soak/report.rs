//! What a run has shown.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::{Growth, Plan, Sample};

/// A mebibyte.
const MIB: f64 = 1024.0 * 1024.0;

/// How many of the samples are shown.
const SHOWN: usize = 10;

/// What a run has shown.
#[derive(Debug)]
pub struct Report {
    /// What was to be done.
    pub plan: Plan,
    /// How long it took.
    pub took: Duration,
    /// How many operations were acknowledged.
    pub done: u64,
    /// How many requests that took.
    pub requests: u64,
    /// The operations by kind.
    pub kinds: BTreeMap<&'static str, u64>,
    /// The calls that went wrong by kind.
    pub faults: BTreeMap<&'static str, u64>,
    /// What the service had in the course of the run, and when all was over.
    pub samples: Vec<Sample>,
    /// What it had when nothing was asked of it any more.
    pub last: Sample,
    /// What PactFlow holds otherwise than it was acknowledged.
    pub differences: Vec<String>,
}

impl Report {
    /// What is not as it has to be; nothing where all is well.
    pub fn failures(&self) -> Vec<String> {
        let mut failures = self.differences.clone();
        if self.done < self.plan.operations {
            failures.push(format!("only {} operations were done", self.done));
        }
        let growths = [
            ("memory", Growth::of_memory(&self.samples)),
            ("file descriptors", Growth::of_descriptors(&self.samples)),
        ];
        for (what, growth) in growths {
            match growth {
                Some(growth) if growth.is_level() => {}
                Some(Growth { early, late, .. }) => {
                    failures.push(format!("{what} grew from {early:.0} to {late:.0}"));
                }
                None => failures.push(format!("too few samples to tell whether {what} grew")),
            }
        }
        failures
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plan {
            seed,
            clients,
            fault_rate,
            ..
        } = self.plan;
        let seconds = self.took.as_secs_f64();
        let faults: u64 = self.faults.values().sum();
        writeln!(
            f,
            "{} operations by {clients} clients in {seconds:.0} s ({:.0}/s), seed {seed}, fault rate {fault_rate}",
            self.done,
            self.done as f64 / seconds,
        )?;
        writeln!(
            f,
            "{} requests, {faults} calls to PactFlow went wrong\n",
            self.requests
        )?;
        table(f, "operation", &self.kinds)?;
        table(f, "fault", &self.faults)?;
        writeln!(
            f,
            "| operations | seconds | memory, MiB | file descriptors |\n|---:|---:|---:|---:|"
        )?;
        let step = self.samples.len().div_ceil(SHOWN).max(1);
        let shown = self.samples.iter().skip(step - 1).step_by(step);
        for sample in shown.chain([&self.last]) {
            writeln!(
                f,
                "| {} | {:.0} | {:.1} | {} |",
                sample.operations,
                sample.after.as_secs_f64(),
                sample.memory as f64 / MIB,
                sample.descriptors
            )?;
        }
        writeln!(f)?;
        if let Some(growth) = Growth::of_memory(&self.samples) {
            writeln!(
                f,
                "memory: {:.1} MiB on average after warming up, {:.1} MiB later, at most {:.1} MiB allowed",
                growth.early / MIB,
                growth.late / MIB,
                growth.limit / MIB
            )?;
        }
        if let Some(growth) = Growth::of_descriptors(&self.samples) {
            writeln!(
                f,
                "file descriptors: {:.0} on average after warming up, {:.0} later, at most {:.0} allowed",
                growth.early, growth.late, growth.limit
            )?;
        }
        writeln!(
            f,
            "lost, doubled or otherwise than acknowledged: {}",
            self.differences.len()
        )
    }
}

fn table(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    counts: &BTreeMap<&'static str, u64>,
) -> fmt::Result {
    writeln!(f, "| {name} | number |\n|---|---:|")?;
    for (name, number) in counts {
        writeln!(f, "| {name} | {number} |")?;
    }
    writeln!(f)
}
