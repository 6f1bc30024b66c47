//! What these providers do about groups, and what JumpCloud does before anything else.

use serde_json::{Value, json};

use super::Standard;
use crate::{
    idp::{Failure, Membership, Outcome, beliefs::Group, misled},
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
        let found = self.find_group(wire, name).await?;
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

    /// Looks the group up, or reads all groups and compares their names.
    async fn find_group(&self, wire: &Wire, name: &str) -> Outcome {
        const ALL: &str = "list groups to compare";
        if !self.shapes.has(ALL) {
            return self.find(wire, "look up a group", name).await;
        }
        let mut found = self.all(wire, ALL).await?;
        found.retain(|group| group["displayName"] == name);
        Ok(found)
    }

    async fn create_group(&self, wire: &Wire, name: &str) -> Result<String, Failure> {
        let values = json!({ "displayName": name });
        let exchange = self.send(wire, "create a group", values).await?;
        match exchange.json()["id"].as_str() {
            Some(id) => Ok(id.to_owned()),
            None => misled("A new group has to come with its id.", &exchange),
        }
    }

    pub(super) async fn rename_group(&mut self, wire: &Wire, from: &str, to: &str) -> Outcome {
        let values = json!({ "id": self.beliefs.known(from).id, "displayName": to });
        let outcome = self.patch(wire, "rename a group", values).await?;
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
        let replaces = self.shapes.has("replace members");
        if join.is_empty() && leave.is_empty() && !replaces {
            return Ok(Vec::new());
        }
        let values =
            json!({ "id": before.id, "members": after.members, "joining": join, "leaving": leave });
        let request = if replaces {
            "replace members"
        } else {
            "change members"
        };
        let outcome = self.patch(wire, request, values).await?;
        self.beliefs.pushed(name, after);
        Ok(outcome)
    }

    pub(super) async fn delete_group(&mut self, wire: &Wire, name: &str) -> Outcome {
        let values = json!({ "id": self.beliefs.known(name).id });
        self.send(wire, "delete a group", values).await?;
        self.beliefs.unpushed(name);
        Ok(Vec::new())
    }

    /// Creates a person and a group, puts the one into the other, and removes both.
    pub(super) async fn try_out(&self, wire: &Wire) -> Outcome {
        let person = self
            .send(wire, "create a trial person", Value::Null)
            .await?;
        let person = person.json()["id"].clone();
        let group = self.create_group(wire, "Trial run").await?;
        let values = json!({ "id": group, "joining": [{ "value": person }] });
        self.patch(wire, "change members", values).await?;
        self.send(wire, "delete a group", json!({ "id": group }))
            .await?;
        self.send(wire, "delete a person", json!({ "id": person }))
            .await?;
        Ok(Vec::new())
    }
}
