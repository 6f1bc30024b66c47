//! What Entra does about groups: flow E-7.

use futures::future::join_all;
use serde_json::json;

use super::Entra;
use crate::{
    idp::{
        Membership, Outcome,
        beliefs::{Group, Member},
        misled,
    },
    people::Person,
    wire::Wire,
};

impl Entra {
    /// Matches by name, creates the group without members where there is none, then adds the members.
    pub(super) async fn push_group(
        &mut self,
        wire: &Wire,
        name: &str,
        people: &[Person],
    ) -> Outcome {
        let members: Vec<_> = people
            .iter()
            .map(|person| self.beliefs.member(person))
            .collect();
        let found = self.find(wire, "look up a group", name).await?;
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
        self.add(wire, name, &members).await
    }

    async fn create_group(&self, wire: &Wire, name: &str) -> Result<String, crate::idp::Failure> {
        let id = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, name.as_bytes());
        let values = json!({ "externalId": id, "displayName": name });
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

    /// Removals and additions are requests of their own.
    pub(super) async fn change_members(
        &mut self,
        wire: &Wire,
        name: &str,
        membership: &Membership,
    ) -> Outcome {
        let join: Vec<_> = membership
            .join
            .iter()
            .map(|person| self.beliefs.member(person))
            .collect();
        let leave: Vec<_> = membership
            .leave
            .iter()
            .map(|person| self.beliefs.member(person))
            .collect();
        if !leave.is_empty() {
            let values = json!({ "id": self.beliefs.known(name).id, "members": leave });
            self.patch(wire, "remove members", values).await?;
            let group = self.beliefs.known(name).after(&[], &leave);
            self.beliefs.pushed(name, group);
        }
        self.add(wire, name, &join).await
    }

    /// Membership changes of one group are sent in parallel.
    pub(super) async fn join_at_once(
        &mut self,
        wire: &Wire,
        name: &str,
        people: &[Person],
    ) -> Outcome {
        let members: Vec<_> = people
            .iter()
            .map(|person| self.beliefs.member(person))
            .collect();
        let id = self.beliefs.known(name).id;
        let requests = members.iter().map(|member| {
            let values = json!({ "id": id, "members": [member] });
            self.patch(wire, "add members", values)
        });
        join_all(requests)
            .await
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        let group = self.beliefs.known(name).after(&members, &[]);
        self.beliefs.pushed(name, group);
        Ok(Vec::new())
    }

    pub(super) async fn delete_group(&mut self, wire: &Wire, name: &str) -> Outcome {
        let values = json!({ "id": self.beliefs.known(name).id });
        self.send(wire, "delete a group", values).await?;
        self.beliefs.unpushed(name);
        Ok(Vec::new())
    }

    async fn add(&mut self, wire: &Wire, name: &str, join: &[Member]) -> Outcome {
        if join.is_empty() {
            return Ok(Vec::new());
        }
        let values = json!({ "id": self.beliefs.known(name).id, "members": join });
        let outcome = self.patch(wire, "add members", values).await?;
        let group = self.beliefs.known(name).after(join, &[]);
        self.beliefs.pushed(name, group);
        Ok(outcome)
    }
}
