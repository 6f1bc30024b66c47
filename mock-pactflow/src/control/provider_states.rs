//! The call-back of a Pact verifier: brings the directory into the state that an interaction wants, of one of the two
//! public consumer contracts, or by one of the names in [`named`].

mod named;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ok, parse, refused};
use crate::app::App;
use crate::edit::Editor;
use crate::model::Access;
use crate::role;
use crate::seed::{SeedError, SeedRole, SeedSystemAccount, SeedTeam, SeedToken, SeedUser};
use crate::state::DEFAULT_TEAM;

#[derive(Debug, Deserialize)]
struct Callback {
    #[serde(default)]
    state: String,
    #[serde(default)]
    action: Option<String>,
    // The verifier also sends the consumer and parameters, which none of the known states needs.
    #[serde(flatten)]
    _more: Value,
}

/// Something that a state names, in the order of naming.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    User(Uuid),
    Team(Uuid),
    TeamName(String),
    Role(Uuid),
    SystemAccount(Uuid),
    Token(Uuid),
}

pub(super) async fn change(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let callback: Callback = match parse(&body) {
        Ok(callback) => callback,
        Err(response) => return response,
    };
    if callback.action.as_deref() == Some("teardown") {
        return match app.simulation.reset(app.simulation.seed()) {
            Ok(()) => ok(&json!({})),
            Err(error) => refused(&error.to_string()),
        };
    }
    if let Some(arranged) = named::arrange(&app.simulation, &callback.state) {
        return match arranged {
            Ok(values) => ok(&values),
            Err(error) => refused(&error.to_string()),
        };
    }
    let named = mentioned(&callback.state);
    if named.is_empty() && !callback.state.is_empty() {
        return refused(&format!(
            "the provider state {:?} is not known",
            callback.state
        ));
    }
    let arranged = app.simulation.transact(|transaction| {
        let editor = &mut Editor::new(transaction);
        named.iter().try_for_each(|thing| ensure(editor, thing))?;
        relate(editor, &callback.state, &named)
    });
    match arranged {
        Ok(()) => ok(&json!({})),
        Err(error) => refused(&error.to_string()),
    }
}

/// Whatever `exists`, as in *admin team 0000… and user 0000… exist*.
fn mentioned(state: &str) -> Vec<Named> {
    let words: Vec<&str> = state.split_whitespace().collect();
    let mut kind = "";
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate() {
        match *word {
            "user" | "team" | "role" | "token" | "account" => kind = word,
            "name" if kind == "team" => {
                found.extend(
                    words
                        .get(index + 1)
                        .map(|name| Named::TeamName((*name).to_owned())),
                );
            }
            word => {
                let Ok(uuid) = Uuid::parse_str(word) else {
                    continue;
                };
                found.extend(match kind {
                    "user" => Some(Named::User(uuid)),
                    "team" => Some(Named::Team(uuid)),
                    "role" => Some(Named::Role(uuid)),
                    "account" => Some(Named::SystemAccount(uuid)),
                    "token" => Some(Named::Token(uuid)),
                    _ => None,
                });
            }
        }
    }
    found
}

fn ensure(editor: &mut Editor<'_, '_>, named: &Named) -> Result<(), SeedError> {
    let store = editor.store();
    let present = match named {
        Named::User(uuid) | Named::SystemAccount(uuid) => store.users.contains_key(uuid),
        Named::Team(uuid) => store.teams.contains_key(uuid),
        Named::TeamName(name) => store.team_by_name(name).is_some(),
        Named::Role(uuid) => store.roles.contains_key(uuid),
        Named::Token(uuid) => store.tokens.contains_key(uuid),
    };
    if present {
        return Ok(());
    }
    match named {
        Named::User(uuid) => {
            let email = format!("{uuid}@contract.example");
            editor.add_user(SeedUser {
                uuid: Some(*uuid),
                ..SeedUser::new("Contract User", &email)
            })?;
        }
        Named::Team(uuid) => {
            let name = format!("Team {uuid}");
            editor.add_team(SeedTeam {
                name,
                uuid: Some(*uuid),
                ..SeedTeam::default()
            })?;
        }
        Named::TeamName(name) => {
            editor.add_team(SeedTeam {
                name: name.clone(),
                ..SeedTeam::default()
            })?;
        }
        Named::Role(uuid) => {
            let permissions = vec!["contract_data:read:*".to_owned()];
            let name = format!("Role {uuid}");
            editor.add_role(SeedRole {
                name,
                uuid: Some(*uuid),
                description: None,
                permissions,
            })?;
        }
        Named::SystemAccount(uuid) => {
            let name = format!("System account {uuid}");
            editor.add_system_account(SeedSystemAccount {
                name,
                uuid: Some(*uuid),
                ..Default::default()
            })?;
        }
        Named::Token(uuid) => {
            let token = SeedToken {
                value: None,
                access: Access::ReadWrite,
                uuid: Some(*uuid),
                expires_at: None,
            };
            editor.add_token("admin", token)?;
        }
    }
    Ok(())
}

/// What the state says of the things that it names.
fn relate(editor: &mut Editor<'_, '_>, state: &str, named: &[Named]) -> Result<(), SeedError> {
    match named {
        [Named::User(user), Named::Team(team)] if state.contains("member of") => {
            editor.set_members(*team, &[*user]);
        }
        [Named::User(user), Named::Role(role)] if state.contains("has role") => {
            editor.set_roles(*user, [role::USER, *role]);
        }
        [Named::User(user)] if state.contains("deleted") => {
            editor.remove_user(*user);
        }
        [Named::Team(team)] if state.contains("default team") => {
            editor.remove_team(*team);
            editor.remove_team_named(DEFAULT_TEAM);
            let team = SeedTeam {
                name: DEFAULT_TEAM.to_owned(),
                uuid: Some(*team),
                ..SeedTeam::default()
            };
            editor.add_team(team)?;
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_states_of_both_public_contracts_are_read() {
        let uuid = "00000000-0000-0000-0000-000000000012";
        let id: Uuid = uuid.parse().unwrap();
        for (state, expected) in [
            (format!("admin user {uuid} exists"), vec![Named::User(id)]),
            (
                format!("a team with uuid {uuid} exists"),
                vec![Named::Team(id)],
            ),
            (format!("API token {uuid} exists"), vec![Named::Token(id)]),
            (
                format!("a system account with uuid {uuid} exists"),
                vec![Named::SystemAccount(id)],
            ),
            (
                format!("admin user {uuid} and role {uuid} exist"),
                vec![Named::User(id), Named::Role(id)],
            ),
            (
                format!("user {uuid} is a member of team {uuid}"),
                vec![Named::User(id), Named::Team(id)],
            ),
            (
                format!("a team with name terraform-team and user with uuid {uuid} exists"),
                vec![
                    Named::TeamName("terraform-team".to_owned()),
                    Named::User(id),
                ],
            ),
        ] {
            assert_eq!(mentioned(&state), expected, "{state}");
        }
        assert!(mentioned("secrets exist").is_empty());
    }
}
