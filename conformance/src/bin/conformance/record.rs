//! What an identity provider says, written down on its way.

use std::{fs::OpenOptions, io::BufWriter, net::SocketAddr, path::PathBuf};

use anyhow::Context as _;
use clap::Args;
use conformance::session;
use tokio::net::TcpListener;
use url::Url;

use crate::interruption;

/// Stand between an identity provider and a SCIM service, and write down what they say.
///
/// Everything passes unchanged. Tokens, passwords and whatever says who somebody is are written down under pseudonyms, the same
/// for the same value. It goes on until Ctrl-C.
#[derive(Args, Debug)]
pub(crate) struct Record {
    /// Where the identity provider calls, such as 127.0.0.1:8081
    #[arg(long, value_name = "ADDRESS")]
    listen: SocketAddr,
    /// The SCIM base address of the service.
    #[arg(long, value_name = "URL")]
    to: Url,
    /// The file that the session is written to; it must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Records until it is told to stop.
pub(crate) async fn carry_out(arguments: Record) -> anyhow::Result<bool> {
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("cannot listen on {}", arguments.listen))?;
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&arguments.out)
        .with_context(|| format!("{} cannot be written", arguments.out.display()))?;
    let recorder = session::record(
        listener,
        arguments.to.clone(),
        Box::new(BufWriter::new(file)),
    )?;
    eprintln!(
        "Point the identity provider at http://{}{} instead of {}. Ctrl-C ends the recording.",
        recorder.addr(),
        recorder.base(),
        arguments.to
    );
    interruption::interruption().await?;
    let written = recorder
        .written()
        .with_context(|| format!("{} is not complete", arguments.out.display()))?;
    println!("{written} exchanges recorded");
    Ok(true)
}
