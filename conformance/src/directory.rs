//! PactFlow's directory, as a scenario finds it, arranges it and looks at it behind the identity provider's back.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use serde_json::Value;

mod admin;
mod through_scim;

pub(crate) use admin::Admin;
pub(crate) use through_scim::ThroughScim;

use crate::control;
use through_scim::Snapshot;

/// Who and what is in PactFlow. Every call panics where it cannot be done, since a scenario that cannot be set up has no result.
#[async_trait]
pub(crate) trait Directory: Send + Sync {
    /// Somebody by id, in the fields of PactFlow's users; `roles` and `teams` are lists of names.
    async fn person(&self, id: &str) -> Option<Value>;

    /// Puts somebody there, and says under which id.
    async fn add_person(&self, person: &NewPerson) -> String;

    /// Removes somebody.
    async fn remove_person(&self, id: &str);

    /// The id of a team, by its name.
    async fn team_id(&self, name: &str) -> Option<String>;

    /// The members of a team, by its name.
    async fn members(&self, team: &str) -> Option<BTreeSet<String>>;

    /// Puts a team there, and says under which id.
    async fn add_team(&self, name: &str, administrators: &[String]) -> String;

    /// Removes a team.
    async fn remove_team(&self, id: &str);

    /// Lets people join a team.
    async fn join(&self, team: &str, people: &[String]);

    /// The UUID of a role, by its name.
    async fn role(&self, name: &str) -> Option<String>;

    /// The present moment.
    async fn mark(&self) -> Mark;

    /// How often each kind of change happened since then.
    async fn changes_since(&self, mark: &Mark) -> BTreeMap<String, usize>;
}

/// Somebody who is there beforehand.
#[derive(Clone, Debug)]
pub(crate) struct NewPerson {
    /// The fields of a PactFlow user.
    pub(crate) fields: Value,
    pub(crate) active: bool,
    /// The UUIDs of roles, where they are not PactFlow's default.
    pub(crate) roles: Option<Vec<String>>,
}

/// A moment, after which changes are looked for.
#[derive(Clone, Debug)]
pub(crate) enum Mark {
    /// The ends of the simulator's logs.
    Logs(control::Mark),
    /// What was there, for a comparison.
    Snapshot(Snapshot),
}
