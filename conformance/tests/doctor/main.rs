//! The doctor finds each fault that is planted, names its remedy, and changes nothing.

mod directory;
mod front;
mod pactflow;
mod scim;

use mock_pactflow::{MockPactflow, Seed, SeedUser};
use pactflow_scim::doctor::{self, Options, Report};
use pactflow_scim::{Running, Settings};

/// The tokens of every seed.
const TOKEN: &str = "dev-scim-token";
const READ_ONLY: &str = "dev-scim-readonly-token";

/// A PactFlow with two people and a team in it, where nothing is wrong.
fn healthy() -> Seed {
    let person = |name: &str, address: &str, id: &str| {
        SeedUser::new(name, address).external_idp(address, id)
    };
    Seed::empty()
        .user(person("Ada Lovelace", "ada@acme.io", "00u1"))
        .user(person("Grace Hopper", "grace@acme.io", "00u2"))
        .team("Payments", ["ada@acme.io"])
}

async fn simulator() -> MockPactflow {
    MockPactflow::builder()
        .seed(healthy())
        .start()
        .await
        .unwrap()
}

fn settings(pactflow: &str, extra: &[(&str, &str)]) -> Settings {
    let mut pairs = vec![
        ("PACTFLOW_URL", pactflow),
        ("SERVER_ADDRESS", "127.0.0.1"),
        ("SERVER_PORT", "0"),
        ("PACTFLOW_RETRIES", "0"),
    ];
    pairs.extend(extra);
    Settings::from_pairs(pairs).unwrap()
}

/// A service in front of this PactFlow.
async fn service(pactflow: &str, extra: &[(&str, &str)]) -> Running {
    pactflow_scim::start(settings(pactflow, extra))
        .await
        .unwrap()
}

/// What the doctor finds with these settings and this token.
async fn examined(pactflow: &str, extra: &[(&str, &str)], token: &str) -> Report {
    let options = Options {
        token: Some(token.to_owned().into()),
        scim_url: None,
    };
    doctor::examine(settings(pactflow, extra), options)
        .await
        .unwrap()
}

/// What the doctor finds at this SCIM address in front of that PactFlow.
async fn examined_at(scim_url: &str, pactflow: &str, extra: &[(&str, &str)]) -> Report {
    let options = Options {
        token: Some(TOKEN.to_owned().into()),
        scim_url: Some(scim_url.parse().unwrap()),
    };
    doctor::examine(settings(pactflow, extra), options)
        .await
        .unwrap()
}

/// Fails unless the only kind of finding is this one, and its remedy speaks of this.
#[track_caller]
fn assert_finds(report: &Report, id: &str, remedy: &str) {
    let mut ids: Vec<_> = report.findings().map(|finding| finding.id).collect();
    ids.dedup();
    assert_eq!(ids, [id], "{}", report.text());
    let finding = report.findings().next().unwrap();
    assert!(
        finding.remedy.contains(remedy),
        "{:?} says nothing of {remedy:?}",
        finding.remedy
    );
    assert_eq!(report.exit_code(), 1);
    assert!(!report.text().contains(TOKEN) && !report.json().contains(READ_ONLY));
}

#[tokio::test]
async fn where_nothing_is_wrong_nothing_is_found_and_nothing_is_changed() {
    let pactflow = simulator().await;
    let mark = pactflow.changes().mark();
    let report = examined(&pactflow.url(), &[], TOKEN).await;
    let findings: Vec<_> = report.findings().map(|finding| &finding.what).collect();
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(report.exit_code(), 0);
    let text = report.text();
    for line in [
        "ok       pactflow ",
        "ok       clock ",
        "ok       version ",
        "ok       token            PactFlow accepts it; it belongs to scim",
        "ok       permissions      user:read:*",
        "ok       writing ",
        "ok       people           2 people",
        "ok       teams            2 teams",
        "ok       scim ",
        "ok       public address ",
        "ok       authorization ",
        "ok       methods ",
        "ok       okta ",
        "ok       entra ",
        "ok       authentik ",
        "skipped  jumpcloud ",
    ] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
    pactflow.changes().since(mark).assert_only("");
    let wrote = pactflow
        .requests()
        .since(0)
        .into_iter()
        .filter(|request| request.method != "GET" && request.status < 400);
    assert_eq!(wrote.count(), 0, "no write succeeded");
}

#[tokio::test]
async fn without_a_token_the_rest_is_looked_at() {
    let pactflow = simulator().await;
    let report = doctor::examine(settings(&pactflow.url(), &[]), Options::default())
        .await
        .unwrap();
    assert_eq!(report.exit_code(), 0);
    let text = report.text();
    assert!(
        text.contains("skipped  token            no token was given: set PACTFLOW_TOKEN"),
        "{text}"
    );
    assert!(text.contains("ok       methods "), "{text}");
}
