//! What these providers do about people.

use serde_json::{Value, json};

use super::Standard;
use crate::{
    idp::{Failure, Name, Outcome, misled, profile::Profile},
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
        // authentik trusts a conflict rather than look somebody up before the creation.
        if self.name == Name::Authentik {
            return match self.create(wire, person, &profile).await {
                Err(Failure::Refused(refusal)) if refusal.json()["scimType"] == "uniqueness" => {
                    self.link(wire, person, profile).await
                }
                created => created,
            };
        }
        match self
            .find(wire, "look up a person", &profile.user_name())
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
            .find(wire, "look up a person", &profile.user_name())
            .await?;
        let user = found
            .first()
            .unwrap_or_else(|| panic!("{person} is said to be there, but is not found"));
        self.beliefs.remember(person, user, profile.clone());
        self.update(wire, person, profile).await
    }

    async fn create(&mut self, wire: &Wire, person: &Person, profile: &Profile) -> Outcome {
        let exchange = self
            .send(wire, "create a person", values(profile, None))
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
        let values = values(&profile, Some(&id));
        let outcome = if self.shapes.has("patch a person") {
            self.patch(wire, "patch a person", values).await?
        } else {
            vec![self.send(wire, "put a person", values).await?.json()]
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
        let values = json!({ "id": self.beliefs.id(person) });
        self.send(wire, "delete a person", values).await?;
        Ok(Vec::new())
    }
}

/// The values of a person: each attribute by its name, all of them as a list, and those that a shape has no place for.
fn values(profile: &Profile, id: Option<&str>) -> Value {
    let mapped = profile.attributes();
    let attribute = |(name, value)| json!({ "name": name, "value": value });
    let attributes: Vec<_> = mapped.iter().map(attribute).collect();
    let mut values = mapped.clone();
    values.insert("others".to_owned(), json!(mapped));
    values.insert("attributes".to_owned(), json!(attributes));
    values.extend(id.map(|id| ("id".to_owned(), json!(id))));
    Value::Object(values)
}
