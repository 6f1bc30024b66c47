//! How much memory and how many file descriptors a process has, and whether they stay level.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::Progress;
use crate::bench::status;

/// The part of the samples that are taken while caches, pools and the allocator still fill up.
const WARM_UP: f64 = 0.2;

/// How much more the second half after that may have than the first: a tenth, and for what is few at all events a little more.
const MORE: f64 = 1.1;
const MORE_MEMORY: f64 = 4.0 * 1024.0 * 1024.0;
const MORE_DESCRIPTORS: f64 = 16.0;

/// How often it is looked whether the next sample is due.
const PAUSE: Duration = Duration::from_millis(10);

/// What a process had at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// How many operations were done.
    pub operations: u64,
    /// How long after the first sample.
    pub after: Duration,
    /// Its resident memory, in bytes.
    pub memory: u64,
    /// Its open file descriptors.
    pub descriptors: u64,
}

/// What the process had on average after warming up, in the first and in the second half of the run that was left.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// In the first half.
    pub early: f64,
    /// In the second half.
    pub late: f64,
    /// What the second half may have at most.
    pub limit: f64,
}

impl Growth {
    /// Of the memory, in bytes. `None` where there are too few samples to say.
    pub fn of_memory(samples: &[Sample]) -> Option<Self> {
        Self::of(samples, MORE_MEMORY, |sample| sample.memory as f64)
    }

    /// Of the file descriptors. `None` where there are too few samples to say.
    pub fn of_descriptors(samples: &[Sample]) -> Option<Self> {
        Self::of(samples, MORE_DESCRIPTORS, |sample| {
            sample.descriptors as f64
        })
    }

    fn of(samples: &[Sample], more: f64, figure: impl Fn(&Sample) -> f64) -> Option<Self> {
        let warm = &samples[(samples.len() as f64 * WARM_UP) as usize..];
        let (early, late) = warm.split_at(warm.len() / 2);
        let mean = |samples: &[Sample]| {
            let sum: f64 = samples.iter().map(&figure).sum();
            (!samples.is_empty()).then(|| sum / samples.len() as f64)
        };
        let (early, late) = (mean(early)?, mean(late)?);
        let limit = (early * MORE).max(early + more);
        Some(Self { early, late, limit })
    }

    /// Whether the second half has no more than it may.
    pub fn is_level(&self) -> bool {
        self.late <= self.limit
    }
}

/// Looks at a process.
#[derive(Debug)]
pub(super) struct Gauge {
    process: u32,
    every: u64,
    began: Instant,
    samples: Vec<Sample>,
}

impl Gauge {
    /// A gauge of this process, which looks after each so many operations.
    pub(super) fn of(process: u32, every: u64) -> Self {
        Self {
            process,
            every: every.max(1),
            began: Instant::now(),
            samples: Vec::new(),
        }
    }

    /// Looks for as long as it is polled; ends only where there is nothing to look at.
    pub(super) async fn watch(&mut self, progress: &Progress) -> anyhow::Error {
        let mut due = self.every;
        loop {
            let done = progress.done.load(Ordering::Relaxed);
            if done >= due {
                match self.look(done) {
                    Ok(sample) => self.samples.push(sample),
                    Err(error) => return error,
                }
                due = done - done % self.every + self.every;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// What it has now.
    pub(super) fn look(&self, operations: u64) -> anyhow::Result<Sample> {
        let folder = PathBuf::from(format!("/proc/{}/fd", self.process));
        let descriptors = fs::read_dir(folder).context("the process has ended")?;
        Ok(Sample {
            operations,
            after: self.began.elapsed(),
            memory: status(self.process, "VmRSS:")?,
            descriptors: descriptors.count() as u64,
        })
    }

    pub(super) fn samples(self) -> Vec<Sample> {
        self.samples
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(memory: impl Fn(u64) -> u64) -> Vec<Sample> {
        (0..50)
            .map(|number| Sample {
                operations: number,
                after: Duration::ZERO,
                memory: memory(number),
                descriptors: 10 + number,
            })
            .collect()
    }

    #[test]
    fn what_grows_only_while_it_warms_up_is_level() {
        let growth = Growth::of_memory(&samples(|number| number.min(8) << 20)).unwrap();
        assert!(growth.is_level(), "{growth:?}");
    }

    #[test]
    fn what_goes_on_growing_is_not_level() {
        let growth = Growth::of_memory(&samples(|number| number << 20)).unwrap();
        assert!(!growth.is_level(), "{growth:?}");
        let growth = Growth::of_descriptors(&samples(|_| 0)).unwrap();
        assert!(!growth.is_level(), "{growth:?}");
    }

    #[test]
    fn nothing_is_said_of_too_few_samples() {
        assert!(Growth::of_memory(&samples(|_| 0)[..1]).is_none());
    }
}
