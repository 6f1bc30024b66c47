//! `conformance pact …`: the contract with PactFlow. Its program stands beside this one and is built by itself
//! (`cargo build -p conformance-pact`), since its libraries take longer to build than everything else here.

use std::{
    env,
    ffi::OsString,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::Context as _;

/// The name of the program behind it.
const PROGRAM: &str = "conformance-pact";

/// Lets the program do what it is told, and ends as it ends.
///
/// # Errors
/// Where the program is not there.
pub fn hand_over(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<ExitCode> {
    let own = env::current_exe().context("this program does not know where it is")?;
    let program = own.with_file_name(format!("{PROGRAM}{}", env::consts::EXE_SUFFIX));
    let status = Command::new(&program)
        .args(arguments)
        .status()
        .with_context(|| not_there(&program))?;
    // Ended by a signal, it has no code of its own.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn not_there(program: &Path) -> String {
    format!(
        "{} cannot be run; `cargo build -p {PROGRAM}` builds it",
        program.display()
    )
}
