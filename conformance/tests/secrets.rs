//! Nothing secret and no address shows in the log, whatever is done and however much is logged.

mod secrets_support;

use std::{
    io,
    sync::{Arc, LazyLock, Mutex},
};

use conformance::{
    idp::okta::PASSWORD,
    run::{Options, run},
    target::tokens,
};
use pactflow_scim::{Settings, telemetry};
use tracing_subscriber::fmt::MakeWriter;

use secrets_support::{Marks, drive};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Everything that is logged in this process, at every level there is.
static LOG: LazyLock<Log> = LazyLock::new(|| {
    let pairs = [
        ("PACTFLOW_URL", "http://127.0.0.1:1"),
        ("LOGGING_LEVEL_ROOT", "TRACE"),
        ("LOGGING_LEVEL_ORG_APACHE_HC_CLIENT5_HTTP_WIRE", "TRACE"),
        ("LOGGING_LEVEL_AUDIT", "TRACE"),
    ];
    let log = Log::default();
    let settings = Settings::from_pairs(pairs).unwrap();
    let subscriber = telemetry::subscriber(&settings, false, log.clone()).unwrap();
    tracing::dispatcher::set_global_default(subscriber).unwrap();
    log
});

impl Log {
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(str::to_owned).collect()
    }
}

/// Whether a line is of the audit log, whose subject is what an account was changed to.
fn is_audit(line: &str) -> bool {
    line.contains(" audit: ")
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_tokens_nor_passwords_nor_addresses_are_logged_by_any_flow() {
    let log = &*LOG;
    // Imports of hundreds of people and scenarios that read the log add nothing here.
    let report = run(Options::everything().tagged("not @okta:import and not @needs:log")).await;
    assert!(report.scenarios.len() > 300, "all flows were run");

    let lines = log.lines();
    let count = |what: &dyn Fn(&str) -> bool| lines.iter().filter(|line| what(line)).count();
    let exchanges = count(&|line| line.contains(telemetry::WIRE_TARGET));
    assert!(
        exchanges > 2_000,
        "the exchanges with PactFlow are logged, but there are just {exchanges} lines of them"
    );
    let audited = count(&is_audit);
    assert!(audited > 500, "just {audited} changes are in the audit log");
    for secret in [
        tokens::SCIM,
        tokens::READ_ONLY,
        tokens::ADMINISTRATOR,
        "no-such-token",
        "non-token",
        "token-of-",
        PASSWORD,
    ] {
        assert_hidden(&lines, secret);
    }
    let diagnostic: Vec<_> = lines.into_iter().filter(|line| !is_audit(line)).collect();
    for address in ["@acme.io", "%40acme.io", "%40ACME.IO", "@ACME.IO"] {
        assert_hidden(&diagnostic, address);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn marked_secrets_are_hidden_on_every_route_and_in_every_kind_of_failure() {
    let log = &*LOG;
    let came = drive().await;
    let lines = log.lines();
    for status in [
        200, 201, 204, 400, 401, 403, 404, 405, 409, 413, 415, 429, 501, 502,
    ] {
        assert!(
            came.answers
                .iter()
                .any(|answer| answer.starts_with(&status.to_string())),
            "nothing was answered by {status}"
        );
    }
    assert!(came.metrics.contains("pactflow"), "{}", came.metrics);
    let spans = came.traces.concat().matches("spanId").count();
    assert!(spans > 1_000, "there are just {spans} spans");
    let metrics = [came.metrics];
    for secret in [
        Marks::TOKEN,
        Marks::WRONG_TOKEN,
        Marks::PASSWORD,
        Marks::TRACE_KEY,
    ] {
        for shown in [&lines, &came.answers, &came.traces, &metrics[..]] {
            assert_hidden(shown, secret);
        }
    }
    // An address that is asked for is nobody's, so that not even the audit log has it.
    for shown in [&lines, &came.traces, &metrics[..]] {
        assert_hidden(shown, Marks::ASKED_FOR);
    }
}

fn assert_hidden(lines: &[String], secret: &str) {
    let shown: Vec<_> = lines
        .iter()
        .filter(|line| line.contains(secret))
        .take(3)
        .cloned()
        .collect();
    assert!(shown.is_empty(), "{secret} shows:\n{}", shown.join("\n"));
}
