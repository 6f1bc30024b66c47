//! What identity providers do about groups.

use cucumber::{given, when};

use crate::{
    idp::{Action, Membership, Name},
    people::People,
    world::World,
};

#[given(expr = "{provider} has pushed the group {string} with {people}")]
async fn has_pushed(world: &mut World, provider: Name, group: String, people: People) {
    world
        .arrange(provider, Action::PushGroup(group, people.0))
        .await;
}

#[when(expr = "{provider} pushes the group {string} with {people}")]
async fn pushes(world: &mut World, provider: Name, group: String, people: People) {
    world
        .act(provider, Action::PushGroup(group, people.0))
        .await;
}

#[when(expr = "{provider} renames the group {string} to {string}")]
async fn renames(world: &mut World, provider: Name, from: String, to: String) {
    world.act(provider, Action::RenameGroup(from, to)).await;
}

#[when(expr = "{provider} deletes the group {string}")]
async fn deletes(world: &mut World, provider: Name, group: String) {
    world.act(provider, Action::DeleteGroup(group)).await;
}

#[when(expr = "{provider} adds {people} to the group {string}")]
async fn adds(world: &mut World, provider: Name, people: People, group: String) {
    world
        .act(
            provider,
            Action::ChangeMembers(
                group,
                Membership {
                    join: people.0,
                    leave: Vec::new(),
                },
            ),
        )
        .await;
}

#[when(expr = "{provider} removes {people} from the group {string}")]
async fn removes(world: &mut World, provider: Name, people: People, group: String) {
    world
        .act(
            provider,
            Action::ChangeMembers(
                group,
                Membership {
                    join: Vec::new(),
                    leave: people.0,
                },
            ),
        )
        .await;
}

#[when(expr = "{provider} replaces {people} by {people} in the group {string}")]
async fn replaces(world: &mut World, provider: Name, leave: People, join: People, group: String) {
    world
        .act(
            provider,
            Action::ChangeMembers(
                group,
                Membership {
                    join: join.0,
                    leave: leave.0,
                },
            ),
        )
        .await;
}

#[when(expr = "{provider} adds {people} to the group {string} at the same moment")]
async fn adds_at_once(world: &mut World, provider: Name, people: People, group: String) {
    world
        .act(provider, Action::JoinAtOnce(group, people.0))
        .await;
}
