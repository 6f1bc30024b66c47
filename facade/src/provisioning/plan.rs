//! Wanted state against present state → the PactFlow calls that lead from one to the other, in their order. Pure.

use std::collections::HashSet;

use crate::mapping::{team, user};
use crate::pactflow::{TEAM_ADMINISTRATOR, Team, TeamFields, User, UserFields};

/// One write to PactFlow, with what is needed to take it back.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Call {
    /// Every writable field of a user.
    UpdateUser {
        uuid: String,
        fields: UserFields,
        present: UserFields,
    },
    /// All roles of a user. `present` is `None` where PactFlow did not say.
    SetRoles {
        uuid: String,
        roles: Vec<String>,
        present: Option<Vec<String>>,
    },
    /// A new user joins a team; a team that does not exist is passed over (DEC-07).
    JoinTeam { uuid: String, team: String },
    /// Name, administrators, environments and applications of a team.
    UpdateTeam {
        uuid: String,
        fields: TeamFields,
        present: TeamFields,
    },
    /// The whole membership. `present` is `None` where it was not read.
    SetMembers {
        uuid: String,
        users: Vec<String>,
        present: Option<Vec<String>>,
    },
    /// These join. `is_news` where the membership was read and they were not in it; otherwise some may have been.
    AddMembers {
        uuid: String,
        users: Vec<String>,
        is_news: bool,
    },
    /// These leave. `is_news` where the membership was read and they were in it; otherwise some may not have been.
    RemoveMembers {
        uuid: String,
        users: Vec<String>,
        is_news: bool,
    },
    /// Undoes a create.
    DeleteUser { uuid: String },
    /// Undoes a create.
    DeleteTeam { uuid: String },
}

impl Call {
    /// The call that takes this one back, where that is known without asking.
    pub(super) fn undo(self) -> Option<Call> {
        match self {
            Self::UpdateUser {
                uuid,
                fields,
                present,
            } => Some(Self::UpdateUser {
                uuid,
                fields: present,
                present: fields,
            }),
            Self::SetRoles {
                uuid,
                roles,
                present: Some(present),
            } => Some(Self::SetRoles {
                uuid,
                roles: present,
                present: Some(roles),
            }),
            Self::UpdateTeam {
                uuid,
                fields,
                present,
            } => Some(Self::UpdateTeam {
                uuid,
                fields: present,
                present: fields,
            }),
            Self::SetMembers {
                uuid,
                users,
                present: Some(present),
            } => Some(Self::SetMembers {
                uuid,
                users: present,
                present: Some(users),
            }),
            Self::AddMembers {
                uuid,
                users,
                is_news: true,
            } => Some(Self::RemoveMembers {
                uuid,
                users,
                is_news: true,
            }),
            Self::RemoveMembers {
                uuid,
                users,
                is_news: true,
            } => Some(Self::AddMembers {
                uuid,
                users,
                is_news: true,
            }),
            _ => None,
        }
    }
}

/// From `present` to what is wanted of a user. Roles come first: of all that is sent they alone can name something that
/// PactFlow does not know, and then nothing else has happened yet.
pub(super) fn user(present: &User, wanted: &user::Wanted) -> Vec<Call> {
    let uuid = || present.uuid.clone();
    let mut calls = Vec::new();
    if let Some(roles) = &wanted.roles {
        let held: Option<Vec<String>> = present.embedded.roles.as_ref().map(|held| {
            held.iter()
                .map(|role| role.uuid.to_lowercase())
                .filter(|role| role != TEAM_ADMINISTRATOR)
                .collect()
        });
        if !held.as_ref().is_some_and(|held| same_members(held, roles)) {
            calls.push(Call::SetRoles {
                uuid: uuid(),
                roles: roles.clone(),
                present: held,
            });
        }
    }
    let fields = present.fields();
    if fields != wanted.fields {
        calls.push(Call::UpdateUser {
            uuid: uuid(),
            fields: wanted.fields.clone(),
            present: fields,
        });
    }
    let joined = |team: &String| {
        present
            .teams()
            .iter()
            .any(|present| present.uuid.eq_ignore_ascii_case(team))
    };
    calls.extend(
        wanted
            .teams
            .iter()
            .filter(|team| !joined(team))
            .map(|team| Call::JoinTeam {
                uuid: uuid(),
                team: team.clone(),
            }),
    );
    calls
}

/// From `present` to what is wanted of a team. A membership that only grows or only shrinks is written as the
/// difference, so that what others change at the same time stays; one that does both, as the whole list that was sent.
pub(super) fn team(present: &Team, wanted: &team::Wanted) -> Vec<Call> {
    let uuid = || present.summary.uuid.clone();
    let mut calls = Vec::new();
    if let Some(users) = &wanted.members {
        let held: Vec<String> = present
            .members()
            .iter()
            .map(|member| member.uuid.to_lowercase())
            .collect();
        let (held_set, wanted_set): (HashSet<_>, HashSet<_>) =
            (held.iter().collect(), users.iter().collect());
        let joining: Vec<String> = users
            .iter()
            .filter(|user| !held_set.contains(user))
            .cloned()
            .collect();
        let leaving: Vec<String> = held
            .iter()
            .filter(|user| !wanted_set.contains(user))
            .cloned()
            .collect();
        match (joining.is_empty(), leaving.is_empty()) {
            (true, true) => {}
            (false, true) => calls.push(Call::AddMembers {
                uuid: uuid(),
                users: joining,
                is_news: true,
            }),
            (true, false) => calls.push(Call::RemoveMembers {
                uuid: uuid(),
                users: leaving,
                is_news: true,
            }),
            (false, false) => calls.push(Call::SetMembers {
                uuid: uuid(),
                users: users.clone(),
                present: Some(held),
            }),
        }
    }
    let fields = present.fields();
    if let Some(name) = wanted.name.as_ref().filter(|name| **name != fields.name) {
        let renamed = TeamFields {
            name: name.clone(),
            ..fields.clone()
        };
        calls.push(Call::UpdateTeam {
            uuid: uuid(),
            fields: renamed,
            present: fields,
        });
    }
    calls
}

fn same_members(left: &[String], right: &[String]) -> bool {
    left.iter().collect::<HashSet<_>>() == right.iter().collect::<HashSet<_>>()
}

#[cfg(test)]
mod tests;
