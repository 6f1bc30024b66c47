//! PactFlow as its administrators see it: the admin API.
//!
//! What a scenario finds in PactFlow beforehand is made here, and what it leaves behind is read here. Nothing in it is special
//! to the simulator.

use http::Method;
use serde_json::{Value, json};

use crate::{
    target::tokens,
    wire::{AUTHORIZATION, Exchange, Request, Wire},
};

/// The roles that every PactFlow has, by name and UUID.
pub(crate) const ROLES: [(&str, &str); 4] = [
    ("Administrator", "cf75d7c2-416b-11ea-af5e-53c3b1a4efd8"),
    ("User", "e9282e22-416b-11ea-a16e-57ee1bb61d18"),
    ("CI/CD", "c1878b8e-d09e-11ea-8fde-af02c4677eb7"),
    ("Team Administrator", "d635f960-88f2-4f13-8043-4641a02dffa0"),
];

/// An administrator's client for PactFlow. Every call panics where PactFlow does not do as it is told, since a scenario that
/// cannot be set up has no result.
#[derive(Clone, Debug)]
pub struct PactFlow {
    administrator: Wire,
    /// The account with the SCIM role, which may do what an administrator may not: link people to an identity provider.
    provisioner: Wire,
}

impl PactFlow {
    /// The PactFlow at this address.
    pub fn at(url: &str) -> Self {
        Self {
            administrator: Wire::to(url, tokens::ADMINISTRATOR),
            provisioner: Wire::to(url, tokens::SCIM),
        }
    }

    pub(crate) async fn user(&self, id: &str) -> Option<Value> {
        let exchange = call(
            &self.administrator,
            Method::GET,
            &format!("/admin/users/{id}"),
            None,
        )
        .await;
        exchange.status.is_success().then(|| exchange.json())
    }

    pub(crate) async fn create_user(&self, user: &Value) -> String {
        ask(&self.provisioner, Method::POST, "/admin/users", Some(user)).await["uuid"]
            .as_str()
            .expect("a user has a uuid")
            .to_owned()
    }

    pub(crate) async fn update_user(&self, id: &str, user: &Value) {
        ask(
            &self.provisioner,
            Method::PUT,
            &format!("/admin/users/{id}"),
            Some(user),
        )
        .await;
    }

    pub(crate) async fn delete_user(&self, id: &str) {
        self.ask(Method::DELETE, &format!("/admin/users/{id}"), None)
            .await;
    }

    pub(crate) async fn set_roles(&self, user: &str, roles: &[String]) {
        self.ask(
            Method::PUT,
            &format!("/admin/users/{user}/roles"),
            Some(&json!({ "roles": roles })),
        )
        .await;
    }

    /// The UUID of a role, by its name.
    pub(crate) async fn role(&self, name: &str) -> Option<String> {
        if let Some((_, uuid)) = ROLES.iter().find(|(known, _)| *known == name) {
            return Some((*uuid).to_owned());
        }
        let roles = self.ask(Method::GET, "/admin/roles", None).await;
        uuid_of(&roles["_embedded"]["roles"], name)
    }

    pub(crate) async fn create_role(&self, name: &str, permissions: &[String]) -> String {
        let permissions: Vec<_> = permissions
            .iter()
            .map(|scope| json!({ "scope": scope }))
            .collect();
        let role = json!({ "name": name, "description": name, "permissions": permissions });
        self.ask(Method::POST, "/admin/roles", Some(&role)).await;
        self.role(name)
            .await
            .expect("a role that was created is listed")
    }

    /// The id of a team, by its name.
    pub(crate) async fn team_id(&self, name: &str) -> Option<String> {
        let mut page = 1;
        loop {
            let teams = self
                .ask(
                    Method::GET,
                    &format!("/admin/teams?page={page}&size=100"),
                    None,
                )
                .await;
            if let Some(uuid) = uuid_of(&teams["teams"], name) {
                return Some(uuid);
            }
            teams["_links"].get("next")?;
            page += 1;
        }
    }

    /// A team with its members, by its name.
    pub(crate) async fn team(&self, name: &str) -> Option<Value> {
        let id = self.team_id(name).await?;
        Some(
            self.ask(Method::GET, &format!("/admin/teams/{id}"), None)
                .await,
        )
    }

    pub(crate) async fn create_team(&self, name: &str, administrators: &[String]) -> String {
        let body = json!({ "name": name, "administratorUuids": administrators });
        self.ask(Method::POST, "/admin/teams", Some(&body)).await["uuid"]
            .as_str()
            .expect("a team has a uuid")
            .to_owned()
    }

    pub(crate) async fn delete_team(&self, id: &str) {
        self.ask(Method::DELETE, &format!("/admin/teams/{id}"), None)
            .await;
    }

    pub(crate) async fn join(&self, team: &str, users: &[String]) {
        self.ask(
            Method::POST,
            &format!("/admin/teams/{team}/users"),
            Some(&json!({ "users": users })),
        )
        .await;
    }

    pub(crate) async fn create_system_account(&self, name: &str) -> String {
        let made = call(
            &self.administrator,
            Method::POST,
            "/admin/system-accounts",
            Some(&json!({ "name": name })),
        )
        .await;
        let place = made
            .header("location")
            .map(str::to_owned)
            .unwrap_or_else(|| panic!("no Location\n{made}"));
        place.rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// The read-write token of a new system account that holds this role alone.
    pub(crate) async fn token_with_role(&self, role: &str) -> String {
        let id = self.create_system_account("limited").await;
        self.set_roles(&id, &[role.to_owned()]).await;
        let tokens = self
            .ask(
                Method::GET,
                &format!("/admin/system-accounts/{id}/tokens"),
                None,
            )
            .await;
        let items = tokens["_embedded"]["items"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let read_write = items.iter().find(|token| {
            token["description"]
                .as_str()
                .is_some_and(|text| text.contains("rite"))
        });
        read_write
            .and_then(|token| token["value"].as_str())
            .expect("a system account has a read-write token")
            .to_owned()
    }

    async fn ask(&self, method: Method, target: &str, body: Option<&Value>) -> Value {
        ask(&self.administrator, method, target, body).await
    }
}

async fn ask(wire: &Wire, method: Method, target: &str, body: Option<&Value>) -> Value {
    let exchange = call(wire, method, target, body).await;
    assert!(
        exchange.status.is_success(),
        "PactFlow does not do what the scenario needs beforehand:\n{exchange}"
    );
    exchange.json()
}

async fn call(wire: &Wire, method: Method, target: &str, body: Option<&Value>) -> Exchange {
    let mut headers = vec![
        (
            "Accept",
            "application/hal+json, application/problem+json".to_owned(),
        ),
        (AUTHORIZATION, String::new()),
    ];
    if body.is_some() {
        headers.push(("Content-Type", "application/json".to_owned()));
    }
    let request = Request {
        method,
        target: target.to_owned(),
        headers,
        body: body.map(Value::to_string),
    };
    wire.exchange(request)
        .await
        .unwrap_or_else(|error| panic!("PactFlow cannot be reached: {error}"))
}

fn uuid_of(list: &Value, name: &str) -> Option<String> {
    let entry = list
        .as_array()?
        .iter()
        .find(|entry| entry["name"] == name)?;
    entry["uuid"].as_str().map(str::to_owned)
}
