use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;

use super::{AUDIT_TARGET, WIRE_TARGET, subscriber};
use crate::Settings;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'writer> MakeWriter<'writer> for Captured {
    type Writer = Self;

    fn make_writer(&'writer self) -> Self {
        self.clone()
    }
}

/// What is written under these settings of one line of each kind.
fn logged(pairs: &[(&str, &str)]) -> String {
    let url = [("PACTFLOW_URL", "http://pactflow.example.com")];
    let settings = Settings::from_pairs(url.iter().chain(pairs).copied()).unwrap();
    let captured = Captured::default();
    tracing::dispatcher::with_default(
        &subscriber(&settings, false, captured.clone()).unwrap(),
        || {
            tracing::info!(target: "pactflow_scim::http", status = 200, "own info");
            tracing::debug!(target: "pactflow_scim::http", "own debug");
            tracing::debug!(target: WIRE_TARGET, "wire debug");
            tracing::warn!(target: "h2::frame", "foreign warn");
            tracing::info!(target: "h2::frame", "foreign info");
        },
    );
    captured.text()
}

/// The kinds of lines that are written under these settings.
fn kinds(pairs: &[(&str, &str)]) -> Vec<&'static str> {
    let logged = logged(pairs);
    [
        "own info",
        "own debug",
        "wire debug",
        "foreign warn",
        "foreign info",
    ]
    .into_iter()
    .filter(|kind| logged.contains(kind))
    .collect()
}

const WIRE: &str = "LOGGING_LEVEL_ORG_APACHE_HC_CLIENT5_HTTP_WIRE";

#[test]
fn by_default_the_facade_speaks_from_info_on_and_others_from_warn_on() {
    assert_eq!(kinds(&[]), ["own info", "foreign warn"]);
}

#[test]
fn at_debug_the_exchanges_are_logged_unless_the_wire_level_says_otherwise() {
    assert_eq!(
        kinds(&[("LOGGING_LEVEL_ROOT", "DEBUG")]),
        ["own info", "own debug", "wire debug", "foreign warn"]
    );
    assert_eq!(
        kinds(&[("LOGGING_LEVEL_ROOT", "DEBUG"), (WIRE, "INFO")]),
        ["own info", "own debug", "foreign warn"]
    );
    assert_eq!(
        kinds(&[(WIRE, "DEBUG")]),
        ["own info", "wire debug", "foreign warn"]
    );
}

#[test]
fn other_crates_never_speak_below_warn_and_never_above_the_root_level() {
    assert!(!kinds(&[("LOGGING_LEVEL_ROOT", "TRACE")]).contains(&"foreign info"));
    assert_eq!(kinds(&[("LOGGING_LEVEL_ROOT", "ERROR")]), [""; 0]);
}

#[test]
fn json_lines_are_objects_with_the_fields_at_the_top() {
    let logged = logged(&[("LOGGING_FORMAT", "json")]);
    let line: serde_json::Value = serde_json::from_str(logged.lines().next().unwrap()).unwrap();
    assert_eq!(line["message"], "own info");
    assert_eq!(line["status"], 200);
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["target"], "pactflow_scim::http");
}

#[test]
fn a_text_line_has_no_colours_where_there_is_no_terminal() {
    assert!(!logged(&[]).contains('\u{1b}'));
}

#[test]
fn the_audit_log_is_written_beside_the_others_and_does_not_follow_the_root_level() {
    let has_audit = |pairs: &[(&str, &str)]| audited(pairs).contains("audited");
    assert!(has_audit(&[]));
    assert!(has_audit(&[("LOGGING_LEVEL_ROOT", "OFF")]));
    assert!(!has_audit(&[("LOGGING_LEVEL_AUDIT", "OFF")]));
    let line: serde_json::Value =
        serde_json::from_str(audited(&[("LOGGING_FORMAT", "json")]).trim()).unwrap();
    assert_eq!(
        (&line["target"], &line["rule"]),
        (&"audit".into(), &"MAP-U09".into())
    );
}

#[test]
fn an_audit_file_that_cannot_be_written_is_an_error_that_names_it() {
    let pairs = [
        ("PACTFLOW_URL", "http://pactflow.example.com"),
        ("AUDIT_LOG_FILE", "/no/such/folder/audit.log"),
    ];
    let settings = Settings::from_pairs(pairs).unwrap();
    let error = subscriber(&settings, false, Captured::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot append to AUDIT_LOG_FILE /no/such/folder/audit.log"
    );
}

/// What is written of a line of the audit log.
fn audited(pairs: &[(&str, &str)]) -> String {
    let url = [("PACTFLOW_URL", "http://pactflow.example.com")];
    let settings = Settings::from_pairs(url.iter().chain(pairs).copied()).unwrap();
    let captured = Captured::default();
    let subscriber = subscriber(&settings, false, captured.clone()).unwrap();
    tracing::dispatcher::with_default(&subscriber, || {
        tracing::info!(target: AUDIT_TARGET, rule = "MAP-U09", "audited");
    });
    captured.text()
}
