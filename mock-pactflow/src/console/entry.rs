//! What happened, in one list: each SCIM exchange with the PactFlow calls it led to, and the calls that
//! were made without SCIM.

use std::collections::HashMap;

use super::exchange::Recorded;
use crate::journal::Exchange;
use crate::simulation::Simulation;

/// A SCIM exchange with its calls, or calls without one.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) scim: Option<Recorded>,
    /// In the order in which they began.
    pub(crate) calls: Vec<Exchange>,
}

impl Entry {
    /// Its name in addresses.
    pub(crate) fn id(&self) -> String {
        match &self.scim {
            Some(recorded) => format!("scim-{}", recorded.number),
            None => format!("call-{}", self.first()),
        }
    }

    fn first(&self) -> u64 {
        self.calls.first().map_or(0, |call| call.seq)
    }

    /// What decides on the order: the first call, or what had been called when there was none.
    fn position(&self) -> (u64, u64) {
        let number = self.scim.as_ref().map_or(0, |recorded| recorded.number);
        match (&self.scim, self.calls.is_empty()) {
            (Some(recorded), true) => (recorded.after, number),
            _ => (self.first(), number),
        }
    }
}

/// Everything that is kept, newest first.
pub(crate) fn entries(simulation: &Simulation) -> Vec<Entry> {
    join(simulation.desk.exchanges(), simulation.journal.since(0))
}

/// The entry of this name. One that was known by a call is found after its exchange was reported, too.
pub(crate) fn find(simulation: &Simulation, id: &str) -> Option<Entry> {
    let (kind, number) = id.split_once('-')?;
    let number: u64 = number.parse().ok()?;
    entries(simulation).into_iter().find(|entry| match kind {
        "scim" => entry
            .scim
            .as_ref()
            .is_some_and(|scim| scim.number == number),
        "call" => entry.calls.iter().any(|call| call.seq == number),
        _ => false,
    })
}

fn join(exchanges: Vec<Recorded>, mut calls: Vec<Exchange>) -> Vec<Entry> {
    calls.sort_by_key(|call| call.seq);
    let mut entries: Vec<Entry> = Vec::with_capacity(exchanges.len());
    let mut by_request: HashMap<String, usize> = HashMap::new();
    for recorded in exchanges {
        if let Some(id) = recorded.exchange.request_id.clone() {
            by_request.insert(id, entries.len());
        }
        entries.push(Entry {
            scim: Some(recorded),
            calls: Vec::new(),
        });
    }
    for call in calls {
        let place = call
            .request_id
            .as_ref()
            .and_then(|id| by_request.get(id).copied());
        match place {
            Some(place) => entries[place].calls.push(call),
            None => {
                if let Some(id) = call.request_id.clone() {
                    by_request.insert(id, entries.len());
                }
                entries.push(Entry {
                    scim: None,
                    calls: vec![call],
                });
            }
        }
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.position()));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::exchange::ScimExchange;
    use crate::console::test_support;

    fn call(seq: u64, request_id: Option<&str>) -> Exchange {
        Exchange {
            request_id: request_id.map(str::to_owned),
            ..test_support::call(seq, "GET", "/admin/users")
        }
    }

    fn recorded(number: u64, after: u64, request_id: &str) -> Recorded {
        let exchange = ScimExchange {
            request_id: Some(request_id.to_owned()),
            ..ScimExchange::default()
        };
        Recorded {
            after,
            ..test_support::recorded(number, exchange)
        }
    }

    #[test]
    fn calls_stand_with_the_exchange_that_led_to_them() {
        let exchanges = vec![
            recorded(1, 2, "a"),
            recorded(2, 4, "refused"),
            recorded(3, 4, "b"),
        ];
        let calls = vec![
            call(1, Some("a")),
            call(2, Some("a")),
            call(3, None),
            call(4, Some("b")),
        ];
        let joined = join(exchanges, calls);
        let shape: Vec<(String, usize)> = joined
            .iter()
            .map(|entry| (entry.id(), entry.calls.len()))
            .collect();
        let expected = [("scim-3", 1), ("scim-2", 0), ("call-3", 1), ("scim-1", 2)];
        assert_eq!(shape, expected.map(|(id, calls)| (id.to_owned(), calls)));
    }

    #[test]
    fn calls_of_one_request_stand_together_even_without_an_exchange() {
        let joined = join(
            Vec::new(),
            vec![call(1, Some("a")), call(2, None), call(3, Some("a"))],
        );
        let ids: Vec<_> = joined.iter().map(Entry::id).collect();
        assert_eq!(ids, ["call-2", "call-1"]);
        assert_eq!(joined[1].calls.len(), 2);
    }
}
