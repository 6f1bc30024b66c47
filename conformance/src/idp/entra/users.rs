//! What Entra does about people: flows E-2 to E-6.

use serde_json::{Map, Value, json};

use super::{Dialect, Entra};
use crate::{
    idp::{
        Outcome, misled,
        profile::{ENTERPRISE, Profile},
    },
    people::Person,
    wire::Wire,
};

const WORK_EMAIL: &str = "emails[type eq \"work\"].value";

impl Entra {
    /// Matches by the sign-in name, then creates (E-3), or updates whoever was found.
    pub(super) async fn assign(
        &mut self,
        wire: &Wire,
        person: &Person,
        profile: Profile,
    ) -> Outcome {
        let found = self
            .find(wire, "look up a person", &profile.user_name())
            .await?;
        match found.as_slice() {
            [] => self.create(wire, person, profile).await,
            [user] => {
                self.beliefs.remember(person, user, profile.clone());
                let present = read_profile(user);
                self.patch_differences(wire, person, &present, profile)
                    .await
            }
            several => panic!(
                "a matching attribute has to be unique, but {} people were found",
                several.len()
            ),
        }
    }

    async fn create(&mut self, wire: &Wire, person: &Person, profile: Profile) -> Outcome {
        let mut values = Map::from_iter([("roles".to_owned(), json!([]))]);
        values.extend(profile.attributes().clone());
        let extension = profile.get(ENTERPRISE).cloned();
        values.extend(extension.map(|it| ("enterprise".to_owned(), it)));
        let exchange = self
            .send(wire, "create a person", Value::Object(values))
            .await?;
        let user = exchange.json();
        if user["id"].as_str().is_none_or(str::is_empty) {
            return misled("A created user has to come with its id.", &exchange);
        }
        self.beliefs.remember(person, &user, profile);
        Ok(vec![user])
    }

    /// Sends what differs from what was last pushed (E-4, E-6).
    pub(super) async fn update(
        &mut self,
        wire: &Wire,
        person: &Person,
        profile: Profile,
    ) -> Outcome {
        let before = self
            .beliefs
            .account(person)
            .map_or_else(|| Profile::of(person), |account| account.profile.clone());
        self.patch_differences(wire, person, &before, profile).await
    }

    /// Disables and enables (E-5).
    pub(super) async fn set_active(
        &mut self,
        wire: &Wire,
        person: &Person,
        active: bool,
    ) -> Outcome {
        let before = self
            .beliefs
            .account(person)
            .map_or_else(|| Profile::of(person), |account| account.profile.clone());
        let profile = before.clone().with("active", Some(json!(active)));
        self.patch_differences(wire, person, &before, profile).await
    }

    /// A hard delete, about thirty days after the person was deleted in Entra.
    pub(super) async fn delete(&mut self, wire: &Wire, person: &Person) -> Outcome {
        let values = json!({ "id": self.beliefs.id(person) });
        self.send(wire, "delete a person", values).await?;
        Ok(Vec::new())
    }

    async fn patch_differences(
        &mut self,
        wire: &Wire,
        person: &Person,
        before: &Profile,
        profile: Profile,
    ) -> Outcome {
        let changes = differences(before, &profile);
        let id = self.beliefs.id(person);
        if changes.is_empty() {
            return self.read(wire, "read a person", id).await;
        }
        let mut values = match self.dialect {
            Dialect::Default => one_by_one(changes),
            Dialect::Flag => merged(changes),
        };
        values["id"] = json!(id);
        let outcome = self.patch(wire, "patch a person", values).await?;
        self.beliefs
            .remember(person, &json!({ "id": self.beliefs.id(person) }), profile);
        Ok(outcome)
    }
}

/// An operation for each attribute: `Add` where it had no value before.
fn one_by_one(changes: Vec<Change>) -> Value {
    let operation = |change: Change| {
        let op = if change.is_new { "Add" } else { "Replace" };
        json!({ "op": op, "path": change.path, "value": change.value })
    };
    let changes: Vec<_> = changes.into_iter().map(operation).collect();
    json!({ "changes": changes })
}

/// The address, which keeps an operation of its own, and everything else by dotted keys.
fn merged(changes: Vec<Change>) -> Value {
    let mut values = json!({ "attributes": {} });
    for Change { path, value, .. } in changes {
        if path == WORK_EMAIL {
            values["email"] = value;
        } else {
            values["attributes"][path] = value;
        }
    }
    values
}

struct Change {
    path: String,
    value: Value,
    is_new: bool,
}

/// The attributes whose values differ, by PATCH path. Entra never sends null, so an attribute that is gone is not mentioned.
fn differences(before: &Profile, after: &Profile) -> Vec<Change> {
    let present = leaves(before);
    leaves(after)
        .into_iter()
        .filter_map(|(path, value)| {
            let was = present
                .iter()
                .find(|(known, _)| *known == path)
                .map(|(_, value)| value);
            (was != Some(&value)).then(|| Change {
                path,
                value,
                is_new: was.is_none(),
            })
        })
        .collect()
}

fn leaves(profile: &Profile) -> Vec<(String, Value)> {
    let mut leaves = Vec::new();
    for (name, value) in profile.attributes() {
        match value {
            // Neither is in Entra's default mapping for an update.
            _ if name == "locale" => {}
            Value::Array(emails) if name == "emails" => {
                leaves.extend(
                    emails
                        .first()
                        .map(|email| (WORK_EMAIL.to_owned(), email["value"].clone())),
                );
            }
            Value::Object(parts) => {
                let separator = if name.starts_with("urn:") { ':' } else { '.' };
                leaves.extend(
                    parts
                        .iter()
                        .map(|(part, value)| (format!("{name}{separator}{part}"), value.clone())),
                );
            }
            _ => leaves.push((name.clone(), value.clone())),
        }
    }
    leaves
}

fn read_profile(user: &Value) -> Profile {
    let mut profile = Profile::empty();
    for name in ["userName", "displayName", "externalId", "active", "emails"] {
        profile = profile.with(name, user.get(name).cloned());
    }
    for part in ["givenName", "familyName"] {
        profile = profile.with(&format!("name.{part}"), user["name"].get(part).cloned());
    }
    profile
}
