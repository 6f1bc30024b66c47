//! The tables of people, teams and roles, with what changed since it was last marked as seen.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use super::columns::brief;
use crate::changes::Change;
use crate::model::{Team, User};
use crate::simulation::Simulation;
use crate::state::Store;

/// How many rows of a table are shown at most; what changed is always among them.
const ROWS: usize = 60;

/// The tables.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    pub(crate) people: Table<PersonRow>,
    pub(crate) teams: Table<TeamRow>,
    pub(crate) roles: Table<RoleRow>,
    /// How many changes are not marked as seen.
    pub(crate) unseen: usize,
    /// The number of the latest change.
    pub(crate) mark: u64,
}

/// The rows that are shown of a table.
#[derive(Debug, Clone)]
pub(crate) struct Table<R> {
    pub(crate) rows: Vec<R>,
    /// How many rows there are.
    pub(crate) total: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct PersonRow {
    pub(crate) uuid: Uuid,
    pub(crate) name: String,
    pub(crate) sign_in: String,
    pub(crate) email: String,
    pub(crate) roles: String,
    pub(crate) teams: String,
    pub(crate) active: bool,
    pub(crate) marks: Marks,
}

impl PersonRow {
    /// The sign-in name and the address, each in two parts between which a line may be broken.
    pub(crate) fn addresses(&self) -> Vec<(&str, &str)> {
        let mut addresses = vec![self.sign_in.as_str()];
        if self.email != self.sign_in {
            addresses.push(&self.email);
        }
        addresses
            .into_iter()
            .filter(|address| !address.is_empty())
            .map(|address| address.split_at(address.find('@').unwrap_or(address.len())))
            .collect()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct TeamRow {
    pub(crate) uuid: Uuid,
    pub(crate) name: String,
    pub(crate) members: usize,
    /// The first few members' names.
    pub(crate) names: String,
    pub(crate) marks: Marks,
}

#[derive(Debug, Clone)]
pub(crate) struct RoleRow {
    pub(crate) uuid: Uuid,
    pub(crate) name: String,
    pub(crate) holders: usize,
    pub(crate) permissions: usize,
    pub(crate) marks: Marks,
}

/// What changed about a row since it was last marked as seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) state: Presence,
    /// The fields that changed: `name`, `teams` and the like.
    pub(crate) fields: Vec<String>,
    /// Each change in words.
    pub(crate) notes: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Presence {
    #[default]
    Known,
    New,
    Gone,
}

impl Marks {
    pub(crate) fn any(&self) -> bool {
        *self != Self::default()
    }

    pub(crate) fn is_new(&self) -> bool {
        self.state == Presence::New
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.state == Presence::Gone
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|changed| changed == field)
    }

    pub(crate) fn words(&self) -> String {
        self.notes.join("; ")
    }

    fn field(&mut self, field: &str, note: String) {
        if !self.has(field) {
            self.fields.push(field.to_owned());
        }
        self.notes.push(note);
    }
}

/// The tables, of rows that have the text in them.
pub(crate) fn directory(simulation: &Simulation, text: &str) -> Directory {
    let changes = simulation.changes.since(simulation.desk.seen());
    let mark = simulation.changes.mark();
    let store = simulation.store();
    let marks = mark_rows(changes.entries());
    let wanted = text.to_lowercase();
    Directory {
        people: people(&store, &marks, &wanted, changes.entries()),
        teams: teams(&store, &marks, &wanted, changes.entries()),
        roles: roles(&store, &marks, &wanted),
        unseen: changes.entries().len(),
        mark,
    }
}

fn people(
    store: &Store,
    marks: &HashMap<Uuid, Marks>,
    wanted: &str,
    changes: &[Change],
) -> Table<PersonRow> {
    let accounts = store.people.iter().filter_map(|uuid| store.users.get(uuid));
    let fits = |user: &&std::sync::Arc<User>| {
        [&user.name, &user.email, &user.external_idp_username]
            .into_iter()
            .flatten()
            .any(|value| value.to_lowercase().contains(wanted))
            || user.uuid.to_string() == wanted
    };
    let found = accounts.filter(fits);
    let mut table = cut(
        found,
        |user| marks.contains_key(&user.uuid),
        |user| {
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            PersonRow {
                uuid: user.uuid,
                name: text(&user.name),
                sign_in: text(&user.external_idp_username),
                email: text(&user.email),
                roles: list(store.roles_of(user).map(|role| role.name.clone())),
                teams: list(store.teams_of(user).map(|team| team.name.clone())),
                active: user.active,
                marks: marks.get(&user.uuid).cloned().unwrap_or_default(),
            }
        },
    );
    let gone = changes.iter().filter(|change| change.key == "-users");
    table.rows.extend(gone.map(|change| PersonRow {
        uuid: change.uuid,
        name: change.subject.clone(),
        sign_in: String::new(),
        email: String::new(),
        roles: String::new(),
        teams: String::new(),
        active: false,
        marks: gone_marks(),
    }));
    table
}

fn teams(
    store: &Store,
    marks: &HashMap<Uuid, Marks>,
    wanted: &str,
    changes: &[Change],
) -> Table<TeamRow> {
    let found = store.teams.values();
    let found = found.filter(|team| team.name.to_lowercase().contains(wanted));
    let mut table = cut(
        found,
        |team| marks.contains_key(&team.uuid),
        |team| TeamRow {
            uuid: team.uuid,
            name: team.name.clone(),
            members: team.members.len(),
            names: first_members(store, team),
            marks: marks.get(&team.uuid).cloned().unwrap_or_default(),
        },
    );
    let gone = changes.iter().filter(|change| change.key == "-teams");
    table.rows.extend(gone.map(|change| TeamRow {
        uuid: change.uuid,
        name: change.subject.clone(),
        members: 0,
        names: String::new(),
        marks: gone_marks(),
    }));
    table
}

fn roles(store: &Store, marks: &HashMap<Uuid, Marks>, wanted: &str) -> Table<RoleRow> {
    let mut holders: HashMap<Uuid, usize> = HashMap::new();
    for role in store.users.values().flat_map(|user| &user.roles) {
        *holders.entry(*role).or_default() += 1;
    }
    let found = store.roles.values();
    let found = found.filter(|role| role.name.to_lowercase().contains(wanted));
    cut(
        found,
        |role| marks.contains_key(&role.uuid),
        |role| RoleRow {
            uuid: role.uuid,
            name: role.name.clone(),
            holders: holders.get(&role.uuid).copied().unwrap_or_default(),
            permissions: role.permissions.len(),
            marks: marks.get(&role.uuid).cloned().unwrap_or_default(),
        },
    )
}

/// As many rows as are shown, those that changed among them, in the directory's order.
fn cut<T, R>(
    items: impl Iterator<Item = T>,
    changed: impl Fn(&T) -> bool,
    row: impl Fn(&T) -> R,
) -> Table<R> {
    let mut table = Table {
        rows: Vec::new(),
        total: 0,
    };
    for item in items {
        table.total += 1;
        if table.total <= ROWS || changed(&item) && table.rows.len() < 3 * ROWS {
            table.rows.push(row(&item));
        }
    }
    table
}

/// The marks of each user, team and role.
fn mark_rows(changes: &[Change]) -> HashMap<Uuid, Marks> {
    let mut marks: HashMap<Uuid, Marks> = HashMap::new();
    for change in changes {
        let mut at = |uuid: Uuid, field: &str| {
            marks.entry(uuid).or_default().field(field, note(change));
        };
        let (sign, what) = change.key.split_at(1);
        match (sign, what) {
            ("~", what) => at(
                change.uuid,
                what.split_once('.').map_or(what, |(_, field)| field),
            ),
            (_, "members") => {
                at(change.uuid, "teams");
                if let Some(team) = named(change, "team") {
                    at(team, "members");
                }
            }
            // A role itself can come and go, too; then no user's role is named.
            (_, "roles") => match named(change, "role") {
                Some(role) => {
                    at(change.uuid, "roles");
                    at(role, "holders");
                }
                None => marks.entry(change.uuid).or_default().state = presence(sign),
            },
            _ => marks.entry(change.uuid).or_default().state = presence(sign),
        }
    }
    marks
}

fn presence(sign: &str) -> Presence {
    match sign {
        "-" => Presence::Gone,
        _ => Presence::New,
    }
}

fn named(change: &Change, key: &str) -> Option<Uuid> {
    let value = change.after.as_ref().or(change.before.as_ref())?;
    value.get(key)?.as_str()?.parse().ok()
}

fn note(change: &Change) -> String {
    let side = |value: &Option<Value>| value.as_ref().map_or("nothing".to_owned(), brief);
    match change.key.split_at(1) {
        ("~", what) => format!("{what}: {} → {}", side(&change.before), side(&change.after)),
        (sign, _) => format!("{sign}{}", change.subject),
    }
}

fn gone_marks() -> Marks {
    Marks {
        state: Presence::Gone,
        ..Marks::default()
    }
}

fn first_members(store: &Store, team: &Team) -> String {
    const SHOWN: usize = 8;
    let members = team.members.iter().filter_map(|uuid| store.users.get(uuid));
    let names = list(members.take(SHOWN).map(|user| user.label()));
    if team.members.len() > SHOWN {
        format!("{names}, …")
    } else {
        names
    }
}

fn list(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
