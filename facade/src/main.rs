//! The production binary: settings, telemetry, the service, its drain.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::Context as _;
use pactflow_scim::config::{Examination, Invocation, Settings};
use pactflow_scim::{StartError, Workers, doctor, healthcheck, telemetry};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The exit code for settings, what they name, or a command line that are not in order: `EX_USAGE` of sysexits.
const USAGE: u8 = 64;

fn main() -> ExitCode {
    let invocation = match Invocation::from_env_and_args() {
        Ok(invocation) => invocation,
        Err(error) => {
            eprintln!("pactflow-scim: {error}");
            return ExitCode::from(USAGE);
        }
    };
    let done = match invocation {
        Invocation::Serve(settings) => serve(*settings),
        Invocation::Healthcheck { addr, speaks_tls } => check(addr, speaks_tls),
        Invocation::Doctor(examination) => return examine(*examination),
        Invocation::Print(text) => {
            print!("{text}");
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pactflow-scim: {error:#}");
            match error.downcast_ref() {
                Some(StartError::File(_)) => ExitCode::from(USAGE),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

/// The exit code of a doctor that could not begin.
const NOT_EXAMINED: u8 = 2;

#[tokio::main(flavor = "current_thread")]
async fn examine(examination: Examination) -> ExitCode {
    let options = doctor::Options {
        scim_url: examination.scim_url,
        token: examination.token,
    };
    match doctor::examine(examination.settings, options).await {
        Ok(report) => {
            let text = if examination.json {
                report.json()
            } else {
                report.text()
            };
            print!("{text}");
            ExitCode::from(report.exit_code())
        }
        Err(error) => {
            eprintln!("pactflow-scim: {:#}", anyhow::Error::new(error));
            ExitCode::from(NOT_EXAMINED)
        }
    }
}

fn check(addr: SocketAddr, speaks_tls: bool) -> anyhow::Result<()> {
    healthcheck::check(addr, speaks_tls)
        .with_context(|| format!("the service at {addr} is not healthy"))
}

#[tokio::main(flavor = "current_thread")]
async fn serve(settings: Settings) -> anyhow::Result<()> {
    telemetry::init(&settings)?;
    let workers = Workers::for_each_core().context("cannot start a thread for each core")?;
    let mut stop = StopSignals::listen()?;
    let mut reload = signal(SignalKind::hangup()).context("cannot listen for signals")?;
    let facade = pactflow_scim::start_on(settings, workers).await?;
    tracing::info!(
        url = facade.url(),
        management = facade.management_addr().map(tracing::field::display),
        version = env!("CARGO_PKG_VERSION"),
        "started"
    );
    loop {
        tokio::select! {
            () = stop.next() => break,
            Some(()) = reload.recv() => facade.reload(),
        }
    }
    tokio::select! {
        () = facade.shutdown() => tracing::info!("stopped"),
        () = stop.next() => tracing::warn!("stopped at once, by a second signal"),
    }
    Ok(())
}

/// The signals that ask the service to stop: SIGTERM from an orchestrator, SIGINT from a terminal.
struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    fn listen() -> anyhow::Result<Self> {
        let listen = |kind| signal(kind).context("cannot listen for signals");
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
