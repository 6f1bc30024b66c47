//! The control API, as a test, a console or a Pact verifier calls it.

use mock_pactflow::{MockPactflow, Seed, SeedUser};
use serde_json::{Value, json};

mod logs;
mod provider_states;
mod safety;
mod state;

use crate::support::{Answer, SCIM, call, client, pactflow, read};

pub(super) async fn with_ada() -> MockPactflow {
    pactflow(
        Seed::empty()
            .user(SeedUser::new("Ada", "ada@acme.io"))
            .team("Payments", ["ada@acme.io"]),
    )
    .await
}

/// A control call needs no token.
pub(super) async fn control(pactflow: &MockPactflow, line: &str, body: Value) -> Answer {
    let (method, path) = line.split_once(' ').unwrap();
    let url = format!("{}/__mock/{path}", pactflow.url());
    let mut request = client().request(method.parse().unwrap(), url);
    if !body.is_null() {
        request = request.json(&body);
    }
    read(request).await
}

pub(super) async fn create(pactflow: &MockPactflow, name: &str) -> Answer {
    let body = json!({ "name": name, "email": format!("{}@acme.io", name.to_lowercase()) });
    call(pactflow, SCIM, "POST /admin/users", body).await
}

pub(super) fn people(pactflow: &MockPactflow) -> Vec<String> {
    pactflow
        .state()
        .users()
        .into_iter()
        .filter_map(|user| user.name)
        .collect()
}
