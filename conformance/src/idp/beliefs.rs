//! What an identity provider keeps in mind between two requests.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::profile::Profile;
use crate::people::Person;

/// The provider's memory: the ids it was given, and what it last pushed.
#[derive(Debug, Default)]
pub struct Beliefs {
    people: BTreeMap<Person, Account>,
    groups: BTreeMap<String, Group>,
}

/// A person as the provider believes them to be on the server.
#[derive(Clone, Debug)]
pub struct Account {
    /// The server's id.
    pub id: String,
    /// What was last pushed.
    pub profile: Profile,
}

/// A pushed group.
#[derive(Clone, Debug)]
pub struct Group {
    /// The server's id.
    pub id: String,
    /// The members that the provider believes to be there: id and what it displays, in the order in which they came.
    pub members: Vec<Member>,
}

/// A member of a pushed group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The server's id of the person.
    pub value: String,
    /// The sign-in name.
    pub display: String,
}

impl Beliefs {
    /// The account of somebody who was provisioned.
    pub fn account(&self, person: &Person) -> Option<&Account> {
        self.people.get(person)
    }

    /// The group of this name that was pushed.
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.get(name)
    }

    /// Remembers a person by the resource that the server answered.
    pub(super) fn remember(&mut self, person: &Person, resource: &Value, profile: Profile) {
        let id = resource["id"].as_str().unwrap_or_default().to_owned();
        self.people.insert(person.clone(), Account { id, profile });
    }

    /// Somebody as a member.
    ///
    /// # Panics
    ///
    /// Where the person was never provisioned: a provider leaves such people out, so a scenario that does it means something else.
    pub(super) fn member(&self, person: &Person) -> Member {
        let account = self
            .account(person)
            .unwrap_or_else(|| panic!("{person} has to be assigned before joining a group"));
        Member {
            value: account.id.clone(),
            display: account.profile.user_name(),
        }
    }

    pub(super) fn pushed(&mut self, name: &str, group: Group) {
        self.groups.insert(name.to_owned(), group);
    }

    pub(super) fn unpushed(&mut self, name: &str) -> Group {
        self.groups
            .remove(name)
            .unwrap_or_else(|| panic!("the group '{name}' was never pushed"))
    }

    /// The group of this name.
    ///
    /// # Panics
    ///
    /// Where it was never pushed.
    pub(super) fn known(&self, name: &str) -> Group {
        self.group(name)
            .unwrap_or_else(|| panic!("the group '{name}' was never pushed"))
            .clone()
    }

    pub(super) fn id(&self, person: &Person) -> String {
        self.account(person)
            .unwrap_or_else(|| panic!("{person} was never assigned"))
            .id
            .clone()
    }
}

impl Group {
    /// The group after people have come and gone.
    pub(super) fn after(mut self, join: &[Member], leave: &[Member]) -> Self {
        self.members.retain(|member| !leave.contains(member));
        for member in join {
            if !self
                .members
                .iter()
                .any(|present| present.value == member.value)
            {
                self.members.push(member.clone());
            }
        }
        self
    }
}
