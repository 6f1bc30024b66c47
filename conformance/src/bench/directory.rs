//! The directory that is worked on, and what the simulator that holds it has counted.

use std::collections::HashMap;
use std::ops::Sub;

use anyhow::{Context as _, ensure};
use serde_json::Value;
use tokio::sync::Mutex;

use super::line::Line;
use super::process::Process;

/// How many people are known by their ids; as many are written to in turn.
const KNOWN: usize = 1_000;

/// The directory that is worked on, and the simulator that holds it.
pub(super) struct Directory {
    pub(super) simulator: Process,
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

    pub(super) fn team_id(&self, name: &str) -> anyhow::Result<&str> {
        let id = self.teams.get(name).with_context(|| name.to_owned())?;
        Ok(id)
    }

    pub(super) fn team(&self, name: &str) -> anyhow::Result<String> {
        Ok(format!("/Groups/{}", self.team_id(name)?))
    }

    /// The whole membership of the first team, with one member more or fewer each time.
    pub(super) async fn membership(
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
