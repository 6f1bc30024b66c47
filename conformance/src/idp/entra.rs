//! Microsoft Entra ID, in its default dialect and with the flag `aadOptscim062020`.
//!
//! The default dialect capitalises operation names, writes booleans as strings and sends one operation for each attribute. With
//! the flag they are small, real, and merged into one operation without a path whose keys are dotted.
//!
//! Origin of the shapes: Microsoft's SCIM reference and its page on compatibility; query encoding from a published run of its
//! validator.

use async_trait::async_trait;
use http::Method;
use serde_json::Value;

use super::{Action, Failure, IdentityProvider, Outcome, accepted, beliefs::Beliefs, encode};
use crate::{
    people::Person,
    wire::{AUTHORIZATION, Exchange, Request, Wire},
};

mod groups;
mod users;

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
    beliefs: Beliefs,
}

const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

impl Entra {
    /// A client that knows nobody yet.
    pub fn speaking(dialect: Dialect) -> Self {
        Self {
            dialect,
            beliefs: Beliefs::default(),
        }
    }

    /// A GET, which comes without a SCIM `Accept`.
    async fn get(&self, wire: &Wire, target: String) -> Result<Exchange, Failure> {
        self.send(wire, Method::GET, target, None).await
    }

    async fn send(
        &self,
        wire: &Wire,
        method: Method,
        target: String,
        body: Option<Value>,
    ) -> Result<Exchange, Failure> {
        let mut headers = vec![(AUTHORIZATION, String::new())];
        if body.is_some() {
            headers.push((
                "Content-Type",
                "application/scim+json; charset=utf-8".to_owned(),
            ));
        }
        let target = self.with_flag(target);
        let request = Request {
            method,
            target,
            headers,
            body: body.as_ref().map(Value::to_string),
        };
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

    async fn find(&self, wire: &Wire, resources: &str, attribute: &str, value: &str) -> Outcome {
        let filter = format!("{attribute}+eq+%22{}%22", encode(value, "+"));
        let without_members = if resources == "Groups" {
            "excludedAttributes=members&"
        } else {
            ""
        };
        let page = self
            .get(
                wire,
                format!("/{resources}?{without_members}filter={filter}"),
            )
            .await?;
        Ok(page.json()["Resources"]
            .as_array()
            .cloned()
            .unwrap_or_default())
    }

    /// Sends PATCH operations, each a name in small letters, a path and a value, in this dialect's spelling.
    async fn patch(&self, wire: &Wire, target: String, operations: Vec<Value>) -> Outcome {
        let body = serde_json::json!({ "schemas": [PATCH_OP], "Operations": operations });
        let exchange = self.send(wire, Method::PATCH, target, Some(body)).await?;
        Ok(if exchange.body.is_empty() {
            Vec::new()
        } else {
            vec![exchange.json()]
        })
    }

    fn op(&self, name: &'static str) -> String {
        match self.dialect {
            Dialect::Default => name[..1].to_uppercase() + &name[1..],
            Dialect::Flag => name.to_owned(),
        }
    }

    /// A random GUID that nobody signs in with; an empty list is the only good answer (E-1).
    async fn test_connection(&self, wire: &Wire) -> Outcome {
        self.find(wire, "Users", "userName", &uuid::Uuid::new_v4().to_string())
            .await
    }

    fn user_at(&self, person: &Person) -> String {
        format!("/Users/{}", self.beliefs.id(person))
    }

    fn group_at(&self, name: &str) -> String {
        format!("/Groups/{}", self.beliefs.known(name).id)
    }
}

#[async_trait]
impl IdentityProvider for Entra {
    async fn perform(&mut self, wire: &Wire, action: Action) -> Outcome {
        match action {
            Action::TestConnection => self.test_connection(wire).await,
            Action::LookUp(name) => self.find(wire, "Users", "userName", &name).await,
            Action::Read(person) => Ok(vec![self.get(wire, self.user_at(&person)).await?.json()]),
            Action::ReadGroup(name) => Ok(vec![self.get(wire, self.group_at(&name)).await?.json()]),
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
