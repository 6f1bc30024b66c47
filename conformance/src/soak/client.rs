//! One client: a provider with people and teams of its own, and a part in teams that all clients share.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, ensure};
use fastrand::Rng;
use serde_json::{Value, json};

use super::model::{Model, Person, Team, address, attributes, document, title};
use super::patch;
use super::provider::Provider;

/// How many people and teams of its own a client has at most.
const PEOPLE: usize = 40;
const TEAMS: usize = 3;

/// How many people a bulk request is about at most.
const IN_BULK: usize = 4;

/// A client.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) number: usize,
    /// What was acknowledged.
    pub(super) model: Model,
    /// How many operations of each kind it has done.
    pub(super) counts: BTreeMap<&'static str, u64>,
    provider: Provider,
    rng: Rng,
    /// The ids of the teams that all clients share.
    shared: Vec<String>,
}

impl Client {
    pub(super) fn new(number: usize, provider: Provider, rng: Rng, shared: Vec<String>) -> Self {
        Self {
            number,
            model: Model::new(PEOPLE, TEAMS, shared.len()),
            counts: BTreeMap::new(),
            provider,
            rng,
            shared,
        }
    }

    /// Does one operation after the other, until all clients together have done as many as these.
    pub(super) async fn work(mut self, operations: u64) -> anyhow::Result<Self> {
        while self.provider.done() < operations {
            let kind = self.step().await?;
            *self.counts.entry(kind).or_default() += 1;
            self.provider.count_one();
        }
        Ok(self)
    }

    async fn step(&mut self) -> anyhow::Result<&'static str> {
        let who = self.rng.usize(..PEOPLE);
        match self.rng.u32(..100) {
            0..=8 => return self.look_up(who).await,
            9..=12 => return self.list().await,
            13..=15 => return self.bulk().await,
            16..=35 => return self.team().await,
            _ => {}
        }
        let Some(person) = self.model.people[who].clone() else {
            return self.create(who).await;
        };
        match self.rng.u32(..100) {
            0..=19 => self.put(who, person).await,
            20..=44 => self.change(who, person).await,
            45..=59 => self.switch(who, person).await,
            60..=79 => self.join_or_leave(who, &person).await,
            80..=91 => self.read(who, &person).await,
            _ => self.delete(who, &person).await,
        }
    }

    async fn create(&mut self, who: usize) -> anyhow::Result<&'static str> {
        let (version, name) = (self.rng.u32(..1_000), address(self.number, who));
        let document = document(self.number, who, version, true);
        let by_name = ("userName", name.as_str());
        let id = self.provider.create("/Users", by_name, document).await?;
        self.model.people[who] = Some(Person {
            id,
            version,
            active: true,
        });
        Ok("create a person")
    }

    async fn put(&mut self, who: usize, mut person: Person) -> anyhow::Result<&'static str> {
        person.version = self.rng.u32(..1_000);
        let document = document(self.number, who, person.version, person.active);
        self.write("PUT", who, person, document).await?;
        Ok("replace a person")
    }

    async fn change(&mut self, who: usize, mut person: Person) -> anyhow::Result<&'static str> {
        person.version = self.rng.u32(..1_000);
        let value = attributes(who, person.version);
        let body = patch(&json!([{"op": "replace", "value": value}]));
        self.write("PATCH", who, person, body).await?;
        Ok("patch a person")
    }

    async fn switch(&mut self, who: usize, mut person: Person) -> anyhow::Result<&'static str> {
        person.active = !person.active;
        let kind = if person.active {
            "re-activate a person"
        } else {
            "deactivate a person"
        };
        let body = patch(&json!([{"op": "replace", "path": "active", "value": person.active}]));
        self.write("PATCH", who, person, body).await?;
        Ok(kind)
    }

    async fn write(
        &mut self,
        method: &str,
        who: usize,
        person: Person,
        body: Value,
    ) -> anyhow::Result<()> {
        let path = format!("/Users/{}", person.id);
        self.provider.insist(method, &path, Some(body)).await?;
        self.model.people[who] = Some(person);
        Ok(())
    }

    /// Changes the person's membership in a team in which other clients change theirs at the same time.
    async fn join_or_leave(&mut self, who: usize, person: &Person) -> anyhow::Result<&'static str> {
        let team = self.rng.usize(..self.shared.len());
        let path = format!("/Groups/{}", self.shared[team]);
        let is_in = self.model.shared[team].contains(&who);
        let operation = if is_in {
            json!({"op": "remove", "path": format!("members[value eq \"{}\"]", person.id)})
        } else {
            json!({"op": "add", "path": "members", "value": [{"value": person.id}]})
        };
        let body = patch(&json!([operation]));
        self.provider.insist("PATCH", &path, Some(body)).await?;
        if is_in {
            self.model.shared[team].remove(&who);
            Ok("leave a shared group")
        } else {
            self.model.shared[team].insert(who);
            Ok("join a shared group")
        }
    }

    async fn read(&self, who: usize, person: &Person) -> anyhow::Result<&'static str> {
        let path = format!("/Users/{}", person.id);
        let read = self.provider.insist("GET", &path, None).await?;
        let attributes = attributes(who, person.version);
        ensure!(
            read["userName"] == address(self.number, who)
                && read["active"] == person.active
                && read["displayName"] == attributes["displayName"],
            "{person:?} is read as {read}"
        );
        Ok("read a person")
    }

    async fn delete(&mut self, who: usize, person: &Person) -> anyhow::Result<&'static str> {
        let path = format!("/Users/{}", person.id);
        self.provider.delete(&path).await?;
        self.model.forget(who);
        Ok("delete a person")
    }

    async fn look_up(&self, who: usize) -> anyhow::Result<&'static str> {
        let name = address(self.number, who);
        let found = self.provider.look_up("/Users", "userName", &name).await?;
        let wanted = self.model.people[who].as_ref().map(|person| &person.id);
        ensure!(
            found.as_ref() == wanted,
            "{name} is found as {found:?}, not as {wanted:?}"
        );
        Ok("look a person up")
    }

    async fn list(&mut self) -> anyhow::Result<&'static str> {
        let start = 1 + self.rng.usize(..PEOPLE);
        let path = format!("/Users?startIndex={start}&count=20");
        let list = self.provider.insist("GET", &path, None).await?;
        let rows = list["Resources"].as_array().into_iter().flatten();
        let ids: Vec<_> = rows.filter_map(|row| row["id"].as_str()).collect();
        let different: BTreeSet<_> = ids.iter().collect();
        ensure!(
            different.len() == ids.len() && ids.len() <= 20,
            "a page has {ids:?}"
        );
        Ok("list people")
    }

    /// Changes some people in one request.
    async fn bulk(&mut self) -> anyhow::Result<&'static str> {
        let some: BTreeSet<usize> = (0..IN_BULK).map(|_| self.rng.usize(..PEOPLE)).collect();
        let mut changed = Vec::new();
        for who in some {
            if let Some(mut person) = self.model.people[who].clone() {
                person.version = self.rng.u32(..1_000);
                changed.push((who, person));
            }
        }
        let operations = changed.iter().map(|(who, person)| {
            let value = attributes(*who, person.version);
            json!({
                "method": "PATCH", "path": format!("/Users/{}", person.id), "bulkId": format!("of{who}"),
                "data": patch(&json!([{"op": "replace", "value": value}])),
            })
        });
        if !changed.is_empty() {
            self.provider.bulk(operations.collect()).await?;
        }
        for (who, person) in changed {
            self.model.people[who] = Some(person);
        }
        Ok("patch people in bulk")
    }

    /// Does something with a team of the client's own.
    async fn team(&mut self) -> anyhow::Result<&'static str> {
        let number = self.rng.usize(..TEAMS);
        let members = self.some_people();
        let Some(mut team) = self.model.teams[number].clone() else {
            let version = self.rng.u32(..1_000);
            let name = title(self.number, number, version);
            let document = json!({"displayName": name, "members": self.model.references(&members)});
            let by_name = ("displayName", name.as_str());
            let id = self.provider.create("/Groups", by_name, document).await?;
            self.model.teams[number] = Some(Team {
                id,
                version,
                members,
            });
            return Ok("create a group");
        };
        let path = format!("/Groups/{}", team.id);
        let kind = match self.rng.u32(..100) {
            0..=24 => {
                team.version = self.rng.u32(..1_000);
                team.members = members;
                let name = title(self.number, number, team.version);
                let members = self.model.references(&team.members);
                let body = json!({"displayName": name, "members": members});
                self.provider.insist("PUT", &path, Some(body)).await?;
                "replace a group"
            }
            25..=69 => {
                let leaving: BTreeSet<usize> =
                    team.members.intersection(&members).copied().collect();
                let joining: BTreeSet<usize> = members.difference(&team.members).copied().collect();
                team.members.retain(|who| !leaving.contains(who));
                team.members.extend(&joining);
                team.version = self.rng.u32(..1_000);
                let operations = json!([
                    {"op": "add", "path": "members", "value": self.model.references(&joining)},
                    {"op": "remove", "path": "members", "value": self.model.references(&leaving)},
                    {"op": "replace", "value": {"displayName": title(self.number, number, team.version)}},
                ]);
                let body = patch(&operations);
                self.provider.insist("PATCH", &path, Some(body)).await?;
                "patch a group"
            }
            70..=91 => {
                let read = self.provider.insist("GET", &path, None).await?;
                let read = read["members"].as_array().into_iter().flatten();
                let read: Option<BTreeSet<String>> = read
                    .map(|member| Some(member["value"].as_str()?.to_owned()))
                    .collect();
                let ids = self.model.ids(&team.members);
                let read = read.context("a member without an id")?;
                ensure!(read == ids, "{path} has {read:?}, not {ids:?}");
                "read a group"
            }
            _ => {
                self.provider.delete(&path).await?;
                self.model.teams[number] = None;
                return Ok("delete a group");
            }
        };
        self.model.teams[number] = Some(team);
        Ok(kind)
    }

    /// Some of the people that are there.
    fn some_people(&mut self) -> BTreeSet<usize> {
        let model = &self.model;
        let rng = &mut self.rng;
        let there = (0..PEOPLE).filter(|who| model.people[*who].is_some());
        there.filter(|_| rng.u32(..4) == 0).collect()
    }
}
