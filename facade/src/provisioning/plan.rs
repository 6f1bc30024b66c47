//! Wanted state against present state → the PactFlow calls that lead from one to the other, in their order. Pure.

use std::collections::HashSet;

use crate::mapping::{team, user};
use crate::pactflow::{TEAM_ADMINISTRATOR, Team, TeamFields, User, UserFields};

/// One write to PactFlow, with what is needed to take it back.
#[derive(Debug, Clone, PartialEq)]
pub enum Call {
    /// Every writable field of a user.
    UpdateUser {
        /// The user.
        uuid: String,
        /// What is written.
        fields: UserFields,
        /// What was read.
        present: UserFields,
    },
    /// All roles of a user.
    SetRoles {
        /// The user.
        uuid: String,
        /// The roles that are written, by their UUIDs.
        roles: Vec<String>,
        /// Those that were read; `None` where PactFlow did not say which ones there are.
        present: Option<Vec<String>>,
    },
    /// A new user joins a team; a team that does not exist is passed over (DEC-07).
    JoinTeam {
        /// The user.
        uuid: String,
        /// The team.
        team: String,
    },
    /// Name, administrators, environments and applications of a team.
    UpdateTeam {
        /// The team.
        uuid: String,
        /// What is written.
        fields: TeamFields,
        /// What was read.
        present: TeamFields,
    },
    /// The whole membership, and how it differs from the one that was read.
    SetMembers {
        /// The team.
        uuid: String,
        /// All its members from now on.
        users: Vec<String>,
        /// Those of them who are new.
        joining: Vec<String>,
        /// Those who were members before.
        leaving: Vec<String>,
    },
    /// These users join a team.
    AddMembers {
        /// The team.
        uuid: String,
        /// Who joins.
        users: Vec<String>,
        /// Whether the membership was read and they were not in it; otherwise some may have been.
        is_news: bool,
    },
    /// These users leave a team.
    RemoveMembers {
        /// The team.
        uuid: String,
        /// Who leaves.
        users: Vec<String>,
        /// Whether the membership was read and they were in it; otherwise some may not have been.
        is_news: bool,
    },
    /// A user is deleted.
    DeleteUser {
        /// The user, as last read.
        user: Box<User>,
    },
    /// A team is deleted, which need not have been read.
    DeleteTeam {
        /// The team.
        uuid: String,
    },
}

impl Call {
    /// The calls that take this one back, where they are known without asking. A membership is taken back as the
    /// difference, because others may have changed it meanwhile.
    #[must_use]
    pub fn undo(self) -> Vec<Call> {
        let add = |uuid: &String, users| Self::AddMembers {
            uuid: uuid.clone(),
            users,
            is_news: true,
        };
        let remove = |uuid: &String, users| Self::RemoveMembers {
            uuid: uuid.clone(),
            users,
            is_news: true,
        };
        match self {
            Self::UpdateUser {
                uuid,
                fields,
                present,
            } => vec![Self::UpdateUser {
                uuid,
                fields: present,
                present: fields,
            }],
            Self::SetRoles {
                uuid,
                roles,
                present: Some(present),
            } => vec![Self::SetRoles {
                uuid,
                roles: present,
                present: Some(roles),
            }],
            Self::UpdateTeam {
                uuid,
                fields,
                present,
            } => vec![Self::UpdateTeam {
                uuid,
                fields: present,
                present: fields,
            }],
            Self::SetMembers {
                uuid,
                joining,
                leaving,
                ..
            } => vec![remove(&uuid, joining), add(&uuid, leaving)],
            Self::AddMembers {
                uuid,
                users,
                is_news: true,
            } => vec![remove(&uuid, users)],
            Self::RemoveMembers {
                uuid,
                users,
                is_news: true,
            } => vec![add(&uuid, users)],
            _ => Vec::new(),
        }
    }
}

/// From `present` to what is wanted of a user. Roles come first: of all that is sent they alone can name something that
/// PactFlow does not know, and then nothing else has happened yet.
pub fn user(present: &User, wanted: &user::Wanted) -> Vec<Call> {
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

/// How a membership came to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The client sent the whole list.
    AsList,
    /// The list was computed from what was read, and must not be written as one: it would take back what others have
    /// changed meanwhile.
    AsDifference,
}

/// From `present` to what is wanted of a team: first who is in it, then its name.
pub fn team(present: &Team, wanted: &team::Wanted, asked: Asked) -> Vec<Call> {
    let mut calls = match &wanted.members {
        Some(users) => members(present, users, asked),
        None => Vec::new(),
    };
    let fields = present.fields();
    if let Some(name) = wanted.name.as_ref().filter(|name| **name != fields.name) {
        let renamed = TeamFields {
            name: name.clone(),
            ..fields.clone()
        };
        calls.push(Call::UpdateTeam {
            uuid: present.summary.uuid.clone(),
            fields: renamed,
            present: fields,
        });
    }
    calls
}

/// From the members of `present` to `users`. A membership that only grows or only shrinks is written as the difference,
/// so that what others change at the same time stays; one that does both, as the list that was sent, if it was, and if
/// nobody unseen can be in the team.
pub fn members(present: &Team, users: &[String], asked: Asked) -> Vec<Call> {
    let uuid = || present.summary.uuid.clone();
    let held: Vec<String> = present
        .members()
        .iter()
        .map(|member| member.uuid.to_lowercase())
        .collect();
    let (held_set, wanted_set): (HashSet<_>, HashSet<_>) =
        (held.iter().collect(), users.iter().collect());
    let without = |from: &[String], these: &HashSet<&String>| -> Vec<String> {
        from.iter()
            .filter(|user| !these.contains(user))
            .cloned()
            .collect()
    };
    let (joining, leaving) = (without(users, &held_set), without(&held, &wanted_set));
    let changes_both = !joining.is_empty() && !leaving.is_empty();
    if changes_both && asked == Asked::AsList && !present.hides_members() {
        return vec![Call::SetMembers {
            uuid: uuid(),
            users: users.to_vec(),
            joining,
            leaving,
        }];
    }
    // Joining comes first, because only joining can name somebody whom PactFlow does not know (DEC-13).
    let joining = (!joining.is_empty()).then(|| Call::AddMembers {
        uuid: uuid(),
        users: joining,
        is_news: true,
    });
    let leaving = (!leaving.is_empty()).then(|| Call::RemoveMembers {
        uuid: uuid(),
        users: leaving,
        is_news: true,
    });
    joining.into_iter().chain(leaving).collect()
}

fn same_members(left: &[String], right: &[String]) -> bool {
    left.iter().collect::<HashSet<_>>() == right.iter().collect::<HashSet<_>>()
}

#[cfg(test)]
mod tests;
