//! A PactFlow whose states nobody can set, as the operator's own is: here the simulator plays it.

use std::collections::BTreeSet;

use conformance_pact::provider::{Live, Tokens};
use conformance_pact::{Contract, Report, Verdict, verify};
use mock_pactflow::{Fault, MockPactflow, Route, Seed};

use crate::{simulator, url};

/// The changes by which something comes to be.
const CREATIONS: [&str; 3] = ["+users", "+teams", "+system_accounts"];

const SCIM: &str = "dev-scim-token";
const SCIM_READ_ONLY: &str = "dev-scim-readonly-token";
const ADMINISTRATOR: &str = "dev-admin-token";

async fn verified(pactflow: &MockPactflow, caller: &str, writes: bool) -> Report {
    let tokens = Tokens {
        caller: caller.into(),
        read_only: Some(SCIM_READ_ONLY.into()),
    };
    let live = Live::connect(url(pactflow), tokens, writes).await.unwrap();
    verify(&Contract::own().unwrap(), &live).await
}

/// The interactions that were not tried, each with the reason.
fn not_tried(report: &Report) -> Vec<(&str, &str)> {
    let findings = report.findings.iter();
    findings
        .filter_map(|finding| match &finding.verdict {
            Verdict::NotTried(why) => Some((finding.description.as_str(), why.as_str())),
            _ => None,
        })
        .collect()
}

/// Whatever was created is gone again, and nothing else was touched.
fn assert_balanced(pactflow: &MockPactflow, mark: u64) {
    let changes = pactflow.changes().since(mark);
    let of = |keys: [&str; 3]| -> BTreeSet<_> {
        let entries = changes.entries().iter();
        entries
            .filter(|change| keys.contains(&change.key))
            .map(|change| change.uuid)
            .collect()
    };
    let created = of(CREATIONS);
    for change in changes
        .entries()
        .iter()
        .filter(|change| CREATIONS.contains(&change.key))
    {
        assert!(change.subject.starts_with("pact-verify-"), "{change:?}");
    }
    let removed = of(["-users", "-teams", "-system_accounts"]);
    assert_eq!(created, removed, "{:?}", changes.summary());
    let before: BTreeSet<_> = changes.entries().iter().map(|change| change.uuid).collect();
    assert_eq!(
        before,
        created,
        "something else was changed: {:#?}",
        changes.entries()
    );
}

#[tokio::test]
async fn without_leave_to_write_nothing_changes_whoever_asks() {
    for token in [SCIM, ADMINISTRATOR] {
        let pactflow = simulator().await;
        let report = verified(&pactflow, token, false).await;
        assert!(report.is_good(), "{report}");
        pactflow.changes().since(0).assert_only("");
        let (holds, _, _) = report.counts();
        assert!(holds >= 10, "{report}");
        let writes = pactflow.requests().since(0);
        assert!(
            writes.iter().all(|exchange| exchange.method == "GET"),
            "{report}"
        );
    }
}

#[tokio::test]
async fn with_leave_to_write_everything_is_tried_that_the_caller_may_do_and_taken_back() {
    for token in [SCIM, ADMINISTRATOR] {
        let pactflow = simulator().await;
        let before = (
            pactflow.state().users(),
            pactflow.state().teams(),
            pactflow.state().system_accounts(),
        );
        let report = verified(&pactflow, token, true).await;
        assert!(report.is_good(), "{report}");
        assert_balanced(&pactflow, 0);
        let after = (
            pactflow.state().users(),
            pactflow.state().teams(),
            pactflow.state().system_accounts(),
        );
        assert!(before == after, "{report}");
        for (description, why) in not_tried(&report) {
            let cannot_be = why.contains("cannot be brought about in a real PactFlow");
            // Each of them lacks what the other may do.
            let lacking = match token {
                SCIM => "system_account:manage:*",
                _ => "user:manage_scim_attributes:*",
            };
            assert!(cannot_be || why.contains(lacking), "{description}: {why}");
        }
    }
}

#[tokio::test]
async fn an_empty_pactflow_is_asked_what_can_be_asked_of_it() {
    let pactflow = MockPactflow::builder()
        .seed(Seed::empty())
        .start()
        .await
        .unwrap();
    let report = verified(&pactflow, SCIM, false).await;
    assert!(report.is_good(), "{report}");
    assert!(
        not_tried(&report)
            .iter()
            .any(|(_, why)| why.contains("there are fewer than two people")),
        "{report}"
    );
}

#[tokio::test]
async fn a_pactflow_that_keeps_what_it_should_remove_is_reported() {
    let pactflow = simulator().await;
    let _kept = pactflow.fault(Fault::status(500).on(Route::DeleteUser));
    let report = verified(&pactflow, SCIM, true).await;
    assert!(!report.is_good());
    assert!(
        report.to_string().contains("LEFT BEHIND: the account "),
        "{report}"
    );
}

#[tokio::test]
async fn a_token_that_is_not_accepted_ends_it_before_it_begins() {
    let pactflow = simulator().await;
    let tokens = Tokens {
        caller: "wrong".into(),
        read_only: None,
    };
    let error = Live::connect(url(&pactflow), tokens, false)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("401") && !error.contains("wrong"), "{error}");
}
