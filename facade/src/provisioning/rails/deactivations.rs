//! DEC-43: how many people have lost their access within the last hour. Pure: the time comes from outside.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// The time that is looked back.
const WINDOW: Duration = Duration::from_secs(3600);

/// The people who were deactivated or deleted within the last hour. It is *closed* while there is room for more, and
/// *open*, as a fuse is, from the first one who is refused until there is room again.
#[derive(Debug)]
pub(super) struct Deactivations {
    limit: usize,
    /// Who, and since when they count, oldest first. Nobody is in it twice, because a repeated request must not use up
    /// the hour.
    counted: VecDeque<(Instant, String)>,
    is_open: bool,
}

/// What is to become of one more.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It may go on, and counts from now on.
    Counted,
    /// It may go on, and counts already.
    CountedBefore,
    /// It may not.
    Refused {
        /// When there is room for it.
        retry_after: Duration,
        /// Whether it is the first one since there was room.
        is_first: bool,
    },
}

impl Deactivations {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            counted: VecDeque::new(),
            is_open: false,
        }
    }

    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// Counts one more person, if there is room.
    pub(super) fn count(&mut self, person: &str, now: Instant) -> Verdict {
        while self
            .counted
            .front()
            .is_some_and(|(since, _)| now.duration_since(*since) >= WINDOW)
        {
            self.counted.pop_front();
        }
        if self.counted.iter().any(|(_, counted)| counted == person) {
            return Verdict::CountedBefore;
        }
        match self.counted.front() {
            Some((oldest, _)) if self.counted.len() >= self.limit => Verdict::Refused {
                retry_after: WINDOW - now.duration_since(*oldest),
                is_first: !std::mem::replace(&mut self.is_open, true),
            },
            _ => {
                self.is_open = false;
                self.counted.push_back((now, person.to_owned()));
                Verdict::Counted
            }
        }
    }

    /// It turned out that this person has not lost the access.
    pub(super) fn forget(&mut self, person: &str) {
        self.counted.retain(|(_, counted)| counted != person);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn refused(retry_after: Duration, is_first: bool) -> Verdict {
        Verdict::Refused {
            retry_after,
            is_first,
        }
    }

    #[test]
    fn beyond_the_limit_everybody_waits_until_the_oldest_is_an_hour_ago() {
        let (mut breaker, start) = (Deactivations::new(2), Instant::now());
        assert_eq!(breaker.count("ada", start), Verdict::Counted);
        assert_eq!(
            breaker.count("grace", start + 10 * MINUTE),
            Verdict::Counted
        );
        assert_eq!(
            breaker.count("alan", start + 15 * MINUTE),
            refused(45 * MINUTE, true)
        );
        assert_eq!(breaker.count("alan", start + 60 * MINUTE), Verdict::Counted);
        assert_eq!(
            breaker.count("barbara", start + 61 * MINUTE),
            refused(9 * MINUTE, true)
        );
    }

    #[test]
    fn only_the_first_refusal_of_an_opening_is_an_alert() {
        let (mut breaker, start) = (Deactivations::new(1), Instant::now());
        breaker.count("ada", start);
        assert_eq!(breaker.count("grace", start), refused(60 * MINUTE, true));
        assert_eq!(breaker.count("alan", start), refused(60 * MINUTE, false));
        assert_eq!(breaker.count("alan", start + 60 * MINUTE), Verdict::Counted);
        assert_eq!(
            breaker.count("grace", start + 60 * MINUTE),
            refused(60 * MINUTE, true)
        );
    }

    #[test]
    fn a_repeated_request_counts_once_and_is_let_through_even_when_it_is_open() {
        let (mut breaker, start) = (Deactivations::new(1), Instant::now());
        breaker.count("ada", start);
        breaker.count("grace", start);
        assert_eq!(breaker.count("ada", start + MINUTE), Verdict::CountedBefore);
    }

    #[test]
    fn whoever_did_not_lose_the_access_does_not_count() {
        let (mut breaker, start) = (Deactivations::new(1), Instant::now());
        breaker.count("ada", start);
        breaker.forget("ada");
        assert_eq!(breaker.count("grace", start), Verdict::Counted);
    }

    proptest! {
        #[test]
        fn within_no_hour_do_more_people_count_than_the_limit_allows(
            limit in 1..5_usize,
            steps in prop::collection::vec((0..8_u8, 0..2000_u64), 1..60),
        ) {
            let mut breaker = Deactivations::new(limit);
            let mut now = Instant::now();
            let mut let_through: Vec<(Instant, u8)> = Vec::new();
            for (person, pause) in steps {
                now += Duration::from_secs(pause);
                match breaker.count(&person.to_string(), now) {
                    Verdict::Counted => let_through.push((now, person)),
                    Verdict::CountedBefore => {
                        prop_assert!(let_through.iter().any(|(_, who)| *who == person));
                    }
                    Verdict::Refused { retry_after, .. } => {
                        prop_assert!(retry_after > Duration::ZERO && retry_after <= WINDOW);
                        let mut later = Deactivations { limit, counted: breaker.counted.clone(), is_open: true };
                        prop_assert_eq!(later.count(&person.to_string(), now + retry_after), Verdict::Counted);
                    }
                }
                let recent = let_through.iter().filter(|(at, _)| now.duration_since(*at) < WINDOW);
                prop_assert!(recent.count() <= limit);
            }
        }
    }
}
