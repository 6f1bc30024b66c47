//! The specification as a program: run it against a service, compare two services, record what an identity provider says and
//! play it back.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it talks to a person"
)]

use std::{ffi::OsString, process::ExitCode};

use clap::{Args as _, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

mod compare;
mod interruption;
mod record;
mod replay;
mod run;
mod selection;

/// Run the executable specification against a SCIM service.
///
/// Exit code 0: everything passed, or nothing differs. 1: something failed or differs. 2: it could not be run.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Compare(compare::Compare),
    Record(record::Record),
    Replay(replay::Replay),
    /// Hold a PactFlow to what the service needs of it, or publish that contract; `conformance pact help` tells how.
    #[command(disable_help_flag = true)]
    Pact {
        /// What the program behind it is told.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    // Without a command the arguments are those of a run.
    let matches = run::Run::augment_args(Arguments::command()).get_matches();
    let understood = Arguments::from_arg_matches(&matches);
    let outcome = match understood.unwrap_or_else(|error| error.exit()).command {
        Some(Command::Compare(arguments)) => compare::carry_out(arguments).await,
        Some(Command::Record(arguments)) => record::carry_out(arguments).await,
        Some(Command::Replay(arguments)) => replay::carry_out(arguments).await,
        Some(Command::Pact { arguments }) => {
            return conformance::pact::hand_over(arguments).unwrap_or_else(|error| failed(&error));
        }
        None => {
            let arguments = run::Run::from_arg_matches(&matches);
            run::carry_out(arguments.unwrap_or_else(|error| error.exit())).await
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("conformance: {error:#}");
    ExitCode::from(2)
}
