//! What PactFlow holds and what was changed in it, in a form that two runs have in common.

use std::collections::BTreeSet;

use mock_pactflow::{Changes, Snapshot};
use serde_json::Value;

/// Everybody and every team, without the ids and times that two runs need not share. People who are there twice are two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directory(Vec<String>);

impl Directory {
    /// What the simulator holds.
    pub(crate) fn of(state: &Snapshot) -> Self {
        let roles = state.roles();
        let teams = state.teams();
        let role = |uuid| {
            roles
                .iter()
                .find(|role| role.uuid == uuid)
                .map(|role| &role.name)
        };
        let mut lines: Vec<String> = Vec::new();
        for user in state.users() {
            let held: BTreeSet<_> = user.roles.iter().map(|uuid| role(*uuid)).collect();
            let joined: BTreeSet<_> = teams
                .iter()
                .filter(|team| team.members.contains(&user.uuid))
                .map(|team| &team.name)
                .collect();
            lines.push(format!(
                "{:?} {:?} {:?} {:?} signs in as {:?} {:?} active={} roles={held:?} teams={joined:?}",
                user.email, user.name, user.first_name, user.last_name, user.external_idp_username, user.external_idp_id, user.active
            ));
        }
        lines.extend(teams.iter().map(|team| {
            let administrators: BTreeSet<_> = team.administrators.iter().collect();
            format!(
                "team {:?} {administrators:?} {:?}",
                team.name, team.pacticipants
            )
        }));
        lines.sort();
        Self(lines)
    }
}

/// One change, with what a later run gives other ids to called `new`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Step {
    key: String,
    of: String,
    before: Option<String>,
    after: Option<String>,
}

impl Step {
    /// What the log says, told of the resources that were `there` beforehand.
    pub(crate) fn all(changes: &Changes, there: &BTreeSet<String>) -> Vec<Self> {
        let named = |uuid: String| {
            if there.contains(&uuid) {
                uuid
            } else {
                "new".to_owned()
            }
        };
        let value = |value: &Option<Value>| {
            value.as_ref().map(|value| match value["team"].as_str() {
                Some(team) => named(team.to_owned()),
                None => value.to_string(),
            })
        };
        let step = |change: &mock_pactflow::Change| Self {
            key: change.key.to_owned(),
            of: named(change.uuid.to_string()),
            before: value(&change.before),
            after: value(&change.after),
        };
        changes.entries().iter().map(step).collect()
    }

    /// The step that takes this one back.
    pub(crate) fn undone(&self) -> Self {
        let key = match self.key.split_at(1) {
            ("+", what) => format!("-{what}"),
            ("-", what) => format!("+{what}"),
            _ => self.key.clone(),
        };
        Self {
            key,
            of: self.of.clone(),
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }
}
