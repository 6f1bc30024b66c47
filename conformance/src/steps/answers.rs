//! What came of it: *Then*.

use std::collections::{BTreeMap, BTreeSet};

use cucumber::{gherkin::Step, then};
use serde_json::Value;

use super::{
    attributes::assert_reads,
    wire::filled_in,
    words::{Findings, State, Thing},
};
use crate::{
    cell,
    directory::Mark,
    idp::{Action, Failure, Name},
    people::{People, Person},
    reasons::Reason,
    wire::Exchange,
    world::World,
};

/// Rows: a field of a PactFlow user, and what it holds. `roles` and `teams` are the names of both.
#[then(expr = "PactFlow stores {person} with")]
async fn stores(world: &mut World, person: Person, #[step] step: &Step) {
    let id = world.id_of(&person);
    let user = world
        .directory()
        .person(&id)
        .await
        .unwrap_or_else(|| panic!("PactFlow has no {person}"));
    assert_reads(&user, &cell::pairs(step));
}

#[then(expr = "{thing} is {state} in PactFlow")]
async fn is_in_state(world: &mut World, thing: Thing, state: State) {
    let active = match &thing {
        Thing::Person(person) => {
            let id = world.id_of(person);
            world
                .directory()
                .person(&id)
                .await
                .map(|user| user["active"] == true)
        }
        Thing::Team(name) => world.directory().team_id(name).await.map(|_| true),
    };
    let found = match active {
        Some(true) => State::Active,
        Some(false) => State::Inactive,
        None => State::Gone,
    };
    assert_eq!(found, state, "how {thing:?} stands in PactFlow");
}

#[then(expr = "the team {string} has exactly {people}")]
async fn team_has(world: &mut World, team: String, people: People) {
    let members = world
        .directory()
        .members(&team)
        .await
        .unwrap_or_else(|| panic!("PactFlow has no team '{team}'"));
    let expected: BTreeSet<_> = people.0.iter().map(|person| world.id_of(person)).collect();
    assert_eq!(members, expected, "the members of '{team}'");
}

fn ids(entries: &Value, name: &str) -> BTreeSet<String> {
    entries
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|entry| entry[name].as_str())
        .map(str::to_owned)
        .collect()
}

/// Rows: a SCIM attribute, and what it holds. The provider reads the person or the group anew.
#[then(expr = "{provider} reads {thing} back with")]
async fn reads_back(world: &mut World, provider: Name, thing: Thing, #[step] step: &Step) {
    let action = match thing {
        Thing::Person(person) => Action::Read(person),
        Thing::Team(name) => Action::ReadGroup(name),
    };
    let found = world.arrange(provider, action).await;
    assert_reads(
        found.first().expect("the provider read one resource"),
        &cell::pairs(step),
    );
}

/// All that was found, and nobody twice.
#[then(expr = "{provider} finds {findings}")]
async fn finds(world: &mut World, _provider: Name, findings: Findings) {
    let found = found(world);
    let (resources, found) = (found.len(), Value::Array(found));
    assert_eq!(
        ids(&found, "id").len(),
        resources,
        "nobody and nothing is found twice"
    );
    match findings {
        Findings::Count(count) => assert_eq!(resources, count, "how many were found"),
        Findings::Groups(names) => assert_eq!(
            ids(&found, "displayName"),
            names.into_iter().collect(),
            "the groups that were found"
        ),
        Findings::People(people) => {
            let expected: BTreeSet<_> = people.0.iter().map(|person| world.id_of(person)).collect();
            assert_eq!(ids(&found, "id"), expected, "the people who were found");
        }
    }
}

fn found(world: &World) -> Vec<Value> {
    let found = world
        .outcome()
        .as_ref()
        .unwrap_or_else(|failure| panic!("the look-up was {failure}"));
    world.own(found.clone())
}

#[then(expr = "{provider} is told it worked")]
async fn worked(world: &mut World, _provider: Name) {
    if let Err(failure) = world.outcome() {
        panic!("this should have worked, but was {failure}");
    }
}

#[then(expr = "{provider} is refused because {string}")]
async fn refused(world: &mut World, _provider: Name, phrase: String) {
    let reason = Reason::named(&phrase);
    let exchange = refusal(world);
    let body = exchange.json();
    let found = (exchange.status.as_u16(), body["scimType"].as_str());
    assert_eq!(
        found,
        (reason.status, reason.scim_type),
        "status and scimType of a refusal because {phrase}\n{exchange}"
    );
}

/// The explanation, which an administrator reads, has to name what it is about: somebody's id, or any text.
#[then(expr = "the explanation names {string}")]
async fn explains(world: &mut World, subject: String) {
    let person = Person::called(&subject);
    let id = if world.knows(&person) {
        world.id_of(&person)
    } else {
        filled_in(world, &subject).await
    };
    let exchange = refusal(world);
    let detail = exchange.json()["detail"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert!(
        detail.contains(&id),
        "the detail should name {id}, but reads: {detail}"
    );
}

fn refusal(world: &World) -> Exchange {
    match world.outcome() {
        Err(Failure::Refused(exchange)) => (**exchange).clone(),
        other => panic!("this should have been refused, but came to {other:#?}"),
    }
}

/// Rows: a kind of change, and how often. What is not listed must not have happened.
#[then("the only changes in PactFlow are")]
async fn only_changes(world: &mut World, #[step] step: &Step) {
    let expected = cell::pairs(step)
        .into_iter()
        .map(|(kind, count)| {
            (
                kind,
                count
                    .parse()
                    .unwrap_or_else(|_| panic!("{count} is no number")),
            )
        })
        .collect();
    assert_changes(world, &expected).await;
}

#[then("nothing changes in PactFlow")]
async fn no_changes(world: &mut World) {
    assert_changes(world, &BTreeMap::new()).await;
}

async fn assert_changes(world: &World, expected: &BTreeMap<String, usize>) {
    let changes = world.directory().changes_since(world.mark()).await;
    assert_eq!(&changes, expected, "the changes in PactFlow");
}

/// Stronger than *nothing changes*: not even a write that would change nothing.
#[then("PactFlow is only read")]
async fn only_read(world: &mut World) {
    let Mark::Logs(mark) = world.mark() else {
        panic!("only the simulator keeps a journal, so the scenario needs @needs:control");
    };
    let requests = world.control().requests_since(*mark).await;
    let writes: Vec<_> = requests
        .iter()
        .filter(|request| request["method"] != "GET")
        .collect();
    assert!(writes.is_empty(), "PactFlow got {writes:#?}");
    assert!(!requests.is_empty(), "PactFlow was not even read");
}

#[then(expr = "the log explains {string}")]
async fn log_explains(world: &mut World, rule: String) {
    let lines = world.log().lines();
    let field = format!("rule={rule}");
    assert!(
        lines.iter().any(|line| line.contains(&field)),
        "no line of the log has {field}:\n{}",
        lines.join("\n")
    );
}
