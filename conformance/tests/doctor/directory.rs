//! What stands in PactFlow that would make duplicates.

use mock_pactflow::{MockPactflow, Seed, SeedUser, User};

use crate::{TOKEN, assert_finds, examined, healthy, simulator};

async fn pactflow(seed: Seed) -> MockPactflow {
    MockPactflow::builder().seed(seed).start().await.unwrap()
}

/// A healthy PactFlow in which the first person was changed past its rules.
async fn with_changed_ada(change: impl FnOnce(&mut User)) -> MockPactflow {
    let pactflow = simulator().await;
    let users = pactflow.state().users();
    let ada = users
        .iter()
        .find(|user| user.email.as_deref() == Some("ada@acme.io"))
        .unwrap()
        .uuid;
    assert!(pactflow.edit(|editor| editor.update_user(ada, change)));
    pactflow
}

/// Whom the only finding is about.
async fn found(pactflow: &MockPactflow, id: &str, remedy: &str) -> String {
    let report = examined(&pactflow.url(), &[], TOKEN).await;
    assert_finds(&report, id, remedy);
    report.findings().next().unwrap().of.join("; ")
}

#[tokio::test]
async fn people_without_a_sign_in_name() {
    let pactflow = pactflow(healthy().user(SeedUser::new("Alan Turing", "alan@acme.io"))).await;
    let of = found(
        &pactflow,
        "people-without-sign-in-name",
        "SCIM_LINK_BY_EMAIL",
    )
    .await;
    assert!(of.starts_with("Alan Turing, alan@acme.io ("), "{of}");
}

#[tokio::test]
async fn addresses_that_several_people_have() {
    let pactflow = with_changed_ada(|ada| ada.email = Some("GRACE@acme.io".to_owned())).await;
    let of = found(&pactflow, "people-with-same-address", "which account stays").await;
    assert!(
        of.contains("GRACE@acme.io (") && of.contains("grace@acme.io ("),
        "{of}"
    );
}

#[tokio::test]
async fn sign_in_names_that_differ_from_the_address_only_in_case() {
    let pactflow =
        with_changed_ada(|ada| ada.external_idp_username = Some("Ada@acme.io".to_owned())).await;
    let of = found(&pactflow, "people-in-other-case", "SAML").await;
    assert!(
        of.starts_with("Ada@acme.io signs in, Ada Lovelace, ada@acme.io ("),
        "{of}"
    );
}

#[tokio::test]
async fn sign_in_names_that_several_people_have_but_for_their_case() {
    let pactflow =
        with_changed_ada(|ada| ada.external_idp_username = Some("Grace@acme.io".to_owned())).await;
    let of = found(
        &pactflow,
        "people-with-same-sign-in-name",
        "which account stays",
    )
    .await;
    assert!(
        of.contains("Grace@acme.io (") && of.contains("grace@acme.io ("),
        "{of}"
    );
}

#[tokio::test]
async fn teams_whose_names_differ_only_in_case() {
    let pactflow = pactflow(healthy().team("PAYMENTS", ["grace@acme.io"])).await;
    let of = found(&pactflow, "teams-with-same-name", "Rename or merge").await;
    assert!(
        of.contains("PAYMENTS (") && of.contains("Payments ("),
        "{of}"
    );
}

#[tokio::test]
async fn a_directory_that_cannot_be_read_to_its_end() {
    use mock_pactflow::{Fault, Route};
    let pactflow = simulator().await;
    let _broken = pactflow.fault(Fault::truncated_json().on(Route::ListTeams).times(1));
    let report = examined(&pactflow.url(), &[], TOKEN).await;
    assert_finds(&report, "directory-unreadable", "PactFlow's log");
}
