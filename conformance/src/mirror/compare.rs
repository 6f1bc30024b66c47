//! What PactFlow holds, against what the provider wishes.

use std::collections::BTreeSet;

use mock_pactflow::{Snapshot, User};

use super::wish::{address, title};
use super::{Mirror, Resource};

/// Something that is not as it shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It is not there.
    Lost(Resource),
    /// It is there more than once.
    Twice(Resource),
    /// It is there and shall not be.
    Left(Resource),
    /// It is otherwise: what it is, and what it shall be.
    Otherwise(Resource, String, String),
}

impl Mirror {
    /// Everything that is not as it shall be.
    pub fn differences(&self, state: &Snapshot) -> Vec<Difference> {
        let people = (0..self.people.len()).map(Resource::Person);
        let teams = (0..self.teams.len()).map(Resource::Team);
        people
            .chain(teams)
            .filter_map(|resource| self.difference(state, resource))
            .collect()
    }

    /// What is not as it shall be with this resource, found by any name that it ever had.
    pub fn difference(&self, state: &Snapshot, resource: Resource) -> Option<Difference> {
        let (held, wanted) = match resource {
            Resource::Person(number) => {
                let wanted = self.people[number].wanted.as_ref().map(|person| {
                    let address = address(number, person.address);
                    let roles = person.role_uuids();
                    format!(
                        "{address} {address} {} {} {roles:?}",
                        person.display(number),
                        person.active
                    )
                });
                let stem = format!("person{number}.");
                let mut held = state.users();
                held.retain(|user| {
                    user.email
                        .as_ref()
                        .is_some_and(|email| email.starts_with(&stem))
                });
                (held.iter().map(read).collect::<Vec<_>>(), wanted)
            }
            Resource::Team(number) => {
                let members = |ids: BTreeSet<String>| format!("{ids:?}");
                let wanted = self.teams[number].wanted.as_ref().map(|team| {
                    let ids = team
                        .members
                        .iter()
                        .filter_map(|who| self.people[*who].id.clone());
                    format!("{} {}", title(number, team.name), members(ids.collect()))
                });
                let stem = format!("Team {number}.");
                let mut held = state.teams();
                held.retain(|team| team.name.starts_with(&stem));
                let shown = held.iter().map(|team| {
                    let ids = team.members.iter().map(ToString::to_string);
                    format!("{} {}", team.name, members(ids.collect()))
                });
                (shown.collect(), wanted)
            }
        };
        match (held.as_slice(), wanted) {
            ([], None) => None,
            ([], Some(_)) => Some(Difference::Lost(resource)),
            ([_], None) => Some(Difference::Left(resource)),
            ([held], Some(wanted)) => {
                (*held != wanted).then(|| Difference::Otherwise(resource, held.clone(), wanted))
            }
            _ => Some(Difference::Twice(resource)),
        }
    }
}

fn read(user: &User) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let roles: BTreeSet<_> = user.roles.iter().collect();
    format!(
        "{} {} {} {} {roles:?}",
        text(&user.external_idp_username),
        text(&user.email),
        text(&user.name),
        user.active
    )
}
