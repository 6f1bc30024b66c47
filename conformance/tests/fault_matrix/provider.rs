//! The provider that makes a write, and repeats it as providers do until it is told that it worked.

use serde_json::{Value, json};

use crate::common::{Answer, Scim, filter};
use crate::writes::{Again, Write};

/// One provider in the middle of one write.
pub(crate) struct Provider<'a> {
    scim: &'a Scim,
    write: &'a Write,
    /// The operations of a bulk request that were acknowledged.
    acknowledged: Vec<bool>,
}

/// Why a provider stopped: the first answer that was not what it needs.
pub(crate) type Stopped = Box<Answer>;

impl<'a> Provider<'a> {
    /// A provider that is about to make this write.
    pub(crate) fn of(write: &'a Write, scim: &'a Scim) -> Self {
        Self {
            scim,
            write,
            acknowledged: Vec::new(),
        }
    }

    /// The write as it is first made.
    pub(crate) async fn begin(&mut self) -> Result<(), Stopped> {
        let Write {
            method, path, body, ..
        } = self.write;
        let answer = accepted(self.scim.send(method, path, body.clone()).await)?;
        if self.write.again == Again::Bulk {
            return self.note(answer);
        }
        Ok(())
    }

    /// The write as it is repeated.
    pub(crate) async fn retry(&mut self) -> Result<(), Stopped> {
        match self.write.again {
            Again::Same => self.begin().await,
            Again::Delete => match self.begin().await {
                Err(answer) if answer.status == 404 => Ok(()),
                other => other,
            },
            Again::Okta | Again::Entra => {
                let person = self.write.body.clone().unwrap_or_default();
                self.assign(&person).await.map(drop)
            }
            Again::Group => self.push().await,
            Again::Bulk => self.repeat_bulk().await,
        }
    }

    /// Looks for the person, and creates or links; gives the id.
    async fn assign(&self, person: &Value) -> Result<String, Stopped> {
        let name = person["userName"].as_str().unwrap();
        let Some(found) = self.look_up("Users", "userName", name).await? else {
            let created = accepted(self.scim.send("POST", "/Users", Some(person.clone())).await)?;
            return Ok(id(&created.body));
        };
        let path = format!("/Users/{}", id(&found));
        if self.write.again == Again::Entra {
            let operations = differences(&found, person);
            self.patch(&path, operations).await?;
        } else {
            let mut body = accepted(self.scim.send("GET", &path, None).await)?.body;
            for (attribute, value) in person.as_object().unwrap() {
                body[attribute] = value.clone();
            }
            accepted(self.scim.send("PUT", &path, Some(body)).await)?;
        }
        // A provider keeps memberships through groups; only a create takes them along.
        for group in person["groups"].as_array().into_iter().flatten() {
            let path = format!("/Groups/{}", group["value"].as_str().unwrap());
            self.patch(&path, vec![joining(&id(&found))]).await?;
        }
        Ok(id(&found))
    }

    async fn push(&self) -> Result<(), Stopped> {
        let group = self.write.body.clone().unwrap_or_default();
        let name = group["displayName"].as_str().unwrap();
        match self.look_up("Groups", "displayName", name).await? {
            None => accepted(self.scim.send("POST", "/Groups", Some(group)).await)?,
            Some(found) => {
                let path = format!("/Groups/{}", id(&found));
                accepted(self.scim.send("PUT", &path, Some(group)).await)?
            }
        };
        Ok(())
    }

    /// Remembers which operations were acknowledged; all have to be.
    fn note(&mut self, answer: Answer) -> Result<(), Stopped> {
        let results = answer.body["Operations"].as_array().unwrap();
        self.acknowledged = results
            .iter()
            .map(|result| result["status"].as_str().unwrap().starts_with('2'))
            .collect();
        if self.acknowledged.iter().all(|done| *done) {
            Ok(())
        } else {
            Err(Box::new(answer))
        }
    }

    async fn repeat_bulk(&mut self) -> Result<(), Stopped> {
        let operations = self.write.body.as_ref().unwrap()["Operations"].clone();
        let mut newcomer = String::new();
        for (number, operation) in operations.as_array().unwrap().iter().enumerate() {
            let is_done = self.acknowledged.get(number).copied().unwrap_or(false);
            let (method, path) = (
                operation["method"].as_str().unwrap(),
                operation["path"].as_str().unwrap(),
            );
            if method == "POST" {
                // Whether acknowledged or not, the id is needed for what follows.
                newcomer = self.assign(&operation["data"]).await?;
            } else if !is_done {
                let data = operation["data"].to_string();
                let data = data.replace("bulkId:barbara", &newcomer);
                let data: Value = serde_json::from_str(&data).unwrap();
                let answer = self
                    .scim
                    .send(method, path, data.is_object().then_some(data))
                    .await;
                if !(method == "DELETE" && answer.status == 404) {
                    accepted(answer)?;
                }
            }
        }
        Ok(())
    }

    async fn look_up(
        &self,
        endpoint: &str,
        attribute: &str,
        value: &str,
    ) -> Result<Option<Value>, Stopped> {
        let query = filter(&format!("{attribute} eq \"{value}\""));
        let path = format!("/{endpoint}?{query}&startIndex=1&count=100");
        let found = accepted(self.scim.send("GET", &path, None).await)?;
        assert!(
            found.body["totalResults"].as_u64().unwrap() < 2,
            "{value} is there twice: {}",
            found.body
        );
        Ok(found.body["Resources"].get(0).cloned())
    }

    async fn patch(&self, path: &str, operations: Vec<Value>) -> Result<(), Stopped> {
        let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations});
        accepted(self.scim.send("PATCH", path, Some(body)).await).map(drop)
    }
}

fn accepted(answer: Answer) -> Result<Answer, Stopped> {
    if answer.status < 300 {
        Ok(answer)
    } else {
        Err(Box::new(answer))
    }
}

fn id(resource: &Value) -> String {
    resource["id"].as_str().unwrap().to_owned()
}

fn joining(user: &str) -> Value {
    json!({"op": "Add", "path": "members", "value": [{"$ref": null, "value": user}]})
}

/// One operation for each attribute that differs, as Entra writes them: booleans are text.
fn differences(found: &Value, wanted: &Value) -> Vec<Value> {
    let wanted = wanted.as_object().unwrap();
    wanted
        .iter()
        .filter(|(name, value)| {
            !matches!(name.as_str(), "schemas" | "groups") && found[name.as_str()] != **value
        })
        .map(|(name, value)| match value {
            Value::Bool(value) => {
                let text = if *value { "True" } else { "False" };
                json!({"op": "Replace", "path": name, "value": text})
            }
            value => json!({"op": "Replace", "path": name, "value": value}),
        })
        .collect()
}
