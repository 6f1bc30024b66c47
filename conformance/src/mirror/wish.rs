//! What the provider's administrators wish for.

use std::collections::BTreeSet;

use mock_pactflow::role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Entry, Mirror, Resource};

/// What a person shall be, beside being the person with this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Which sign-in name and e-mail address of its own.
    pub address: u8,
    /// Which name.
    pub name: u8,
    /// Whether active.
    pub active: bool,
    /// Which roles, from 1 to 7: one bit for each.
    pub roles: u8,
}

/// What a team shall be, beside being the team with this number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Which name of its own.
    pub name: u8,
    /// Who is in it, by number.
    pub members: BTreeSet<usize>,
}

/// One wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The person with this number shall be so.
    Person(usize, Person),
    /// The person with this number shall not be.
    NoPerson(usize),
    /// The team with this number shall be so.
    Team(usize, Team),
    /// The team with this number shall not be.
    NoTeam(usize),
}

impl Mirror {
    /// Remembers a wish, as far as a provider could follow it, and gives what it is about.
    pub(super) fn take(&mut self, wish: Wish) -> Resource {
        match wish {
            Wish::Person(number, mut person) => {
                let entry = &mut self.people[number];
                person.address = entry.rename(person.address);
                entry.wanted = Some(person);
                Resource::Person(number)
            }
            Wish::NoPerson(number) => {
                self.people[number].wanted = None;
                for team in &mut self.teams {
                    if let Some(wanted) = &mut team.wanted
                        && wanted.members.remove(&number)
                    {
                        team.settled = None;
                    }
                }
                Resource::Person(number)
            }
            Wish::Team(number, mut team) => {
                let is_wanted = |who: &usize| self.people[*who].wanted.is_some();
                team.members.retain(is_wanted);
                let entry = &mut self.teams[number];
                team.name = entry.rename(team.name);
                entry.wanted = Some(team);
                Resource::Team(number)
            }
            Wish::NoTeam(number) => {
                self.teams[number].wanted = None;
                Resource::Team(number)
            }
        }
    }
}

impl<T> Entry<T> {
    /// The name that it gets: the new one, unless it may have been created without the provider's knowing. Then only the old
    /// name finds it.
    fn rename(&mut self, name: u8) -> u8 {
        if self.settled.is_some() || self.id.is_some() {
            self.name = name;
        }
        self.name
    }
}

/// The sign-in name and the address of the person with this number.
pub(super) fn address(number: usize, name: u8) -> String {
    format!("person{number}.{name}@mirror.example")
}

/// The name of the team with this number.
pub(super) fn title(number: usize, name: u8) -> String {
    format!("Team {number}.{name}")
}

impl Person {
    /// The name to be shown.
    pub(super) fn display(&self, number: usize) -> String {
        format!("Person {number} the {}", self.name)
    }

    /// The roles by UUID.
    pub(super) fn role_uuids(&self) -> BTreeSet<Uuid> {
        let all = [role::ADMINISTRATOR, role::USER, role::CI_CD];
        let chosen = all.into_iter().enumerate();
        chosen
            .filter(|(bit, _)| self.roles & (1 << bit) != 0)
            .map(|(_, role)| role)
            .collect()
    }

    /// The person as a whole.
    pub(super) fn document(&self, number: usize) -> Value {
        let address = address(number, self.address);
        let roles: Vec<_> = self
            .role_uuids()
            .iter()
            .map(|role| json!({"value": role}))
            .collect();
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": address, "externalId": format!("00u{number}"), "active": self.active,
            "displayName": self.display(number),
            "name": {"givenName": format!("Person {number}"), "familyName": format!("the {}", self.name)},
            "emails": [{"value": address, "type": "work", "primary": true}], "roles": roles,
        })
    }
}
