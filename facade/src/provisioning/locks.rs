//! One writer at a time for each resource, within this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// Locks by name, made when they are needed and forgotten when nobody holds or awaits them.
#[derive(Debug, Default)]
pub(super) struct Locks {
    held: Mutex<HashMap<String, Weak<AsyncMutex<()>>>>,
}

impl Locks {
    /// Waits until nobody else holds the lock of this name.
    pub(super) async fn lock(&self, name: String) -> OwnedMutexGuard<()> {
        let lock = {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            // Forgetting in passing keeps the map as small as the number of writes under way, at no cost of its own.
            if held.len() >= held.capacity() {
                held.retain(|_, lock| lock.strong_count() > 0);
            }
            match held.get(&name).and_then(Weak::upgrade) {
                Some(lock) => lock,
                None => {
                    let lock = Arc::new(AsyncMutex::new(()));
                    held.insert(name, Arc::downgrade(&lock));
                    lock
                }
            }
        };
        lock.lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_second_writer_waits_and_others_do_not() {
        let locks = Arc::new(Locks::default());
        let first = locks.lock("ada".to_owned()).await;
        let _other = locks.lock("grace".to_owned()).await;
        let second = tokio::spawn({
            let locks = Arc::clone(&locks);
            async move { drop(locks.lock("ada".to_owned()).await) }
        });
        tokio::task::yield_now().await;
        assert!(!second.is_finished());
        drop(first);
        second.await.unwrap();
    }

    #[tokio::test]
    async fn forgotten_locks_take_no_room() {
        let locks = Locks::default();
        for number in 0..10_000 {
            drop(locks.lock(number.to_string()).await);
        }
        assert!(locks.held.lock().unwrap().len() < 100);
    }
}
