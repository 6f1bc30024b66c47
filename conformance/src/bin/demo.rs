//! Façade, simulator and console in one process: PactFlow's directory over SCIM without a licence and without an identity
//! provider.
#![allow(clippy::print_stdout, reason = "it talks to a person")]

use std::net::SocketAddr;

use anyhow::Context as _;
use clap::Parser;
use conformance::{
    demo::{Demo, Options},
    target::tokens,
};
use mock_pactflow::Seed;
use pactflow_scim::config::Definition;

/// Run the SCIM façade in front of a simulated PactFlow.
///
/// Nothing survives the exit. The façade's further settings are taken from its usual environment variables.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where the façade listens.
    #[arg(long, default_value = "127.0.0.1:8080")]
    facade_listen: SocketAddr,
    /// Where the simulated PactFlow listens.
    #[arg(long, default_value = "127.0.0.1:9292")]
    mock_listen: SocketAddr,
    /// What PactFlow begins with: demo, empty, large, or a TOML or JSON file.
    #[arg(long, default_value = "demo")]
    seed: String,
    /// How many people the seed `large` has.
    #[arg(long, default_value_t = 1_000)]
    people: usize,
    /// How many teams the seed `large` has.
    #[arg(long, default_value_t = 10)]
    teams: usize,
    /// How many members the first team of the seed `large` has.
    #[arg(long, default_value_t = 100)]
    members: usize,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let demo = Demo::start(arguments.options()?).await?;
    greet(&demo, &arguments.seed);
    tokio::signal::ctrl_c()
        .await
        .context("cannot listen for Ctrl-C")?;
    println!("Stopping.");
    demo.shutdown().await;
    Ok(())
}

impl Arguments {
    fn options(&self) -> anyhow::Result<Options> {
        let seed = match self.seed.as_str() {
            "large" => Seed::large(self.people, self.teams, self.members),
            name => Seed::load(name).with_context(|| format!("the seed {name} cannot be used"))?,
        };
        let settings = std::env::vars().filter(|(name, _)| Definition::named(name).is_some());
        Ok(Options {
            mock_listen: self.mock_listen,
            facade_listen: self.facade_listen,
            seed,
            seed_name: self.seed.clone(),
            settings: settings.collect(),
            log: true,
        })
    }
}

fn greet(demo: &Demo, seed: &str) {
    let state = demo.pactflow().state();
    let scim = demo.scim_url();
    println!("PactFlow over SCIM: a façade in front of a simulated PactFlow");
    println!("  console   {}", demo.console_url());
    println!("  SCIM      {scim}");
    println!("  PactFlow  {}", demo.pactflow().url());
    println!(
        "  seed      {seed} ({} people, {} teams); nothing survives the exit",
        state.users().len(),
        state.teams().len()
    );
    println!(
        "  token     {} (an administrator's: {})",
        tokens::SCIM,
        tokens::ADMINISTRATOR
    );
    println!(
        "  try       curl -s -H 'Authorization: Bearer {}' {scim}/Users",
        tokens::SCIM,
    );
    println!("Ctrl-C stops both.");
}
