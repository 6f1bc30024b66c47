//! Okta, in its two dialects.
//!
//! An app made with the App Integration Wizard updates by PUT, reading first and writing back what it read with its own values
//! merged in. An app from the catalogue activates, deactivates, renames and changes memberships by PATCH. Which one arrives
//! depends on how the app was made, never on what the server advertises.
//!
//! The shapes, and where each is known from, are in `shapes/okta*.http`; the sequences are from Okta's SCIM 2.0 reference and its
//! frequently asked questions, those of the wizard app from published captures of real traffic.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    Action, Failure, IdentityProvider, Outcome, accepted, beliefs::Beliefs, shape::Shapes,
};
use crate::wire::{Exchange, Wire};

mod groups;
mod users;

/// A random placeholder stands in `password` even where passwords are not synchronised. A fixed one lets a test look for it.
pub const PASSWORD: &str = "1mz050nq";

const BOTH: &str = include_str!("shapes/okta.http");
const WIZARD: &str = include_str!("shapes/okta-wizard-app.http");
const CATALOGUE: &str = include_str!("shapes/okta-catalogue-app.http");

/// How the app was made in Okta.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum App {
    /// With the App Integration Wizard.
    Wizard,
    /// From the catalogue, or from a template.
    Catalogue,
}

/// Okta's SCIM client for one app.
#[derive(Debug)]
pub struct Okta {
    app: App,
    shapes: Shapes,
    beliefs: Beliefs,
}

/// The page size of an import. It is also the step to the next page, however many resources came.
const PAGE: u64 = 100;

impl Okta {
    /// A client that knows nobody yet.
    pub fn of(app: App) -> Self {
        let own = match app {
            App::Wizard => WIZARD,
            App::Catalogue => CATALOGUE,
        };
        Self {
            app,
            shapes: Shapes::of(&[own, BOTH]),
            beliefs: Beliefs::default(),
        }
    }

    /// Sends a request by its name.
    async fn send(&self, wire: &Wire, name: &str, values: Value) -> Result<Exchange, Failure> {
        accepted(wire.send(self.shapes.request(name, &values)).await?)
    }

    async fn list(&self, wire: &Wire, name: &str, values: Value) -> Outcome {
        let page = self.send(wire, name, values).await?;
        Ok(page.json()["Resources"]
            .as_array()
            .cloned()
            .unwrap_or_default())
    }

    /// Reads all pages. Okta adds the page size to `startIndex` as long as that is not beyond `totalResults`.
    async fn import(&self, wire: &Wire, name: &str) -> Outcome {
        let mut found = Vec::new();
        let mut start = 1;
        loop {
            let page = self.send(wire, name, json!({ "start": start })).await?;
            let page = page.json();
            found.extend(page["Resources"].as_array().cloned().unwrap_or_default());
            start += PAGE;
            if start > page["totalResults"].as_u64().unwrap_or_default() {
                return Ok(found);
            }
        }
    }
}

#[async_trait]
impl IdentityProvider for Okta {
    async fn perform(&mut self, wire: &Wire, action: Action) -> Outcome {
        match action {
            Action::TestConnection => self.list(wire, "test the connection", Value::Null).await,
            Action::LookUp(name) => self.look_up(wire, &name).await,
            Action::Import => self.import(wire, "list people").await,
            Action::ImportGroups => self.import(wire, "list groups").await,
            Action::Read(person) => self.read_user(wire, &person).await,
            Action::ReadGroup(name) => self.read_group(wire, &name).await,
            Action::Assign(person, profile) => self.assign(wire, &person, profile).await,
            Action::Update(person, profile) => self.update(wire, &person, profile).await,
            Action::Deactivate(person) => self.set_active(wire, &person, false).await,
            Action::Reactivate(person) => self.reactivate(wire, &person).await,
            Action::SetPassword(person) => self.set_password(wire, &person).await,
            Action::Delete(person) => {
                panic!("Okta never deletes a user, so it cannot delete {person}")
            }
            Action::PushGroup(name, members) => self.push_group(wire, &name, &members).await,
            Action::RenameGroup(from, to) => self.rename_group(wire, &from, &to).await,
            Action::ChangeMembers(name, membership) => {
                self.change_members(wire, &name, &membership).await
            }
            Action::JoinAtOnce(name, people) => self.join_at_once(wire, &name, &people).await,
            Action::DeleteGroup(name) => self.delete_group(wire, &name).await,
        }
    }

    fn beliefs(&self) -> &Beliefs {
        &self.beliefs
    }
}
