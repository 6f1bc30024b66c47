//! The audit log: a line for each change that is made in PactFlow, under a target of its own.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Value, json};

use super::plan::Call;
use super::{Context, Provisioning};
use crate::mapping::change::{self, Change, What};
use crate::pactflow::{User, UserFields};
use crate::telemetry::AUDIT_TARGET;

/// How many members a line names at most: log shippers cut long lines, and a team can have thousands.
const MEMBERS_PER_LINE: usize = 100;

/// What came of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// PactFlow has done it.
    Done,
    /// PactFlow has done it, and it undoes what an earlier line says, because a later write failed (DEC-25).
    TakenBack,
    /// PactFlow's answer was lost or unreadable, so that nobody knows whether it has done it.
    Uncertain,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done => "done",
            Self::TakenBack => "taken back",
            Self::Uncertain => "uncertain",
        })
    }
}

/// What one line says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    action: &'static str,
    /// `User/` or `Team/` and the id; without the id where PactFlow's answer, which has it, was lost.
    resource: String,
    /// A decision that led to the change, beside the rules of the fields.
    decision: Option<&'static str>,
    changes: Vec<Change>,
}

impl Provisioning {
    /// Says what became of a call.
    pub(super) async fn audit(&self, cx: &Context, call: &Call, outcome: Outcome) {
        for entry in Entry::of(call) {
            self.record(cx, entry, outcome).await;
        }
    }

    /// Says what became of the creation of a user; `uuid` is `None` where nobody knows.
    pub(super) async fn audit_new_user(
        &self,
        cx: &Context,
        action: &'static str,
        fields: &UserFields,
        uuid: Option<&str>,
        outcome: Outcome,
    ) {
        let entry = Entry {
            action,
            resource: resource("User", uuid),
            decision: None,
            changes: change::of_user(&UserFields::default(), fields),
        };
        self.record(cx, entry, outcome).await;
    }

    /// Says what became of the creation of a team; `uuid` is `None` where nobody knows.
    pub(super) async fn audit_new_team(
        &self,
        cx: &Context,
        name: &str,
        uuid: Option<&str>,
        outcome: Outcome,
    ) {
        let name = Change::set("MAP-G02", "name", Some(Value::Null), json!(name));
        let entry = Entry {
            action: "create team",
            resource: resource("Team", uuid),
            decision: None,
            changes: vec![name],
        };
        self.record(cx, entry, outcome).await;
    }

    async fn record(&self, cx: &Context, entry: Entry, outcome: Outcome) {
        if !tracing::enabled!(target: AUDIT_TARGET, tracing::Level::INFO) {
            return;
        }
        let owner = match outcome {
            // Whoever has just failed to answer is not asked whose token it is.
            Outcome::Uncertain => self.known_owner(cx),
            Outcome::Done | Outcome::TakenBack => self.owner(cx).await.unwrap_or_default(),
        };
        let changes = serde_json::to_string(&entry.changes).unwrap_or_default();
        tracing::info!(
            target: AUDIT_TARGET,
            %outcome,
            action = entry.action,
            resource = entry.resource,
            rule = entry.rules(outcome),
            changes = %changes,
            request = cx.caller.request_id.to_str().unwrap_or_default(),
            token_fingerprint = %cx.caller.fingerprint(),
            owner_id = owner.as_ref().map(|owner| owner.uuid.as_str()),
            owner = owner.as_ref().and_then(|owner| owner.name.as_deref()),
            "a change in PactFlow"
        );
    }
}

impl Entry {
    /// What a call changes. Many members make several lines.
    fn of(call: &Call) -> Vec<Self> {
        let one = |resource: String, decision, changes| {
            vec![Self {
                action: call.name(),
                resource,
                decision,
                changes,
            }]
        };
        let user = |uuid: &str| resource("User", Some(uuid));
        let team = |uuid: &str| resource("Team", Some(uuid));
        let members = |uuid: &str, joining: &[String], leaving: &[String]| {
            let added = joining.chunks(MEMBERS_PER_LINE).map(|users| What::Added {
                added: users.to_vec(),
            });
            let removed = leaving.chunks(MEMBERS_PER_LINE).map(|users| What::Removed {
                removed: users.to_vec(),
            });
            let changes = added.chain(removed).map(|what| Change {
                rule: "MAP-G05",
                field: "members",
                what,
            });
            changes
                .flat_map(|change| one(team(uuid), None, vec![change]))
                .collect()
        };
        match call {
            Call::UpdateUser {
                uuid,
                fields,
                present,
            } => one(user(uuid), None, change::of_user(present, fields)),
            Call::SetRoles {
                uuid,
                roles,
                present,
            } => {
                let roles = Change::set(
                    "MAP-U13",
                    "roles",
                    present.as_ref().map(|present| json!(present)),
                    json!(roles),
                );
                one(user(uuid), None, vec![roles])
            }
            Call::JoinTeam { uuid, team } => {
                let teams = Change {
                    rule: "MAP-U16",
                    field: "teams",
                    what: What::Added {
                        added: vec![team.clone()],
                    },
                };
                one(user(uuid), Some("DEC-07"), vec![teams])
            }
            Call::UpdateTeam {
                uuid,
                fields,
                present,
            } => {
                let name = Change::set(
                    "MAP-G02",
                    "name",
                    Some(json!(present.name)),
                    json!(fields.name),
                );
                one(team(uuid), None, vec![name])
            }
            Call::SetMembers {
                uuid,
                joining,
                leaving,
                ..
            } => members(uuid, joining, leaving),
            Call::AddMembers { uuid, users, .. } => members(uuid, users, &[]),
            Call::RemoveMembers { uuid, users, .. } => members(uuid, &[], users),
            Call::DeleteUser { user: deleted } => {
                one(user(&deleted.uuid), Some("DEC-10"), all_of(deleted))
            }
            Call::DeleteTeam { uuid } => one(team(uuid), None, Vec::new()),
        }
    }

    /// The rules of the changes, each once.
    fn rules(&self, outcome: Outcome) -> String {
        let decision = match outcome {
            Outcome::TakenBack => Some("DEC-25"),
            Outcome::Done | Outcome::Uncertain => self.decision,
        };
        let rules = self.changes.iter().map(|change| change.rule);
        let rules: BTreeSet<_> = rules.collect();
        let rules: Vec<_> = decision.into_iter().chain(rules).collect();
        rules.join(" ")
    }
}

/// All that goes with a user.
fn all_of(user: &User) -> Vec<Change> {
    let mut changes = change::of_user(&user.fields(), &UserFields::default());
    let roles: Vec<_> = user.roles().iter().map(|role| role.uuid.clone()).collect();
    let teams: Vec<_> = user.teams().iter().map(|team| team.uuid.clone()).collect();
    for (rule, field, removed) in [("MAP-U13", "roles", roles), ("MAP-U16", "teams", teams)] {
        if !removed.is_empty() {
            changes.push(Change {
                rule,
                field,
                what: What::Removed { removed },
            });
        }
    }
    changes
}

fn resource(kind: &str, uuid: Option<&str>) -> String {
    match uuid {
        Some(uuid) => format!("{kind}/{uuid}"),
        None => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests;
