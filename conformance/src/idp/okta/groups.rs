//! What Okta does about pushed groups: flows O-9 to O-14.

use futures::future::join_all;
use serde_json::{Value, json};

use super::{App, Okta};
use crate::{
    idp::{
        Membership, Outcome, answered,
        beliefs::{Group, Member},
        misled,
    },
    people::Person,
    wire::Wire,
};

impl Okta {
    /// Looks the group up, then creates (O-9) or links (O-10). A link keeps the members that were there.
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
        let values = json!({ "value": name });
        let found = self.list(wire, "look up a group", values).await?;
        match found.first() {
            Some(present) => self.link_group(wire, name, present, &members).await,
            None => self.create_group(wire, name, members).await,
        }
    }

    async fn create_group(&mut self, wire: &Wire, name: &str, members: Vec<Member>) -> Outcome {
        let values = json!({ "displayName": name, "members": members });
        let exchange = self.send(wire, "create a group", values).await?;
        let answer = exchange.json();
        let Some(id) = answer["id"].as_str() else {
            return misled("A new group has to come with its id.", &exchange);
        };
        let group = Group {
            id: id.to_owned(),
            members,
        };
        match self.app {
            App::Wizard => self.put_group(wire, name, group).await,
            App::Catalogue => {
                self.patch_name(wire, &group.id, name).await?;
                let values = json!({ "id": group.id, "members": group.members });
                self.send(wire, "replace members", values).await?;
                self.beliefs.pushed(name, group);
                Ok(vec![answer])
            }
        }
    }

    async fn link_group(
        &mut self,
        wire: &Wire,
        name: &str,
        present: &Value,
        join: &[Member],
    ) -> Outcome {
        let members = present["members"]
            .as_array()
            .into_iter()
            .flatten()
            .map(read_member)
            .collect();
        let group = Group {
            id: present["id"].as_str().unwrap_or_default().to_owned(),
            members,
        };
        match self.app {
            App::Wizard => self.put_group(wire, name, group.after(join, &[])).await,
            App::Catalogue => self.patch_members(wire, name, group, join, &[]).await,
        }
    }

    pub(super) async fn rename_group(&mut self, wire: &Wire, from: &str, to: &str) -> Outcome {
        let group = self.beliefs.known(from);
        let outcome = match self.app {
            App::Wizard => self.put_group(wire, to, group.clone()).await?,
            App::Catalogue => self.patch_name(wire, &group.id, to).await?,
        };
        self.beliefs.unpushed(from);
        self.beliefs.pushed(to, group);
        Ok(outcome)
    }

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
        let group = self.beliefs.known(name);
        match self.app {
            App::Wizard => self.put_group(wire, name, group.after(&join, &leave)).await,
            App::Catalogue => {
                // The name goes along with every change of members, changed or not.
                self.patch_name(wire, &group.id, name).await?;
                self.patch_members(wire, name, group, &join, &leave).await
            }
        }
    }

    /// Bursts are sent in parallel, and nothing orders what concerns the same group.
    pub(super) async fn join_at_once(
        &mut self,
        wire: &Wire,
        name: &str,
        people: &[Person],
    ) -> Outcome {
        assert_eq!(
            self.app,
            App::Catalogue,
            "a wizard app writes whole lists, one after the other"
        );
        let group = self.beliefs.known(name);
        let members: Vec<_> = people
            .iter()
            .map(|person| self.beliefs.member(person))
            .collect();
        let joining = |member| json!({ "id": group.id, "joining": [member] });
        let each = members
            .iter()
            .map(|member| self.send(wire, "change members", joining(member)));
        join_all(each)
            .await
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        self.beliefs.pushed(name, group.after(&members, &[]));
        Ok(Vec::new())
    }

    pub(super) async fn delete_group(&mut self, wire: &Wire, name: &str) -> Outcome {
        let values = json!({ "id": self.beliefs.known(name).id });
        self.send(wire, "delete a group", values).await?;
        self.beliefs.unpushed(name);
        Ok(Vec::new())
    }

    pub(super) async fn read_group(&self, wire: &Wire, name: &str) -> Outcome {
        let values = json!({ "id": self.beliefs.known(name).id });
        Ok(vec![self.send(wire, "read a group", values).await?.json()])
    }

    /// The wizard app reads the group, then writes its whole list of members.
    async fn put_group(&mut self, wire: &Wire, name: &str, group: Group) -> Outcome {
        self.send(wire, "read a group", json!({ "id": group.id }))
            .await?;
        let values = json!({ "id": group.id, "displayName": name, "members": group.members });
        let exchange = self.send(wire, "put a group", values).await?;
        self.beliefs.pushed(name, group);
        Ok(vec![exchange.json()])
    }

    /// The catalogue app repeats the id in the value.
    async fn patch_name(&self, wire: &Wire, id: &str, name: &str) -> Outcome {
        let values = json!({ "id": id, "displayName": name });
        Ok(answered(&self.send(wire, "rename a group", values).await?))
    }

    /// One removal for each who leaves, then one addition with all who join.
    async fn patch_members(
        &mut self,
        wire: &Wire,
        name: &str,
        group: Group,
        join: &[Member],
        leave: &[Member],
    ) -> Outcome {
        let values = json!({ "id": group.id, "leaving": leave, "joining": join });
        let exchange = self.send(wire, "change members", values).await?;
        self.beliefs.pushed(name, group.after(join, leave));
        Ok(answered(&exchange))
    }
}

fn read_member(member: &Value) -> Member {
    let text = |name: &str| member[name].as_str().unwrap_or_default().to_owned();
    Member {
        value: text("value"),
        display: text("display"),
    }
}
