//! What was acknowledged, and what PactFlow holds.

use std::collections::{BTreeMap, BTreeSet};

use mock_pactflow::{Snapshot, User, role};
use serde_json::{Value, json};
use uuid::Uuid;

use super::client::Client;

/// What ends every address of the people whom clients manage.
const DOMAIN: &str = "@soak.example";

/// What every team that clients manage is called by.
const TEAM: &str = "Soak ";

/// One client's people and teams as they were acknowledged, by number.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) people: Vec<Option<Person>>,
    pub(super) teams: Vec<Option<Team>>,
    /// Who of its people are in the teams that all clients share.
    pub(super) shared: Vec<BTreeSet<usize>>,
}

/// A person.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) active: bool,
}

/// A team of a client's own.
#[derive(Clone, Debug)]
pub(super) struct Team {
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) members: BTreeSet<usize>,
}

/// The sign-in name and address of a client's person.
pub(super) fn address(client: usize, number: usize) -> String {
    format!("person{number}.of{client}{DOMAIN}")
}

/// The name of a client's team, which changes with the version.
pub(super) fn title(client: usize, number: usize, version: u32) -> String {
    format!("{TEAM}{client}.{number} the {version}")
}

/// The name of a team that all clients share.
pub(super) fn shared(number: usize) -> String {
    format!("{TEAM}for all {number}")
}

/// What a person of this version is called.
fn display(number: usize, version: u32) -> String {
    format!("Person {number} the {version}")
}

fn roles(version: u32) -> BTreeSet<Uuid> {
    let also = (version % 2 == 1).then_some(role::CI_CD);
    also.into_iter().chain([role::USER]).collect()
}

/// What of a person's document changes with the version.
pub(super) fn attributes(number: usize, version: u32) -> Value {
    let roles: Vec<_> = roles(version)
        .iter()
        .map(|role| json!({"value": role}))
        .collect();
    json!({
        "displayName": display(number, version), "roles": roles,
        "name": {"givenName": format!("Person {number}"), "familyName": format!("the {version}")},
    })
}

/// A person's whole document.
pub(super) fn document(client: usize, number: usize, version: u32, active: bool) -> Value {
    let address = address(client, number);
    let mut document = attributes(number, version);
    document["schemas"] = json!(["urn:ietf:params:scim:schemas:core:2.0:User"]);
    document["userName"] = json!(address);
    document["externalId"] = json!(format!("00u{client}x{number}"));
    document["active"] = json!(active);
    document["emails"] = json!([{"value": address, "type": "work", "primary": true}]);
    document
}

impl Model {
    pub(super) fn new(people: usize, teams: usize, shared: usize) -> Self {
        Self {
            people: vec![None; people],
            teams: vec![None; teams],
            shared: vec![BTreeSet::new(); shared],
        }
    }

    /// A person is there no more, and in no team.
    pub(super) fn forget(&mut self, person: usize) {
        self.people[person] = None;
        let own = self
            .teams
            .iter_mut()
            .flatten()
            .map(|team| &mut team.members);
        for members in own.chain(&mut self.shared) {
            members.remove(&person);
        }
    }

    /// The ids of these people.
    pub(super) fn ids(&self, people: &BTreeSet<usize>) -> BTreeSet<String> {
        let people = people.iter().filter_map(|who| self.people[*who].as_ref());
        people.map(|person| person.id.clone()).collect()
    }

    /// References to these people.
    pub(super) fn references(&self, people: &BTreeSet<usize>) -> Value {
        let ids = self.ids(people);
        ids.into_iter().map(|id| json!({"value": id})).collect()
    }
}

/// Everything that PactFlow holds otherwise than it was acknowledged.
pub(super) fn differences(clients: &[Client], state: &Snapshot) -> Vec<String> {
    let mut wanted = BTreeMap::new();
    let mut all: Vec<BTreeSet<String>> = Vec::new();
    for client in clients {
        let (own, model) = (client.number, &client.model);
        for (number, person) in model.people.iter().enumerate() {
            if let Some(person) = person {
                let address = address(own, number);
                let what = format!(
                    "{} {address} {address} {} {} {:?}",
                    person.id,
                    display(number, person.version),
                    person.active,
                    roles(person.version)
                );
                wanted.insert(address, vec![what]);
            }
        }
        for (number, team) in model.teams.iter().enumerate() {
            if let Some(team) = team {
                let what = format!("{} {:?}", team.id, model.ids(&team.members));
                wanted.insert(title(own, number, team.version), vec![what]);
            }
        }
        all.resize(model.shared.len(), BTreeSet::new());
        for (members, own) in all.iter_mut().zip(&model.shared) {
            members.extend(model.ids(own));
        }
    }
    for (number, members) in all.iter().enumerate() {
        let id = state.team_by_name(&shared(number)).map(|team| team.uuid);
        let what = format!("{} {members:?}", id.unwrap_or_default());
        wanted.insert(shared(number), vec![what]);
    }
    let held = held(state);
    let names: BTreeSet<_> = wanted.keys().chain(held.keys()).collect();
    let differing = names
        .into_iter()
        .filter(|name| wanted.get(*name) != held.get(*name));
    differing
        .map(|name| {
            format!(
                "{name}: acknowledged {:?}, held {:?}",
                wanted.get(name),
                held.get(name)
            )
        })
        .collect()
}

/// What PactFlow holds of clients' people and teams, by address and name; two entries where something is there twice.
fn held(state: &Snapshot) -> BTreeMap<String, Vec<String>> {
    let mut held: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for user in state.users() {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        if is_managed(&user) {
            let roles: BTreeSet<_> = user.roles.iter().collect();
            let (name, email) = (text(&user.external_idp_username), text(&user.email));
            let what = format!(
                "{} {name} {email} {} {} {roles:?}",
                user.uuid,
                text(&user.name),
                user.active
            );
            held.entry(email).or_default().push(what);
        }
    }
    for team in state.teams() {
        if team.name.starts_with(TEAM) {
            let members: BTreeSet<String> = team.members.iter().map(Uuid::to_string).collect();
            let what = format!("{} {members:?}", team.uuid);
            held.entry(team.name).or_default().push(what);
        }
    }
    held
}

fn is_managed(user: &User) -> bool {
    let names = [&user.email, &user.external_idp_username];
    names
        .into_iter()
        .flatten()
        .any(|name| name.ends_with(DOMAIN))
}

/// Whoever is no client's business: other people, other teams as far as they are in them, and system accounts.
pub(super) fn bystanders(state: &Snapshot) -> String {
    let mut users = state.users();
    users.retain(|user| !is_managed(user));
    let mut teams = state.teams();
    teams.retain(|team| !team.name.starts_with(TEAM));
    let is_there = |uuid: &Uuid| users.iter().any(|user| user.uuid == *uuid);
    for team in &mut teams {
        // PactFlow puts everybody new into its own team, which changes when it does.
        team.members.retain(is_there);
        team.updated_at = team.created_at;
    }
    format!("{users:?} {teams:?} {:?}", state.system_accounts())
}
