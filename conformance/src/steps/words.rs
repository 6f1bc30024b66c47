//! The words that stand in for each other in a sentence.

use std::str::FromStr;

use cucumber::Parameter;

use crate::{
    idp::{Action, profile::Profile},
    people::{People, Person},
};

/// Whom or what a sentence is about.
#[derive(Clone, Debug, Parameter, PartialEq, Eq)]
#[param(
    name = "thing",
    regex = "the (?:team|group) '[^']+'|the (?:team|group) \"[^\"]+\"|[A-Z][a-z]+"
)]
pub(super) enum Thing {
    /// Somebody.
    Person(Person),
    /// A team in PactFlow, or the group that it comes from.
    Team(String),
}

impl FromStr for Thing {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let team = text
            .strip_prefix("the team ")
            .or_else(|| text.strip_prefix("the group "));
        Ok(team.map_or_else(
            || Self::Person(Person::called(text)),
            |name| Self::Team(name[1..name.len() - 1].to_owned()),
        ))
    }
}

/// Who sends a request as it is written.
#[derive(Clone, Copy, Debug, Parameter, PartialEq, Eq)]
#[param(name = "sender", regex = "an identity provider|an operator")]
pub(super) enum Sender {
    /// With the token, below the SCIM base address.
    IdentityProvider,
    /// Without a token, from the root of the server.
    Operator,
}

impl FromStr for Sender {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "an identity provider" => Self::IdentityProvider,
            "an operator" => Self::Operator,
            other => return Err(format!("{other} sends nothing")),
        })
    }
}

/// What a provider does about one person, beyond assigning and changing.
#[derive(Clone, Copy, Debug, Parameter, PartialEq, Eq)]
#[param(
    name = "deed",
    regex = "has deactivated|deactivates|reactivates|deletes|refreshes|sets a password for"
)]
pub(super) enum Deed {
    Deactivate,
    Reactivate,
    Delete,
    Refresh,
    SetPassword,
}

impl Deed {
    pub(super) fn action(self, person: Person, pushed: Profile) -> Action {
        match self {
            Self::Deactivate => Action::Deactivate(person),
            Self::Reactivate => Action::Reactivate(person),
            Self::Delete => Action::Delete(person),
            Self::Refresh => Action::Update(person, pushed),
            Self::SetPassword => Action::SetPassword(person),
        }
    }
}

impl FromStr for Deed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "has deactivated" | "deactivates" => Self::Deactivate,
            "reactivates" => Self::Reactivate,
            "deletes" => Self::Delete,
            "refreshes" => Self::Refresh,
            "sets a password for" => Self::SetPassword,
            other => return Err(format!("nobody {other} anybody")),
        })
    }
}

/// What PactFlow has a table of.
#[derive(Clone, Copy, Debug, Parameter, PartialEq, Eq)]
#[param(name = "kind", regex = "people|teams|roles")]
pub(super) enum Kind {
    People,
    Teams,
    Roles,
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "people" => Self::People,
            "teams" => Self::Teams,
            "roles" => Self::Roles,
            other => return Err(format!("PactFlow has no {other}")),
        })
    }
}

/// What is imported.
#[derive(Clone, Copy, Debug, Parameter, PartialEq, Eq)]
#[param(name = "everything", regex = "everyone|the groups")]
pub(super) enum Everything {
    People,
    Groups,
}

impl FromStr for Everything {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "everyone" => Self::People,
            "the groups" => Self::Groups,
            other => return Err(format!("nobody imports {other}")),
        })
    }
}

/// What came of a look-up or an import.
#[derive(Clone, Debug, Parameter, PartialEq, Eq)]
#[param(
    name = "findings",
    regex = "\\d+ people|the groups '[^']*'|the groups \"[^\"]*\"|nobody|[A-Z][a-z]+(?:, [A-Z][a-z]+)*(?: and [A-Z][a-z]+)?"
)]
pub(super) enum Findings {
    /// So many different people.
    Count(usize),
    /// Groups by their names.
    Groups(Vec<String>),
    /// Just these people.
    People(People),
}

impl FromStr for Findings {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(count) = text.strip_suffix(" people") {
            return Ok(Self::Count(count.parse()?));
        }
        if let Some(quoted) = text.strip_prefix("the groups ") {
            let names = quoted[1..quoted.len() - 1]
                .split(", ")
                .filter(|name| !name.is_empty());
            return Ok(Self::Groups(names.map(str::to_owned).collect()));
        }
        let Ok(people) = text.parse();
        Ok(Self::People(people))
    }
}

/// How somebody or something stands in PactFlow.
#[derive(Clone, Copy, Debug, Parameter, PartialEq, Eq)]
#[param(name = "state", regex = "active|inactive|gone")]
pub(super) enum State {
    Active,
    Inactive,
    Gone,
}

impl FromStr for State {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "active" => Self::Active,
            "inactive" => Self::Inactive,
            "gone" => Self::Gone,
            other => return Err(format!("nobody is {other}")),
        })
    }
}

/// The token that identity providers call with.
#[derive(Clone, Debug, Parameter, PartialEq, Eq)]
#[param(
    name = "token",
    regex = "missing|unknown|malformed|read-only|an administrator's|the usual one|[A-Z][a-z]+'s"
)]
pub(super) enum Token {
    Missing,
    Unknown,
    Malformed,
    ReadOnly,
    Administrator,
    Usual,
    Personal(Person),
}

impl FromStr for Token {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "missing" => Self::Missing,
            "unknown" => Self::Unknown,
            "malformed" => Self::Malformed,
            "read-only" => Self::ReadOnly,
            "an administrator's" => Self::Administrator,
            "the usual one" => Self::Usual,
            other => match other.strip_suffix("'s") {
                Some(name) => Self::Personal(Person::called(name)),
                None => return Err(format!("there is no token called {other}")),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Findings, Thing};
    use crate::people::{People, Person};

    #[test]
    fn a_thing_is_a_person_or_a_team() {
        assert_eq!("Ada".parse(), Ok(Thing::Person(Person::called("Ada"))));
        assert_eq!("the team 'R&D'".parse(), Ok(Thing::Team("R&D".into())));
        assert_eq!(
            "the group \"José's Team\"".parse(),
            Ok(Thing::Team("José's Team".into()))
        );
    }

    #[test]
    fn findings_are_people_or_a_number_of_them_or_groups() {
        assert_eq!("250 people".parse(), Ok(Findings::Count(250)));
        assert_eq!(
            "the groups 'A, B'".parse(),
            Ok(Findings::Groups(vec!["A".into(), "B".into()]))
        );
        assert_eq!(
            "the groups \"José's Team\"".parse(),
            Ok(Findings::Groups(vec!["José's Team".into()]))
        );
        assert_eq!("nobody".parse(), Ok(Findings::People(People(Vec::new()))));
    }
}
