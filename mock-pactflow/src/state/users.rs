//! The rules of users: who may have which e-mail address, what a new one gets, what a write keeps.

use indexmap::IndexSet;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{DEFAULT_TEAM, Refusal, Transaction};
use crate::body::Field;
use crate::model::{User, UserType};
use crate::role;

/// The fields of a user that a request may carry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct UserFields {
    pub(crate) name: Field<String>,
    pub(crate) first_name: Field<String>,
    pub(crate) last_name: Field<String>,
    pub(crate) email: Field<String>,
    pub(crate) active: Field<bool>,
    pub(crate) external_idp_id: Field<String>,
    pub(crate) external_idp_username: Field<String>,
}

impl Transaction<'_> {
    /// A new person, with the default role and in the default team. `active` is ignored: a new
    /// person is active.
    pub(crate) fn create_person(&mut self, fields: UserFields) -> Result<Uuid, Refusal> {
        let Field::Value(email) = &fields.email else {
            return Err(Refusal::invalid(
                "/email",
                "must be filled",
                "email-required",
            ));
        };
        let Field::Value(name) = &fields.name else {
            return Err(Refusal::invalid("/name", "must be filled", "name-required"));
        };
        check_text("/name", name, "name-required")?;
        self.check_email(email, None)?;
        self.check_seat()?;
        let user = User {
            email: Some(email.clone()),
            first_name: fields.first_name.into_option(),
            last_name: fields.last_name.into_option(),
            external_idp_id: fields.external_idp_id.into_option(),
            external_idp_username: fields.external_idp_username.into_option(),
            roles: IndexSet::from([role::USER]),
            ..self.blank(UserType::User, name)
        };
        Ok(self.add(user))
    }

    /// An account as every new one is: active, without roles, in no team yet.
    pub(super) fn blank(&mut self, user_type: UserType, name: &str) -> User {
        User {
            uuid: self.ids.uuid(),
            name: Some(name.to_owned()),
            first_name: None,
            last_name: None,
            email: None,
            active: true,
            identity_provider_id: None,
            external_idp_id: None,
            external_idp_username: None,
            user_type,
            created_at: self.now,
            updated_at: self.now,
            last_login: None,
            roles: IndexSet::new(),
            teams: IndexSet::new(),
            administers: IndexSet::new(),
        }
    }

    /// Puts a new account into the default team and into the directory. What PactFlow itself gives
    /// to it is part of the one change `+users`.
    pub(super) fn add(&mut self, mut user: User) -> Uuid {
        let uuid = user.uuid;
        if let Some(team) = self.store.team_by_name(DEFAULT_TEAM).map(|team| team.uuid) {
            user.teams.insert(team);
            if let Some(team) = self.team_mut(team) {
                team.members.insert(uuid);
            }
        }
        let key = if user.is_system_account() {
            "+system_accounts"
        } else {
            "+users"
        };
        let after = json!({ "name": user.name, "email": user.email });
        self.changed(key, uuid, user.label(), Value::Null, after);
        self.store.insert_user(user);
        uuid
    }

    /// Writes the fields that are there. What is left out is kept; `null` clears an optional one.
    pub(crate) fn update_user(&mut self, uuid: Uuid, fields: UserFields) -> Result<(), Refusal> {
        let present = self.user(uuid)?.clone();
        match &fields.name {
            Field::Null => {
                return Err(Refusal::invalid("/name", "must be filled", "name-required"));
            }
            Field::Value(name) => check_text("/name", name, "name-required")?,
            Field::Absent => {}
        }
        match &fields.email {
            Field::Null if !present.is_system_account() => {
                return Err(Refusal::invalid(
                    "/email",
                    "must be filled",
                    "email-required",
                ));
            }
            Field::Value(_) if present.is_system_account() => {
                let detail = "a system account has no email address";
                return Err(Refusal::invalid("/email", detail, "system-account-email"));
            }
            Field::Value(email) => self.check_email(email, Some(uuid))?,
            _ => {}
        }
        if fields.active == Field::Null {
            return Err(Refusal::invalid(
                "/active",
                "must be boolean",
                "field-types",
            ));
        }
        if fields.active == Field::Value(true) && !present.active {
            self.check_seat()?;
        }
        let mut user = (*present).clone();
        self.write(&mut user.name, fields.name, "~users.name", &present);
        self.write(
            &mut user.first_name,
            fields.first_name,
            "~users.firstName",
            &present,
        );
        self.write(
            &mut user.last_name,
            fields.last_name,
            "~users.lastName",
            &present,
        );
        self.write(&mut user.email, fields.email, "~users.email", &present);
        self.write(
            &mut user.external_idp_id,
            fields.external_idp_id,
            "~users.externalIdpId",
            &present,
        );
        let username = fields.external_idp_username;
        self.write(
            &mut user.external_idp_username,
            username,
            "~users.externalIdpUsername",
            &present,
        );
        if let Field::Value(active) = fields.active
            && active != user.active
        {
            user.active = active;
            self.changed(
                "~users.active",
                uuid,
                present.label(),
                json!(present.active),
                json!(active),
            );
        }
        if user == *present {
            return Ok(());
        }
        user.updated_at = self.now;
        self.store.replace_user(&present, user);
        Ok(())
    }

    /// Removes the account, its memberships and its tokens.
    pub(crate) fn delete_user(&mut self, uuid: Uuid) -> Result<(), Refusal> {
        let user = self.user(uuid)?.clone();
        for team in user.teams.iter().chain(&user.administers) {
            if let Some(team) = self.team_mut(*team) {
                team.members.shift_remove(&uuid);
                team.administrators.shift_remove(&uuid);
            }
        }
        let store = &mut *self.store;
        store.users.shift_remove(&uuid);
        store.people.shift_remove(&uuid);
        store.system_accounts.shift_remove(&uuid);
        if let Some(email) = &user.email {
            store.by_email.remove(&email.to_lowercase());
        }
        store.tokens.retain(|_, token| token.owner != uuid);
        store
            .by_token
            .retain(|_, token| store.tokens.contains_key(token));
        store.deleted.insert(uuid);
        let key = if user.is_system_account() {
            "-system_accounts"
        } else {
            "-users"
        };
        let before = json!({ "name": user.name, "email": user.email });
        self.changed(key, uuid, user.label(), before, Value::Null);
        Ok(())
    }

    fn write(
        &mut self,
        target: &mut Option<String>,
        field: Field<String>,
        key: &'static str,
        user: &User,
    ) {
        let after = match field {
            Field::Absent => return,
            Field::Null => None,
            Field::Value(value) => Some(value),
        };
        if *target != after {
            self.changed(key, user.uuid, user.label(), json!(target), json!(after));
            *target = after;
        }
    }

    fn check_email(&self, email: &str, own: Option<Uuid>) -> Result<(), Refusal> {
        check_text("/email", email, "email-required")?;
        let parts = email.split_once('@');
        let well_formed =
            parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
        if !well_formed || email.contains(char::is_whitespace) {
            return Err(Refusal::invalid(
                "/email",
                "is not a valid email address",
                "email-format",
            ));
        }
        match self.store.user_by_email(email) {
            Some(other) if Some(other.uuid) != own => Err(Refusal::invalid(
                "/email",
                "has already been taken",
                "email-unique",
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn check_seat(&self) -> Result<(), Refusal> {
        match self.store.seats {
            Some(seats) if self.store.seats_taken() >= seats => {
                let detail =
                    format!("All {seats} seats of the plan are taken. Deactivate someone first.");
                Err(Refusal::unprocessable(detail, "seat-limit"))
            }
            _ => Ok(()),
        }
    }
}

pub(super) fn check_text(pointer: &str, value: &str, rule: &'static str) -> Result<(), Refusal> {
    if value.trim().is_empty() {
        return Err(Refusal::invalid(pointer, "must be filled", rule));
    }
    Ok(())
}
