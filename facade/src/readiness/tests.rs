use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;

use super::{Cached, FRESH};

#[derive(Default)]
struct Asked(AtomicUsize);

impl Asked {
    /// A probe that takes a while.
    async fn probe(&self, reachable: bool) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(50)).await;
        reachable
    }

    fn times(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

#[tokio::test]
async fn one_probe_serves_all_who_ask_and_is_believed_for_seconds() {
    let (cached, asked, now) = (Cached::default(), Asked::default(), Instant::now());
    let answers = join_all((0..20).map(|_| cached.get(now, || asked.probe(true)))).await;
    assert!(answers.iter().all(|reachable| *reachable));
    assert!(cached.get(now + FRESH / 2, || asked.probe(false)).await);
    assert_eq!(asked.times(), 1);
    assert!(!cached.get(now + FRESH, || asked.probe(false)).await);
    assert_eq!(asked.times(), 2);
}

#[tokio::test]
async fn whoever_hangs_up_in_the_middle_leaves_the_probe_to_the_next() {
    let (cached, asked, now) = (Cached::default(), Asked::default(), Instant::now());
    let impatient = tokio::time::timeout(
        Duration::from_millis(1),
        cached.get(now, || asked.probe(false)),
    );
    assert!(impatient.await.is_err());
    assert!(cached.get(now, || asked.probe(true)).await);
    assert_eq!(asked.times(), 2);
}
