//! The directory by PactFlow's own admin API, and by the simulator's log of changes.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{Directory, Mark, NewPerson};
use crate::{control::Control, pactflow::PactFlow};

/// An administrator who looks into a simulator.
#[derive(Clone, Debug)]
pub(crate) struct Admin {
    pub(crate) pactflow: PactFlow,
    pub(crate) control: Control,
}

#[async_trait]
impl Directory for Admin {
    async fn person(&self, id: &str) -> Option<Value> {
        let mut user = self.pactflow.user(id).await?;
        for embedded in ["roles", "teams"] {
            let entries = user["_embedded"][embedded].as_array();
            let names = entries
                .into_iter()
                .flatten()
                .map(|entry| entry["name"].clone());
            user[embedded] = names.collect();
        }
        Some(user)
    }

    async fn add_person(&self, person: &NewPerson) -> String {
        let mut fields = person.fields.clone();
        let id = self.pactflow.create_user(&fields).await;
        if !person.active {
            fields["active"] = json!(false);
            self.pactflow.update_user(&id, &fields).await;
        }
        if let Some(roles) = &person.roles {
            self.pactflow.set_roles(&id, roles).await;
        }
        id
    }

    async fn remove_person(&self, id: &str) {
        self.pactflow.delete_user(id).await;
    }

    async fn team_id(&self, name: &str) -> Option<String> {
        self.pactflow.team_id(name).await
    }

    async fn members(&self, team: &str) -> Option<BTreeSet<String>> {
        let team = self.pactflow.team(team).await?;
        let members = team["_embedded"]["members"].as_array();
        let ids = members.into_iter().flatten();
        Some(
            ids.filter_map(|member| Some(member["uuid"].as_str()?.to_owned()))
                .collect(),
        )
    }

    async fn add_team(&self, name: &str, administrators: &[String]) -> String {
        self.pactflow.create_team(name, administrators).await
    }

    async fn remove_team(&self, id: &str) {
        self.pactflow.delete_team(id).await;
    }

    async fn join(&self, team: &str, people: &[String]) {
        self.pactflow.join(team, people).await;
    }

    async fn role(&self, name: &str) -> Option<String> {
        self.pactflow.role(name).await
    }

    async fn mark(&self) -> Mark {
        Mark::Logs(self.control.mark().await)
    }

    async fn changes_since(&self, mark: &Mark) -> BTreeMap<String, usize> {
        match mark {
            Mark::Logs(mark) => self.control.changes_since(*mark).await,
            Mark::Snapshot(_) => unreachable!("this directory makes no snapshots"),
        }
    }
}
