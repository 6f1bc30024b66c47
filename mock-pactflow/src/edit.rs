//! Writing straight into the directory, as a test does to prepare a case.

use std::sync::Arc;

use indexmap::IndexSet;
use uuid::Uuid;

use crate::model::{Role, User};
use crate::seed::{Builder, SeedError, SeedRole, SeedSystemAccount, SeedTeam, SeedToken, SeedUser};
use crate::state::{Store, Transaction};

/// The directory, open for writing. PactFlow's rules for callers do not apply, and nothing goes
/// into the change log.
#[derive(Debug)]
pub struct Editor<'t, 's> {
    transaction: &'t mut Transaction<'s>,
}

impl<'t, 's> Editor<'t, 's> {
    pub(crate) fn new(transaction: &'t mut Transaction<'s>) -> Self {
        Self { transaction }
    }

    /// Adds a person.
    ///
    /// # Errors
    ///
    /// If a name in it is unknown, or the e-mail address or UUID is there already.
    pub fn add_user(&mut self, user: SeedUser) -> Result<Uuid, SeedError> {
        self.build(|builder| builder.user(&user))
    }

    /// Adds a system account with its tokens.
    ///
    /// # Errors
    ///
    /// As [`Editor::add_user`].
    pub fn add_system_account(&mut self, account: SeedSystemAccount) -> Result<Uuid, SeedError> {
        self.build(|builder| builder.system_account(&account))
    }

    /// Adds a team; its members have to be there.
    ///
    /// # Errors
    ///
    /// As [`Editor::add_user`].
    pub fn add_team(&mut self, team: SeedTeam) -> Result<Uuid, SeedError> {
        self.build(|builder| builder.team(&team))
    }

    /// Adds a role, or replaces the permissions of the one with its name.
    ///
    /// # Errors
    ///
    /// If a permission is unknown.
    pub fn add_role(&mut self, role: SeedRole) -> Result<Uuid, SeedError> {
        self.build(|builder| builder.role(&role))
    }

    /// Gives a token to the account with this name or e-mail address.
    ///
    /// # Errors
    ///
    /// If there is no such account, or another token has the value or the UUID.
    pub fn add_token(&mut self, owner: &str, token: SeedToken) -> Result<Uuid, SeedError> {
        self.build(|builder| {
            let owner = builder.names.get(owner).copied();
            let owner =
                owner.ok_or_else(|| SeedError::Meaning("there is no such account".to_owned()))?;
            builder.token(owner, &token)
        })
    }

    /// The directory as it is in the middle of the writing.
    pub(crate) fn store(&self) -> &Store {
        self.transaction.store
    }

    /// Changes fields of an account; `false` where there is none with this UUID. UUID, type, roles,
    /// teams and administered teams are kept as they are: they have methods of their own.
    pub fn update_user(&mut self, uuid: Uuid, change: impl FnOnce(&mut User)) -> bool {
        let Some(present) = self.transaction.store.users.get(&uuid).cloned() else {
            return false;
        };
        let mut user = (*present).clone();
        change(&mut user);
        user.uuid = uuid;
        user.user_type = present.user_type;
        user.roles = present.roles.clone();
        user.teams = present.teams.clone();
        user.administers = present.administers.clone();
        self.transaction.store.replace_user(&present, user);
        true
    }

    /// Removes an account with its memberships and tokens; `false` where there is none.
    pub fn remove_user(&mut self, uuid: Uuid) -> bool {
        self.transaction.delete_user(uuid).is_ok()
    }

    /// Removes a team, the default one too; `false` where there is none.
    pub fn remove_team(&mut self, uuid: Uuid) -> bool {
        self.transaction.remove_team(uuid)
    }

    /// Removes the team with this name; `false` where there is none.
    pub fn remove_team_named(&mut self, name: &str) -> bool {
        let team = self
            .transaction
            .store
            .team_by_name(name)
            .map(|team| team.uuid);
        team.is_some_and(|team| self.remove_team(team))
    }

    /// Makes these the members of the team, and nobody else; `false` where the team or one of them
    /// is not there.
    pub fn set_members(&mut self, team: Uuid, members: &[Uuid]) -> bool {
        self.transaction.set_members(team, members).is_ok()
    }

    /// Makes these the roles of an account; `false` where the account or one of them is not there.
    pub fn set_roles(&mut self, user: Uuid, roles: impl IntoIterator<Item = Uuid>) -> bool {
        let roles: IndexSet<Uuid> = roles.into_iter().collect();
        if !roles
            .iter()
            .all(|role| self.transaction.store.roles.contains_key(role))
        {
            return false;
        }
        let user = self
            .transaction
            .store
            .users
            .get_mut(&user)
            .map(Arc::make_mut);
        user.map(|user| user.roles = roles).is_some()
    }

    /// Adds a permission to a role, `SCIM` included; `false` where there is no such role.
    pub fn grant(&mut self, role: &str, permission: &str) -> bool {
        self.role(role, |role| {
            if !role.permissions.iter().any(|held| held == permission) {
                role.permissions.push(permission.to_owned());
            }
        })
    }

    /// Takes a permission from a role, `SCIM` included; `false` where there is no such role.
    pub fn revoke(&mut self, role: &str, permission: &str) -> bool {
        self.role(role, |role| {
            role.permissions.retain(|held| held != permission)
        })
    }

    /// Makes a token worthless; `false` where there is none with this value.
    pub fn revoke_token(&mut self, value: &str) -> bool {
        self.transaction.store.remove_token(value)
    }

    fn role(&mut self, name: &str, change: impl FnOnce(&mut Role)) -> bool {
        let uuid = self
            .transaction
            .store
            .role_by_name(name)
            .map(|role| role.uuid);
        let role = uuid.and_then(|uuid| self.transaction.store.roles.get_mut(&uuid));
        role.map(|role| change(Arc::make_mut(role))).is_some()
    }

    fn build(
        &mut self,
        work: impl FnOnce(&mut Builder<'_>) -> Result<Uuid, SeedError>,
    ) -> Result<Uuid, SeedError> {
        let store = self.transaction.store.clone();
        let mut builder = Builder::resume(store, self.transaction.now, self.transaction.ids);
        let uuid = work(&mut builder)?;
        *self.transaction.store = builder.store;
        Ok(uuid)
    }
}
