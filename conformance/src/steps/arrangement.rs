//! What is there before: *Given*.

use cucumber::{gherkin::Step, given, when};
use serde_json::{Map, Value, json};

use super::words::{Kind, Thing, Token};
use crate::{cell, directory::NewPerson, people::Person, target::tokens, world::World};

#[given("PactFlow is connected")]
async fn connected(world: &mut World) {
    world.connect(&[]).await;
}

#[given("PactFlow is connected with these settings")]
async fn connected_with(world: &mut World, #[step] step: &Step) {
    world.connect(&cell::pairs(step)).await;
}

/// What was there before anybody was provisioned; each kind has its own columns.
#[given(expr = "PactFlow already has these {kind}")]
async fn already_has(world: &mut World, kind: Kind, #[step] step: &Step) {
    for record in cell::records(step) {
        match kind {
            Kind::People => a_user(world, &record).await,
            Kind::Teams => a_team(world, &record).await,
            Kind::Roles => a_role(world, &record).await,
        }
    }
}

type Record = [(String, String)];

fn named<'a>(record: &'a Record, wanted: &str) -> Option<&'a str> {
    record
        .iter()
        .find(|(name, _)| name == wanted)
        .map(|(_, cell)| cell.as_str())
}

/// Columns: `person`, any field of a PactFlow user, `roles` by name. A person has an address and a name even where the table
/// says nothing of them, but no link to an identity provider.
async fn a_user(world: &mut World, record: &Record) {
    let person =
        Person::called(named(record, "person").expect("a table of people has the column `person`"));
    let id = match named(record, "type") {
        Some("System Account") => {
            world
                .pactflow()
                .create_system_account(&person.full_name())
                .await
        }
        _ => a_person(world, &person, record).await,
    };
    world.introduce(&person, id);
}

async fn a_person(world: &World, person: &Person, record: &Record) -> String {
    let mut user = json!({
        "name": person.full_name(), "email": person.email(), "firstName": person.first_name(), "lastName": person.last_name(),
    });
    for (field, text) in record {
        if !["person", "roles", "active", "type"].contains(&field.as_str()) {
            set(&mut user, field, cell::parse(text));
        }
    }
    let roles = match named(record, "roles") {
        Some(roles) => Some(uuids_of_roles(world, roles).await),
        None => None,
    };
    let person = NewPerson {
        fields: user,
        active: named(record, "active") != Some("false"),
        roles,
    };
    world.directory().add_person(&person).await
}

fn set(user: &mut Value, field: &str, value: Option<Value>) {
    let fields: &mut Map<_, _> = user.as_object_mut().expect("a user is an object");
    match value {
        Some(value) => fields.insert(field.to_owned(), value),
        None => fields.shift_remove(field),
    };
}

async fn uuids_of_roles(world: &World, names: &str) -> Vec<String> {
    let mut uuids = Vec::new();
    for name in cell::items(names) {
        uuids.push(
            world
                .directory()
                .role(name)
                .await
                .unwrap_or_else(|| panic!("PactFlow has no role {name}")),
        );
    }
    uuids
}

/// As many people as an import needs to have several pages. They carry numbers, since nobody looks at one of them.
#[given(expr = "PactFlow already has {int} people")]
async fn many_people(world: &mut World, count: usize) {
    let people = (1..=count).map(|number| {
        let address = format!("person{number:03}@acme.io");
        json!({
            "name": format!("Person {number:03}"), "first_name": "Person", "last_name": format!("{number:03}"),
            "email": address, "external_idp_username": address,
        })
    });
    world.control().add_people(people.collect()).await;
}

/// Columns: `team`, and by first names `members` and `administrators`.
async fn a_team(world: &mut World, record: &Record) {
    let mut ids = |column: &str| -> Vec<_> {
        cell::items(named(record, column).unwrap_or_default())
            .map(|name| world.id_of(&Person::called(name)))
            .collect()
    };
    let (members, administrators) = (ids("members"), ids("administrators"));
    let name = named(record, "team").expect("a table of teams has the column `team`");
    let team = world.directory().add_team(name, &administrators).await;
    if !members.is_empty() {
        world.directory().join(&team, &members).await;
    }
}

/// Columns: `role`, and `permissions` separated by commas.
async fn a_role(world: &mut World, record: &Record) {
    let permissions: Vec<_> = cell::items(named(record, "permissions").unwrap_or_default())
        .map(str::to_owned)
        .collect();
    let name = named(record, "role").expect("a table of roles has the column `role`");
    world.pactflow().create_role(name, &permissions).await;
}

#[given(expr = "{person} belongs to the team {string}")]
async fn belongs(world: &mut World, person: Person, team: String) {
    let user = world.id_of(&person);
    let directory = world.directory();
    let team = directory
        .team_id(&team)
        .await
        .unwrap_or_else(|| panic!("PactFlow has no team {team}"));
    directory.join(&team, &[user]).await;
}

/// It is nine o'clock in the morning, UTC, and stays so.
#[given(expr = "today is {word}")]
async fn today(world: &mut World, date: String) {
    let now = format!("{date}T09:00:00Z")
        .parse()
        .unwrap_or_else(|error| panic!("{date} is no date: {error}"));
    world.control().freeze(now).await;
}

#[given(expr = "{thing} was deleted in PactFlow")]
async fn was_deleted(world: &mut World, thing: Thing) {
    match thing {
        Thing::Person(person) => {
            let user = world.id_of(&person);
            world.directory().remove_person(&user).await;
        }
        Thing::Team(name) => {
            let directory = world.directory();
            let id = directory
                .team_id(&name)
                .await
                .unwrap_or_else(|| panic!("PactFlow has no team {name}"));
            directory.remove_team(&id).await;
        }
    }
}

/// From here on the identity providers call with another token: `missing`, `unknown`, `malformed`, `read-only`,
/// `an administrator's`, or that of a person who is in PactFlow.
#[given(expr = "the token is {token}")]
#[when(expr = "the token is {token}")]
async fn calls_with(world: &mut World, token: Token) {
    let bearer = |value: &str| Some(format!("Bearer {value}"));
    let authorization = match token {
        Token::Usual => return world.authorize_as_usual(),
        Token::Missing => None,
        Token::Malformed => Some("non-token".to_owned()),
        Token::Unknown => bearer("no-such-token"),
        Token::ReadOnly => bearer(tokens::READ_ONLY),
        Token::Administrator => bearer(tokens::ADMINISTRATOR),
        Token::Personal(person) => {
            // A token belongs to one account for ever, also where one service is used for several scenarios.
            let token = format!("token-of-{person}-{}", uuid::Uuid::new_v4());
            world.control().give_token(&person.email(), &token).await;
            bearer(&token)
        }
    };
    world.authorize(authorization.as_deref());
}

/// From here on the identity providers call with the token of a system account that has these permissions and no others.
#[given(expr = "the token may only {string}")]
#[when(expr = "the token may only {string}")]
async fn may_only(world: &mut World, permissions: String) {
    let permissions: Vec<_> = cell::items(&permissions).map(str::to_owned).collect();
    let role = world.pactflow().create_role("Limited", &permissions).await;
    let token = world.pactflow().token_with_role(&role).await;
    world.authorize(Some(&format!("Bearer {token}")));
}
