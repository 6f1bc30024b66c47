//! A provider that keeps PactFlow like a directory of its own, by as many clients at once as there are changes, and whatever
//! goes wrong in between.
//!
//! It does what the providers have in common: it remembers the ids that it was told, looks somebody up where it was told none,
//! writes whole resources where it cannot be sure and differences where it can, and comes again until it is told that it worked.

mod compare;
mod push;
mod wish;

use std::collections::BTreeSet;

use futures::future::join_all;

pub use self::compare::Difference;
pub use self::wish::{Person, Team, Wish};
use crate::scim::Scim;

/// The provider.
#[derive(Debug)]
pub struct Mirror {
    clients: Vec<Scim>,
    people: Vec<Entry<Person>>,
    teams: Vec<Entry<Team>>,
}

/// One resource as the provider knows it.
#[derive(Clone, Debug)]
struct Entry<T> {
    /// What it shall be; `None` where it shall not be.
    wanted: Option<T>,
    /// What was last acknowledged; `None` where something was left unacknowledged since.
    settled: Option<Option<T>>,
    /// The id, as far as the provider was told.
    id: Option<String>,
    /// Which of its names it is found by.
    name: u8,
}

/// A resource, by kind and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    /// A person.
    Person(usize),
    /// A team.
    Team(usize),
}

/// What came of pushing a resource: it was acknowledged, or not for this reason.
pub type Pushed = Result<(), String>;

impl Mirror {
    /// A provider for so many people and teams, none of which is there yet, with these clients.
    pub fn new(clients: Vec<Scim>, people: usize, teams: usize) -> Self {
        Self {
            clients,
            people: vec![Entry::absent(); people],
            teams: vec![Entry::absent(); teams],
        }
    }

    /// Takes wishes and pushes what they are about, all at once. Gives what came of each resource.
    pub async fn push(
        &mut self,
        wishes: impl IntoIterator<Item = Wish>,
    ) -> Vec<(Resource, Pushed)> {
        let concerned: BTreeSet<Resource> =
            wishes.into_iter().map(|wish| self.take(wish)).collect();
        self.push_all(concerned).await
    }

    /// Pushes everything again until all is acknowledged, people before the teams that they are in; so many rounds at most.
    ///
    /// # Errors
    /// What was not acknowledged in the last round.
    pub async fn settle(&mut self, rounds: usize) -> Result<(), Vec<(Resource, Pushed)>> {
        let people: Vec<_> = (0..self.people.len()).map(Resource::Person).collect();
        let teams: Vec<_> = (0..self.teams.len()).map(Resource::Team).collect();
        let mut left = Vec::new();
        for _ in 0..rounds {
            left = self.push_all(people.iter().copied()).await;
            left.extend(self.push_all(teams.iter().copied()).await);
            left.retain(|(_, pushed)| pushed.is_err());
            if left.is_empty() {
                return Ok(());
            }
        }
        Err(left)
    }

    /// So many requests at once as there are clients for.
    async fn push_all(
        &mut self,
        resources: impl IntoIterator<Item = Resource>,
    ) -> Vec<(Resource, Pushed)> {
        let resources: Vec<_> = resources.into_iter().collect();
        let mut outcomes = Vec::new();
        for some in resources.chunks(self.clients.len()) {
            let pushes = some
                .iter()
                .zip(&self.clients)
                .map(|(resource, scim)| self.push_one(*resource, scim));
            for (resource, done) in some.iter().zip(join_all(pushes).await) {
                outcomes.push((*resource, self.note(*resource, done)));
            }
        }
        outcomes
    }
}

impl<T> Entry<T> {
    fn absent() -> Self {
        Self {
            wanted: None,
            settled: Some(None),
            id: None,
            name: 0,
        }
    }
}
