//! What the images are made of.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use containers::{Service, Simulator, answers, engine, free_port, tell};
use serde_json::Value;

/// The most that an image may take, in bytes.
const LARGEST: u64 = 12 * 1000 * 1000;

fn inspect(kind: &str, name: &str) -> Value {
    let output = Command::new("docker")
        .args([kind, "inspect", name])
        .output()
        .unwrap();
    let mut found: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    found.remove(0)
}

#[test]
fn an_image_is_one_small_static_binary_without_a_shell_or_a_user_with_a_name() {
    if !engine() {
        return;
    }
    for (image, binary) in [
        ("pactflow-scim", "/pactflow-scim"),
        ("mock-pactflow", "/mock-pactflow"),
    ] {
        let reference = format!("{image}:local");
        let found = inspect("image", &reference);
        let size = found["Size"].as_u64().unwrap();
        tell(format_args!("{reference}: {size} bytes"));
        assert!(size < LARGEST, "{reference} takes {size} bytes");
        assert_eq!(found["RootFS"]["Layers"].as_array().unwrap().len(), 1);
        let config = &found["Config"];
        assert_eq!(config["User"], "65532:65532");
        assert_eq!(config["Entrypoint"], serde_json::json!([binary]));
        assert_eq!(
            config["Healthcheck"]["Test"],
            serde_json::json!(["CMD", binary, "healthcheck"])
        );
        for label in ["title", "description", "licenses", "version", "revision"] {
            let label = format!("org.opencontainers.image.{label}");
            assert!(
                config["Labels"][&label]
                    .as_str()
                    .is_some_and(|value| !value.is_empty()),
                "{reference} lacks {label}"
            );
        }
        let shell = Command::new("docker")
            .args(["run", "--rm", "--entrypoint", "/bin/sh", &reference])
            .output()
            .unwrap();
        assert!(!shell.status.success(), "{reference} has a shell");
    }
}

#[tokio::test]
async fn a_container_is_healthy_by_its_own_subcommand_and_cannot_write() {
    if !engine() {
        return;
    }
    let simulator = Simulator::start("demo").await.unwrap();
    let service = Service::start(&simulator, &[]).await.unwrap();
    let health = Command::new("docker")
        .args(["exec", service.id(), "/pactflow-scim", "healthcheck"])
        .status()
        .unwrap();
    assert!(health.success());
    let state = inspect("container", service.id());
    assert_eq!(state["HostConfig"]["ReadonlyRootfs"], true);
    assert_eq!(state["HostConfig"]["CapDrop"], serde_json::json!(["ALL"]));
}

/// The binary of the image in a file of this host's, gone when this is dropped.
struct Binary(PathBuf);

impl Binary {
    fn of_image() -> Self {
        let docker = |arguments: &[&str]| {
            let output = Command::new("docker").args(arguments).output().unwrap();
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        };
        let file = std::env::temp_dir().join(format!("pactflow-scim-{}", std::process::id()));
        let container = docker(&["create", "pactflow-scim:local"]);
        let from = format!("{container}:/pactflow-scim");
        docker(&["cp", &from, file.to_str().unwrap()]);
        docker(&["rm", &container]);
        Self(file)
    }

    /// How long it takes from its start until it says that it is ready, for which it asks PactFlow.
    async fn start_once(&self, pactflow: &str) -> Duration {
        let port = free_port().unwrap();
        let began = Instant::now();
        let mut process = Command::new(&self.0)
            .env_clear()
            .env("PACTFLOW_URL", pactflow)
            .env("SERVER_PORT", port.to_string())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let ready = answers(&format!("http://127.0.0.1:{port}/health/ready")).await;
        let took = began.elapsed();
        process.kill().unwrap();
        process.wait().unwrap();
        ready.unwrap();
        took
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn the_service_is_ready_within_50_milliseconds_and_its_container_hardly_later() {
    if !engine() {
        return;
    }
    let simulator = Simulator::start("demo").await.unwrap();
    let binary = Binary::of_image();
    let mut times = Vec::new();
    for _ in 0..10 {
        times.push(binary.start_once(&simulator.url()).await);
    }
    times.sort_unstable();
    tell(format_args!(
        "ready after {:?} at best, {:?} in the middle",
        times[0], times[5]
    ));
    // The quickest of ten, since others may be at work here.
    assert!(times[0] < Duration::from_millis(50), "{times:?}");

    let service = Service::start(&simulator, &[]).await.unwrap();
    service.stop().await.unwrap();
    let began = Instant::now();
    service.start_again().await.unwrap();
    let started = began.elapsed();
    answers(&format!("{}/health/ready", service.origin()))
        .await
        .unwrap();
    tell(format_args!(
        "in a container, ready {:?} after the engine started it, which took the engine {started:?}",
        began.elapsed() - started
    ));
}
