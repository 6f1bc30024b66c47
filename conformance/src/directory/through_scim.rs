//! The directory as SCIM itself shows it: all that there is where PactFlow cannot be looked into, or is not PactFlow.
//!
//! What changed is found by comparing what the scenario made before and after. So a change that was taken back again does not
//! show, nor one of what somebody else made.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use http::Method;
use serde_json::{Value, json};

use super::{Directory, Mark, NewPerson};
use crate::{
    guest::{Guest, Kind},
    pactflow::ROLES,
    wire::{AUTHORIZATION, Exchange, Request, Wire},
};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// PactFlow's fields, and where SCIM shows them.
const FIELDS: [(&str, &str); 8] = [
    ("name", "/displayName"),
    ("firstName", "/name/givenName"),
    ("lastName", "/name/familyName"),
    ("email", "/emails/0/value"),
    ("externalIdpUsername", "/userName"),
    ("externalIdpId", "/externalId"),
    ("active", "/active"),
    ("typeDescription", "/userType"),
];

/// A look at a server by nothing but SCIM.
#[derive(Clone, Debug)]
pub(crate) struct ThroughScim {
    wire: Wire,
    guest: Guest,
}

/// What a scenario has made, by kind and id, and how it looks at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot(BTreeMap<(Kind, String), Sight>);

/// How something looks.
#[derive(Clone, Debug)]
struct Sight {
    /// When it was made.
    born: Value,
    /// Now, if it is still there.
    now: Option<Value>,
}

impl ThroughScim {
    /// A look by the line on which the guest's visit happens.
    pub(crate) fn on(wire: Wire, guest: Guest) -> Self {
        Self { wire, guest }
    }

    async fn snapshot(&self) -> Snapshot {
        let mut seen = BTreeMap::new();
        for made in self.guest.made() {
            let now = self.read(made.kind, &made.id).await;
            let born = made.born;
            seen.insert((made.kind, made.id), Sight { born, now });
        }
        Snapshot(seen)
    }

    async fn read(&self, kind: Kind, id: &str) -> Option<Value> {
        let target = format!("{}/{id}", kind.path());
        let exchange = self.call(Method::GET, &target, None).await;
        exchange.status.is_success().then(|| exchange.json())
    }

    async fn team(&self, name: &str) -> Option<Value> {
        let filter = format!("displayName eq {}", Value::from(name));
        let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let page = self
            .call(Method::GET, &format!("/Groups?filter={filter}"), None)
            .await
            .json();
        let id = page["Resources"][0]["id"].as_str()?;
        self.read(Kind::Group, id).await
    }

    async fn create(&self, kind: Kind, resource: Value) -> String {
        let exchange = self.must(Method::POST, kind.path(), Some(resource)).await;
        let document = exchange.json();
        let id = document["id"].as_str();
        id.unwrap_or_else(|| panic!("what was created has no id\n{exchange}"))
            .to_owned()
    }

    async fn must(&self, method: Method, target: &str, body: Option<Value>) -> Exchange {
        let exchange = self.call(method, target, body).await;
        assert!(
            exchange.status.is_success(),
            "the server does not do what the scenario needs beforehand:\n{exchange}"
        );
        exchange
    }

    async fn call(&self, method: Method, target: &str, body: Option<Value>) -> Exchange {
        let mut headers = vec![
            ("Accept", "application/scim+json".to_owned()),
            (AUTHORIZATION, String::new()),
        ];
        if body.is_some() {
            headers.push(("Content-Type", "application/scim+json".to_owned()));
        }
        let request = Request {
            method,
            target: target.to_owned(),
            headers,
            body: body.as_ref().map(Value::to_string),
        };
        let exchange = self.wire.usual().exchange(request).await;
        exchange.unwrap_or_else(|error| panic!("the server cannot be reached: {error}"))
    }
}

#[async_trait]
impl Directory for ThroughScim {
    async fn person(&self, id: &str) -> Option<Value> {
        self.read(Kind::User, id).await.map(|user| as_stored(&user))
    }

    async fn add_person(&self, person: &NewPerson) -> String {
        let field = |name: &str| person.fields.get(name).cloned().unwrap_or(Value::Null);
        assert!(
            field("externalIdpUsername").is_string(),
            "nobody without a sign-in name can be put there through SCIM"
        );
        let mut user = json!({
            "schemas": [USER],
            "userName": field("externalIdpUsername"),
            "displayName": field("name"),
            "name": { "givenName": field("firstName"), "familyName": field("lastName") },
            "emails": [{ "value": field("email"), "type": "work", "primary": true }],
            "active": person.active,
        });
        if let id @ Value::String(_) = field("externalIdpId") {
            user["externalId"] = id;
        }
        if let Some(roles) = &person.roles {
            user["roles"] = roles.iter().map(|role| json!({ "value": role })).collect();
        }
        self.create(Kind::User, user).await
    }

    async fn remove_person(&self, id: &str) {
        self.must(Method::DELETE, &format!("/Users/{id}"), None)
            .await;
    }

    async fn team_id(&self, name: &str) -> Option<String> {
        self.team(name).await?["id"].as_str().map(str::to_owned)
    }

    async fn members(&self, team: &str) -> Option<BTreeSet<String>> {
        self.team(team).await.map(|team| values(&team["members"]))
    }

    async fn add_team(&self, name: &str, administrators: &[String]) -> String {
        assert!(
            administrators.is_empty(),
            "a team's administrators cannot be named through SCIM"
        );
        let group = json!({ "schemas": [GROUP], "displayName": name });
        self.create(Kind::Group, group).await
    }

    async fn remove_team(&self, id: &str) {
        self.must(Method::DELETE, &format!("/Groups/{id}"), None)
            .await;
    }

    async fn join(&self, team: &str, people: &[String]) {
        let members: Vec<_> = people.iter().map(|id| json!({ "value": id })).collect();
        let operation = json!({ "op": "add", "path": "members", "value": members });
        let body = json!({ "schemas": [PATCH_OP], "Operations": [operation] });
        self.must(Method::PATCH, &format!("/Groups/{team}"), Some(body))
            .await;
    }

    /// Only those that every PactFlow has are known without asking PactFlow.
    async fn role(&self, name: &str) -> Option<String> {
        let known = ROLES.iter().find(|(known, _)| *known == name);
        known.map(|(_, uuid)| (*uuid).to_owned())
    }

    async fn mark(&self) -> Mark {
        Mark::Snapshot(self.snapshot().await)
    }

    async fn changes_since(&self, mark: &Mark) -> BTreeMap<String, usize> {
        match mark {
            Mark::Snapshot(before) => changes(before, &self.snapshot().await),
            Mark::Logs(_) => unreachable!("this directory has no logs"),
        }
    }
}

/// A SCIM user in PactFlow's fields.
fn as_stored(user: &Value) -> Value {
    let mut stored = json!({
        "roles": displays(&user["roles"]),
        "teams": displays(&user["groups"]),
    });
    for (field, place) in FIELDS {
        stored[field] = user.pointer(place).cloned().unwrap_or(Value::Null);
    }
    stored
}

fn displays(entries: &Value) -> Value {
    let entries = entries.as_array().into_iter().flatten();
    entries.map(|entry| entry["display"].clone()).collect()
}

fn values(entries: &Value) -> BTreeSet<String> {
    let entries = entries.as_array().into_iter().flatten();
    entries
        .filter_map(|entry| Some(entry["value"].as_str()?.to_owned()))
        .collect()
}

/// The kinds of changes between two moments, as PactFlow's log names them.
fn changes(before: &Snapshot, after: &Snapshot) -> BTreeMap<String, usize> {
    let mut changes = BTreeMap::new();
    let mut add = |kind: String, count: usize| {
        if count > 0 {
            *changes.entry(kind).or_default() += count;
        }
    };
    let is_gone = |id: &String| {
        let person = after.0.get(&(Kind::User, id.clone()));
        person.is_some_and(|person| person.now.is_none())
    };
    for (place, Sight { born, now }) in &after.0 {
        let plural = match place.0 {
            Kind::User => "users",
            Kind::Group => "teams",
        };
        let then = match before.0.get(place) {
            Some(Sight { now: None, .. }) => continue,
            Some(Sight { now, .. }) => now.clone().unwrap_or_default(),
            None => {
                add(format!("+{plural}"), 1);
                let mut born = born.clone();
                // Whoever is in a group from the beginning has joined it.
                if let Some(group) = born.as_object_mut() {
                    group.remove("members");
                }
                born
            }
        };
        match (now, place.0) {
            (None, _) => add(format!("-{plural}"), 1),
            (Some(_), Kind::User) if then.is_null() => {}
            (Some(now), Kind::User) => user_changes(&then, now, &mut add),
            (Some(now), Kind::Group) => {
                let is_renamed = !then.is_null() && then["displayName"] != now["displayName"];
                add("~teams.name".into(), usize::from(is_renamed));
                let (then, now) = (values(&then["members"]), values(&now["members"]));
                add("+members".into(), now.difference(&then).count());
                // Whoever is deleted leaves without being counted.
                let left = then.difference(&now).filter(|id| !is_gone(id));
                add("-members".into(), left.count());
            }
        }
    }
    changes
}

fn user_changes(then: &Value, now: &Value, add: &mut impl FnMut(String, usize)) {
    let (stored_then, stored_now) = (as_stored(then), as_stored(now));
    for (field, _) in FIELDS {
        let differs = stored_then[field] != stored_now[field];
        add(format!("~users.{field}"), usize::from(differs));
    }
    let (then, now) = (values(&then["roles"]), values(&now["roles"]));
    add("+roles".into(), now.difference(&then).count());
    add("-roles".into(), then.difference(&now).count());
}

#[cfg(test)]
mod tests;
