//! Putting a few entries into a whole document.

use super::{Seed, SeedRole, SeedSystemAccount, SeedTeam, SeedToken, SeedUser};
use crate::state::Store;

impl Seed {
    /// Puts the entries of `patch` in the place of those with the same UUID or name, or at the end.
    /// What an entry leaves out stays as it is.
    pub(crate) fn merge(&mut self, patch: Self) {
        for role in patch.roles {
            let same = |present: &SeedRole| {
                present.name == role.name || (role.uuid.is_some() && present.uuid == role.uuid)
            };
            match self.roles.iter_mut().find(|present| same(present)) {
                Some(present) => {
                    keep(&mut present.description, role.description);
                    keep_list(&mut present.permissions, role.permissions);
                    present.name = role.name;
                }
                None => self.roles.push(role),
            }
        }
        for user in patch.users {
            let same = |present: &SeedUser| {
                present.email.eq_ignore_ascii_case(&user.email)
                    || (user.uuid.is_some() && present.uuid == user.uuid)
            };
            match self.users.iter_mut().find(|present| same(present)) {
                Some(present) => merge_user(present, user),
                None => self.users.push(user),
            }
        }
        for account in patch.system_accounts {
            let same = |present: &SeedSystemAccount| {
                present.name == account.name
                    || (account.uuid.is_some() && present.uuid == account.uuid)
            };
            match self
                .system_accounts
                .iter_mut()
                .find(|present| same(present))
            {
                Some(present) => {
                    present.name = account.name;
                    keep(&mut present.active, account.active);
                    keep(&mut present.roles, account.roles);
                    keep_list(&mut present.tokens, account.tokens);
                    keep(&mut present.created_at, account.created_at);
                    keep(&mut present.updated_at, account.updated_at);
                }
                None => self.system_accounts.push(account),
            }
        }
        for team in patch.teams {
            let same = |present: &SeedTeam| {
                present.name == team.name || (team.uuid.is_some() && present.uuid == team.uuid)
            };
            match self.teams.iter_mut().find(|present| same(present)) {
                Some(present) => {
                    present.name = team.name;
                    keep_list(&mut present.members, team.members);
                    keep_list(&mut present.administrators, team.administrators);
                    keep_list(&mut present.pacticipants, team.pacticipants);
                    keep_list(&mut present.environments, team.environments);
                    keep(&mut present.created_at, team.created_at);
                    keep(&mut present.updated_at, team.updated_at);
                }
                None => self.teams.push(team),
            }
        }
    }

    /// Gives each token without a value the one that it has in this directory.
    pub(crate) fn keep_token_values(&mut self, store: &Store) {
        let accounts = self
            .system_accounts
            .iter_mut()
            .flat_map(|account| &mut account.tokens);
        let tokens = self
            .users
            .iter_mut()
            .flat_map(|user| &mut user.tokens)
            .chain(accounts);
        for token in tokens.filter(|token| token.value.is_none()) {
            let present = token.uuid.and_then(|uuid| store.tokens.get(&uuid));
            token.value = present.map(|present| present.value.clone());
        }
    }
}

fn merge_user(present: &mut SeedUser, user: SeedUser) {
    present.email = user.email;
    keep(&mut present.name, user.name);
    keep(&mut present.first_name, user.first_name);
    keep(&mut present.last_name, user.last_name);
    keep(&mut present.external_idp_id, user.external_idp_id);
    keep(
        &mut present.external_idp_username,
        user.external_idp_username,
    );
    keep(&mut present.identity_provider_id, user.identity_provider_id);
    keep(&mut present.active, user.active);
    keep(&mut present.roles, user.roles);
    keep_list::<SeedToken>(&mut present.tokens, user.tokens);
    keep(&mut present.created_at, user.created_at);
    keep(&mut present.updated_at, user.updated_at);
    keep(&mut present.last_login, user.last_login);
}

fn keep<T>(present: &mut Option<T>, new: Option<T>) {
    if new.is_some() {
        *present = new;
    }
}

fn keep_list<T>(present: &mut Vec<T>, new: Vec<T>) {
    if !new.is_empty() {
        *present = new;
    }
}
