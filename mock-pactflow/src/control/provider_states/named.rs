//! States that are known by their whole name, and tell the verifier what they brought about.
//!
//! Whoever writes a contract puts the values into its requests (`${person}` in a path), so that the same contract can
//! be verified against a PactFlow that chooses its UUIDs itself.

use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::edit::Editor;
use crate::faults::Fault;
use crate::model::Access;
use crate::role;
use crate::seed::{SeedError, SeedSystemAccount, SeedTeam, SeedToken, SeedUser};
use crate::simulation::Simulation;

/// Brings the state about and gives its values; `None` where no state has this name.
pub(super) fn arrange(simulation: &Simulation, state: &str) -> Option<Result<Value, SeedError>> {
    let edit = |work: &dyn Fn(&mut Editor<'_, '_>) -> Result<Value, SeedError>| {
        simulation.transact(|transaction| work(&mut Editor::new(transaction)))
    };
    let values = match state {
        "the caller may provision" | "the caller may set sign-in names" => {
            edit(&|editor| caller(editor, "SCIM", Access::ReadWrite))
        }
        "the caller may manage system accounts" => {
            edit(&|editor| caller(editor, "Administrator", Access::ReadWrite))
        }
        "the caller may only read" => edit(&|editor| caller(editor, "SCIM", Access::ReadOnly)),
        "the caller has no permission" => {
            edit(&|editor| caller(editor, "No Access", Access::ReadWrite))
        }
        "the caller is unknown" => Ok(json!({ "token": "contract-unknown-token" })),
        "a person exists" | "a person with a sign-in name exists" => edit(&|editor| {
            let person = person(editor, "Contract Person")?;
            team(editor, "Contract Crew", Some(person))?;
            Ok(json!({ "person": person, "email": address(editor, person), "role": role::USER }))
        }),
        "two people exist" => edit(&|editor| {
            person(editor, "Contract Person")?;
            person(editor, "Contract Colleague")?;
            Ok(json!({}))
        }),
        "a person was deleted" => edit(&|editor| {
            let person = person(editor, "Contract Person")?;
            editor.remove_user(person);
            Ok(json!({ "person": person }))
        }),
        "a system account exists" => edit(&|editor| {
            let account = editor.add_system_account(SeedSystemAccount {
                name: "contract-account".to_owned(),
                ..SeedSystemAccount::default()
            })?;
            Ok(json!({ "account": account }))
        }),
        "an address is free" => Ok(json!({ "newEmail": "contract-new@contract.example" })),
        "a name is free" => Ok(json!({ "newName": "Contract New" })),
        "a team exists" | "a team without members exists" => edit(&|editor| {
            let team = team(editor, "Contract Team", None)?;
            Ok(json!({ "team": team, "teamName": "Contract Team" }))
        }),
        "two teams exist" => edit(&|editor| {
            team(editor, "Contract Team", None)?;
            team(editor, "Contract Squad", None)?;
            Ok(json!({}))
        }),
        "a team with a member exists" => edit(&|editor| {
            let member = person(editor, "Contract Member")?;
            let team = team(editor, "Contract Team", Some(member))?;
            Ok(json!({ "team": team, "member": member }))
        }),
        "every seat is taken" => {
            simulation.transact(|transaction| transaction.store.seats = Some(0));
            Ok(json!({}))
        }
        "PactFlow is older than 1.26" => {
            simulation.speak_the_older_errors();
            Ok(json!({}))
        }
        "PactFlow is out of order" => {
            simulation.add_fault(Fault::status(503));
            Ok(json!({}))
        }
        "PactFlow is asked too often" => {
            simulation.add_fault(Fault::rate_limited(Duration::from_secs(1)));
            Ok(json!({}))
        }
        _ => return None,
    };
    Some(values)
}

/// The token of a system account that has just this role.
fn caller(editor: &mut Editor<'_, '_>, role: &str, access: Access) -> Result<Value, SeedError> {
    let value = "contract-token";
    editor.add_system_account(SeedSystemAccount {
        name: "contract-caller".to_owned(),
        roles: Some(vec![role.to_owned()]),
        tokens: vec![SeedToken {
            value: Some(value.to_owned()),
            access,
            uuid: None,
            expires_at: None,
        }],
        ..SeedSystemAccount::default()
    })?;
    Ok(json!({ "token": value }))
}

fn person(editor: &mut Editor<'_, '_>, name: &str) -> Result<Uuid, SeedError> {
    let (given, family) = name.split_once(' ').unwrap_or((name, ""));
    let email = format!("{}@contract.example", name.replace(' ', "-").to_lowercase());
    let person = SeedUser::new(name, &email)
        .named(given, family)
        .external_idp(&email, &format!("idp-{email}"));
    editor.add_user(person)
}

fn address(editor: &Editor<'_, '_>, person: Uuid) -> Option<String> {
    editor.store().users.get(&person)?.email.clone()
}

fn team(editor: &mut Editor<'_, '_>, name: &str, member: Option<Uuid>) -> Result<Uuid, SeedError> {
    editor.add_team(SeedTeam {
        name: name.to_owned(),
        members: member.iter().map(Uuid::to_string).collect(),
        ..SeedTeam::default()
    })
}
