//! What a panic leaves behind: where it was, and nothing of the values that its message may quote.

use std::io;
use std::sync::{Arc, Mutex};

use pactflow_scim::{Settings, telemetry};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[test]
fn a_panic_is_logged_by_its_place_and_without_its_message() {
    let pairs = [("PACTFLOW_URL", "http://pactflow.example.com")];
    let settings = Settings::from_pairs(pairs).unwrap();
    let log = Log::default();
    let subscriber = telemetry::subscriber(&settings, false, log.clone()).unwrap();
    std::panic::set_hook(Box::new(telemetry::log_panic));
    tracing::dispatcher::with_default(&subscriber, || {
        let secret = Err::<(), _>("hunter2");
        std::panic::catch_unwind(|| secret.unwrap()).unwrap_err();
    });
    drop(std::panic::take_hook());
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("a panic; this is a bug"), "{log}");
    assert!(log.contains(file!()), "{log}");
    assert!(!log.contains("hunter2"), "{log}");
}
