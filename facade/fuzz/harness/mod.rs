//! How any bytes become requests to the service, or answers of PactFlow's, and what must hold whatever they are.
//!
//! The fuzz targets and the short run in `conformance/tests/fuzzed.rs` share it.

pub(crate) mod answer;
pub(crate) mod http;
pub(crate) mod message;
pub(crate) mod upstream;

use pactflow_scim::{Running, Settings};

/// The token that every request brings, unless it has one of its own.
pub(crate) const TOKEN: &str = "dev-scim-token";

/// What stands between one request or answer and the next.
pub(crate) const SEPARATOR: &[u8] = b"\n----\n";

/// What inputs are tried on.
pub(crate) trait Subject {
    /// Starts it.
    async fn start() -> Self;

    /// Tries one input. Gives the status of the last answer, where there was one.
    ///
    /// # Errors
    /// What does not hold.
    async fn run(&mut self, input: &[u8]) -> Result<Option<u16>, String>;
}

/// One input after the other, on a runtime of this thread alone: nothing goes on between two inputs.
#[derive(Debug)]
pub(crate) struct Bench<T> {
    runtime: tokio::runtime::Runtime,
    subject: T,
}

impl<T: Subject> Bench<T> {
    /// A bench with its subject started.
    pub(crate) fn start() -> Self {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().expect("a runtime");
        let subject = runtime.block_on(T::start());
        Self { runtime, subject }
    }

    /// Tries one input. Gives the status of the last answer, where there was one.
    ///
    /// # Errors
    /// What does not hold.
    pub(crate) fn run(&mut self, input: &[u8]) -> Result<Option<u16>, String> {
        self.runtime.block_on(self.subject.run(input))
    }
}

/// A service in front of the PactFlow at `url`. Limits of time are as short as they may be, since an input is one of many.
async fn service(url: &str, more: &[(&str, &str)]) -> Running {
    let settings = [
        ("PACTFLOW_URL", url),
        ("SERVER_ADDRESS", "127.0.0.1"),
        ("SERVER_PORT", "0"),
        // Each input begins anew, so that nothing that was known before is to be believed.
        ("SCIM_INDEX_MAX_AGE", "0s"),
        ("SCIM_REQUEST_TIMEOUT", "2s"),
        ("PACTFLOW_REQUEST_TIMEOUT", "300ms"),
        ("PACTFLOW_RETRIES", "0"),
        ("PACTFLOW_BREAKER_FAILURES", "0"),
        ("SERVER_HEADER_TIMEOUT", "50ms"),
        ("SERVER_BODY_TIMEOUT", "50ms"),
        ("SERVER_KEEP_ALIVE_TIMEOUT", "50ms"),
    ];
    let settings = settings.into_iter().chain(more.iter().copied());
    let settings = Settings::from_pairs(settings).expect("settings that are allowed");
    pactflow_scim::start(settings).await.expect("a free port")
}

/// Whether the needle is in the bytes.
fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|part| part == needle)
}

/// The parts between separators.
fn parts(bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest
        .windows(SEPARATOR.len())
        .position(|part| part == SEPARATOR)
    {
        parts.push(&rest[..at]);
        rest = &rest[at + SEPARATOR.len()..];
    }
    parts.push(rest);
    parts
}
