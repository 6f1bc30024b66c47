//! Where the lines of the log go, and what a panic leaves behind.

use std::fs::{self, File};
use std::path::PathBuf;

use pactflow_scim::{Settings, telemetry};

/// A file of this name that is empty.
fn empty_file(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, "").unwrap();
    path
}

/// What is logged to a file of this name while `work` is done, under these settings.
fn logged(name: &str, pairs: &[(&str, &str)], work: impl FnOnce()) -> String {
    let url = [("PACTFLOW_URL", "http://pactflow.example.com")];
    let settings = Settings::from_pairs(url.iter().chain(pairs).copied()).unwrap();
    let path = empty_file(name);
    let file = File::create(&path).unwrap();
    let subscriber = telemetry::subscriber(&settings, false, file).unwrap();
    tracing::dispatcher::with_default(&subscriber, work);
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_audit_log_can_have_a_file_to_itself_which_is_appended_to() {
    let path = empty_file("audit.log");
    fs::write(&path, "what was there before\n").unwrap();
    let pairs = [("AUDIT_LOG_FILE", path.to_str().unwrap())];
    let others = logged("others.log", &pairs, || {
        tracing::info!(target: telemetry::AUDIT_TARGET, rule = "MAP-U09", "a change");
        tracing::info!(target: "pactflow_scim::http", "an answer");
    });
    let audit = fs::read_to_string(path).unwrap();
    assert!(audit.starts_with("what was there before\n"), "{audit}");
    assert!(
        audit.contains("a change") && !audit.contains("an answer"),
        "{audit}"
    );
    assert!(
        others.contains("an answer") && !others.contains("a change"),
        "{others}"
    );
}

#[test]
fn a_panic_is_logged_by_its_place_and_without_its_message() {
    let log = logged("panic.log", &[], || {
        std::panic::set_hook(Box::new(telemetry::log_panic));
        let password = String::from("hunter2");
        std::panic::catch_unwind(|| assert_eq!(password, "swordfish")).unwrap_err();
        drop(std::panic::take_hook());
    });
    assert!(log.contains("a panic; this is a bug"), "{log}");
    assert!(log.contains(file!()), "{log}");
    assert!(!log.contains("hunter2"), "{log}");
}
