//! One single-threaded runtime for each core, so that whatever a connection does stays on one of them: work that is stolen
//! from core to core costs more than it spreads (TEC-66).

use std::cell::Cell;
use std::io;
use std::sync::Arc;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

thread_local! {
    /// Which worker this thread is; whoever is none counts as the first.
    static NUMBER: Cell<usize> = const { Cell::new(0) };
}

/// The runtimes that connections are served on. Dropping them ends those that were started for it.
#[derive(Debug, Default)]
pub struct Workers {
    /// Those beside the runtime that the service is started in, which is a worker too.
    others: Vec<Worker>,
    here: Arc<()>,
}

#[derive(Debug)]
struct Worker {
    runtime: Handle,
    /// There is one clone of it for each connection.
    connections: Arc<()>,
    /// The thread ends when this is dropped.
    _stop: oneshot::Sender<()>,
}

/// A place for a connection. The worker counts as busy with it until it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    /// Where it is served; here where it is left out.
    pub(crate) elsewhere: Option<Handle>,
    pub(crate) held: Arc<()>,
}

impl Workers {
    /// A worker for each core that this process may use, the calling thread's among them.
    ///
    /// # Errors
    /// Where a thread cannot be started.
    pub fn for_each_core() -> io::Result<Self> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            others: (1..cores).map(Worker::start).collect::<io::Result<_>>()?,
            here: Arc::default(),
        })
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.others.len() + 1
    }

    /// A place at the worker that has the fewest connections.
    pub(crate) fn place(&self) -> Place {
        let busy = |worker: &&Worker| Arc::strong_count(&worker.connections);
        match self.others.iter().min_by_key(busy) {
            Some(worker) if busy(&worker) < Arc::strong_count(&self.here) => Place {
                elsewhere: Some(worker.runtime.clone()),
                held: Arc::clone(&worker.connections),
            },
            _ => Place {
                elsewhere: None,
                held: Arc::clone(&self.here),
            },
        }
    }
}

impl Worker {
    fn start(number: usize) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        thread::Builder::new()
            .name(format!("worker-{number}"))
            .spawn(move || {
                NUMBER.set(number);
                let _ = runtime.block_on(stopped);
            })?;
        Ok(Self {
            runtime: handle,
            connections: Arc::default(),
            _stop: stop,
        })
    }
}

/// Which worker runs this, from 0.
pub(crate) fn number() -> usize {
    NUMBER.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn connections_go_to_whoever_has_the_fewest() {
        let workers = Workers {
            others: (1..3)
                .map(|number| Worker::start(number).unwrap())
                .collect(),
            ..Workers::default()
        };
        assert_eq!(workers.count(), 3);
        let number = async |place: &Place| match &place.elsewhere {
            Some(runtime) => runtime.spawn(async { number() }).await.unwrap(),
            None => number(),
        };
        let mut places = Vec::new();
        let mut numbers = Vec::new();
        for _ in 0..6 {
            let place = workers.place();
            numbers.push(number(&place).await);
            places.push(place);
        }
        assert_eq!(numbers, [0, 1, 2, 0, 1, 2]);
        places.remove(1);
        assert_eq!(number(&workers.place()).await, 1);
    }

    #[tokio::test]
    async fn whoever_starts_no_workers_is_the_only_one() {
        let workers = Workers::default();
        let places = [workers.place(), workers.place()];
        assert_eq!(workers.count(), 1);
        assert!(places.iter().all(|place| place.elsewhere.is_none()));
    }
}
