//! What Okta does about people: flows O-2 to O-6.

use http::Method;
use serde_json::{Value, json};

use super::{App, Okta, shape};
use crate::{
    idp::{Outcome, accepted, misled, profile::Profile},
    people::Person,
    wire::Wire,
};

impl Okta {
    /// Looks the person up, then creates (O-2) or links (O-3).
    pub(super) async fn assign(
        &mut self,
        wire: &Wire,
        person: &Person,
        profile: Profile,
    ) -> Outcome {
        let found = self
            .look_up(wire, "Users", "userName", &profile.user_name())
            .await?;
        match found.first() {
            Some(user) => self.link(wire, person, user, profile).await,
            None => self.create(wire, person, profile).await,
        }
    }

    async fn create(&mut self, wire: &Wire, person: &Person, profile: Profile) -> Outcome {
        let body = shape::create(&profile);
        let exchange = accepted(
            wire.send(shape::write(Method::POST, "/Users".to_owned(), Some(&body)))
                .await?,
        )?;
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
                self.patch_user(wire, person, json!({ "password": shape::PASSWORD }))
                    .await
            }
            App::Wizard => {
                let profile = self
                    .pushed_profile(person)
                    .with("password", Some(json!(shape::PASSWORD)));
                self.put(wire, person, profile).await
            }
        }
    }

    pub(super) async fn read_user(&self, wire: &Wire, person: &Person) -> Outcome {
        Ok(vec![self.get(wire, self.user_at(person)).await?.json()])
    }

    async fn put(&mut self, wire: &Wire, person: &Person, profile: Profile) -> Outcome {
        let target = self.user_at(person);
        let present = self.get(wire, target.clone()).await?.json();
        let body = shape::merged(&present, &profile);
        let exchange = accepted(
            wire.send(shape::write(Method::PUT, target, Some(&body)))
                .await?,
        )?;
        let user = exchange.json();
        if user["id"] != present["id"] {
            return misled("The answer to a PUT has to be the updated user.", &exchange);
        }
        self.beliefs.remember(person, &user, profile);
        Ok(vec![user])
    }

    async fn patch_active(&mut self, wire: &Wire, person: &Person, active: bool) -> Outcome {
        let outcome = self
            .patch_user(wire, person, json!({ "active": active }))
            .await?;
        let profile = self
            .pushed_profile(person)
            .with("active", Some(json!(active)));
        self.beliefs
            .remember(person, &json!({ "id": self.beliefs.id(person) }), profile);
        Ok(outcome)
    }

    async fn patch_user(&self, wire: &Wire, person: &Person, value: Value) -> Outcome {
        let body = shape::replace(value);
        let exchange = accepted(
            wire.send(shape::write(
                Method::PATCH,
                self.user_at(person),
                Some(&body),
            ))
            .await?,
        )?;
        Ok(vec![exchange.json()])
    }

    fn pushed_profile(&self, person: &Person) -> Profile {
        self.beliefs
            .account(person)
            .map_or_else(|| Profile::of(person), |account| account.profile.clone())
    }

    fn user_at(&self, person: &Person) -> String {
        format!("/Users/{}", self.beliefs.id(person))
    }
}
