//! Bounded load: as many operations as there are connections, one after the other or by the clock.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::future::try_join_all;

use super::line::Line;
use super::process::Process;

/// How much is asked for at the same time, and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    pub(super) connections: usize,
    pub(super) time: Duration,
}

/// How long each operation took.
#[derive(Debug, Clone, Default)]
pub(super) struct Sample {
    /// In microseconds, sorted.
    latencies: Vec<u64>,
    pub(super) time: Duration,
}

impl Sample {
    fn new(mut latencies: Vec<u64>, time: Duration) -> Self {
        latencies.sort_unstable();
        Self { latencies, time }
    }

    pub(super) fn operations(&self) -> usize {
        self.latencies.len()
    }

    pub(super) fn per_second(&self) -> f64 {
        self.operations() as f64 / self.time.as_secs_f64()
    }

    /// The time within which this part of the operations ended, in microseconds.
    pub(super) fn percentile(&self, part: f64) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let at = (last as f64 * part).round() as usize;
        self.latencies.get(at).copied().unwrap_or(0) as f64
    }
}

impl Load {
    /// A closed loop: each connection begins an operation when its last one has ended, and at least one in any case.
    pub(super) async fn closed<F>(&self, process: &Process, operation: F) -> anyhow::Result<Sample>
    where
        F: AsyncFn(&mut Line, usize) -> anyhow::Result<()>,
    {
        let (next, began) = (AtomicUsize::new(0), Instant::now());
        let worker = async || {
            let mut line = process.connect().await?;
            let mut latencies = Vec::new();
            while latencies.is_empty() || began.elapsed() < self.time {
                let since = Instant::now();
                operation(&mut line, next.fetch_add(1, Ordering::Relaxed)).await?;
                latencies.push(micros(since.elapsed()));
            }
            anyhow::Ok(latencies)
        };
        let latencies = try_join_all((0..self.connections).map(|_| worker())).await?;
        Ok(Sample::new(latencies.concat(), began.elapsed()))
    }

    /// An open loop: `rate` operations begin in a second, whatever becomes of those before them. One that had to wait for
    /// a connection counts from the time at which it should have begun.
    pub(super) async fn open<F>(
        &self,
        process: &Process,
        rate: u32,
        operation: F,
    ) -> anyhow::Result<Sample>
    where
        F: AsyncFn(&mut Line, usize) -> anyhow::Result<()>,
    {
        let pause = Duration::from_secs(1) / rate;
        let mut lines = Vec::new();
        for _ in 0..self.connections {
            lines.push(process.connect().await?);
        }
        let began = Instant::now();
        let worker = async |first: usize, mut line: Line| {
            let mut latencies = Vec::new();
            for number in (first..).step_by(self.connections) {
                let due = pause * u32::try_from(number)?;
                if due >= self.time {
                    break;
                }
                let is_late = began.elapsed() > due;
                tokio::time::sleep_until((began + due).into()).await;
                // The timer is coarser than what is measured, so its own lateness does not count.
                let since = if is_late { began + due } else { Instant::now() };
                operation(&mut line, number).await?;
                latencies.push(micros(since.elapsed()));
            }
            anyhow::Ok(latencies)
        };
        let workers = lines.into_iter().enumerate();
        let latencies = try_join_all(workers.map(|(first, line)| worker(first, line))).await?;
        Ok(Sample::new(latencies.concat(), began.elapsed()))
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
