//! How a resource is pushed.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::wish::{address, title};
use super::{Entry, Mirror, Person, Pushed, Resource};
use crate::scim::{Answer, Scim, filter};

/// One resource on its way.
struct Push<'a> {
    scim: &'a Scim,
    endpoint: &'static str,
    /// The attribute and the value by which it is looked up.
    name: (&'static str, String),
    /// The id, as far as it is known now.
    id: Option<String>,
}

impl Mirror {
    /// Pushes a resource; gives the id as it is known then, beside what came of it.
    pub(super) async fn push_one(
        &self,
        resource: Resource,
        scim: &Scim,
    ) -> (Option<String>, Pushed) {
        let mut push = match resource {
            Resource::Person(number) => {
                let entry = &self.people[number];
                Push::of(
                    "Users",
                    "userName",
                    address(number, entry.name),
                    &entry.id,
                    scim,
                )
            }
            Resource::Team(number) => {
                let entry = &self.teams[number];
                Push::of(
                    "Groups",
                    "displayName",
                    title(number, entry.name),
                    &entry.id,
                    scim,
                )
            }
        };
        let pushed = match resource {
            Resource::Person(number) => self.push_person(number, &mut push).await,
            Resource::Team(number) => self.push_team(number, &mut push).await,
        };
        (push.id, pushed)
    }

    /// Remembers what came of it.
    pub(super) fn note(
        &mut self,
        resource: Resource,
        (id, pushed): (Option<String>, Pushed),
    ) -> Pushed {
        match resource {
            Resource::Person(number) => self.people[number].note(id, pushed.is_ok()),
            Resource::Team(number) => self.teams[number].note(id, pushed.is_ok()),
        }
        pushed
    }

    async fn push_person(&self, number: usize, push: &mut Push<'_>) -> Pushed {
        let entry = &self.people[number];
        let Some(person) = &entry.wanted else {
            return push.remove(entry.settled == Some(None)).await;
        };
        let operations = entry
            .before(number)
            .map(|before| differences(number, before, person));
        push.write(person.document(number), operations).await
    }

    async fn push_team(&self, number: usize, push: &mut Push<'_>) -> Pushed {
        let entry = &self.teams[number];
        let Some(team) = &entry.wanted else {
            return push.remove(entry.settled == Some(None)).await;
        };
        let Some(members) = self.members(&team.members) else {
            return Err("a member is not there yet".to_owned());
        };
        let title = title(number, team.name);
        let operations = entry.before(number).map(|before| {
            let joining =
                self.members(&team.members.difference(&before.members).copied().collect());
            let leaving =
                self.members(&before.members.difference(&team.members).copied().collect());
            vec![
                json!({"op": "add", "path": "members", "value": joining.unwrap_or_default()}),
                json!({"op": "remove", "path": "members", "value": leaving.unwrap_or_default()}),
                json!({"op": "replace", "value": {"displayName": title}}),
            ]
        });
        push.write(
            json!({"displayName": title, "members": members}),
            operations,
        )
        .await
    }

    /// References to these people, where the ids of all are known.
    fn members(&self, people: &BTreeSet<usize>) -> Option<Value> {
        let ids = people.iter().map(|who| self.people[*who].id.as_ref());
        ids.map(|id| Some(json!({"value": id?}))).collect()
    }
}

impl<T: Clone> Entry<T> {
    /// What the resource is now, where the provider is sure of it. Every other resource is written by differences.
    fn before(&self, number: usize) -> Option<&T> {
        let settled = self.settled.as_ref()?.as_ref();
        settled.filter(|_| number % 2 == 1)
    }

    fn note(&mut self, id: Option<String>, acknowledged: bool) {
        self.id = id;
        self.settled = acknowledged.then(|| self.wanted.clone());
    }
}

impl<'a> Push<'a> {
    fn of(
        endpoint: &'static str,
        attribute: &'static str,
        name: String,
        id: &Option<String>,
        scim: &'a Scim,
    ) -> Self {
        Self {
            scim,
            endpoint,
            name: (attribute, name),
            id: id.clone(),
        }
    }

    /// Deletes the resource, unless it is known not to be there.
    async fn remove(&mut self, is_absent: bool) -> Pushed {
        if self.id.is_none() && !is_absent {
            self.look_up().await?;
        }
        if self.id.is_some() {
            let answer = self.scim.send("DELETE", &self.path(), None).await;
            if answer.status != 404 {
                accepted(answer)?;
            }
            self.id = None;
        }
        Ok(())
    }

    /// Writes the resource by operations, where there are any, or as a whole; creates it where it is not found.
    async fn write(&mut self, document: Value, operations: Option<Vec<Value>>) -> Pushed {
        if self.id.is_some() {
            let answer = match operations {
                Some(operations) => {
                    let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations});
                    self.scim.send("PATCH", &self.path(), Some(body)).await
                }
                None => {
                    self.scim
                        .send("PUT", &self.path(), Some(document.clone()))
                        .await
                }
            };
            if answer.status != 404 {
                return accepted(answer).map(drop);
            }
            // Deleted, though nobody told the provider so.
            self.id = None;
        }
        self.look_up().await?;
        let (method, path) = match self.id {
            Some(_) => ("PUT", self.path()),
            None => ("POST", format!("/{}", self.endpoint)),
        };
        let answer = accepted(self.scim.send(method, &path, Some(document)).await)?;
        self.id = answer.body["id"].as_str().map(str::to_owned);
        Ok(())
    }

    async fn look_up(&mut self) -> Pushed {
        let (attribute, name) = &self.name;
        let query = filter(&format!("{attribute} eq \"{name}\""));
        let path = format!("/{}?{query}&startIndex=1&count=100", self.endpoint);
        let list = accepted(self.scim.send("GET", &path, None).await)?.body;
        if list["totalResults"].as_u64() > Some(1) {
            return Err(format!("{name} is there more than once: {list}"));
        }
        self.id = list["Resources"][0]["id"].as_str().map(str::to_owned);
        Ok(())
    }

    fn path(&self) -> String {
        format!(
            "/{}/{}",
            self.endpoint,
            self.id.as_deref().unwrap_or_default()
        )
    }
}

fn accepted(answer: Answer) -> Result<Answer, String> {
    if answer.status < 300 {
        Ok(answer)
    } else {
        Err(format!("{} {}", answer.status, answer.body))
    }
}

/// One operation for each attribute that differs.
fn differences(number: usize, before: &Person, after: &Person) -> Vec<Value> {
    let (before, after) = (before.document(number), after.document(number));
    let nothing = Map::new();
    let attributes = after.as_object().unwrap_or(&nothing).iter();
    attributes
        .filter(|(name, value)| before[name.as_str()] != **value)
        .map(|(name, value)| json!({"op": "replace", "path": name, "value": value}))
        .collect()
}
