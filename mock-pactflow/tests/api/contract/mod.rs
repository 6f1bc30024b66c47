//! Every route that a public consumer contract asserts, called as the two public clients call it
//! (PactFlow's Terraform provider and SmartBear's MCP server), with the whole answer compared.

use mock_pactflow::{MockPactflow, Route, Seed, SeedTeam, SeedUser};
use reqwest::StatusCode;
use serde_json::{Value, json};

use std::collections::BTreeSet;

use mock_pactflow::{Grade, ROUTES};

mod catalogue;
mod roles;
mod teams;
mod users;

const NOW: &str = "2026-01-05T09:00:00+00:00";
const ADMINISTRATOR: &str = "cf75d7c2-416b-11ea-af5e-53c3b1a4efd8";
const USER_ROLE: &str = "e9282e22-416b-11ea-a16e-57ee1bb61d18";
const CI_CD: &str = "c1878b8e-d09e-11ea-8fde-af02c4677eb7";
const ADA: &str = "00000000-0000-0000-0000-000000000012";
const TEAM: &str = "00000000-0000-0000-0000-000000000005";
const ENVIRONMENT: &str = "00000000-0000-0000-0000-000000000001";
use self::catalogue::{permissions, predefined_roles, scopes_of};
use crate::support::{ADMIN, Answer, SCIM, call, pactflow};

/// Ada, who is a member of the team Infra and nothing else.
async fn directory() -> MockPactflow {
    let ada = SeedUser {
        uuid: ADA.parse().ok(),
        roles: Some(vec!["Read-Only".to_owned()]),
        ..SeedUser::new("Ada Lovelace", "ada@acme.io")
            .named("Ada", "Lovelace")
            .external_idp("ada", "00u1")
    };
    let infra = SeedTeam {
        name: "Infra".to_owned(),
        uuid: TEAM.parse().ok(),
        members: vec!["ada@acme.io".to_owned()],
        ..SeedTeam::default()
    };
    let mut seed = Seed::empty().user(ada);
    seed.teams.push(infra);
    pactflow(seed).await
}

/// What the answer has to be, with the simulator's own address for `{base}`.
#[track_caller]
fn assert_answer(pactflow: &MockPactflow, answer: &Answer, status: u16, body: &Value) {
    let expected: Value =
        serde_json::from_str(&body.to_string().replace("{base}", &pactflow.url())).unwrap();
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    assert_eq!(
        answer.header("content-type"),
        "application/hal+json;charset=utf-8"
    );
    assert_eq!(answer.json(), expected);
}

#[track_caller]
fn assert_empty(answer: &Answer) {
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (StatusCode::NO_CONTENT, "")
    );
    assert_eq!(answer.header("content-type"), "");
}

/// A role and a team as a user embeds them.
struct Embedded {
    roles: Vec<(String, &'static str, Value)>,
    teams: Vec<(String, &'static str)>,
}

/// The whole representation of a user.
fn user(person: Value, embedded: &Embedded) -> Value {
    let mut user = person;
    let uuid = user["uuid"].as_str().unwrap().to_owned();
    let roles = embedded.roles.iter().map(|(role, name, permissions)| {
        let href = format!("{{base}}/admin/users/{uuid}/roles/{role}");
        let this = json!({ "title": "User Role", "name": name, "href": href });
        json!({ "uuid": role, "name": name, "permissions": permissions, "_links": { "self": this } })
    });
    let teams = embedded.teams.iter().map(|(team, name)| {
        json!({
            "uuid": team,
            "name": name,
            "_links": {
                "self": { "title": "Team", "name": name, "href": format!("{{base}}/teams/{team}") },
                "pf:membership": {
                    "title": "Team membership",
                    "href": format!("{{base}}/teams/{team}/users/{uuid}"),
                },
                "pf:integrations": {
                    "title": "Team integrations",
                    "name": name,
                    "href": format!("{{base}}/integrations/team/{team}"),
                },
            },
        })
    });
    user["_embedded"] =
        json!({ "roles": roles.collect::<Value>(), "teams": teams.collect::<Value>() });
    user["_links"] =
        json!({ "self": { "title": "User", "href": format!("{{base}}/admin/users/{uuid}") } });
    user
}

/// The same where one user is read: the roles are repeated at the top level.
fn one_user(person: Value, embedded: &Embedded) -> Value {
    let mut user = user(person, embedded);
    let repeated = embedded.roles.iter().map(|(role, name, permissions)| {
        json!({ "uuid": role, "name": name, "permissions": permissions, "createdAt": NOW, "updatedAt": NOW })
    });
    user["roles"] = repeated.collect();
    user
}

fn ada(name: &str, active: bool) -> Value {
    json!({
        "uuid": ADA,
        "name": name,
        "firstName": "Ada",
        "lastName": "Lovelace",
        "email": "ada@acme.io",
        "active": active,
        "externalIdpId": "00u1",
        "externalIdpUsername": "ada",
        "createdAt": NOW,
        "updatedAt": NOW,
        "type": 0,
        "typeDescription": "User",
    })
}

fn adas() -> Embedded {
    let role = mock_pactflow::derived_uuid("role", "Read-Only").to_string();
    Embedded {
        roles: vec![(role, "Read-Only", scopes_of("Read-Only"))],
        teams: vec![(TEAM.to_owned(), "Infra")],
    }
}

/// What everybody gets by being created.
fn newcomers(
    pactflow: &MockPactflow,
    role: &str,
    name: &'static str,
    permissions: Value,
) -> Embedded {
    let default = pactflow
        .state()
        .team_by_name("Default")
        .unwrap()
        .uuid
        .to_string();
    Embedded {
        roles: vec![(role.to_owned(), name, permissions)],
        teams: vec![(default, "Default")],
    }
}

fn member(name: &str, active: bool) -> Value {
    let mut member = ada(name, active);
    member["_links"] =
        json!({ "self": { "title": "User", "href": format!("{{base}}/admin/users/{ADA}") } });
    member
}

fn sequential(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// These routes were called with success, and the evidence of each says where it comes from.
#[track_caller]
fn covered(pactflow: &MockPactflow, routes: &[Route]) {
    let exchanges = pactflow.requests().since(0);
    for route in routes {
        let answered = exchanges.iter().any(|exchange| {
            exchange.route == Some(*route)
                && (200..300).contains(&exchange.status)
                && exchange.evidence == 'P'
        });
        assert!(answered, "{} was not called", route.info().name);
    }
}

#[test]
fn the_tests_above_call_every_route_of_the_public_contracts() {
    let asserted = ROUTES
        .iter()
        .filter(|info| info.evidence == Grade::PublicContract);
    let tested = concat!(
        include_str!("users.rs"),
        include_str!("teams.rs"),
        include_str!("roles.rs")
    );
    let missing: BTreeSet<String> = asserted
        .map(|info| format!("Route::{:?}", info.route))
        .filter(|route| {
            let named = |end: &str| tested.contains(&format!("{route}{end}"));
            !named(",") && !named("]")
        })
        .collect();
    assert!(missing.is_empty(), "not called: {missing:?}");
}
