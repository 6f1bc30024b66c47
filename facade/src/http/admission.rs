//! A place for each SCIM request that is worked on. Whoever comes when there is none is turned away at once, before the
//! body is read, and told when to come again (DEC-38).

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::App;
use super::error::Error;

tokio::task_local! {
    /// The place of the request that this task works on.
    static PLACE: Place;
}

/// Given back once nobody works on the request any more.
pub(super) type Place = Arc<OwnedSemaphorePermit>;

/// The places there are.
#[derive(Debug)]
pub(crate) struct Admission {
    places: Arc<Semaphore>,
    most: usize,
    turned_away: AtomicU64,
}

impl Admission {
    /// `most` is `SERVER_MAX_REQUESTS`.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(most)),
            most,
            turned_away: AtomicU64::new(0),
        }
    }

    /// How many SCIM requests are worked on now.
    pub(crate) fn in_work(&self) -> usize {
        self.most - self.places.available_permits()
    }

    /// How many SCIM requests were turned away so far.
    pub(crate) fn turned_away(&self) -> u64 {
        self.turned_away.load(Ordering::Relaxed)
    }
}

/// A place for a request; an error where there is none.
pub(super) fn admit(app: &App) -> Result<Option<Place>, Error> {
    let admission = &app.admission;
    match Arc::clone(&admission.places).try_acquire_owned() {
        Ok(place) => Ok(Some(Arc::new(place))),
        Err(_) => {
            admission.turned_away.fetch_add(1, Ordering::Relaxed);
            Err(Error::Overloaded)
        }
    }
}

/// Runs `work` in its place, which only what is outside the SCIM API has none of.
pub(super) async fn with<F: Future>(place: Option<Place>, work: F) -> F::Output {
    match place {
        Some(place) => PLACE.scope(place, work).await,
        None => work.await,
    }
}

/// The place of the request that is worked on, for work that outlives it.
pub(super) fn place() -> Option<Place> {
    PLACE.try_with(Arc::clone).ok()
}
