//! The long run, shortened: what was acknowledged is so in the end, whatever went wrong meanwhile.

mod common;

use common::{say, start};
use conformance::flaw::Flaw;
use conformance::soak::{Plan, Report, SETTINGS, pactflow, run};

const PLAN: Plan = Plan {
    operations: 2_000,
    seed: 1,
    clients: 16,
    fault_rate: 0.02,
};

/// The plan, carried out against a service in this process, with a flaw where there is one.
async fn carried_out(plan: Plan, flaw: Option<Flaw>) -> anyhow::Result<Report> {
    let pactflow = pactflow().await?;
    let facade = start(&pactflow.url(), &SETTINGS).await;
    let relay = match flaw {
        Some(flaw) => Some(flaw.in_front_of(&facade.url()).await?),
        None => None,
    };
    let url = relay.as_ref().map_or_else(
        || facade.url(),
        |relay| format!("http://{}/scim", relay.addr()),
    );
    run(plan, &url, std::process::id(), &pactflow).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_acknowledged_is_lost_whatever_goes_wrong() {
    let report = carried_out(PLAN, None).await.unwrap();
    let summary: Vec<_> = report
        .to_string()
        .lines()
        .take(2)
        .map(str::to_owned)
        .collect();
    say(&format!("soak: {}", summary.join("; ")));
    assert_eq!(report.differences, [""; 0]);
    assert!(report.done >= PLAN.operations);
    assert!(report.requests > report.done, "nothing was sent again");
    // A run in which nothing went wrong, or some kind of operation never came, shows nothing.
    assert!(report.faults.values().sum::<u64>() > 50, "{report}");
    assert!(report.kinds.len() >= 16, "{report}");
    assert!(report.samples.len() > 20, "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_forgets_a_change_is_found_out() {
    let forgetful = Flaw {
        hears: |request| {
            let Some(body) = &mut request.body else {
                return;
            };
            if request.target.starts_with("/Groups/") && !body.contains("displayName") {
                // Whoever is not in the group leaves it, and is told that it was done.
                *body = body.replace("\"op\":\"add\"", "\"op\":\"remove\"");
            }
        },
        says: |_, _| {},
    };
    let plan = Plan {
        operations: 600,
        fault_rate: 0.0,
        ..PLAN
    };
    let report = carried_out(plan, Some(forgetful)).await.unwrap();
    assert!(!report.differences.is_empty(), "{report}");
    assert!(
        report
            .failures()
            .iter()
            .any(|failure| failure.starts_with("Soak for all"))
    );
}
