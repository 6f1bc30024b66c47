//! What these providers do about people.

use http::Method;
use serde_json::{Map, Value, json};

use super::{Standard, USER};
use crate::{
    idp::{Failure, Outcome, misled, profile::Profile},
    people::Person,
    wire::Wire,
};

impl Standard {
    pub(super) async fn assign(
        &mut self,
        wire: &Wire,
        person: &Person,
        profile: Profile,
    ) -> Outcome {
        if self.habits.links_on_conflict {
            return match self.create(wire, person, &profile).await {
                Err(Failure::Refused(refusal)) if refusal.json()["scimType"] == "uniqueness" => {
                    self.link(wire, person, profile).await
                }
                created => created,
            };
        }
        match self
            .find(wire, "Users", "userName", &profile.user_name())
            .await?
            .first()
        {
            Some(user) => {
                self.beliefs.remember(person, user, profile.clone());
                self.update(wire, person, profile).await
            }
            None => self.create(wire, person, &profile).await,
        }
    }

    async fn link(&mut self, wire: &Wire, person: &Person, profile: Profile) -> Outcome {
        let found = self
            .find(wire, "Users", "userName", &profile.user_name())
            .await?;
        let user = found
            .first()
            .unwrap_or_else(|| panic!("{person} is said to be there, but is not found"));
        self.beliefs.remember(person, user, profile.clone());
        self.update(wire, person, profile).await
    }

    async fn create(&mut self, wire: &Wire, person: &Person, profile: &Profile) -> Outcome {
        let exchange = self
            .send(
                wire,
                Method::POST,
                "/Users".to_owned(),
                Some(self.body(profile, None)),
            )
            .await?;
        let user = exchange.json();
        if user["id"].as_str().is_none_or(str::is_empty) {
            return misled("A created user has to come with its id.", &exchange);
        }
        self.beliefs.remember(person, &user, profile.clone());
        Ok(vec![user])
    }

    /// The whole person by PUT, or the attributes that differ by PATCH.
    pub(super) async fn update(
        &mut self,
        wire: &Wire,
        person: &Person,
        profile: Profile,
    ) -> Outcome {
        let id = self.beliefs.id(person);
        let target = self.user_at(person);
        let outcome = if self.habits.patches_people {
            self.patch(wire, target, operations(&profile)).await?
        } else {
            vec![
                self.send(
                    wire,
                    Method::PUT,
                    target,
                    Some(self.body(&profile, Some(&id))),
                )
                .await?
                .json(),
            ]
        };
        self.beliefs.remember(person, &json!({ "id": id }), profile);
        Ok(outcome)
    }

    pub(super) async fn set_active(
        &mut self,
        wire: &Wire,
        person: &Person,
        active: bool,
    ) -> Outcome {
        let pushed = self
            .beliefs
            .account(person)
            .map_or_else(|| Profile::of(person), |account| account.profile.clone());
        self.update(wire, person, pushed.with("active", Some(json!(active))))
            .await
    }

    pub(super) async fn delete(&mut self, wire: &Wire, person: &Person) -> Outcome {
        self.send(wire, Method::DELETE, self.user_at(person), None)
            .await?;
        Ok(Vec::new())
    }

    fn body(&self, profile: &Profile, id: Option<&str>) -> Value {
        let mut body = Map::new();
        body.insert("schemas".to_owned(), json!([USER]));
        if id.is_some() || self.habits.loose_template {
            body.insert("id".to_owned(), json!(id));
        }
        for (name, value) in profile.attributes() {
            let value = match value {
                Value::Bool(truth) if self.habits.loose_template => json!(truth.to_string()),
                value => value.clone(),
            };
            body.insert(name.clone(), value);
        }
        Value::Object(body)
    }
}

/// One replacement for each attribute.
fn operations(profile: &Profile) -> Vec<Value> {
    let replace =
        |(name, value): (&String, &Value)| json!({ "op": "replace", "path": name, "value": value });
    profile.attributes().iter().map(replace).collect()
}
