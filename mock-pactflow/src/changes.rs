//! The change log: what really changed in PactFlow, however it was asked for.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// How many changes are kept before the oldest are dropped.
pub(crate) const CAPACITY: usize = 50_000;

/// The log of changes, shared with the running simulator. A bounded ring: it says how many changes
/// it dropped.
#[derive(Debug, Clone, Default)]
pub struct ChangeLog(Arc<Mutex<Ring>>);

#[derive(Debug, Default)]
struct Ring {
    entries: VecDeque<Change>,
    /// How many changes were ever recorded; also the sequence number of the latest.
    recorded: u64,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Its number, from 1.
    pub seq: u64,
    /// What changed: `+users`, `-users`, `~users.name`, `+members`, `-roles` and the like.
    pub key: &'static str,
    /// The user, team or role that changed; for a membership or a user's role, the user.
    pub uuid: Uuid,
    /// The name of what changed, as a person would say it: `Ada`, or `Ada in Payments`.
    pub subject: String,
    /// The value before, where there was one.
    pub before: Option<Value>,
    /// The value after, where there is one.
    pub after: Option<Value>,
    /// The number of the request that did it ([`crate::Exchange::seq`]).
    pub request: Option<u64>,
    /// When, by the simulator's clock.
    pub at: Timestamp,
}

/// A change that has not been given its number yet.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) key: &'static str,
    pub(crate) uuid: Uuid,
    pub(crate) subject: String,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
}

impl ChangeLog {
    /// The present end of the log, for [`ChangeLog::since`].
    pub fn mark(&self) -> u64 {
        self.ring().recorded
    }

    /// Everything that changed after `mark`.
    pub fn since(&self, mark: u64) -> Changes {
        let ring = self.ring();
        let oldest = ring.recorded - ring.entries.len() as u64;
        let entries = ring
            .entries
            .iter()
            .skip_while(|change| change.seq <= mark)
            .cloned()
            .collect();
        Changes {
            entries,
            dropped: oldest.saturating_sub(mark),
        }
    }

    pub(crate) fn record(
        &self,
        drafts: Vec<Draft>,
        request: Option<u64>,
        at: Timestamp,
    ) -> Vec<Change> {
        let mut ring = self.ring();
        let mut recorded = Vec::with_capacity(drafts.len());
        for Draft {
            key,
            uuid,
            subject,
            before,
            after,
        } in drafts
        {
            ring.recorded += 1;
            let change = Change {
                seq: ring.recorded,
                key,
                uuid,
                subject,
                before,
                after,
                request,
                at,
            };
            if ring.entries.len() == CAPACITY {
                ring.entries.pop_front();
            }
            ring.entries.push_back(change.clone());
            recorded.push(change);
        }
        recorded
    }

    pub(crate) fn clear(&self) {
        *self.ring() = Ring::default();
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A part of the change log.
#[derive(Debug, Clone, Serialize)]
pub struct Changes {
    entries: Vec<Change>,
    dropped: u64,
}

impl Changes {
    /// The changes, oldest first.
    pub fn entries(&self) -> &[Change] {
        &self.entries
    }

    /// How many changes since the mark are missing because the log is bounded.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// How often each key occurs.
    pub fn summary(&self) -> BTreeMap<String, usize> {
        let mut summary = BTreeMap::new();
        for change in &self.entries {
            *summary.entry(change.key.to_owned()).or_insert(0) += 1;
        }
        summary
    }

    /// Fails unless the changes are exactly these, written as `+users 1, ~users.name 1`; an empty
    /// string means that nothing changed.
    ///
    /// # Panics
    ///
    /// If the changes are others, with both sides in the message; if the text cannot be read; or if
    /// the log dropped some, since then nothing can be said.
    #[track_caller]
    pub fn assert_only(&self, expected: &str) {
        assert_eq!(
            self.dropped, 0,
            "the change log dropped changes since the mark"
        );
        let mut wanted = BTreeMap::new();
        for part in expected
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let (key, count) = part.split_once(' ').unwrap_or((part, "1"));
            let count: usize = count.trim().parse().unwrap_or_else(|_| {
                panic!("{part:?} is no change; write a key and a number, such as \"+users 1\"")
            });
            wanted.insert(key.to_owned(), count);
        }
        let summary = self.summary();
        assert!(
            summary == wanted,
            "expected the only changes to be {wanted:?}, but they were {summary:?}:\n{:#?}",
            self.entries
        );
    }
}

#[cfg(test)]
mod tests;
