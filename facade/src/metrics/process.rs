//! What the system knows of the process, under the names that Prometheus' own libraries use. Where the system does not
//! say, a metric has no number.

use std::fmt;
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

use super::Description;
use super::catalogue::{CPU_SECONDS, OPEN_FDS, RESIDENT_MEMORY, START_TIME};
use super::sources::write;

/// What Linux counts processor time in for programs, whatever the machine.
const TICKS_PER_SECOND: f64 = 100.0;

/// The process that this is.
#[derive(Debug)]
pub(super) struct Process {
    started: f64,
}

impl Process {
    pub(super) fn new() -> Self {
        let started = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            started: started.unwrap_or_default().as_secs_f64(),
        }
    }
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let mut gauge = |description: &Description, value: Option<f64>| match value {
            Some(value) => write(&mut encoder, description, &ConstGauge::new(value)),
            None => Ok(()),
        };
        gauge(&START_TIME, Some(self.started))?;
        gauge(&RESIDENT_MEMORY, resident_memory())?;
        gauge(&OPEN_FDS, open_files())?;
        match cpu_seconds() {
            Some(seconds) => write(&mut encoder, &CPU_SECONDS, &ConstCounter::new(seconds)),
            None => Ok(()),
        }
    }
}

/// `VmRSS` of `/proc/self/status`, which is in kB.
fn resident_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024.0)
}

fn open_files() -> Option<f64> {
    let entries = fs::read_dir("/proc/self/fd").ok()?;
    // One of them is the listing itself.
    let number = u32::try_from(entries.count()).ok()?;
    Some(f64::from(number.saturating_sub(1)))
}

/// Fields 14 and 15 of `/proc/self/stat`, after the name in brackets, which may hold anything.
fn cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / TICKS_PER_SECOND)
}
