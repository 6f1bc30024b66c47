//! Nothing secret and no address shows in the log, whatever is done and however much is logged.

use std::{
    io,
    sync::{Arc, Mutex},
};

use conformance::{
    idp::okta::PASSWORD,
    run::{Options, run},
    target::tokens,
};
use pactflow_scim::{Settings, telemetry};
use tracing_subscriber::fmt::MakeWriter;

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

#[tokio::test(flavor = "multi_thread")]
async fn neither_tokens_nor_passwords_nor_addresses_are_logged_by_any_flow() {
    let pairs = [
        ("PACTFLOW_URL", "http://127.0.0.1:1"),
        ("LOGGING_LEVEL_ROOT", "DEBUG"),
        ("LOGGING_LEVEL_ORG_APACHE_HC_CLIENT5_HTTP_WIRE", "DEBUG"),
    ];
    let log = Log::default();
    let subscriber =
        telemetry::subscriber(&Settings::from_pairs(pairs).unwrap(), false, log.clone());
    tracing::dispatcher::set_global_default(subscriber).unwrap();

    // Imports of hundreds of people and scenarios that read the log add nothing here.
    let report = run(Options::everything().tagged("not @okta:import and not @needs:log")).await;
    assert!(report.scenarios.len() > 300, "all flows were run");

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let exchanges = log
        .lines()
        .filter(|line| line.contains(telemetry::WIRE_TARGET))
        .count();
    assert!(
        exchanges > 2_000,
        "the exchanges with PactFlow are logged, but there are just {exchanges} lines of them"
    );
    for secret in [
        tokens::SCIM,
        tokens::READ_ONLY,
        tokens::ADMINISTRATOR,
        "no-such-token",
        "non-token",
        PASSWORD,
    ] {
        assert_hidden(&log, secret);
    }
    for address in ["@acme.io", "%40acme.io", "%40ACME.IO", "@ACME.IO"] {
        assert_hidden(&log, address);
    }
}

fn assert_hidden(log: &str, secret: &str) {
    let lines: Vec<_> = log
        .lines()
        .filter(|line| line.contains(secret))
        .take(3)
        .collect();
    assert!(
        lines.is_empty(),
        "{secret} shows in the log:\n{}",
        lines.join("\n")
    );
}
