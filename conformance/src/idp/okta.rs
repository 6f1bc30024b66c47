//! Okta, in its two dialects.
//!
//! An app made with the App Integration Wizard updates by PUT, reading first and writing back what it read with its own values
//! merged in. An app from the catalogue activates, deactivates, renames and changes memberships by PATCH. Which one arrives
//! depends on how the app was made, never on what the server advertises.
//!
//! Origin of the shapes: Okta's SCIM 2.0 reference and its frequently asked questions; header sets and the wizard app's
//! sequences from published captures of real traffic.

use async_trait::async_trait;
use serde_json::Value;

use super::{Action, IdentityProvider, Outcome, accepted, beliefs::Beliefs, encode};
use crate::wire::{Exchange, Wire};

mod groups;
mod shape;
mod users;

pub use shape::PASSWORD;

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
    beliefs: Beliefs,
}

/// The page size of an import. It is also the step to the next page, however many resources came.
const PAGE: u64 = 100;

impl Okta {
    /// A client that knows nobody yet.
    pub fn of(app: App) -> Self {
        Self {
            app,
            beliefs: Beliefs::default(),
        }
    }

    async fn get(&self, wire: &Wire, target: String) -> Result<Exchange, super::Failure> {
        accepted(wire.send(shape::read(target)).await?)
    }

    async fn look_up(&self, wire: &Wire, resources: &str, attribute: &str, value: &str) -> Outcome {
        let filter = encode(&format!("{attribute} eq {}", Value::from(value)), "%20");
        let page = self
            .get(
                wire,
                format!("/{resources}?filter={filter}&startIndex=1&count=100"),
            )
            .await?;
        Ok(page.json()["Resources"]
            .as_array()
            .cloned()
            .unwrap_or_default())
    }

    /// Reads all pages. Okta adds the page size to `startIndex` as long as that is not beyond `totalResults`.
    async fn import(&self, wire: &Wire, resources: &str) -> Outcome {
        let mut found = Vec::new();
        let mut start = 1;
        loop {
            let page = self
                .get(
                    wire,
                    format!("/{resources}?startIndex={start}&count={PAGE}"),
                )
                .await?
                .json();
            found.extend(page["Resources"].as_array().cloned().unwrap_or_default());
            start += PAGE;
            if start > page["totalResults"].as_u64().unwrap_or_default() {
                return Ok(found);
            }
        }
    }

    async fn test_connection(&self, wire: &Wire) -> Outcome {
        let page = self
            .get(wire, "/Users?startIndex=1&count=2".to_owned())
            .await?;
        Ok(page.json()["Resources"]
            .as_array()
            .cloned()
            .unwrap_or_default())
    }
}

#[async_trait]
impl IdentityProvider for Okta {
    async fn perform(&mut self, wire: &Wire, action: Action) -> Outcome {
        match action {
            Action::TestConnection => self.test_connection(wire).await,
            Action::LookUp(name) => self.look_up(wire, "Users", "userName", &name).await,
            Action::Import => self.import(wire, "Users").await,
            Action::ImportGroups => self.import(wire, "Groups").await,
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
