//! What Entra does about people: flows E-2 to E-6.

use http::Method;
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

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
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
            .find(wire, "Users", "userName", &profile.user_name())
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
        let mut body = Map::new();
        // The extension is announced even where none of its attributes follows.
        body.insert("schemas".to_owned(), json!([USER, ENTERPRISE]));
        for name in ["externalId", "userName", "active", "displayName", "emails"] {
            if let Some(value) = profile.get(name) {
                body.insert(name.to_owned(), value.clone());
            }
        }
        body.insert("meta".to_owned(), json!({ "resourceType": "User" }));
        for name in ["name", ENTERPRISE] {
            if let Some(value) = profile.get(name) {
                body.insert(name.to_owned(), value.clone());
            }
        }
        body.insert(
            "roles".to_owned(),
            profile.get("roles").cloned().unwrap_or_else(|| json!([])),
        );
        let exchange = self
            .send(
                wire,
                Method::POST,
                "/Users".to_owned(),
                Some(Value::Object(body)),
            )
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
        self.send(wire, Method::DELETE, self.user_at(person), None)
            .await?;
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
        if changes.is_empty() {
            return Ok(vec![self.get(wire, self.user_at(person)).await?.json()]);
        }
        let operations = match self.dialect {
            Dialect::Default => self.one_by_one(changes),
            Dialect::Flag => merged(changes),
        };
        let outcome = self.patch(wire, self.user_at(person), operations).await?;
        self.beliefs
            .remember(person, &json!({ "id": self.beliefs.id(person) }), profile);
        Ok(outcome)
    }

    /// One operation for each attribute: `Add` where it had no value before. Booleans are strings.
    fn one_by_one(&self, changes: Vec<Change>) -> Vec<Value> {
        let operation = |change: Change| {
            let op = self.op(if change.is_new { "add" } else { "replace" });
            json!({ "op": op, "path": change.path, "value": as_text(change.value) })
        };
        changes.into_iter().map(operation).collect()
    }
}

/// Addresses keep an operation of their own; everything else is merged into one without a path, with dotted keys.
fn merged(changes: Vec<Change>) -> Vec<Value> {
    let mut operations = Vec::new();
    let mut keys = Map::new();
    for Change { path, value, .. } in changes {
        if path == WORK_EMAIL {
            operations.push(json!({ "op": "replace", "path": path, "value": value }));
        } else {
            keys.insert(path, value);
        }
    }
    if !keys.is_empty() {
        operations.push(json!({ "op": "replace", "value": keys }));
    }
    operations
}

fn as_text(value: Value) -> Value {
    match value {
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        other => other,
    }
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
