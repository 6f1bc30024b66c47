//! The specification, run in process: a simulator and a façade for each scenario.
//!
//! `cargo test --test features -- --tags '@MAP-U10'` runs a part of it, and `CONFORMANCE_REPORT=FOLDER` keeps the report. A run of
//! everything is held against the one that is told in `docs/CONFORMANCE.md`; `UPDATE_DOCS=1` writes it anew.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is the report"
)]

use std::{fs, process::ExitCode};

use conformance::{
    logbook,
    report::Report,
    run::{self, Options},
};

/// Where the last run is told.
const TOLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/CONFORMANCE.md");

#[tokio::main]
async fn main() -> ExitCode {
    logbook::install(tracing::Level::INFO);
    let arguments: Vec<_> = std::env::args().collect();
    let tags = arguments
        .iter()
        .position(|argument| argument == "--tags")
        .and_then(|at| arguments.get(at + 1));
    let options = Options::everything();
    let options = match tags {
        Some(tags) => options.tagged(tags),
        None => options,
    };
    let report = run::run(options).await;
    if let Some(folder) = std::env::var_os("CONFORMANCE_REPORT") {
        report
            .write_to(folder.as_ref())
            .expect("the report can be written");
    }
    println!("{report}");
    let is_told = tags.is_some() || is_told(&report);
    if report.is_good() && is_told {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Whether the document tells this run, which it does after it was written anew.
fn is_told(report: &Report) -> bool {
    let text = report.markdown();
    if std::env::var("UPDATE_DOCS").as_deref() == Ok("1") {
        fs::write(TOLD, &text).expect("the document can be written");
    }
    let is_told = fs::read_to_string(TOLD).is_ok_and(|told| told == text);
    if !is_told {
        eprintln!(
            "docs/CONFORMANCE.md tells of another run; UPDATE_DOCS=1 cargo test --test features writes it anew"
        );
    }
    is_told
}
