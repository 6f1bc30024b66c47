//! From the document to the directory: names become UUIDs, and what does not fit is named.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexSet;
use jiff::Timestamp;
use uuid::Uuid;

use super::{Seed, SeedError, SeedRole, SeedSystemAccount, SeedTeam, SeedToken, SeedUser};
use crate::ids::{Ids, derived_uuid};
use crate::model::{Access, Role, Team, Token, User, UserType};
use crate::role;
use crate::state::{DEFAULT_TEAM, Store};

impl Seed {
    /// The directory that the document describes.
    pub(crate) fn build(&self, now: Timestamp, ids: &mut Ids) -> Result<Store, SeedError> {
        let mut builder = Builder {
            store: Store::new(now),
            names: HashMap::new(),
            now,
            ids,
        };
        for role in &self.roles {
            builder.role(role)?;
        }
        for user in &self.users {
            builder.user(user)?;
        }
        for account in &self.system_accounts {
            builder.system_account(account)?;
        }
        if !self.teams.iter().any(|team| team.name == DEFAULT_TEAM) {
            builder.team(&SeedTeam {
                name: DEFAULT_TEAM.to_owned(),
                ..SeedTeam::default()
            })?;
        }
        for team in &self.teams {
            builder.team(team)?;
        }
        Ok(builder.store)
    }
}

pub(crate) struct Builder<'a> {
    pub(crate) store: Store,
    /// E-mail addresses in lower case, and names of system accounts.
    pub(crate) names: HashMap<String, Uuid>,
    pub(crate) now: Timestamp,
    pub(crate) ids: &'a mut Ids,
}

impl<'a> Builder<'a> {
    /// A builder that goes on with a directory that is there already.
    pub(crate) fn resume(store: Store, now: Timestamp, ids: &'a mut Ids) -> Self {
        let name = |user: &Arc<User>| {
            let email = user.email.as_ref().map(|email| email.to_lowercase());
            email
                .or_else(|| user.name.clone())
                .map(|name| (name, user.uuid))
        };
        let names = store.users.values().filter_map(name).collect();
        Self {
            store,
            names,
            now,
            ids,
        }
    }

    pub(crate) fn role(&mut self, seed: &SeedRole) -> Result<Uuid, SeedError> {
        if let Some(unknown) = seed
            .permissions
            .iter()
            .find(|scope| role::known_permission(scope).is_none())
        {
            return meaning(format!(
                "the role {:?} has the unknown permission {unknown:?}",
                seed.name
            ));
        }
        let by_uuid = seed.uuid.and_then(|uuid| self.store.roles.get(&uuid));
        let present = by_uuid
            .or_else(|| self.store.role_by_name(&seed.name))
            .cloned();
        let uuid = present.as_ref().map(|role| role.uuid).or(seed.uuid);
        let uuid = uuid.unwrap_or_else(|| derived_uuid("role", &seed.name));
        let role = Role {
            uuid,
            name: seed.name.clone(),
            description: seed.description.clone(),
            permissions: seed.permissions.clone(),
            predefined: present.is_some_and(|role| role.predefined),
            created_at: self.now,
            updated_at: self.now,
        };
        self.store.roles.insert(uuid, Arc::new(role));
        Ok(uuid)
    }

    pub(crate) fn user(&mut self, seed: &SeedUser) -> Result<Uuid, SeedError> {
        let email = seed.email.to_lowercase();
        let uuid = seed.uuid.unwrap_or_else(|| derived_uuid("user", &email));
        let created_at = seed.created_at.unwrap_or(self.now);
        let user = User {
            uuid,
            name: seed.name.clone(),
            first_name: seed.first_name.clone(),
            last_name: seed.last_name.clone(),
            email: Some(seed.email.clone()),
            active: seed.active.unwrap_or(true),
            identity_provider_id: seed.identity_provider_id,
            external_idp_id: seed.external_idp_id.clone(),
            external_idp_username: seed.external_idp_username.clone(),
            user_type: UserType::User,
            created_at,
            updated_at: seed.updated_at.unwrap_or(created_at),
            last_login: seed.last_login,
            roles: self.roles(seed.roles.as_deref(), role::USER, &seed.email)?,
            teams: IndexSet::new(),
            administers: IndexSet::new(),
        };
        self.add(user, email, &seed.tokens)
    }

    pub(crate) fn system_account(&mut self, seed: &SeedSystemAccount) -> Result<Uuid, SeedError> {
        let created_at = seed.created_at.unwrap_or(self.now);
        let account = User {
            uuid: seed
                .uuid
                .unwrap_or_else(|| derived_uuid("system-account", &seed.name)),
            name: Some(seed.name.clone()),
            first_name: None,
            last_name: None,
            email: None,
            active: seed.active.unwrap_or(true),
            identity_provider_id: None,
            external_idp_id: None,
            external_idp_username: None,
            user_type: UserType::SystemAccount,
            created_at,
            updated_at: seed.updated_at.unwrap_or(created_at),
            last_login: None,
            roles: self.roles(seed.roles.as_deref(), role::CI_CD, &seed.name)?,
            teams: IndexSet::new(),
            administers: IndexSet::new(),
        };
        self.add(account, seed.name.clone(), &seed.tokens)
    }

    pub(crate) fn team(&mut self, seed: &SeedTeam) -> Result<Uuid, SeedError> {
        let uuid = seed
            .uuid
            .unwrap_or_else(|| derived_uuid("team", &seed.name));
        if self.store.team_by_name(&seed.name).is_some() || self.store.teams.contains_key(&uuid) {
            return meaning(format!("there are two teams {:?}", seed.name));
        }
        let created_at = seed.created_at.unwrap_or(self.now);
        let team = Team {
            uuid,
            name: seed.name.clone(),
            members: self.accounts(&seed.members, &seed.name)?,
            administrators: self.accounts(&seed.administrators, &seed.name)?,
            pacticipants: seed.pacticipants.iter().cloned().collect(),
            environments: seed.environments.iter().copied().collect(),
            created_at,
            updated_at: seed.updated_at.unwrap_or(created_at),
        };
        for member in &team.members {
            if let Some(user) = self.store.users.get_mut(member) {
                Arc::make_mut(user).teams.insert(uuid);
            }
        }
        for administrator in &team.administrators {
            if let Some(user) = self.store.users.get_mut(administrator) {
                Arc::make_mut(user).administers.insert(uuid);
            }
        }
        self.store.insert_team(team);
        Ok(uuid)
    }

    fn add(&mut self, user: User, name: String, tokens: &[SeedToken]) -> Result<Uuid, SeedError> {
        let uuid = user.uuid;
        if self.names.contains_key(&name) || self.store.users.contains_key(&uuid) {
            return meaning(format!("there are two accounts {name:?}"));
        }
        let both = [Access::ReadOnly, Access::ReadWrite].map(|access| SeedToken {
            value: None,
            access,
            uuid: None,
            expires_at: None,
        });
        // A system account always has its two tokens; a person has those that are listed.
        let tokens = if tokens.is_empty() && user.is_system_account() {
            &both
        } else {
            tokens
        };
        for token in tokens {
            self.token(uuid, token)?;
        }
        self.names.insert(name, uuid);
        self.store.insert_user(user);
        Ok(uuid)
    }

    pub(crate) fn token(&mut self, owner: Uuid, seed: &SeedToken) -> Result<Uuid, SeedError> {
        let uuid = seed.uuid.unwrap_or_else(|| {
            let access = if seed.access == Access::ReadOnly {
                "read-only"
            } else {
                "read-write"
            };
            derived_uuid("token", &format!("{owner}/{access}"))
        });
        let value = seed.value.clone().unwrap_or_else(|| self.ids.token());
        if self.store.holder(&value).is_some() || self.store.tokens.contains_key(&uuid) {
            return meaning("two tokens have the same value or the same UUID".to_owned());
        }
        self.store.insert_token(Token {
            uuid,
            owner,
            access: seed.access,
            value,
            expires_at: seed.expires_at,
        });
        Ok(uuid)
    }

    fn roles(
        &self,
        names: Option<&[String]>,
        default: Uuid,
        owner: &str,
    ) -> Result<IndexSet<Uuid>, SeedError> {
        let Some(names) = names else {
            return Ok(IndexSet::from([default]));
        };
        let by_name = |name: &String| match self.store.role_by_name(name) {
            Some(role) if role.uuid == role::TEAM_ADMINISTRATOR => meaning(format!(
                "{owner:?} cannot be given the role {name:?}: list it under administrators of a team"
            )),
            Some(role) => Ok(role.uuid),
            None => meaning(format!("{owner:?} has the unknown role {name:?}")),
        };
        names.iter().map(by_name).collect()
    }

    fn accounts(&self, names: &[String], team: &str) -> Result<IndexSet<Uuid>, SeedError> {
        let by_name = |name: &String| {
            let named = self
                .names
                .get(name)
                .or_else(|| self.names.get(&name.to_lowercase()))
                .copied();
            let uuid = named.or_else(|| {
                Uuid::parse_str(name)
                    .ok()
                    .filter(|uuid| self.store.users.contains_key(uuid))
            });
            uuid.map_or_else(
                || {
                    meaning(format!(
                        "the team {team:?} names {name:?}, who is not in the seed"
                    ))
                },
                Ok,
            )
        };
        names.iter().map(by_name).collect()
    }
}

pub(crate) fn meaning<T>(reason: String) -> Result<T, SeedError> {
    Err(SeedError::Meaning(reason))
}
