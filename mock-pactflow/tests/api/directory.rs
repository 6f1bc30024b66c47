//! Two people and a team: what the tests of the directory start from.

use mock_pactflow::{MockPactflow, Seed, SeedUser};
use uuid::Uuid;

use crate::support::{Answer, pactflow};

/// Ada and Grace, in the team Payments with the system account `scim`.
pub(super) async fn directory() -> MockPactflow {
    let ada = SeedUser::new("Ada", "ada@acme.io")
        .named("Ada", "Lovelace")
        .external_idp("ada", "00u1");
    let grace = SeedUser::new("Grace", "grace@acme.io");
    let members = ["ada@acme.io", "grace@acme.io", "scim"];
    pactflow(
        Seed::empty()
            .user(ada)
            .user(grace)
            .team("Payments", members),
    )
    .await
}

pub(super) fn user(pactflow: &MockPactflow, name: &str) -> Uuid {
    pactflow.state().find_user_by_name(name).unwrap().uuid
}

pub(super) fn team(pactflow: &MockPactflow) -> Uuid {
    pactflow.state().team_by_name("Payments").unwrap().uuid
}

#[track_caller]
pub(super) fn assert_refused(answer: &Answer, status: u16, rule: &str, pointer: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    let evidence = answer.header("x-mock-evidence");
    assert_eq!(
        evidence.split("; rule=").nth(1),
        Some(rule),
        "{}",
        answer.text
    );
    if !pointer.is_empty() {
        let errors = &answer.json()["errors"];
        assert!(errors[pointer].is_array(), "{}", answer.text);
    }
}
