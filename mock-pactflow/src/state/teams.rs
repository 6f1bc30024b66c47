//! The rules of teams: unique names, who is a member, who administers.

use indexmap::IndexSet;
use serde_json::{Value, json};
use uuid::Uuid;

use super::users::check_text;
use super::{DEFAULT_TEAM, Refusal, Transaction};
use crate::body::Field;
use crate::model::Team;

/// What `POST` and `PUT` of a team carry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TeamFields {
    pub(crate) name: Field<String>,
    pub(crate) administrators: Vec<Uuid>,
    pub(crate) environments: Vec<Uuid>,
    pub(crate) pacticipants: Vec<String>,
}

impl Transaction<'_> {
    pub(crate) fn create_team(&mut self, fields: TeamFields) -> Result<Uuid, Refusal> {
        let name = self.check_team(&fields, None)?;
        let uuid = self.ids.uuid();
        self.changed(
            "+teams",
            uuid,
            name.clone(),
            Value::Null,
            json!({ "name": name }),
        );
        self.store.insert_team(Team {
            uuid,
            name,
            members: IndexSet::new(),
            administrators: IndexSet::new(),
            pacticipants: fields.pacticipants.into_iter().collect(),
            environments: fields.environments.into_iter().collect(),
            created_at: self.now,
            updated_at: self.now,
        });
        self.set_administrators(uuid, fields.administrators.into_iter().collect());
        Ok(uuid)
    }

    /// Replaces name, administrators, environments and applications; members stay. What is left out
    /// is lost, except for the name.
    pub(crate) fn update_team(&mut self, uuid: Uuid, fields: TeamFields) -> Result<(), Refusal> {
        let before = self.store.team(uuid)?.clone();
        let name = self.check_team(&fields, Some(&before))?;
        let environments: IndexSet<Uuid> = fields.environments.into_iter().collect();
        let pacticipants: IndexSet<String> = fields.pacticipants.into_iter().collect();
        let administrators: IndexSet<Uuid> = fields.administrators.into_iter().collect();
        if name != before.name {
            self.changed(
                "~teams.name",
                uuid,
                before.name.clone(),
                json!(before.name),
                json!(name),
            );
            self.store.by_team_name.remove(&before.name);
            self.store.by_team_name.insert(name.clone(), uuid);
        }
        let subject = || before.name.clone();
        if environments != before.environments {
            let (old, new) = (json!(before.environments), json!(environments));
            self.changed("~teams.environments", uuid, subject(), old, new);
        }
        if pacticipants != before.pacticipants {
            let (old, new) = (json!(before.pacticipants), json!(pacticipants));
            self.changed("~teams.pacticipants", uuid, subject(), old, new);
        }
        if administrators != before.administrators {
            let (old, new) = (json!(before.administrators), json!(administrators));
            self.changed("~teams.administrators", uuid, subject(), old, new);
        }
        self.set_administrators(uuid, administrators);
        let (now, changed) = (self.now, !self.changes.is_empty());
        if let Some(team) = self.team_mut(uuid).filter(|_| changed) {
            team.name = name;
            team.environments = environments;
            team.pacticipants = pacticipants;
            team.updated_at = now;
        }
        Ok(())
    }

    /// Deletes the team; its people stay. The default team cannot be deleted.
    pub(crate) fn delete_team(&mut self, uuid: Uuid) -> Result<(), Refusal> {
        if self.store.team(uuid)?.name == DEFAULT_TEAM {
            let detail = "The default team cannot be deleted.";
            return Err(Refusal::unprocessable(detail, "default-team-stays"));
        }
        self.remove_team(uuid);
        Ok(())
    }

    /// Removes the team, whichever it is; `false` where there is none.
    pub(crate) fn remove_team(&mut self, uuid: Uuid) -> bool {
        let Some(team) = self.store.teams.shift_remove(&uuid) else {
            return false;
        };
        for user in team.members.iter().chain(&team.administrators) {
            if let Some(user) = self.user_mut(*user) {
                user.teams.shift_remove(&uuid);
                user.administers.shift_remove(&uuid);
            }
        }
        self.store.by_team_name.remove(&team.name);
        self.changed(
            "-teams",
            uuid,
            team.name.clone(),
            json!({ "name": team.name }),
            Value::Null,
        );
        true
    }

    /// Adds these and keeps the others; adding a member again changes nothing.
    pub(crate) fn add_members(&mut self, uuid: Uuid, users: &[Uuid]) -> Result<(), Refusal> {
        let team = self.store.team(uuid)?;
        for (index, user) in users.iter().enumerate() {
            if !self.store.users.contains_key(user) {
                let pointer = format!("/users/{index}");
                return Err(Refusal::invalid(
                    pointer,
                    format!("user {user} does not exist"),
                    "unknown-member",
                ));
            }
        }
        let name = team.name.clone();
        for user in users {
            let joined = self
                .team_mut(uuid)
                .is_some_and(|team| team.members.insert(*user));
            if joined {
                let person = self.user_mut(*user).map(|person| {
                    person.teams.insert(uuid);
                    person.label()
                });
                let subject = format!("{} in {name}", person.unwrap_or_default());
                self.changed(
                    "+members",
                    *user,
                    subject,
                    Value::Null,
                    json!({ "team": uuid }),
                );
            }
        }
        Ok(())
    }

    /// Removes these; whoever is no member is passed over.
    pub(crate) fn remove_members(&mut self, uuid: Uuid, users: &[Uuid]) -> Result<(), Refusal> {
        let name = self.store.team(uuid)?.name.clone();
        let leaving: IndexSet<Uuid> = users.iter().copied().collect();
        let Some(team) = self.team_mut(uuid) else {
            return Ok(());
        };
        let gone: Vec<Uuid> = match leaving.len() {
            // One pass for many; for a few, each is looked up.
            0..=8 => leaving
                .iter()
                .filter(|user| team.members.shift_remove(*user))
                .copied()
                .collect(),
            _ => {
                let gone = leaving
                    .iter()
                    .filter(|user| team.members.contains(*user))
                    .copied()
                    .collect();
                team.members.retain(|user| !leaving.contains(user));
                gone
            }
        };
        for user in gone {
            let person = self.user_mut(user).map(|person| {
                person.teams.shift_remove(&uuid);
                person.label()
            });
            let subject = format!("{} in {name}", person.unwrap_or_default());
            self.changed(
                "-members",
                user,
                subject,
                json!({ "team": uuid }),
                Value::Null,
            );
        }
        Ok(())
    }

    /// Makes these the members, and nobody else.
    pub(crate) fn set_members(&mut self, uuid: Uuid, users: &[Uuid]) -> Result<(), Refusal> {
        let wanted: IndexSet<Uuid> = users.iter().copied().collect();
        let leaving: Vec<Uuid> = self
            .store
            .team(uuid)?
            .members
            .iter()
            .filter(|user| !wanted.contains(*user))
            .copied()
            .collect();
        self.add_members(uuid, users)?;
        self.remove_members(uuid, &leaving)
    }

    /// Adds or removes one at a time, in the order of the JSON Patch; all of it or nothing.
    pub(crate) fn patch_members(
        &mut self,
        uuid: Uuid,
        steps: &[(bool, Uuid)],
    ) -> Result<(), Refusal> {
        self.store.team(uuid)?;
        for (index, (_, user)) in steps.iter().enumerate() {
            if !self.store.users.contains_key(user) {
                let pointer = format!("/{index}/value/uuid");
                return Err(Refusal::invalid(
                    pointer,
                    format!("user {user} does not exist"),
                    "unknown-member",
                ));
            }
        }
        for (add, user) in steps {
            if *add {
                self.add_members(uuid, &[*user])?
            } else {
                self.remove_members(uuid, &[*user])?
            }
        }
        Ok(())
    }

    pub(super) fn set_administrators(&mut self, uuid: Uuid, wanted: IndexSet<Uuid>) {
        let Some(team) = self.team_mut(uuid) else {
            return;
        };
        let before = std::mem::replace(&mut team.administrators, wanted.clone());
        for user in before.difference(&wanted) {
            if let Some(user) = self.user_mut(*user) {
                user.administers.shift_remove(&uuid);
            }
        }
        for user in wanted.difference(&before) {
            if let Some(user) = self.user_mut(*user) {
                user.administers.insert(uuid);
            }
        }
    }

    /// The name that the team is to have, once everything about the fields is checked.
    fn check_team(&self, fields: &TeamFields, present: Option<&Team>) -> Result<String, Refusal> {
        let name = match (&fields.name, present) {
            (Field::Value(name), _) => name.clone(),
            (Field::Absent, Some(team)) => team.name.clone(),
            _ => String::new(),
        };
        check_text("/name", &name, "team-name-required")?;
        if let Some(other) = self.store.team_by_name(&name)
            && Some(other.uuid) != present.map(|team| team.uuid)
        {
            return Err(Refusal::invalid(
                "/name",
                "has already been taken",
                "team-name-unique",
            ));
        }
        for (index, user) in fields.administrators.iter().enumerate() {
            if !self.store.users.contains_key(user) {
                let pointer = format!("/administratorUuids/{index}");
                return Err(Refusal::invalid(
                    pointer,
                    format!("user {user} does not exist"),
                    "unknown-member",
                ));
            }
        }
        Ok(name)
    }
}
