//! A read-only copy of the directory, for tests to look at.

use std::sync::Arc;

use uuid::Uuid;

use crate::model::{Role, SystemAccount, Team, User};
use crate::state::Store;

/// The directory at one moment. Taking one costs little, since its values are shared.
#[derive(Debug, Clone)]
pub struct Snapshot(Store);

impl Snapshot {
    pub(crate) fn new(store: Store) -> Self {
        Self(store)
    }

    /// All people, in the order of creation.
    pub fn users(&self) -> Vec<User> {
        self.accounts(self.0.people.iter())
    }

    /// All system accounts, in the order of creation.
    pub fn system_accounts(&self) -> Vec<SystemAccount> {
        self.accounts(self.0.system_accounts.iter())
    }

    /// All teams, in the order of creation.
    pub fn teams(&self) -> Vec<Team> {
        self.0
            .teams
            .values()
            .map(|team| Team::clone(team))
            .collect()
    }

    /// All roles, the predefined ones first.
    pub fn roles(&self) -> Vec<Role> {
        self.0
            .roles
            .values()
            .map(|role| Role::clone(role))
            .collect()
    }

    /// The person or system account with this UUID.
    pub fn user(&self, uuid: Uuid) -> Option<User> {
        self.0.users.get(&uuid).map(|user| User::clone(user))
    }

    /// The first account with exactly this name.
    pub fn find_user_by_name(&self, name: &str) -> Option<User> {
        self.find(|user| user.name.as_deref() == Some(name))
    }

    /// The person with this e-mail address, in any case.
    pub fn find_user_by_email(&self, email: &str) -> Option<User> {
        self.0.user_by_email(email).map(|user| User::clone(user))
    }

    /// The first person with this sign-in name, in any case.
    pub fn find_user_by_external_idp_username(&self, username: &str) -> Option<User> {
        let wanted = username.to_lowercase();
        self.find(|user| {
            user.external_idp_username
                .as_ref()
                .is_some_and(|name| name.to_lowercase() == wanted)
        })
    }

    /// The team with exactly this name.
    pub fn team_by_name(&self, name: &str) -> Option<Team> {
        self.0.team_by_name(name).map(|team| Team::clone(team))
    }

    /// The role with exactly this name.
    pub fn role_by_name(&self, name: &str) -> Option<Role> {
        self.0.role_by_name(name).map(|role| Role::clone(role))
    }

    /// The members of a team, in the order of joining.
    pub fn members(&self, team: &Team) -> Vec<User> {
        self.accounts(team.members.iter())
    }

    fn accounts<'a>(&self, uuids: impl Iterator<Item = &'a Uuid>) -> Vec<User> {
        uuids
            .filter_map(|uuid| self.0.users.get(uuid))
            .map(|user| User::clone(user))
            .collect()
    }

    fn find(&self, wanted: impl Fn(&Arc<User>) -> bool) -> Option<User> {
        self.0
            .users
            .values()
            .find(|user| wanted(user))
            .map(|user| User::clone(user))
    }
}
