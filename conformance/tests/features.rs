//! The specification, run in process: a simulator and a façade for each scenario.
//!
//! `cargo test --test features -- --tags '@MAP-U10'` runs a part of it, and `CONFORMANCE_REPORT=FOLDER` keeps the report.
#![allow(clippy::print_stdout, reason = "this is the report")]

use std::process::ExitCode;

use conformance::{
    logbook,
    run::{self, Options},
};

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
    if report.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
