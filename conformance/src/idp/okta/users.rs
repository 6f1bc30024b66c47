//! What Okta does about people: flows O-2 to O-6.

use serde_json::{Map, Value, json};

use super::{App, Okta, PASSWORD};
use crate::{
    idp::{
        Outcome, misled,
        profile::{ENTERPRISE, Profile},
    },
    people::Person,
    wire::Wire,
};

impl Okta {
    pub(super) async fn look_up(&self, wire: &Wire, name: &str) -> Outcome {
        self.list(wire, "look up a person", json!({ "value": name }))
            .await
    }

    /// Looks the person up, then creates (O-2) or links (O-3).
    pub(super) async fn assign(
        &mut self,
        wire: &Wire,
        person: &Person,
        profile: Profile,
    ) -> Outcome {
        let found = self.look_up(wire, &profile.user_name()).await?;
        match found.first() {
            Some(user) => self.link(wire, person, user, profile).await,
            None => self.create(wire, person, profile).await,
        }
    }

    async fn create(&mut self, wire: &Wire, person: &Person, profile: Profile) -> Outcome {
        let exchange = self.send(wire, "create a person", new(&profile)).await?;
        let user = exchange.json();
        if user["id"].as_str().is_none_or(str::is_empty) {
            return misled("Create new user returned empty user.", &exchange);
        }
        if profile.get("active") == Some(&Value::Bool(true)) && user["active"] != true {
            return misled(
                "The user was created inactive, so Okta would try to reactivate it for ever.",
                &exchange,
            );
        }
        self.beliefs.remember(person, &user, profile);
        Ok(vec![user])
    }

    async fn link(
        &mut self,
        wire: &Wire,
        person: &Person,
        user: &Value,
        profile: Profile,
    ) -> Outcome {
        self.beliefs.remember(person, user, profile.clone());
        if self.app == App::Catalogue && user["active"] != true {
            self.patch_active(wire, person, true).await?;
        }
        self.put(wire, person, profile).await
    }

    /// Reads the person and writes back what was read, with Okta's values merged in (O-4).
    pub(super) async fn update(
        &mut self,
        wire: &Wire,
        person: &Person,
        profile: Profile,
    ) -> Outcome {
        self.put(wire, person, profile).await
    }

    /// Deactivates or activates (O-5, O-6).
    pub(super) async fn set_active(
        &mut self,
        wire: &Wire,
        person: &Person,
        active: bool,
    ) -> Outcome {
        match self.app {
            App::Catalogue => self.patch_active(wire, person, active).await,
            App::Wizard => {
                let profile = self
                    .pushed_profile(person)
                    .with("active", Some(json!(active)));
                self.put(wire, person, profile).await
            }
        }
    }

    /// An assignment after a deactivation begins with the look-up again.
    pub(super) async fn reactivate(&mut self, wire: &Wire, person: &Person) -> Outcome {
        let profile = self
            .pushed_profile(person)
            .with("active", Some(json!(true)));
        self.assign(wire, person, profile).await
    }

    /// Password synchronisation (O-15). The server may take it or leave it, but must answer well.
    pub(super) async fn set_password(&mut self, wire: &Wire, person: &Person) -> Outcome {
        match self.app {
            App::Catalogue => {
                let values = json!({ "id": self.beliefs.id(person), "password": PASSWORD });
                let exchange = self.send(wire, "set a password", values).await?;
                Ok(vec![exchange.json()])
            }
            App::Wizard => {
                let profile = self
                    .pushed_profile(person)
                    .with("password", Some(json!(PASSWORD)));
                self.put(wire, person, profile).await
            }
        }
    }

    pub(super) async fn read_user(&self, wire: &Wire, person: &Person) -> Outcome {
        let id = self.beliefs.id(person);
        let exchange = self
            .send(wire, "read a person", json!({ "id": id }))
            .await?;
        Ok(vec![exchange.json()])
    }

    async fn put(&mut self, wire: &Wire, person: &Person, profile: Profile) -> Outcome {
        let id = self.beliefs.id(person);
        let values = json!({ "id": id });
        let present = self.send(wire, "read a person", values).await?.json();
        let values = json!({ "id": id, "document": merged(&present, &profile) });
        let exchange = self.send(wire, "put a person", values).await?;
        let user = exchange.json();
        if user["id"] != present["id"] {
            return misled("The answer to a PUT has to be the updated user.", &exchange);
        }
        self.beliefs.remember(person, &user, profile);
        Ok(vec![user])
    }

    async fn patch_active(&mut self, wire: &Wire, person: &Person, active: bool) -> Outcome {
        let id = self.beliefs.id(person);
        let values = json!({ "id": id, "active": active });
        let exchange = self
            .send(wire, "activate or deactivate a person", values)
            .await?;
        let profile = self
            .pushed_profile(person)
            .with("active", Some(json!(active)));
        self.beliefs.remember(person, &json!({ "id": id }), profile);
        Ok(vec![exchange.json()])
    }

    fn pushed_profile(&self, person: &Person) -> Profile {
        self.beliefs
            .account(person)
            .map_or_else(|| Profile::of(person), |account| account.profile.clone())
    }
}

/// The values of a new user: those of the mapping, and what the shape has no place of its own for.
fn new(profile: &Profile) -> Value {
    let mapped = profile.attributes();
    let mut values = Map::from_iter([
        ("groups".to_owned(), json!([])),
        ("password".to_owned(), json!(PASSWORD)),
    ]);
    values.extend(mapped.clone());
    values.extend([("others".to_owned(), json!(mapped))]);
    values.extend(
        mapped
            .contains_key(ENTERPRISE)
            .then(|| ("enterprise".to_owned(), json!(true))),
    );
    Value::Object(values)
}

/// The server's own document with Okta's values merged in: what a PUT carries. Keys come in alphabetical order.
fn merged(present: &Value, profile: &Profile) -> Value {
    let mut body = present.as_object().cloned().unwrap_or_default();
    for (name, value) in profile.attributes() {
        match (body.get_mut(name), value) {
            (Some(Value::Object(present)), Value::Object(mapped)) => present.extend(mapped.clone()),
            (Some(Value::Array(present)), Value::Array(mapped)) if name == "emails" => {
                merge_emails(present, mapped)
            }
            _ => {
                body.insert(name.clone(), value.clone());
            }
        }
    }
    body.sort_keys();
    Value::Object(body)
}

/// Okta maps the primary address, so that element is overwritten and the others stay as the server had them.
fn merge_emails(present: &mut Vec<Value>, mapped: &[Value]) {
    let Some(primary) = mapped.first() else {
        return present.clear();
    };
    match present.iter_mut().find(|email| email["primary"] == true) {
        Some(email) if mapped.len() == 1 => email["value"] = primary["value"].clone(),
        _ => *present = mapped.to_vec(),
    }
}
