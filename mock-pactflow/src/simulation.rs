//! Everything that one running simulator is, without its sockets.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use jiff::Timestamp;

use crate::changes::ChangeLog;
use crate::clock::Clock;
use crate::console::Actions;
use crate::console::desk::Desk;
use crate::events::Events;
use crate::faults::{Fault, Faults};
use crate::ids::Ids;
use crate::journal::{Exchange, Journal};
use crate::seed::{Seed, SeedError};
use crate::state::{Refusal, Store, Transaction};

/// A simulated PactFlow.
#[derive(Debug)]
pub(crate) struct Simulation {
    pub(crate) changes: ChangeLog,
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
    pub(crate) events: Events,
    pub(crate) desk: Desk,
    store: RwLock<Store>,
    clock: Mutex<Clock>,
    ids: Mutex<Ids>,
    snapshots: Mutex<BTreeMap<String, Arc<Store>>>,
    older_errors: AtomicBool,
    start: Start,
}

/// How many snapshots are kept at most.
const SNAPSHOTS: usize = 32;

/// What a simulator starts from, and returns to when it is reset.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    pub(crate) seed: Seed,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) seats: Option<usize>,
    pub(crate) token_lifetime: Option<Duration>,
    /// Who has to know when everything starts over.
    pub(crate) actions: Option<Arc<dyn Actions>>,
}

impl Simulation {
    pub(crate) fn new(mut start: Start) -> Result<Self, SeedError> {
        if let Some(at) = start.seed.clock {
            start.clock = Clock::frozen_at(at);
        }
        let mut ids = start.ids.clone();
        let store = start.build(&start.seed, &mut ids)?;
        Ok(Self {
            changes: ChangeLog::default(),
            journal: Journal::default(),
            faults: Faults::default(),
            events: Events::default(),
            desk: Desk::default(),
            store: RwLock::new(store),
            clock: Mutex::new(start.clock),
            ids: Mutex::new(ids),
            snapshots: Mutex::default(),
            older_errors: AtomicBool::new(false),
            start,
        })
    }

    /// The directory, to read.
    pub(crate) fn store(&self) -> RwLockReadGuard<'_, Store> {
        self.store.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The clock.
    pub(crate) fn clock(&self) -> MutexGuard<'_, Clock> {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock().now()
    }

    pub(crate) fn seed(&self) -> &Seed {
        &self.start.seed
    }

    pub(crate) fn token_lifetime(&self) -> Option<Duration> {
        self.start.token_lifetime
    }

    /// Sets one more fault rule, and gives its id.
    pub(crate) fn add_fault(&self, fault: Fault) -> String {
        let id = self.faults.add(fault, &self.store());
        self.events.tell("faults", &self.faults.list());
        id
    }

    /// Removes a fault rule; `false` where there is none of this id.
    pub(crate) fn remove_fault(&self, id: &str) -> bool {
        let removed = self.faults.remove(id);
        self.events.tell("faults", &self.faults.list());
        removed
    }

    /// Writes an exchange into the journal.
    pub(crate) fn record(&self, exchange: Exchange) {
        self.events.tell("exchange", &exchange);
        if exchange.fault.is_some() {
            self.events.tell("faults", &self.faults.list());
        }
        self.journal.record(exchange);
    }

    /// Errors have the shapes of before PactFlow 1.26 from now on, whatever a request accepts, until it starts over.
    pub(crate) fn speak_the_older_errors(&self) {
        self.older_errors.store(true, Ordering::Relaxed);
    }

    pub(crate) fn speaks_the_older_errors(&self) -> bool {
        self.older_errors.load(Ordering::Relaxed)
    }

    /// One write, with its changes in the log.
    pub(crate) fn write<T>(
        &self,
        request: Option<u64>,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.transact(|transaction| {
            let result = work(transaction)?;
            let changes = std::mem::take(&mut transaction.changes);
            for change in self.changes.record(changes, request, transaction.now) {
                self.events.tell("change", &change);
            }
            Ok(result)
        })
    }

    /// One write that leaves no trace in the change log.
    pub(crate) fn transact<T>(&self, work: impl FnOnce(&mut Transaction<'_>) -> T) -> T {
        let mut store = self.store.write().unwrap_or_else(PoisonError::into_inner);
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.now();
        work(&mut Transaction::new(&mut store, &mut ids, now))
    }

    /// Sets these fault rules and no others.
    pub(crate) fn replace_faults(&self, faults: Vec<Fault>) {
        self.faults.replace(faults, &self.store());
        self.events.tell("faults", &self.faults.list());
    }

    pub(crate) fn set_clock(&self, clock: Clock) {
        *self.clock() = clock;
        self.events.tell("clock", &clock.describe());
    }

    /// Moves the clock forward.
    pub(crate) fn advance_clock(&self, by: Duration) {
        let mut clock = self.clock();
        clock.advance(by);
        self.events.tell("clock", &clock.describe());
    }

    /// Back to the seed, or to another one: directory, logs, faults, clock and ids in one step.
    pub(crate) fn reset(&self, seed: &Seed) -> Result<(), SeedError> {
        let mut fresh = self.start.ids.clone();
        let built = self.start.build(seed, &mut fresh)?;
        self.start_over(built, fresh);
        Ok(())
    }

    /// Back to a snapshot, and everything else as [`Simulation::reset`]; `false` where there is none.
    pub(crate) fn reset_to_snapshot(&self, name: &str) -> bool {
        let snapshot = self.snapshot(name);
        let found = snapshot.is_some();
        if let Some(store) = snapshot {
            self.start_over(Store::clone(&store), self.start.ids.clone());
        }
        found
    }

    /// Makes the document the directory. Tokens without a value keep the one they have.
    pub(crate) fn replace(&self, mut seed: Seed) -> Result<(), SeedError> {
        self.rebuild(|store| {
            seed.keep_token_values(store);
            seed
        })
    }

    /// Puts the document's entries into the directory.
    pub(crate) fn upsert(&self, patch: Seed) -> Result<(), SeedError> {
        self.rebuild(|store| {
            let mut whole = Seed::export(store);
            whole.merge(patch);
            whole.keep_token_values(store);
            whole
        })
    }

    /// The names of the snapshots.
    pub(crate) fn snapshots(&self) -> Vec<String> {
        self.named().keys().cloned().collect()
    }

    /// Keeps the directory as it is now under this name; `false` where there are too many already.
    pub(crate) fn take_snapshot(&self, name: &str) -> bool {
        let store = Arc::new(self.store().clone());
        let mut snapshots = self.named();
        if snapshots.len() >= SNAPSHOTS && !snapshots.contains_key(name) {
            return false;
        }
        snapshots.insert(name.to_owned(), store);
        true
    }

    /// Brings the directory back to a snapshot; `false` where there is none.
    pub(crate) fn restore_snapshot(&self, name: &str) -> bool {
        let snapshot = self.snapshot(name);
        let found = snapshot.is_some();
        if let Some(store) = snapshot {
            self.transact(|transaction| transaction.store.clone_from(&store));
            self.events.tell("reset", &name);
        }
        found
    }

    fn snapshot(&self, name: &str) -> Option<Arc<Store>> {
        self.named().get(name).cloned()
    }

    fn named(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Store>>> {
        self.snapshots
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn rebuild(&self, document: impl FnOnce(&Store) -> Seed) -> Result<(), SeedError> {
        self.transact(|transaction| {
            let mut built = document(transaction.store).build(transaction.now, transaction.ids)?;
            built.seats = transaction.store.seats;
            *transaction.store = built;
            Ok(())
        })?;
        self.events.tell("reset", &"state");
        Ok(())
    }

    fn start_over(&self, store: Store, ids: Ids) {
        self.transact(|transaction| {
            *transaction.store = store;
            *transaction.ids = ids;
            *self.clock() = self.start.clock;
            self.changes.clear();
            self.journal.reset();
            self.faults.clear();
            self.older_errors.store(false, Ordering::Relaxed);
            self.desk.clear();
        });
        if let Some(actions) = &self.start.actions {
            actions.forget();
        }
        self.events.tell("reset", &"start");
    }
}

impl Start {
    fn build(&self, seed: &Seed, ids: &mut Ids) -> Result<Store, SeedError> {
        let mut store = seed.build(self.clock.now(), ids)?;
        store.seats = self.seats;
        Ok(store)
    }
}
