//! Microsoft Entra ID, in its default dialect and with the flag `aadOptscim062020`.
//!
//! The default dialect capitalises operation names, writes booleans as strings and sends one operation for each attribute. With
//! the flag they are small, real, and merged into one operation without a path whose keys are dotted.
//!
//! The shapes, and where each is known from, are in `shapes/entra*.http`.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    Action, Failure, IdentityProvider, Outcome, accepted, answered, beliefs::Beliefs, shape::Shapes,
};
use crate::wire::{Exchange, Wire};

mod groups;
mod users;

const BOTH: &str = include_str!("shapes/entra.http");
const DEFAULT: &str = include_str!("shapes/entra-default.http");
const FLAG: &str = include_str!("shapes/entra-flag.http");

/// Which operations are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Capital operation names, booleans as strings.
    Default,
    /// With `aadOptscim062020` behind the tenant's address.
    Flag,
}

/// Entra's SCIM client for one enterprise application.
#[derive(Debug)]
pub struct Entra {
    dialect: Dialect,
    shapes: Shapes,
    beliefs: Beliefs,
}

impl Entra {
    /// A client that knows nobody yet.
    pub fn speaking(dialect: Dialect) -> Self {
        let own = match dialect {
            Dialect::Default => DEFAULT,
            Dialect::Flag => FLAG,
        };
        Self {
            dialect,
            shapes: Shapes::of(&[own, BOTH]),
            beliefs: Beliefs::default(),
        }
    }

    /// Sends a request by its name.
    async fn send(&self, wire: &Wire, name: &str, values: Value) -> Result<Exchange, Failure> {
        let mut request = self.shapes.request(name, &values);
        request.target = self.with_flag(request.target);
        accepted(wire.send(request).await?)
    }

    /// The administrator writes the flag behind the tenant's address, so it can arrive with every request.
    fn with_flag(&self, target: String) -> String {
        match self.dialect {
            Dialect::Default => target,
            Dialect::Flag => format!(
                "{target}{}aadOptscim062020",
                if target.contains('?') { '&' } else { '?' }
            ),
        }
    }

    async fn find(&self, wire: &Wire, name: &str, value: &str) -> Outcome {
        let page = self.send(wire, name, json!({ "value": value })).await?;
        Ok(page.json()["Resources"]
            .as_array()
            .cloned()
            .unwrap_or_default())
    }

    /// Sends a PATCH by its name.
    async fn patch(&self, wire: &Wire, name: &str, values: Value) -> Outcome {
        Ok(answered(&self.send(wire, name, values).await?))
    }

    async fn read(&self, wire: &Wire, name: &str, id: String) -> Outcome {
        let exchange = self.send(wire, name, json!({ "id": id })).await?;
        Ok(vec![exchange.json()])
    }

    /// A random GUID that nobody signs in with; an empty list is the only good answer (E-1).
    async fn test_connection(&self, wire: &Wire) -> Outcome {
        let nobody = uuid::Uuid::new_v4().to_string();
        self.find(wire, "look up a person", &nobody).await
    }
}

#[async_trait]
impl IdentityProvider for Entra {
    async fn perform(&mut self, wire: &Wire, action: Action) -> Outcome {
        match action {
            Action::TestConnection => self.test_connection(wire).await,
            Action::LookUp(name) => self.find(wire, "look up a person", &name).await,
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
            Action::PushGroup(name, members) => self.push_group(wire, &name, &members).await,
            Action::RenameGroup(from, to) => self.rename_group(wire, &from, &to).await,
            Action::ChangeMembers(name, membership) => {
                self.change_members(wire, &name, &membership).await
            }
            Action::JoinAtOnce(name, people) => self.join_at_once(wire, &name, &people).await,
            Action::DeleteGroup(name) => self.delete_group(wire, &name).await,
            Action::Import | Action::ImportGroups => {
                panic!("Entra never imports, it only looks up")
            }
            Action::SetPassword(_) => panic!("Entra never synchronises passwords"),
        }
    }

    fn beliefs(&self) -> &Beliefs {
        &self.beliefs
    }
}
