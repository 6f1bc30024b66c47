//! What a run has measured, for people and for machines.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use serde_json::{Value, json};

use super::directory::{Counters, Directory};
use super::exponent;
use super::load::Sample;

/// What a run has measured.
#[derive(Debug, Default)]
pub struct Report {
    notes: Vec<String>,
    pub(super) findings: Vec<Finding>,
    pub(super) rows: Vec<Row>,
}

/// A figure, and what it may be at most or at least, where there is such a limit.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) name: String,
    pub(super) figure: f64,
    pub(super) limit: Option<Limit>,
}

/// Where a figure ends being good.
#[derive(Debug, Clone, Copy)]
pub(super) enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

/// One operation in one directory.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) operation: &'static str,
    pub(super) people: usize,
    pub(super) members: usize,
    pub(super) operations: usize,
    pub(super) per_second: f64,
    /// In microseconds.
    pub(super) p50: f64,
    pub(super) p99: f64,
    /// PactFlow's calls, and the bytes of its answers before any compression, for one operation.
    pub(super) calls: f64,
    pub(super) bytes: f64,
    /// The façade's time on a processor for one operation, in microseconds.
    pub(super) cpu: f64,
    /// The façade's largest resident memory meanwhile, in bytes.
    pub(super) peak: u64,
}

impl Row {
    pub(super) fn new(
        operation: &'static str,
        directory: &Directory,
        sample: &Sample,
        pactflow: Counters,
        cpu: f64,
        peak: u64,
    ) -> Self {
        let operations = sample.operations() as f64;
        Self {
            operation,
            people: directory.people,
            members: directory.members,
            operations: sample.operations(),
            per_second: sample.per_second(),
            p50: sample.percentile(0.5),
            p99: sample.percentile(0.99),
            calls: pactflow.calls / operations,
            bytes: pactflow.bytes / operations,
            cpu: cpu * 1e6 / operations,
            peak,
        }
    }

    #[cfg(test)]
    pub(super) fn empty(operation: &'static str) -> Self {
        Self {
            operation,
            people: 0,
            members: 0,
            operations: 0,
            per_second: 0.0,
            p50: 0.0,
            p99: 0.0,
            calls: 0.0,
            bytes: 0.0,
            cpu: 0.0,
            peak: 0,
        }
    }

    fn json(&self) -> Value {
        json!({
            "operation": self.operation, "people": self.people, "members": self.members, "operations": self.operations,
            "per_second": self.per_second, "p50_us": self.p50, "p99_us": self.p99, "pactflow_calls": self.calls,
            "pactflow_bytes": self.bytes, "cpu_us": self.cpu, "peak_bytes": self.peak,
        })
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:>9.0}/s  p50 {:>9.0} µs  p99 {:>9.0} µs  calls {:>7.2}  {:>10.0} B  cpu {:>9.0} µs  peak {:>6.1} MB",
            self.per_second,
            self.p50,
            self.p99,
            self.calls,
            self.bytes,
            self.cpu,
            megabytes(self.peak)
        )
    }
}

impl Report {
    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    pub(super) fn found(
        &mut self,
        name: impl Into<String>,
        figure: f64,
        limit: impl Into<Option<Limit>>,
    ) {
        self.findings.push(Finding {
            name: name.into(),
            figure,
            limit: limit.into(),
        });
    }

    /// Everything as JSON.
    pub fn json(&self) -> Value {
        let finding = |finding: &Finding| {
            let limit = finding.limit.map(|limit| limit.to_string());
            json!({ "name": finding.name, "figure": finding.figure, "limit": limit, "is_met": finding.is_met() })
        };
        json!({
            "notes": self.notes,
            "findings": self.findings.iter().map(finding).collect::<Vec<_>>(),
            "operations": self.rows.iter().map(Row::json).collect::<Vec<_>>(),
            "growth": self.growth().into_iter().map(|(name, [time, cpu, calls])| json!({ "operation": name, "time": time, "cpu": cpu, "calls": calls })).collect::<Vec<_>>(),
        })
    }

    /// By which power of the directory's size time, CPU and calls of each operation grow.
    fn growth(&self) -> BTreeMap<&'static str, [f64; 3]> {
        let mut by_operation: BTreeMap<&'static str, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            by_operation.entry(row.operation).or_default().push(row);
        }
        let figures: [fn(&Row) -> f64; 3] = [|row| row.p50, |row| row.cpu, |row| row.calls];
        by_operation
            .into_iter()
            .filter(|(_, rows)| rows.len() > 1)
            .map(|(name, rows)| {
                let grows = |of: fn(&Row) -> f64| {
                    let points: Vec<_> = rows
                        .iter()
                        .map(|row| (row.people as f64, of(row)))
                        .collect();
                    exponent(&points)
                };
                (name, figures.map(grows))
            })
            .collect()
    }
}

impl Finding {
    pub(super) fn is_met(&self) -> bool {
        match self.limit {
            None => true,
            Some(Limit::AtMost(limit)) => self.figure <= limit,
            Some(Limit::AtLeast(limit)) => self.figure >= limit,
        }
    }
}

impl Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(limit) => write!(f, "at most {limit}"),
            Self::AtLeast(limit) => write!(f, "at least {limit}"),
        }
    }
}

/// Markdown, as `docs/PERFORMANCE.md` has it.
impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for note in &self.notes {
            writeln!(f, "* {note}")?;
        }
        if !self.findings.is_empty() {
            writeln!(f, "\n| what | measured | limit | |\n|---|--:|--:|---|")?;
        }
        for finding in &self.findings {
            let limit = finding
                .limit
                .map(|limit| limit.to_string())
                .unwrap_or_default();
            let verdict = if finding.is_met() { "" } else { "**missed**" };
            writeln!(
                f,
                "| {} | {:.2} | {limit} | {verdict} |",
                finding.name, finding.figure
            )?;
        }
        if !self.rows.is_empty() {
            writeln!(
                f,
                "\n| operation | people | per second | p50 ms | p99 ms | PactFlow calls | PactFlow kB | CPU µs | peak MB |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|"
            )?;
        }
        for row in &self.rows {
            writeln!(
                f,
                "| {} | {} | {:.0} | {:.2} | {:.2} | {:.2} | {:.1} | {:.0} | {:.1} |",
                row.operation,
                row.people,
                row.per_second,
                row.p50 / 1e3,
                row.p99 / 1e3,
                row.calls,
                row.bytes / 1e3,
                row.cpu,
                megabytes(row.peak)
            )?;
        }
        let growth = self.growth();
        if !growth.is_empty() {
            writeln!(
                f,
                "\n| operation | time grows by | CPU grows by | calls grow by |\n|---|--:|--:|--:|"
            )?;
        }
        for (name, [time, cpu, calls]) in growth {
            writeln!(f, "| {name} | {time:.2} | {cpu:.2} | {calls:.2} |")?;
        }
        Ok(())
    }
}

pub(super) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
