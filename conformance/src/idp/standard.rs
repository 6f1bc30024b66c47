//! Identity providers that keep closer to the protocol than Okta and Entra, each with a few habits of its own.
//!
//! What each sends, and where it is known from, is in `shapes/`; a provider does what it has a request for, so that most habits
//! are there too.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    Action, Failure, IdentityProvider, Name, Outcome, accepted, answered, beliefs::Beliefs,
    shape::Shapes,
};
use crate::wire::{Exchange, Wire};

mod groups;
mod users;

/// A SCIM client with certain habits.
#[derive(Debug)]
pub struct Standard {
    name: Name,
    shapes: Shapes,
    beliefs: Beliefs,
}

const ALIKE: &str = include_str!("shapes/standard.http");

impl Standard {
    /// The client of this provider, which knows nobody yet.
    ///
    /// # Panics
    ///
    /// For Okta and Entra, which have clients of their own.
    pub fn of(name: Name) -> Self {
        let files: &[&str] = match name {
            Name::OneLogin => &[include_str!("shapes/onelogin.http")],
            Name::JumpCloud => &[include_str!("shapes/jumpcloud.http"), ALIKE],
            Name::PingFederate => &[include_str!("shapes/pingfederate.http"), ALIKE],
            Name::CyberArk => &[include_str!("shapes/cyberark.http"), ALIKE],
            Name::SailPoint => &[include_str!("shapes/sailpoint.http"), ALIKE],
            Name::Authentik => &[include_str!("shapes/authentik.http"), ALIKE],
            other => panic!("{other} has a client of its own"),
        };
        Self {
            name,
            shapes: Shapes::of(files),
            beliefs: Beliefs::default(),
        }
    }

    /// Sends a request by its name.
    async fn send(&self, wire: &Wire, name: &str, values: Value) -> Result<Exchange, Failure> {
        accepted(wire.send(self.shapes.request(name, &values)).await?)
    }

    /// Sends a PATCH by its name.
    async fn patch(&self, wire: &Wire, name: &str, values: Value) -> Outcome {
        Ok(answered(&self.send(wire, name, values).await?))
    }

    /// Finds people or groups by a look-up of this name.
    async fn find(&self, wire: &Wire, name: &str, value: &str) -> Outcome {
        let page = self.send(wire, name, json!({ "value": value })).await?;
        let page = page.json();
        Ok(page["Resources"].as_array().cloned().unwrap_or_default())
    }

    /// Reads pages until all that is announced has come.
    async fn all(&self, wire: &Wire, name: &str) -> Outcome {
        let mut found = Vec::new();
        loop {
            let start = found.len() + 1;
            let page = self.send(wire, name, json!({ "start": start })).await?;
            let page = page.json();
            let resources = page["Resources"].as_array().cloned().unwrap_or_default();
            let is_last = resources.is_empty();
            found.extend(resources);
            if is_last || found.len() as u64 >= page["totalResults"].as_u64().unwrap_or_default() {
                return Ok(found);
            }
        }
    }

    /// What this provider does when an administrator connects it.
    async fn connect(&mut self, wire: &Wire) -> Outcome {
        for name in self.shapes.connecting() {
            self.send(wire, name, Value::Null).await?;
        }
        if self.shapes.has("create a trial person") {
            self.try_out(wire).await?;
        }
        Ok(Vec::new())
    }

    async fn read(&self, wire: &Wire, name: &str, id: String) -> Outcome {
        let exchange = self.send(wire, name, json!({ "id": id })).await?;
        Ok(vec![exchange.json()])
    }
}

#[async_trait]
impl IdentityProvider for Standard {
    async fn perform(&mut self, wire: &Wire, action: Action) -> Outcome {
        match action {
            Action::TestConnection => self.connect(wire).await,
            Action::LookUp(name) => self.find(wire, "look up a person", &name).await,
            Action::Import => self.all(wire, "list people").await,
            Action::ImportGroups => self.all(wire, "list groups").await,
            Action::Read(person) => {
                self.read(wire, "read a person", self.beliefs.id(&person))
                    .await
            }
            Action::ReadGroup(name) => {
                self.read(wire, "read a group", self.beliefs.known(&name).id)
                    .await
            }
            Action::Assign(person, profile) => self.assign(wire, &person, profile).await,
            Action::Update(person, profile) => self.update(wire, &person, profile).await,
            Action::Deactivate(person) => self.set_active(wire, &person, false).await,
            Action::Reactivate(person) => self.set_active(wire, &person, true).await,
            Action::Delete(person) => self.delete(wire, &person).await,
            Action::SetPassword(person) => {
                panic!("{} does not synchronise {person}'s password", self.name)
            }
            Action::PushGroup(name, members) => self.push_group(wire, &name, &members).await,
            Action::RenameGroup(from, to) => self.rename_group(wire, &from, &to).await,
            Action::ChangeMembers(name, membership) => {
                self.change_members(wire, &name, &membership).await
            }
            Action::JoinAtOnce(name, _) => {
                panic!("{} changes {name} step by step", self.name)
            }
            Action::DeleteGroup(name) => self.delete_group(wire, &name).await,
        }
    }

    fn beliefs(&self) -> &Beliefs {
        &self.beliefs
    }
}
