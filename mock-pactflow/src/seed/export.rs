//! From the directory to the document, without the values of tokens.

use uuid::Uuid;

use super::{Seed, SeedRole, SeedSystemAccount, SeedTeam, SeedToken, SeedUser};
use crate::model::User;
use crate::state::Store;

impl Seed {
    /// The document that describes this directory. Tokens are without their values.
    pub(crate) fn export(store: &Store) -> Self {
        let people = store.people.iter().filter_map(|uuid| store.users.get(uuid));
        let accounts = store
            .system_accounts
            .iter()
            .filter_map(|uuid| store.users.get(uuid));
        let names = |uuids: &indexmap::IndexSet<Uuid>| {
            let name = |uuid: &Uuid| {
                store
                    .users
                    .get(uuid)
                    .and_then(|user| user.email.clone())
                    .unwrap_or(uuid.to_string())
            };
            uuids.iter().map(name).collect()
        };
        Self {
            version: 1,
            clock: None,
            roles: store
                .roles
                .values()
                .map(|role| SeedRole {
                    name: role.name.clone(),
                    uuid: Some(role.uuid),
                    description: role.description.clone(),
                    permissions: role.permissions.clone(),
                })
                .collect(),
            users: people
                .map(|user| SeedUser {
                    name: user.name.clone(),
                    email: user.email.clone().unwrap_or_default(),
                    uuid: Some(user.uuid),
                    first_name: user.first_name.clone(),
                    last_name: user.last_name.clone(),
                    external_idp_id: user.external_idp_id.clone(),
                    external_idp_username: user.external_idp_username.clone(),
                    identity_provider_id: user.identity_provider_id,
                    active: Some(user.active),
                    roles: Some(roles(store, user)),
                    tokens: tokens(store, user.uuid),
                    created_at: Some(user.created_at),
                    updated_at: Some(user.updated_at),
                    last_login: user.last_login,
                })
                .collect(),
            system_accounts: accounts
                .map(|account| SeedSystemAccount {
                    name: account.name.clone().unwrap_or_default(),
                    uuid: Some(account.uuid),
                    active: Some(account.active),
                    roles: Some(roles(store, account)),
                    tokens: tokens(store, account.uuid),
                    created_at: Some(account.created_at),
                    updated_at: Some(account.updated_at),
                })
                .collect(),
            teams: store
                .teams
                .values()
                .map(|team| SeedTeam {
                    name: team.name.clone(),
                    uuid: Some(team.uuid),
                    members: names(&team.members),
                    administrators: names(&team.administrators),
                    pacticipants: team.pacticipants.iter().cloned().collect(),
                    environments: team.environments.iter().copied().collect(),
                    created_at: Some(team.created_at),
                    updated_at: Some(team.updated_at),
                })
                .collect(),
        }
    }
}

fn roles(store: &Store, user: &User) -> Vec<String> {
    user.roles
        .iter()
        .filter_map(|uuid| store.roles.get(uuid))
        .map(|role| role.name.clone())
        .collect()
}

fn tokens(store: &Store, owner: Uuid) -> Vec<SeedToken> {
    let token = |token: &crate::model::Token| SeedToken {
        value: None,
        access: token.access,
        uuid: Some(token.uuid),
        expires_at: token.expires_at,
    };
    store.tokens_of(owner).map(token).collect()
}
