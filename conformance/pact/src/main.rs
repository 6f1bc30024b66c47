//! `conformance pact`: the program behind it, which is built by itself since its libraries are many.
#![allow(clippy::print_stderr, reason = "it talks to a person")]

use std::process::ExitCode;

use clap::Parser as _;
use conformance_pact::command::Command;

#[tokio::main]
async fn main() -> ExitCode {
    match Command::parse().run().await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("conformance pact: {error:#}");
            ExitCode::from(2)
        }
    }
}
