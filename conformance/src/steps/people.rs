//! What identity providers do about people.

use cucumber::{gherkin::Step, given, when};
use serde_json::{Map, Value};

use super::{
    attributes::applied,
    words::{Deed, Everything},
};
use crate::{
    cell,
    idp::{Action, Name},
    people::{People, Person},
    world::World,
};

#[given(expr = "{people} is/are assigned in {provider}")]
async fn are_assigned(world: &mut World, people: People, provider: Name) {
    for person in people.0 {
        let profile = world.profile_of(provider, &person);
        world
            .arrange(provider, Action::Assign(person, profile))
            .await;
    }
}

#[given(expr = "{provider} {deed} {person}")]
async fn has_done(world: &mut World, provider: Name, deed: Deed, person: Person) {
    let pushed = world.profile_of(provider, &person);
    world.arrange(provider, deed.action(person, pushed)).await;
}

#[when(expr = "{provider} {deed} {person}")]
async fn does(world: &mut World, provider: Name, deed: Deed, person: Person) {
    let pushed = world.profile_of(provider, &person);
    world.act(provider, deed.action(person, pushed)).await;
}

#[when(expr = "{provider} tests the connection")]
async fn tests_connection(world: &mut World, provider: Name) {
    world.act(provider, Action::TestConnection).await;
}

#[when(expr = "{provider} assigns {people}")]
async fn assigns(world: &mut World, provider: Name, people: People) {
    for person in people.0 {
        // Whoever is assigned is active, whatever was pushed before.
        let profile = world
            .profile_of(provider, &person)
            .with("active", Some(Value::Bool(true)));
        world.act(provider, Action::Assign(person, profile)).await;
    }
}

/// Rows: a SCIM attribute, and what is sent for it.
#[when(expr = "{provider} assigns {person} with")]
async fn assigns_with(world: &mut World, provider: Name, person: Person, #[step] step: &Step) {
    let before = world.profile_of(provider, &person);
    let profile = applied(world, before, &cell::pairs(step)).await;
    world.act(provider, Action::Assign(person, profile)).await;
}

#[when(expr = "{provider} assigns {person} with these addresses")]
async fn assigns_with_addresses(
    world: &mut World,
    provider: Name,
    person: Person,
    #[step] step: &Step,
) {
    let addresses = cell::records(step).into_iter().map(address).collect();
    let profile = world
        .profile_of(provider, &person)
        .with("emails", Some(Value::Array(addresses)));
    world.act(provider, Action::Assign(person, profile)).await;
}

fn address(record: Vec<(String, String)>) -> Value {
    let parts = record
        .into_iter()
        .filter_map(|(name, text)| Some((name, cell::parse(&text)?)));
    Value::Object(parts.collect::<Map<_, _>>())
}

#[when(expr = "{provider} assigns {person} twice at the same moment")]
async fn assigns_twice(world: &mut World, provider: Name, person: Person) {
    world.act_twice(provider, &person).await;
}

/// Rows: a SCIM attribute, and what is sent for it from now on.
#[when(expr = "{provider} changes {person} to")]
async fn changes(world: &mut World, provider: Name, person: Person, #[step] step: &Step) {
    let before = world.profile_of(provider, &person);
    let profile = applied(world, before, &cell::pairs(step)).await;
    world.act(provider, Action::Update(person, profile)).await;
}

#[when(expr = "{provider} looks for {string}")]
async fn looks_for(world: &mut World, provider: Name, name: String) {
    world.act(provider, Action::LookUp(name)).await;
}

#[when(expr = "{provider} imports {everything}")]
async fn imports(world: &mut World, provider: Name, everything: Everything) {
    let action = match everything {
        Everything::People => Action::Import,
        Everything::Groups => Action::ImportGroups,
    };
    world.act(provider, action).await;
}

#[when(expr = "{provider} retries")]
async fn retries(world: &mut World, provider: Name) {
    world.act_again(provider).await;
}
