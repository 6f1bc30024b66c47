//! What one token has been seen to see: keyed hashes of names with the UUIDs that they may stand for, and no name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::counts::Counts;
use super::sweep::Flight;
use super::{Fold, Key};
use crate::pactflow::model::Names;
use crate::pactflow::{RoleRef, TeamSummary, User, UserFields};

/// How many keys are kept beyond those of the last sweep. More than this, and what is known is mostly out of date.
const STRAYS: usize = 100_000;

/// How many roles' names are kept.
const ROLES: usize = 1_000;

/// Whom PactFlow has under which key, as far as one token may see it.
#[derive(Debug)]
pub(in crate::pactflow) struct Index {
    fold: Fold,
    hasher: RandomState,
    max_age: Duration,
    /// Those of all indexes together.
    counts: Arc<Counts>,
    state: Mutex<State>,
    /// The sweep under way.
    pub(super) flight: Mutex<Option<Flight>>,
}

#[derive(Debug, Default)]
struct State {
    people: Entries,
    teams: Entries,
    /// What was seen since the sweep under way began; in the end it is all that there is.
    coming: Option<Vec<Entry>>,
    /// Whether somebody was deleted since the sweep under way began, which moves others to pages read before.
    has_shifted: bool,
    /// When the last sweep that came to its end began.
    complete_since: Option<Instant>,
    /// Keys of writes whose outcome is unknown, and when they were made.
    doubts: BTreeMap<u64, Instant>,
    roles: HashMap<String, (String, Instant)>,
}

/// A hash of a key, and a UUID that it may stand for.
type Entry = (u64, Uuid);

/// A set of entries, 24 bytes each: what a sweep found in order, and what came since.
#[derive(Debug, Default)]
struct Entries {
    settled: Vec<Entry>,
    recent: BTreeSet<Entry>,
}

impl Entries {
    fn settle(mut entries: Vec<Entry>) -> Self {
        entries.sort_unstable();
        entries.dedup();
        entries.shrink_to_fit();
        Self {
            settled: entries,
            recent: BTreeSet::new(),
        }
    }

    fn len(&self) -> usize {
        self.settled.len() + self.recent.len()
    }

    fn under(&self, hash: u64) -> Vec<Uuid> {
        let first = self.settled.partition_point(|(present, _)| *present < hash);
        let settled = self.settled[first..].iter();
        let settled = settled.take_while(|(present, _)| *present == hash);
        let recent = self.recent.range((hash, Uuid::nil())..=(hash, Uuid::max()));
        settled.chain(recent).map(|(_, uuid)| *uuid).collect()
    }

    fn insert(&mut self, entry: Entry) {
        if self.settled.binary_search(&entry).is_err() {
            self.recent.insert(entry);
        }
    }

    fn remove(&mut self, entry: Entry) {
        self.recent.remove(&entry);
        if let Ok(at) = self.settled.binary_search(&entry) {
            self.settled.remove(at);
        }
    }
}

impl Index {
    pub(super) fn new(max_age: Duration, fold: Fold, counts: Arc<Counts>) -> Self {
        Self {
            fold,
            hasher: RandomState::new(),
            max_age,
            counts,
            state: Mutex::default(),
            flight: Mutex::default(),
        }
    }

    /// Where its use is counted.
    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// How many keys of users there are, and how many names of teams.
    pub(super) fn sizes(&self) -> (usize, usize) {
        let state = self.state();
        (state.people.len(), state.teams.len())
    }

    /// How long ago the last sweep began that came to its end.
    pub(super) fn age(&self) -> Option<Duration> {
        let complete_since = self.state().complete_since;
        complete_since.map(|since| since.elapsed())
    }

    /// Who may have this key; whoever has it and was seen is among them.
    pub(super) fn candidates(&self, key: Key<'_>) -> Vec<Uuid> {
        let hash = self.hash(key);
        self.state().people.under(hash)
    }

    /// Whether it can be believed that nobody has this key, where the index has nobody under it: somebody looked at
    /// everyone not longer ago than the setting allows, and no write whose outcome is unknown set the key since.
    pub(super) fn is_silent_of(&self, key: Key<'_>, arrived: Instant) -> bool {
        let hash = self.hash(key);
        let state = self.state();
        let doubted = state.doubts.get(&hash).copied();
        // `None`, where there is no doubt, is before any time.
        self.is_young(&state, arrived) && doubted <= state.complete_since
    }

    /// Whether the last sweep is young enough for whoever arrived then.
    pub(super) fn is_complete_for(&self, arrived: Instant) -> bool {
        self.is_young(&self.state(), arrived)
    }

    fn is_young(&self, state: &State, arrived: Instant) -> bool {
        state
            .complete_since
            .is_some_and(|since| since + self.max_age >= arrived)
    }

    /// Takes in what an answer of PactFlow's shows of a user.
    pub(in crate::pactflow) fn saw(&self, user: &User) {
        let now = Instant::now();
        let entries = self.entries(&Names::from(user));
        let mut state = self.state();
        state.note(entries);
        for role in user.roles() {
            let Some(name) = &role.name else { continue };
            if let Some((present, seen)) = state.roles.get_mut(&role.uuid) {
                present.clone_from(name);
                *seen = now;
            } else if state.roles.len() < ROLES {
                let named = (name.clone(), now);
                state.roles.insert(role.uuid.clone(), named);
            }
        }
    }

    /// Takes in a page of the sweep.
    pub(super) fn swept(&self, page: &[Names<'_>]) {
        let entries: Vec<Entry> = page.iter().flat_map(|user| self.entries(user)).collect();
        if let Some(coming) = &mut self.state().coming {
            coming.extend(entries);
        }
    }

    /// Takes in what an answer of PactFlow's shows of a team.
    pub(in crate::pactflow) fn saw_team(&self, team: &TeamSummary) {
        if let (Ok(uuid), Some(name)) = (Uuid::try_parse(&team.uuid), &team.name) {
            let entry = (self.hash_of(Kind::Team, name), uuid);
            let mut state = self.state();
            if state.teams.recent.len() >= STRAYS {
                state.teams = Entries::default();
            }
            state.teams.insert(entry);
        }
    }

    /// Which teams may have this name.
    pub(super) fn teams(&self, name: &str) -> Vec<Uuid> {
        let hash = self.hash_of(Kind::Team, name);
        self.state().teams.under(hash)
    }

    /// The team does not have this name any more.
    pub(super) fn refuted_team(&self, name: &str, uuid: Uuid) {
        let entry = (self.hash_of(Kind::Team, name), uuid);
        self.state().teams.remove(entry);
    }

    /// What this role is called, as it was seen not longer ago than the setting allows.
    pub(in crate::pactflow) fn role(&self, uuid: &str, now: Instant) -> Option<RoleRef> {
        let state = self.state();
        let (name, seen) = state.roles.get(uuid)?;
        (*seen + self.max_age >= now).then(|| RoleRef {
            uuid: uuid.to_owned(),
            name: Some(name.clone()),
        })
    }

    /// A read shows that the user does not have this key, or is gone.
    pub(super) fn refuted(&self, key: Key<'_>, uuid: Uuid, present: Option<&User>) {
        let entry = (self.hash(key), uuid);
        // Somebody who is not known by the sign-in name may still have the e-mail address.
        let has_it = |user| {
            self.entries(&Names::from(user))
                .any(|present| present == entry)
        };
        if !present.is_some_and(has_it) {
            self.state().people.remove(entry);
        }
    }

    /// A user was deleted.
    pub(in crate::pactflow) fn deleted(&self) {
        self.state().has_shifted = true;
    }

    /// A write may have given somebody these keys, or may not: its outcome is unknown.
    pub(in crate::pactflow) fn doubts(&self, fields: &UserFields) {
        let now = Instant::now();
        let fields = Names::from(fields);
        let hashes = self.hashes(&fields);
        let mut state = self.state();
        if state.doubts.len() >= STRAYS {
            state.doubts.clear();
            state.complete_since = None;
        }
        state.doubts.extend(hashes.map(|hash| (hash, now)));
    }

    /// From now on everything that is seen counts for the sweep that begins.
    pub(super) fn begin_sweep(&self) {
        let mut state = self.state();
        state.coming = Some(Vec::new());
        state.has_shifted = false;
    }

    /// Whether somebody was deleted since this was last asked, or since the sweep began.
    pub(super) fn has_shifted(&self) -> bool {
        std::mem::take(&mut self.state().has_shifted)
    }

    /// What was seen since the sweep began is all that there is.
    pub(super) fn end_sweep(&self, began: Instant) -> usize {
        let mut state = self.state();
        let coming = state.coming.take().unwrap_or_default();
        state.people = Entries::settle(coming);
        state.complete_since = Some(began);
        state.doubts.retain(|_, doubted| *doubted > began);
        state.people.settled.len()
    }

    /// The sweep has failed; what was known stays.
    pub(super) fn abandon_sweep(&self) {
        self.state().coming = None;
    }

    /// A user's entries; none where the id is no UUID, since nothing else can be read back.
    fn entries(&self, user: &Names<'_>) -> impl Iterator<Item = Entry> + use<> {
        let uuid = Uuid::try_parse(&user.uuid).ok();
        let hashes = self.hashes(user);
        uuid.into_iter()
            .flat_map(move |uuid| hashes.clone().map(move |hash| (hash, uuid)))
    }

    /// The hashes of a user's keys. A sign-in name and an e-mail address are of one kind, since for most people they are
    /// the same; which of the two it is, the read will show.
    fn hashes(&self, user: &Names<'_>) -> impl Iterator<Item = u64> + Clone + use<> {
        let name = |name: &Cow<'_, str>| self.hash_of(Kind::Name, name);
        let sign_in_name = user.external_idp_username.as_ref().map(name);
        let email = user.email.as_ref().map(name);
        let external_id = user.external_idp_id.as_ref();
        let external_id = external_id.map(|id| self.hash_of(Kind::External, id));
        let email = email.filter(|email| Some(*email) != sign_in_name);
        [sign_in_name, email, external_id].into_iter().flatten()
    }

    fn hash(&self, key: Key<'_>) -> u64 {
        match key {
            Key::SignInName(name) | Key::Email(name) => self.hash_of(Kind::Name, name),
            Key::ExternalId(id) => self.hash_of(Kind::External, id),
        }
    }

    fn hash_of(&self, kind: Kind, text: &str) -> u64 {
        match kind {
            Kind::External => self.hasher.hash_one((kind, text)),
            Kind::Name | Kind::Team => self.hasher.hash_one((kind, (self.fold)(text).as_ref())),
        }
    }

    /// What is kept, in bytes: the entries of users, as a B-tree holds them when they come in any order.
    #[cfg(test)]
    pub(super) fn weight(&self) -> usize {
        let people = &self.state().people;
        let entry = size_of::<Entry>();
        people.settled.capacity() * entry + people.recent.len() * entry * 2
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Clone, Copy, Hash)]
enum Kind {
    Name,
    External,
    Team,
}

impl State {
    fn note(&mut self, entries: impl Iterator<Item = Entry>) {
        for entry in entries {
            if let Some(coming) = &mut self.coming {
                coming.push(entry);
            }
            self.people.insert(entry);
        }
        if self.people.recent.len() > STRAYS {
            self.people = Entries::default();
            self.complete_since = None;
        }
    }
}
