//! What is measured: single requests and whole sequences, as identity providers send them.

use std::collections::HashMap;
use std::ops::Sub;

use anyhow::{Context as _, ensure};
use http::Method;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::line::Line;
use super::process::Process;

/// Something that is measured.
#[derive(Debug)]
pub(super) struct Operation {
    /// What the report calls it.
    pub(super) name: &'static str,
    /// How many may be under way at the same time.
    pub(super) most_at_once: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    GetUser,
    /// The page that begins at this part of the directory.
    List(f64),
    LookUpHit,
    LookUpMiss,
    Create,
    Deactivate,
    OktaProvision,
    OktaDeactivate,
    GetGroup,
    GroupAdd,
    GroupPut,
    Walk,
}

/// Any number of connections.
const ANY: usize = usize::MAX;

/// Everything that is measured, in the order in which it is; what changes the directory comes last.
pub(super) const OPERATIONS: &[Operation] = &[
    operation("get user", ANY, Kind::GetUser),
    operation("list, first page", ANY, Kind::List(0.0)),
    operation("list, page in the middle", ANY, Kind::List(0.5)),
    operation("list, last page", ANY, Kind::List(1.0)),
    operation("look-up, hit", ANY, Kind::LookUpHit),
    operation("look-up, miss", ANY, Kind::LookUpMiss),
    operation("walk over everyone", 1, Kind::Walk),
    operation("get group", 1, Kind::GetGroup),
    operation("group PUT", 1, Kind::GroupPut),
    operation("group PATCH add", ANY, Kind::GroupAdd),
    operation("PATCH active", ANY, Kind::Deactivate),
    operation("create", ANY, Kind::Create),
    operation("Okta provisioning", ANY, Kind::OktaProvision),
    operation("Okta deactivation", ANY, Kind::OktaDeactivate),
];

const fn operation(name: &'static str, most_at_once: usize, kind: Kind) -> Operation {
    Operation {
        name,
        most_at_once,
        kind,
    }
}

/// How many resources a page of a list has.
const PAGE: usize = 100;

/// How many resources a page of a walk has.
const WALK_PAGE: usize = 1_000;

/// How many people are known by their ids; as many are written to in turn.
const KNOWN: usize = 1_000;

/// The directory that is worked on, and the simulator that holds it.
pub(super) struct Directory {
    simulator: Process,
    /// How many people it began with.
    pub(super) people: usize,
    /// How many members the first team began with.
    pub(super) members: usize,
    ids: Vec<String>,
    teams: HashMap<String, String>,
    /// The bodies of a PUT for the first team, with one member more and one fewer.
    memberships: Mutex<Option<[Value; 2]>>,
}

/// What PactFlow was asked for and what it answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counters {
    pub(super) calls: f64,
    pub(super) bytes: f64,
}

impl Sub for Counters {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            calls: self.calls - before.calls,
            bytes: self.bytes - before.bytes,
        }
    }
}

impl Directory {
    /// Asks the simulator for the ids that are needed.
    pub(super) async fn survey(
        simulator: Process,
        people: usize,
        members: usize,
    ) -> anyhow::Result<Self> {
        let mut line = simulator.connect().await?;
        let ids = known_ids(&mut line, people).await?;
        let teams = line.json("/admin/teams?page=1&size=100").await?;
        let teams = teams["teams"].as_array().into_iter().flatten();
        let named = |team: &Value| {
            Some((
                team["name"].as_str()?.to_owned(),
                team["uuid"].as_str()?.to_owned(),
            ))
        };
        Ok(Self {
            teams: teams.filter_map(named).collect(),
            simulator,
            people,
            members,
            ids,
            memberships: Mutex::default(),
        })
    }

    /// The simulator's counters now.
    pub(super) async fn counters(&self) -> anyhow::Result<Counters> {
        let mut line = self.simulator.connect().await?;
        let journal = line
            .json(&format!("/__mock/requests?since={}", u64::MAX))
            .await?;
        let number = |name: &str| journal[name].as_f64().with_context(|| name.to_owned());
        Ok(Counters {
            calls: number("mark")?,
            bytes: number("bytes")?,
        })
    }

    pub(super) fn id(&self, number: usize) -> &str {
        &self.ids[number % self.ids.len()]
    }

    fn team(&self, name: &str) -> anyhow::Result<String> {
        let id = self.teams.get(name).with_context(|| name.to_owned())?;
        Ok(format!("/Groups/{id}"))
    }

    /// The whole membership of the first team, with one member more or fewer each time.
    async fn membership(
        &self,
        line: &mut Line,
        target: &str,
        number: usize,
    ) -> anyhow::Result<Value> {
        let mut memberships = self.memberships.lock().await;
        if memberships.is_none() {
            let with = line.json(target).await?;
            let mut without = with.clone();
            let members = without["members"].as_array_mut().context("members")?;
            ensure!(members.pop().is_some(), "the team has members");
            *memberships = Some([without, with]);
        }
        let [without, with] = memberships.as_ref().context("just made")?;
        Ok(if number.is_multiple_of(2) {
            without
        } else {
            with
        }
        .clone())
    }
}

/// Some ids out of the whole directory.
async fn known_ids(line: &mut Line, people: usize) -> anyhow::Result<Vec<String>> {
    let size = 100.min(people);
    let pages = people / size;
    let wanted = (KNOWN / size).min(pages);
    let mut ids = Vec::new();
    for part in 0..wanted {
        let page = 1 + part * pages / wanted;
        let users = line
            .json(&format!("/admin/users?page={page}&size={size}&userType=0"))
            .await?;
        let users = users["users"].as_array().into_iter().flatten();
        ids.extend(users.filter_map(|user| Some(user["uuid"].as_str()?.to_owned())));
    }
    ensure!(!ids.is_empty(), "the simulator lists nobody");
    Ok(ids)
}

impl Operation {
    /// The operation once; no two calls have the same number.
    pub(super) async fn run(
        &self,
        line: &mut Line,
        directory: &Directory,
        number: usize,
    ) -> anyhow::Result<()> {
        match self.kind {
            Kind::GetUser => {
                line.get(&format!("/Users/{}", directory.id(number)))
                    .await?;
            }
            Kind::List(part) => {
                let pages = directory.people.div_ceil(PAGE);
                let page = ((pages - 1) as f64 * part).round() as usize;
                list(line, page * PAGE + 1, PAGE).await?;
            }
            Kind::LookUpHit => {
                // A step that has no divisor in common with the sizes, so that everybody has a turn.
                let name = format!(
                    "user{:06}@perf.example.com",
                    number * 7919 % directory.people
                );
                look_up(line, &name, 1).await?;
            }
            Kind::LookUpMiss => {
                look_up(line, &format!("nobody{number}@perf.example.com"), 0).await?;
            }
            Kind::Create => {
                create(line, "created", number).await?;
            }
            Kind::Deactivate => {
                let target = format!("/Users/{}", directory.id(number / 2));
                let active = json!({ "active": number % 2 == 1 });
                let patch = patch(json!({ "op": "replace", "value": active }));
                line.write(Method::PATCH, &target, &patch).await?;
            }
            Kind::OktaProvision => {
                look_up(line, &name("okta", number), 0).await?;
                let id = create(line, "okta", number).await?;
                add_member(line, &directory.team("team0001")?, &id).await?;
            }
            Kind::OktaDeactivate => {
                let target = format!("/Users/{}", directory.id(number));
                let mut user = line.json(&target).await?;
                user["active"] = json!(user["active"] != true);
                line.write(Method::PUT, &target, &user).await?;
            }
            Kind::GetGroup => {
                let group = line.json(&directory.team("team0000")?).await?;
                ensure!(group["members"].is_array(), "a group has members");
            }
            Kind::GroupAdd => {
                let target = directory.team("team0000")?;
                add_member(line, &target, directory.id(number)).await?;
            }
            Kind::GroupPut => {
                let target = directory.team("team0000")?;
                let body = directory.membership(line, &target, number).await?;
                line.write(Method::PUT, &target, &body).await?;
            }
            Kind::Walk => {
                let mut start = 1;
                while start <= directory.people {
                    start += list(line, start, WALK_PAGE).await?;
                }
            }
        }
        Ok(())
    }
}

/// A page of the list; gives how many it has.
async fn list(line: &mut Line, start: usize, count: usize) -> anyhow::Result<usize> {
    let body = line
        .get(&format!("/Users?startIndex={start}&count={count}"))
        .await?;
    // To read all of it would cost as much as to write it.
    let head = String::from_utf8_lossy(&body[..body.len().min(512)]);
    let items = head
        .split("\"itemsPerPage\":")
        .nth(1)
        .context("itemsPerPage")?;
    let items: usize = items.split(',').next().unwrap_or_default().parse()?;
    ensure!(items > 0, "the page from {start} on is empty");
    Ok(items)
}

async fn look_up(line: &mut Line, name: &str, expected: usize) -> anyhow::Result<()> {
    let found = line
        .get(&format!("/Users?filter=userName%20eq%20%22{name}%22"))
        .await?;
    let total = format!("\"totalResults\":{expected},");
    ensure!(
        String::from_utf8_lossy(&found).contains(&total),
        "{name} is to be found {expected} times"
    );
    Ok(())
}

/// Creates somebody; gives the id.
async fn create(line: &mut Line, who: &str, number: usize) -> anyhow::Result<String> {
    let name = name(who, number);
    let user = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": name,
        "externalId": format!("00u{who}{number}"),
        "name": { "givenName": who, "familyName": number.to_string() },
        "displayName": format!("{who} {number}"),
        "emails": [{ "value": name, "type": "work", "primary": true }],
        "locale": "en-US",
        "active": true,
        "groups": [],
    });
    let created = line.write(Method::POST, "/Users", &user).await?;
    let created: Value = serde_json::from_slice(&created)?;
    Ok(created["id"].as_str().context("an id")?.to_owned())
}

fn name(who: &str, number: usize) -> String {
    format!("{who}{number}@perf.example.com")
}

async fn add_member(line: &mut Line, group: &str, user: &str) -> anyhow::Result<()> {
    let add = json!({ "op": "add", "path": "members", "value": [{ "value": user }] });
    line.write(Method::PATCH, group, &patch(add)).await?;
    Ok(())
}

fn patch(operation: Value) -> Value {
    json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation] })
}
