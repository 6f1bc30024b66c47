//! PactFlow's directory and its rules: pure and synchronous, nothing of HTTP.
//!
//! Every write goes through a [`Transaction`], which checks first and changes afterwards, so that a
//! refused request changes nothing.

mod roles;
mod system_accounts;
mod teams;
mod transaction;
mod users;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use jiff::Timestamp;
use uuid::Uuid;

pub(crate) use self::roles::RoleFields;
pub(crate) use self::teams::TeamFields;
pub(crate) use self::transaction::Transaction;
pub(crate) use self::users::UserFields;
use crate::model::{Role, Team, Token, User};
use crate::role;

/// The directory. Values are shared, so that a copy costs little.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Store {
    /// People and system accounts, in the order of creation.
    pub(crate) users: IndexMap<Uuid, Arc<User>>,
    /// The people among them, in the same order: a page of people is a slice.
    pub(crate) people: IndexSet<Uuid>,
    /// The system accounts among them, in the same order.
    pub(crate) system_accounts: IndexSet<Uuid>,
    pub(crate) teams: IndexMap<Uuid, Arc<Team>>,
    pub(crate) roles: IndexMap<Uuid, Arc<Role>>,
    pub(crate) tokens: IndexMap<Uuid, Token>,
    /// How many active accounts the plan allows, if it limits them.
    pub(crate) seats: Option<usize>,
    deleted: HashSet<Uuid>,
    by_email: HashMap<String, Uuid>,
    by_team_name: HashMap<String, Uuid>,
    by_token: HashMap<String, Uuid>,
}

/// Who holds a token.
#[derive(Debug, Clone)]
pub(crate) struct Holder<'a> {
    pub(crate) user: &'a User,
    pub(crate) token: &'a Token,
}

impl Store {
    /// A directory with the predefined roles and nobody in it.
    pub(crate) fn new(now: Timestamp) -> Self {
        let roles = role::predefined(now)
            .into_iter()
            .map(|role| (role.uuid, Arc::new(role)));
        Self {
            users: IndexMap::new(),
            people: IndexSet::new(),
            system_accounts: IndexSet::new(),
            teams: IndexMap::new(),
            roles: roles.collect(),
            tokens: IndexMap::new(),
            seats: None,
            deleted: HashSet::new(),
            by_email: HashMap::new(),
            by_team_name: HashMap::new(),
            by_token: HashMap::new(),
        }
    }

    pub(crate) fn user_by_email(&self, email: &str) -> Option<&Arc<User>> {
        self.by_email
            .get(&email.to_lowercase())
            .and_then(|uuid| self.users.get(uuid))
    }

    pub(crate) fn team_by_name(&self, name: &str) -> Option<&Arc<Team>> {
        self.by_team_name
            .get(name)
            .and_then(|uuid| self.teams.get(uuid))
    }

    pub(crate) fn role_by_name(&self, name: &str) -> Option<&Arc<Role>> {
        self.roles.values().find(|role| role.name == name)
    }

    pub(crate) fn holder(&self, token: &str) -> Option<Holder<'_>> {
        let token = self
            .by_token
            .get(token)
            .and_then(|uuid| self.tokens.get(uuid))?;
        self.users
            .get(&token.owner)
            .map(|user| Holder { user, token })
    }

    /// A user's roles as PactFlow shows them: those given, and `Team Administrator` for whoever
    /// administers a team.
    pub(crate) fn roles_of(&self, user: &User) -> impl Iterator<Item = &Arc<Role>> {
        let derived = (!user.administers.is_empty()).then_some(&role::TEAM_ADMINISTRATOR);
        user.roles
            .iter()
            .chain(derived)
            .filter_map(|uuid| self.roles.get(uuid))
    }

    pub(crate) fn teams_of(&self, user: &User) -> impl Iterator<Item = &Arc<Team>> {
        user.teams.iter().filter_map(|uuid| self.teams.get(uuid))
    }

    pub(crate) fn tokens_of(&self, owner: Uuid) -> impl Iterator<Item = &Token> {
        self.tokens
            .values()
            .filter(move |token| token.owner == owner)
    }

    pub(crate) fn is_deleted(&self, user: Uuid) -> bool {
        self.deleted.contains(&user)
    }

    /// How many accounts take a seat.
    fn seats_taken(&self) -> usize {
        self.users.values().filter(|user| user.active).count()
    }

    pub(crate) fn insert_user(&mut self, user: User) {
        let kind = if user.is_system_account() {
            &mut self.system_accounts
        } else {
            &mut self.people
        };
        kind.insert(user.uuid);
        if let Some(email) = &user.email {
            self.by_email.insert(email.to_lowercase(), user.uuid);
        }
        self.users.insert(user.uuid, Arc::new(user));
    }

    /// Puts a changed user in the place of the present one.
    pub(crate) fn replace_user(&mut self, present: &User, user: User) {
        if let Some(email) = &present.email {
            self.by_email.remove(&email.to_lowercase());
        }
        self.insert_user(user);
    }

    /// Makes a token worthless; `false` where there is none with this value.
    pub(crate) fn remove_token(&mut self, value: &str) -> bool {
        let uuid = self.by_token.remove(value);
        uuid.and_then(|uuid| self.tokens.shift_remove(&uuid))
            .is_some()
    }

    pub(crate) fn insert_team(&mut self, team: Team) {
        self.by_team_name.insert(team.name.clone(), team.uuid);
        self.teams.insert(team.uuid, Arc::new(team));
    }

    pub(crate) fn insert_token(&mut self, token: Token) {
        self.by_token.insert(token.value.clone(), token.uuid);
        if let Some(replaced) = self.tokens.insert(token.uuid, token) {
            self.by_token.remove(&replaced.value);
        }
    }
}

/// The name of the team that new users join.
pub(crate) const DEFAULT_TEAM: &str = "Default";

/// Why PactFlow refuses a request. Each names the rule it follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) kind: Refused,
    pub(crate) rule: &'static str,
}

/// The kinds of refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Fields that do not pass.
    Invalid(Vec<FieldError>),
    /// There is no such thing.
    NotFound(&'static str),
    /// There was such a user, who was deleted.
    Gone,
    /// The caller may not do this.
    Forbidden(String),
    /// The request is well formed, but the directory's state forbids it.
    Unprocessable(String),
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldError {
    /// A JSON pointer into the body, or the name of a query parameter.
    pub(crate) pointer: String,
    pub(crate) detail: String,
}

impl Refusal {
    pub(crate) fn invalid(
        pointer: impl Into<String>,
        detail: impl Into<String>,
        rule: &'static str,
    ) -> Self {
        let error = FieldError {
            pointer: pointer.into(),
            detail: detail.into(),
        };
        Self {
            kind: Refused::Invalid(vec![error]),
            rule,
        }
    }

    pub(crate) fn not_found(what: &'static str) -> Self {
        Self {
            kind: Refused::NotFound(what),
            rule: "unknown-resource",
        }
    }

    pub(crate) fn forbidden(detail: impl Into<String>, rule: &'static str) -> Self {
        Self {
            kind: Refused::Forbidden(detail.into()),
            rule,
        }
    }

    pub(crate) fn unprocessable(detail: impl Into<String>, rule: &'static str) -> Self {
        Self {
            kind: Refused::Unprocessable(detail.into()),
            rule,
        }
    }
}

#[cfg(test)]
mod tests;
