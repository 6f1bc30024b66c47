//! `mock-pactflow serve`.

use std::error::Error;
use std::net::SocketAddr;

use clap::{Args, ValueEnum};
use mock_pactflow::{Ids, MockPactflow, Seed};

/// The port of PactFlow's own examples, on this machine alone.
pub(crate) const LISTEN: &str = "127.0.0.1:9292";

/// How the simulator runs. Each flag has a variable of the same meaning.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The address to listen on.
    #[arg(long, env = "MOCK_PACTFLOW_LISTEN", default_value = LISTEN)]
    listen: SocketAddr,
    /// What to start with: demo, empty, large, or a TOML or JSON file.
    #[arg(long, env = "MOCK_PACTFLOW_SEED", default_value = "demo")]
    seed: String,
    /// How many people the seed `large` has.
    #[arg(long, env = "MOCK_PACTFLOW_PEOPLE", default_value_t = 1_000, value_parser = at_most(100_000))]
    people: u64,
    /// How many teams the seed `large` has.
    #[arg(long, env = "MOCK_PACTFLOW_TEAMS", default_value_t = 10, value_parser = at_most(10_000))]
    teams: u64,
    /// How many members the first team of the seed `large` has.
    #[arg(long, env = "MOCK_PACTFLOW_MEMBERS", default_value_t = 100, value_parser = at_most(100_000))]
    members: u64,
    /// Where it is reached, for HAL links; the host of each request where it is left out.
    #[arg(long, env = "MOCK_PACTFLOW_EXTERNAL_URL", value_parser = external_url)]
    external_url: Option<String>,
    /// Whether the control API under /__mock is there.
    #[arg(long, env = "MOCK_PACTFLOW_CONTROL", value_enum, default_value_t = Switch::On)]
    control: Switch,
    /// Whether new UUIDs are random, or counted so that two runs agree.
    #[arg(long, env = "MOCK_PACTFLOW_IDS", value_enum, default_value_t = IdSource::Random)]
    ids: IdSource,
    /// How many active accounts the plan allows; no limit where it is left out.
    #[arg(long, env = "MOCK_PACTFLOW_SEATS")]
    seats: Option<usize>,
    /// How long a regenerated token is valid, such as `30d`; for ever where it is left out.
    #[arg(long, env = "MOCK_PACTFLOW_TOKEN_LIFETIME", value_parser = humantime::parse_duration)]
    token_lifetime: Option<std::time::Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum IdSource {
    Random,
    Sequential,
}

pub(crate) async fn run(settings: Serve) -> Result<(), Box<dyn Error>> {
    let count = |number: u64| usize::try_from(number);
    let seed = if settings.seed == "large" {
        Seed::large(
            count(settings.people)?,
            count(settings.teams)?,
            count(settings.members)?,
        )
    } else {
        Seed::load(&settings.seed)?
    };
    let (people, teams) = (seed.users.len(), seed.teams.len());
    let ids = match settings.ids {
        IdSource::Random => Ids::random(),
        IdSource::Sequential => Ids::sequential(),
    };
    let control = settings.control == Switch::On;
    let mut builder = MockPactflow::builder()
        .seed(seed)
        .seed_name(&settings.seed)
        .ids(ids)
        .listen(settings.listen)
        .control(control);
    if let Some(url) = &settings.external_url {
        builder = builder.external_url(url);
    }
    if let Some(seats) = settings.seats {
        builder = builder.seats(seats);
    }
    if let Some(lifetime) = settings.token_lifetime {
        builder = builder.token_lifetime(lifetime);
    }
    let pactflow = builder.start().await?;
    banner(&settings, &pactflow, people, teams);
    stopped().await?;
    pactflow.shutdown().await;
    Ok(())
}

fn banner(settings: &Serve, pactflow: &MockPactflow, people: usize, teams: usize) {
    let url = pactflow.url();
    println!(
        "mock-pactflow {}: a simulated PactFlow",
        env!("CARGO_PKG_VERSION")
    );
    println!("  API      {url}");
    if settings.control == Switch::On {
        println!("  control  {url}/__mock/info");
    }
    println!(
        "  seed     {} ({people} people, {teams} teams); nothing survives the exit",
        settings.seed
    );
    println!(
        "  try      curl -s -H 'Authorization: Bearer dev-scim-token' '{url}/admin/users?page=1&size=10'"
    );
}

/// Ends when the program is asked to.
async fn stopped() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

fn at_most(limit: u64) -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(0..=limit)
}

fn external_url(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text)
        .map_err(|error| format!("{error}; write it as https://pactflow.example.com"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("only http and https are possible".to_owned());
    }
    Ok(text.trim_end_matches('/').to_owned())
}
