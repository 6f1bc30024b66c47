//! The command line: what can be said, and what is done then.

mod serve;
mod wire;

use std::error::Error;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use mock_pactflow::{ROUTES, Seed};

pub(crate) use self::serve::Serve;

/// A simulator of PactFlow's admin API. Nothing survives its exit.
#[derive(Debug, Parser)]
#[command(name = "mock-pactflow", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the simulator (the default).
    Serve(Serve),
    /// Ask a running simulator whether it is ready; exit 1 if not.
    Healthcheck(Target),
    /// Look at seed files.
    #[command(subcommand)]
    Seed(SeedCommand),
    /// Print a running simulator's directory as a seed in TOML, without the values of tokens.
    Export(Target),
    /// Print every route that is modelled, with its evidence and its permission.
    Routes,
    /// Print every known or assumed difference from the real PactFlow.
    Deviations,
}

#[derive(Debug, Subcommand)]
enum SeedCommand {
    /// Say whether a seed file can be used.
    Check {
        /// A TOML or JSON document, or `demo` or `empty`.
        file: PathBuf,
    },
}

/// A running simulator.
#[derive(Debug, clap::Args)]
struct Target {
    /// Where it listens.
    #[arg(long, env = "MOCK_PACTFLOW_LISTEN", default_value = serve::LISTEN)]
    listen: std::net::SocketAddr,
}

/// Does what the command line says.
pub(crate) async fn run(cli: Cli) -> Result<(), Box<dyn Error>> {
    match cli.command {
        None => serve::run(cli.serve).await,
        Some(Command::Serve(serve)) => serve::run(serve).await,
        Some(Command::Healthcheck(target)) => {
            wire::get(target.listen, "/diagnostic/status/heartbeat").map(|_| ())
        }
        Some(Command::Seed(SeedCommand::Check { file })) => {
            let seed = Seed::load(&file.to_string_lossy())?;
            println!(
                "{}: {} people, {} system accounts, {} teams, {} roles of its own",
                file.display(),
                seed.users.len(),
                seed.system_accounts.len(),
                seed.teams.len(),
                seed.roles.len()
            );
            Ok(())
        }
        Some(Command::Export(target)) => {
            let document = wire::get(target.listen, "/__mock/state")?;
            print!("{}", Seed::parse_json(&document)?.to_toml());
            Ok(())
        }
        Some(Command::Routes) => {
            for info in ROUTES {
                let need = match info.need {
                    mock_pactflow::Need::Nothing => "anybody".to_owned(),
                    mock_pactflow::Need::Token => "any token".to_owned(),
                    mock_pactflow::Need::AnyOf(scopes) => scopes.join(" or "),
                };
                let name = info.name;
                println!(
                    "{}  {:6} {:44} {name:28} {need}",
                    info.evidence,
                    info.method.as_str(),
                    info.path
                );
            }
            Ok(())
        }
        Some(Command::Deviations) => {
            print!("{}", include_str!("../../DEVIATIONS.md"));
            Ok(())
        }
    }
}
