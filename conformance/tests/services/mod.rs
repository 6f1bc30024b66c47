//! A simulator with a façade, and the program `conformance`, for the tests that run it.
#![allow(dead_code, reason = "not every test needs all of it")]

use std::{
    path::PathBuf,
    process::{Output, Stdio},
};

use conformance::{flaw::Flaw, relay::Relay};
use mock_pactflow::{MockPactflow, Seed};
use pactflow_scim::{Running, Settings};
use serde_json::Value;
use tokio::process::{Child, Command};

/// A simulator, and a façade in front of it.
pub(crate) struct Pair {
    pub(crate) pactflow: MockPactflow,
    pub(crate) facade: Running,
}

impl Pair {
    pub(crate) async fn start(seed: Seed) -> Self {
        let pactflow = MockPactflow::builder().seed(seed).start().await.unwrap();
        let settings = [
            ("PACTFLOW_URL", pactflow.url()),
            ("SERVER_ADDRESS", "127.0.0.1".to_owned()),
            ("SERVER_PORT", "0".to_owned()),
        ];
        let settings = Settings::from_pairs(settings).unwrap();
        let facade = pactflow_scim::start(settings).await.unwrap();
        Self { pactflow, facade }
    }

    pub(crate) fn control(&self) -> String {
        format!("{}/__mock", self.pactflow.url())
    }

    /// The façade behind a proxy that has a flaw.
    pub(crate) async fn flawed(&self, flaw: Flaw) -> (Relay, String) {
        let relay = flaw.in_front_of(&self.facade.url()).await.unwrap();
        let url = format!("http://{}/scim", relay.addr());
        (relay, url)
    }

    pub(crate) async fn state(&self) -> Value {
        let answer = reqwest::get(format!("{}/state", self.control()))
            .await
            .unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }
}

/// The program, far from the repository.
pub(crate) fn conformance(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    command
        .args(arguments)
        .current_dir(std::env::temp_dir())
        .env_remove("SCIM_TOKEN")
        .stdin(Stdio::null());
    command
}

pub(crate) async fn run(arguments: &[&str]) -> Output {
    conformance(arguments).output().await.unwrap()
}

pub(crate) fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

pub(crate) fn told(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder of its own, gone when this is.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("conformance-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed is only a temporary one.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Presses Ctrl-C.
pub(crate) async fn interrupt(child: &Child) {
    let pid = child.id().unwrap().to_string();
    let killed = Command::new("kill").args(["-INT", &pid]).status().await;
    assert!(killed.unwrap().success());
}
