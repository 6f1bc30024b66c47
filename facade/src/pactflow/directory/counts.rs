//! What the look-up indexes hold, and how often they were of use.

use std::sync::Arc;
use std::time::Duration;

use super::Index;
use crate::pactflow::stats::Counter;

/// What the indexes of all tokens have counted together, since they were first used.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) hits: Counter,
    pub(super) silences: Counter,
    pub(super) misses: Counter,
    pub(super) sweeps: Counter,
    pub(super) failed_sweeps: Counter,
}

/// What the look-up indexes hold, and what they have counted until now. All is zero where there are to be none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IndexSnapshot {
    /// Look-ups of users that the index answered with somebody, whom a read confirmed.
    pub hits: u64,
    /// Look-ups of users that the index answered with nobody, without a call.
    pub silences: u64,
    /// Look-ups of users for which PactFlow was searched.
    pub misses: u64,
    /// How often everybody was looked at.
    pub sweeps: u64,
    /// How often that came to no end.
    pub failed_sweeps: u64,
    /// How many tokens have an index.
    pub tokens: usize,
    /// The keys of users in the indexes of all tokens.
    pub people: usize,
    /// The names of teams in them.
    pub teams: usize,
    /// How long ago the last sweep began that came to its end, for the token that was used last.
    pub age: Option<Duration>,
}

impl Counts {
    /// Together with what these indexes hold, of which the one that was used last stands first.
    pub(super) fn snapshot(&self, indexes: &[Arc<Index>]) -> IndexSnapshot {
        let mut snapshot = IndexSnapshot {
            hits: self.hits.get(),
            silences: self.silences.get(),
            misses: self.misses.get(),
            sweeps: self.sweeps.get(),
            failed_sweeps: self.failed_sweeps.get(),
            tokens: indexes.len(),
            age: indexes.first().and_then(|index| index.age()),
            ..IndexSnapshot::default()
        };
        for index in indexes {
            let (people, teams) = index.sizes();
            snapshot.people += people;
            snapshot.teams += teams;
        }
        snapshot
    }
}
