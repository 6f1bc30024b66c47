//! The program as an operator runs it.

use std::process::{Command, Output, Stdio};
use std::time::Duration;

use mock_pactflow::{Fault, Route};

use crate::simulator;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_conformance-pact"))
        .args(arguments)
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_reports_each_interaction_and_ends_with_what_it_found() {
    let pactflow = simulator().await;
    let url = pactflow.url();
    let verify = |more: &[&str]| {
        let arguments = ["verify", "--url", &url, "--token", "dev-scim-token"];
        run(&[&arguments, more].concat())
    };
    let output = verify(&[]);
    let report = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert!(
        report.contains("holds      Users::get: a person\n"),
        "{report}"
    );
    assert!(
        report.contains("(it writes; --allow-writes tries it)"),
        "{report}"
    );
    pactflow.changes().since(0).assert_only("");

    let output = verify(&[
        "--allow-writes",
        "--read-only-token",
        "dev-scim-readonly-token",
    ]);
    let report = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert!(
        report.contains("holds      Users::create: a new person, as"),
        "{report}"
    );

    let _wrong = pactflow.fault(Fault::content_type("text/html"));
    let output = verify(&[]);
    let report = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{report}");
    assert!(report.contains("DIFFERS    "), "{report}");
    assert!(report.contains("mock-pactflow/DEVIATIONS.md"), "{report}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn whoever_interrupts_a_verification_leaves_nobody_behind() {
    let pactflow = simulator().await;
    let before = pactflow.state().users();
    // The first person is created, and the answer that says so never comes.
    let late = Fault::latency(Duration::from_secs(600)).after();
    let _late = pactflow.fault(late.on(Route::CreateUser));
    let url = pactflow.url();
    let arguments = [
        "verify",
        "--url",
        &url,
        "--token",
        "dev-scim-token",
        "--allow-writes",
    ];
    let running = Command::new(env!("CARGO_BIN_EXE_conformance-pact"))
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let created = async {
        while pactflow.state().users().len() == before.len() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), created)
        .await
        .unwrap();
    let interrupted = Command::new("kill")
        .args(["-INT", &running.id().to_string()])
        .status();
    assert!(interrupted.unwrap().success());
    let output = running.wait_with_output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("Interrupted"), "{told}");
    assert!(pactflow.state().users() == before, "{told}");
}

#[test]
fn where_nothing_can_be_tried_it_says_why_and_never_shows_the_token() {
    for arguments in [
        [
            "verify",
            "--url",
            "http://127.0.0.1:1",
            "--token",
            "secret-token",
        ],
        [
            "publish",
            "--broker",
            "http://127.0.0.1:1",
            "--token",
            "secret-token",
        ],
    ] {
        let output = run(&arguments);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(
            told.starts_with("conformance pact: ") && !told.contains("secret-token"),
            "{told}"
        );
    }
}
