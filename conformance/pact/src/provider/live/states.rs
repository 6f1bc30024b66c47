//! How each state is brought about: looked for, or created.

use pactflow_scim::pactflow::{Error, User, UserFields, UserQuery};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Live, obstacle};
use crate::provider::Obstacle;

/// How many people or teams are looked through for what an interaction wants.
const LOOKED_THROUGH: usize = 100;

/// The permission to set what the identity provider calls a person.
const SIGN_IN_NAMES: &str = "user:manage_scim_attributes:*";

impl Live {
    /// The values of one state.
    pub(super) async fn bring_about(&self, state: &str) -> Result<Value, Obstacle> {
        let token = |token: &SecretString| json!({ "token": token.expose_secret() });
        Ok(match state {
            "the caller may provision" => token(&self.tokens.caller),
            "the caller may set sign-in names" => {
                self.require(SIGN_IN_NAMES)?;
                token(&self.tokens.caller)
            }
            "the caller may manage system accounts" => {
                self.require("system_account:manage:*")?;
                token(&self.tokens.caller)
            }
            "the caller may only read" => match &self.tokens.read_only {
                Some(read_only) => token(read_only),
                None => return Err(obstacle("no read-only token was given")),
            },
            "the caller has no permission" => self.powerless().await?,
            "the caller is unknown" => json!({ "token": Uuid::new_v4().simple().to_string() }),
            "a person exists" => described(&self.person().await?),
            "a person with a sign-in name exists" => described(&self.person_who_signs_in().await?),
            "two people exist" => self.two_people().await?,
            "a person was deleted" => {
                let person = self.create(self.fields("gone")).await?.uuid;
                self.client
                    .users(&self.caller)
                    .delete(&person)
                    .await
                    .map_err(failed)?;
                json!({ "person": person })
            }
            "a system account exists" => self.system_account().await?,
            "an address is free" => json!({ "newEmail": self.address("new") }),
            "a name is free" => json!({ "newName": self.name("new") }),
            "a team exists" => self.team().await?,
            "a team without members exists" => self.team_without_members().await?,
            "two teams exist" => self.two_teams().await?,
            "a team with a member exists" => self.team_with_member().await?,
            other => {
                return Err(obstacle(&format!(
                    "{other:?} cannot be brought about in a real PactFlow"
                )));
            }
        })
    }

    async fn person(&self) -> Result<User, Obstacle> {
        if self.writes {
            return self.create(self.fields("person")).await;
        }
        let mut people = self.people().await?.into_iter();
        let found = people.find(is_complete);
        found.ok_or_else(|| missing("nobody has an address, a role and a team"))
    }

    async fn person_who_signs_in(&self) -> Result<User, Obstacle> {
        if self.writes {
            self.require(SIGN_IN_NAMES)?;
            let fields = self.fields("person");
            return self
                .create(UserFields {
                    external_idp_id: fields.email.clone(),
                    external_idp_username: fields.email.clone(),
                    ..fields
                })
                .await;
        }
        let mut people = self.people().await?.into_iter();
        let found = people.find(|person| {
            let names = [&person.external_idp_username, &person.external_idp_id];
            is_complete(person)
                && [&person.first_name, &person.last_name]
                    .into_iter()
                    .chain(names)
                    .all(Option::is_some)
        });
        found.ok_or_else(|| missing("nobody has everything that an identity provider says of one"))
    }

    /// What is sent to create someone.
    fn fields(&self, what: &str) -> UserFields {
        UserFields {
            name: Some(self.name(what)),
            first_name: Some("Pact".to_owned()),
            last_name: Some("Verification".to_owned()),
            email: Some(self.address(what)),
            active: Some(true),
            external_idp_id: None,
            external_idp_username: None,
        }
    }

    async fn create(&self, fields: UserFields) -> Result<User, Obstacle> {
        self.require_writes()?;
        let created = self
            .client
            .users(&self.caller)
            .create(&fields)
            .await
            .map_err(failed)?;
        self.created.person(&created.uuid);
        Ok(created)
    }

    async fn people(&self) -> Result<Vec<User>, Obstacle> {
        let people = UserQuery {
            active: Some(true),
            kind: Some(0),
            ..UserQuery::default()
        };
        let page = self
            .client
            .users(&self.caller)
            .list(&people, 1, LOOKED_THROUGH)
            .await;
        Ok(page.map_err(failed)?.items)
    }

    async fn two_people(&self) -> Result<Value, Obstacle> {
        if self.writes {
            self.create(self.fields("first")).await?;
            self.create(self.fields("second")).await?;
        } else if self.people().await?.len() < 2 {
            return Err(missing("there are fewer than two people"));
        }
        Ok(json!({}))
    }

    async fn system_account(&self) -> Result<Value, Obstacle> {
        let accounts = UserQuery {
            kind: Some(1),
            ..UserQuery::default()
        };
        let page = self
            .client
            .users(&self.caller)
            .list(&accounts, 1, 1)
            .await
            .map_err(failed)?;
        let account = page.items.into_iter().find(User::is_system_account);
        let account = account.ok_or_else(|| missing("the caller sees no system account"))?;
        Ok(json!({ "account": account.uuid }))
    }

    async fn team(&self) -> Result<Value, Obstacle> {
        let (team, name) = if self.writes {
            self.created_team("team").await?
        } else {
            let teams = self.teams().await?;
            teams
                .into_iter()
                .next()
                .ok_or_else(|| missing("there is no team"))?
        };
        Ok(json!({ "team": team, "teamName": name }))
    }

    async fn team_without_members(&self) -> Result<Value, Obstacle> {
        if self.writes {
            return self.team().await;
        }
        for (team, _) in self.teams().await? {
            let whole = self.client.teams(&self.caller).get(&team).await;
            if whole.map_err(failed)?.members().is_empty() {
                return Ok(json!({ "team": team }));
            }
        }
        Err(missing("every team has members"))
    }

    async fn two_teams(&self) -> Result<Value, Obstacle> {
        if self.writes {
            self.created_team("first").await?;
            self.created_team("second").await?;
        } else if self.teams().await?.len() < 2 {
            return Err(missing("there are fewer than two teams"));
        }
        Ok(json!({}))
    }

    async fn team_with_member(&self) -> Result<Value, Obstacle> {
        let teams = self.client.teams(&self.caller);
        if self.writes {
            let member = self.create(self.fields("member")).await?.uuid;
            let (team, _) = self.created_team("team").await?;
            teams
                .add_members(&team, std::slice::from_ref(&member))
                .await
                .map_err(failed)?;
            return Ok(json!({ "team": team, "member": member }));
        }
        for (team, _) in self.teams().await? {
            let whole = teams.get(&team).await.map_err(failed)?;
            if let Some(member) = whole.members().first() {
                return Ok(json!({ "team": team, "member": member.uuid }));
            }
        }
        Err(missing("no team has a member"))
    }

    async fn created_team(&self, what: &str) -> Result<(String, String), Obstacle> {
        self.require_writes()?;
        let name = self.name(what);
        let team = self
            .client
            .teams(&self.caller)
            .create(&name)
            .await
            .map_err(failed)?;
        self.created.team(&team.summary.uuid);
        Ok((team.summary.uuid, name))
    }

    async fn teams(&self) -> Result<Vec<(String, String)>, Obstacle> {
        let page = self
            .client
            .teams(&self.caller)
            .list(None, 1, LOOKED_THROUGH)
            .await;
        let teams = page.map_err(failed)?.items.into_iter();
        Ok(teams
            .map(|team| (team.uuid, team.name.unwrap_or_default()))
            .collect())
    }

    /// The token of a system account without a role.
    async fn powerless(&self) -> Result<Value, Obstacle> {
        self.require_writes()?;
        self.require("system_account:manage:*")?;
        let users = self.client.users(&self.caller);
        let account = users
            .create_system_account(&self.name("powerless"))
            .await
            .map_err(failed)?
            .uuid;
        self.created.person(&account);
        users.set_roles(&account, &[]).await.map_err(failed)?;
        let tokens = self
            .read(&["admin", "system-accounts", &account, "tokens"])
            .await;
        let tokens = tokens.map_err(|error| obstacle(&error.to_string()))?;
        let mut items = tokens["_embedded"]["items"]
            .as_array()
            .into_iter()
            .flatten();
        // With the read-write token, a refusal is for the lack of permissions alone.
        let writing = items.find(|token| {
            let description = token["description"].as_str().unwrap_or_default();
            description.to_lowercase().starts_with("read/write")
        });
        let token = writing.and_then(|token| token["value"].as_str());
        let token =
            token.ok_or_else(|| obstacle("a new system account has no read-write token"))?;
        Ok(json!({ "token": token }))
    }
}

fn is_complete(person: &User) -> bool {
    person.email.is_some() && !person.roles().is_empty() && !person.teams().is_empty()
}

fn described(person: &User) -> Value {
    json!({
        "person": person.uuid,
        "email": person.email,
        "role": person.roles().first().map(|role| &role.uuid),
    })
}

fn missing(what: &str) -> Obstacle {
    Obstacle(format!("{what}; --allow-writes creates what is missing"))
}

fn failed(error: Error) -> Obstacle {
    Obstacle(format!("what it takes cannot be brought about: {error}"))
}
