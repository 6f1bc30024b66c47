//! What Entra does about groups: flow E-7.

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};

use super::{Dialect, Entra};
use crate::{
    idp::{
        Membership, Outcome,
        beliefs::{Group, Member},
        misled,
    },
    people::Person,
    wire::Wire,
};

const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// An extension of Microsoft's own that every server has to put up with.
const MICROSOFT_GROUP: &str =
    "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group";

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
        self.add(wire, name, &members).await
    }

    async fn create_group(&self, wire: &Wire, name: &str) -> Result<String, crate::idp::Failure> {
        let body = json!({
            "schemas": [GROUP, MICROSOFT_GROUP],
            "externalId": uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, name.as_bytes()),
            "displayName": name,
            "meta": { "resourceType": "Group" },
        });
        let exchange = self
            .send(wire, Method::POST, "/Groups".to_owned(), Some(body))
            .await?;
        match exchange.json()["id"].as_str() {
            Some(id) => Ok(id.to_owned()),
            None => misled("A new group has to come with its id.", &exchange),
        }
    }

    pub(super) async fn rename_group(&mut self, wire: &Wire, from: &str, to: &str) -> Outcome {
        let operation = match self.dialect {
            Dialect::Default => {
                json!({ "op": self.op("replace"), "path": "displayName", "value": to })
            }
            Dialect::Flag => json!({ "op": "replace", "value": { "displayName": to } }),
        };
        let outcome = self
            .patch(wire, self.group_at(from), vec![operation])
            .await?;
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
            let operations = match self.dialect {
                Dialect::Default => {
                    vec![json!({ "op": "Remove", "path": "members", "value": references(&leave) })]
                }
                Dialect::Flag => leave.iter().map(removal).collect(),
            };
            self.patch(wire, self.group_at(name), operations).await?;
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
        let requests = members.iter().map(|member| {
            let value = references(std::slice::from_ref(member));
            self.patch(
                wire,
                self.group_at(name),
                vec![json!({ "op": self.op("add"), "path": "members", "value": value })],
            )
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
        self.send(wire, Method::DELETE, self.group_at(name), None)
            .await?;
        self.beliefs.unpushed(name);
        Ok(Vec::new())
    }

    async fn add(&mut self, wire: &Wire, name: &str, join: &[Member]) -> Outcome {
        if join.is_empty() {
            return Ok(Vec::new());
        }
        let operation =
            json!({ "op": self.op("add"), "path": "members", "value": references(join) });
        let outcome = self
            .patch(wire, self.group_at(name), vec![operation])
            .await?;
        let group = self.beliefs.known(name).after(join, &[]);
        self.beliefs.pushed(name, group);
        Ok(outcome)
    }
}

/// Members as a list of values whose `$ref` is there, and null.
fn references(members: &[Member]) -> Value {
    members
        .iter()
        .map(|member| json!({ "$ref": null, "value": member.value }))
        .collect()
}

fn removal(member: &Member) -> Value {
    json!({ "op": "remove", "path": format!("members[value eq \"{}\"]", member.value) })
}
