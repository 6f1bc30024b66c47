//! Identity providers that keep closer to the protocol than Okta and Entra, each with a few habits of its own.
//!
//! Origin of the habits: each vendor's page for administrators or implementers, and reports of those who met them; see
//! [`habits`].

use async_trait::async_trait;
use http::Method;
use serde_json::Value;

use super::{Action, Failure, IdentityProvider, Outcome, accepted, beliefs::Beliefs, encode};
use crate::{
    people::Person,
    wire::{AUTHORIZATION, Exchange, Request, Wire},
};

mod groups;
pub mod habits;
mod users;

use habits::Habits;

/// A SCIM client with certain habits.
#[derive(Debug)]
pub struct Standard {
    habits: &'static Habits,
    beliefs: Beliefs,
}

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

impl Standard {
    /// A client with these habits that knows nobody yet.
    pub fn with(habits: &'static Habits) -> Self {
        Self {
            habits,
            beliefs: Beliefs::default(),
        }
    }

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
        let mut headers = vec![
            ("Accept", self.habits.media_type.to_owned()),
            (AUTHORIZATION, String::new()),
        ];
        if body.is_some() {
            headers.push(("Content-Type", self.habits.media_type.to_owned()));
        }
        accepted(
            wire.send(Request {
                method,
                target,
                headers,
                body: body.as_ref().map(Value::to_string),
            })
            .await?,
        )
    }

    async fn patch(&self, wire: &Wire, target: String, operations: Vec<Value>) -> Outcome {
        let body = serde_json::json!({ "schemas": [PATCH_OP], "Operations": operations });
        let exchange = self.send(wire, Method::PATCH, target, Some(body)).await?;
        Ok(if exchange.body.is_empty() {
            Vec::new()
        } else {
            vec![exchange.json()]
        })
    }

    /// Finds resources by one attribute, in this provider's spelling of a filter, or by reading all of them.
    async fn find(&self, wire: &Wire, resources: &str, attribute: &str, value: &str) -> Outcome {
        if resources == "Groups" && self.habits.lists_all_groups {
            let mut found = self.all(wire, resources).await?;
            found.retain(|group| group[attribute] == value);
            return Ok(found);
        }
        let literal = if self.habits.quotes_values {
            Value::from(value).to_string()
        } else {
            value.to_owned()
        };
        let filter = format!("{attribute}+eq+{}", encode(&literal, "+"));
        let page = self
            .get(wire, format!("/{resources}?filter={filter}"))
            .await?
            .json();
        Ok(page["Resources"].as_array().cloned().unwrap_or_default())
    }

    /// Reads pages until all that is announced has come.
    async fn all(&self, wire: &Wire, resources: &str) -> Outcome {
        let mut found = Vec::new();
        loop {
            let start = found.len() + 1;
            let page = self
                .get(wire, format!("/{resources}?startIndex={start}&count=100"))
                .await?
                .json();
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
        for target in self.habits.reads_on_connecting {
            self.get(wire, (*target).to_owned()).await?;
        }
        if self.habits.tries_out {
            self.try_out(wire).await?;
        }
        Ok(Vec::new())
    }

    fn user_at(&self, person: &Person) -> String {
        format!("/Users/{}", self.beliefs.id(person))
    }

    fn group_at(&self, name: &str) -> String {
        format!("/Groups/{}", self.beliefs.known(name).id)
    }
}

#[async_trait]
impl IdentityProvider for Standard {
    async fn perform(&mut self, wire: &Wire, action: Action) -> Outcome {
        match action {
            Action::TestConnection => self.connect(wire).await,
            Action::LookUp(name) => self.find(wire, "Users", "userName", &name).await,
            Action::Import => self.all(wire, "Users").await,
            Action::ImportGroups => self.all(wire, "Groups").await,
            Action::Read(person) => Ok(vec![self.get(wire, self.user_at(&person)).await?.json()]),
            Action::ReadGroup(name) => Ok(vec![self.get(wire, self.group_at(&name)).await?.json()]),
            Action::Assign(person, profile) => self.assign(wire, &person, profile).await,
            Action::Update(person, profile) => self.update(wire, &person, profile).await,
            Action::Deactivate(person) => self.set_active(wire, &person, false).await,
            Action::Reactivate(person) => self.set_active(wire, &person, true).await,
            Action::Delete(person) => self.delete(wire, &person).await,
            Action::SetPassword(person) => panic!(
                "{} does not synchronise {person}'s password",
                self.habits.name
            ),
            Action::PushGroup(name, members) => self.push_group(wire, &name, &members).await,
            Action::RenameGroup(from, to) => self.rename_group(wire, &from, &to).await,
            Action::ChangeMembers(name, membership) => {
                self.change_members(wire, &name, &membership).await
            }
            Action::JoinAtOnce(name, _) => {
                panic!("{} changes {name} step by step", self.habits.name)
            }
            Action::DeleteGroup(name) => self.delete_group(wire, &name).await,
        }
    }

    fn beliefs(&self) -> &Beliefs {
        &self.beliefs
    }
}
