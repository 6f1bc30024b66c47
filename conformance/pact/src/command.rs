//! The command line: `verify` and `publish`.

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use secrecy::SecretString;
use url::Url;

use crate::provider::{Live, Provider as _, Tokens};
use crate::publish::{Publication, publish};
use crate::{Contract, Report, verify};

/// Holds a PactFlow to what the service needs of it, or takes that contract to a broker.
///
/// Exit code 0: everything that was tried holds, or the contract was published. 1: something differs, or was left
/// behind. 2: nothing could be tried.
#[derive(Debug, Parser)]
#[command(name = "conformance pact", version)]
pub struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Verify the contract against a PactFlow, and report what differs for each interaction.
    Verify(Verify),
    /// Publish the contract to a broker of your own.
    Publish(Publish),
}

#[derive(Debug, Args)]
struct Verify {
    /// PactFlow's address, such as https://pactflow.example.com
    #[arg(long)]
    url: Url,
    /// The read-write token of a system account with the role SCIM, or of an administrator.
    #[arg(long, env = "PACTFLOW_TOKEN", hide_env_values = true)]
    token: SecretString,
    /// A read-only token of the same account, for the interactions in which a write is refused.
    #[arg(long, env = "READ_ONLY_TOKEN", hide_env_values = true)]
    read_only_token: Option<SecretString>,
    /// Try the writing interactions too, on people and teams that are created under a marked name and removed again.
    #[arg(long)]
    allow_writes: bool,
}

#[derive(Debug, Args)]
struct Publish {
    /// The broker's address, such as https://acme.pactflow.io
    #[arg(long)]
    broker: Url,
    /// A read-write token of the broker.
    #[arg(long, env = "PACT_BROKER_TOKEN", hide_env_values = true)]
    token: SecretString,
    /// The version of the service that the contract belongs to.
    #[arg(long, default_value = env!("CARGO_PKG_VERSION"))]
    consumer_version: String,
    /// The branch that this version is on.
    #[arg(long, default_value = "main")]
    branch: String,
}

impl Command {
    /// Carries it out, and says on standard output what came of it.
    ///
    /// # Errors
    /// Where nothing could be tried, with the reason.
    #[allow(clippy::print_stdout, reason = "it talks to a person")]
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let contract = Contract::own()?;
        match self.action {
            Action::Verify(wanted) => {
                let tokens = Tokens {
                    caller: wanted.token,
                    read_only: wanted.read_only_token,
                };
                let pactflow = Live::connect(wanted.url, tokens, wanted.allow_writes).await?;
                let report = tokio::select! {
                    report = verify(&contract, &pactflow) => report,
                    interrupted = tokio::signal::ctrl_c() => {
                        interrupted?;
                        println!("Interrupted; what was created is removed.");
                        Report {
                            left: pactflow.restore().await,
                            ..Report::default()
                        }
                    }
                };
                print!("{report}");
                Ok(if report.is_good() {
                    ExitCode::SUCCESS
                } else {
                    ExitCode::FAILURE
                })
            }
            Action::Publish(wanted) => {
                let publication = Publication {
                    broker: wanted.broker,
                    token: wanted.token,
                    version: wanted.consumer_version,
                    branch: wanted.branch,
                };
                for notice in publish(&contract, &publication).await? {
                    println!("{notice}");
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}
