//! What these providers do about groups, and what JumpCloud does before anything else.

use http::Method;
use serde_json::{Value, json};

use super::{GROUP, Standard, USER};
use crate::{
    idp::{
        Failure, Membership, Outcome,
        beliefs::{Group, Member},
        misled,
    },
    people::Person,
    wire::Wire,
};

impl Standard {
    /// Finds the group or creates it without members, then adds them.
    pub(super) async fn push_group(
        &mut self,
        wire: &Wire,
        name: &str,
        people: &[Person],
    ) -> Outcome {
        let found = self.find(wire, "Groups", "displayName", name).await?;
        let id = match found.first() {
            Some(present) => present["id"].as_str().unwrap_or_default().to_owned(),
            None => self.create_group(wire, name).await?,
        };
        self.beliefs.pushed(
            name,
            Group {
                id,
                members: Vec::new(),
            },
        );
        self.change_members(
            wire,
            name,
            &Membership {
                join: people.to_vec(),
                leave: Vec::new(),
            },
        )
        .await
    }

    async fn create_group(&self, wire: &Wire, name: &str) -> Result<String, Failure> {
        let body = json!({ "schemas": [GROUP], "displayName": name });
        let exchange = self
            .send(wire, Method::POST, "/Groups".to_owned(), Some(body))
            .await?;
        match exchange.json()["id"].as_str() {
            Some(id) => Ok(id.to_owned()),
            None => misled("A new group has to come with its id.", &exchange),
        }
    }

    pub(super) async fn rename_group(&mut self, wire: &Wire, from: &str, to: &str) -> Outcome {
        let operation = json!({ "op": "replace", "path": "displayName", "value": to });
        let outcome = self
            .patch(wire, self.group_at(from), vec![operation])
            .await?;
        let group = self.beliefs.unpushed(from);
        self.beliefs.pushed(to, group);
        Ok(outcome)
    }

    pub(super) async fn change_members(
        &mut self,
        wire: &Wire,
        name: &str,
        membership: &Membership,
    ) -> Outcome {
        let members = |people: &[Person]| {
            people
                .iter()
                .map(|person| self.beliefs.member(person))
                .collect::<Vec<_>>()
        };
        let (join, leave) = (members(&membership.join), members(&membership.leave));
        let before = self.beliefs.known(name);
        let after = before.clone().after(&join, &leave);
        let operations = if self.habits.replaces_members {
            vec![json!({ "op": "replace", "path": "members", "value": values(&after.members) })]
        } else {
            let removals = leave.iter().map(|member| json!({ "op": "remove", "path": format!("members[value eq \"{}\"]", member.value) }));
            let addition = (!join.is_empty())
                .then(|| json!({ "op": "add", "path": "members", "value": values(&join) }));
            removals.chain(addition).collect()
        };
        if operations.is_empty() {
            return Ok(Vec::new());
        }
        let outcome = self.patch(wire, self.group_at(name), operations).await?;
        self.beliefs.pushed(name, after);
        Ok(outcome)
    }

    pub(super) async fn delete_group(&mut self, wire: &Wire, name: &str) -> Outcome {
        self.send(wire, Method::DELETE, self.group_at(name), None)
            .await?;
        self.beliefs.unpushed(name);
        Ok(Vec::new())
    }

    /// Creates a person and a group, puts the one into the other, and removes both.
    pub(super) async fn try_out(&self, wire: &Wire) -> Outcome {
        let person = json!({
            "schemas": [USER], "userName": "trial@acme.io", "active": true,
            "name": { "givenName": "Trial", "familyName": "Run" },
            "emails": [{ "value": "trial@acme.io", "type": "work", "primary": true }],
        });
        let person = self
            .send(wire, Method::POST, "/Users".to_owned(), Some(person))
            .await?
            .json();
        let person = person["id"].as_str().unwrap_or_default().to_owned();
        let group = self.create_group(wire, "Trial run").await?;
        let add = json!({ "op": "add", "path": "members", "value": [{ "value": person }] });
        self.patch(wire, format!("/Groups/{group}"), vec![add])
            .await?;
        self.send(wire, Method::DELETE, format!("/Groups/{group}"), None)
            .await?;
        self.send(wire, Method::DELETE, format!("/Users/{person}"), None)
            .await?;
        Ok(Vec::new())
    }
}

fn values(members: &[Member]) -> Value {
    members
        .iter()
        .map(|member| json!({ "value": member.value }))
        .collect()
}
