//! What the images are made of.

use std::process::Command;
use std::time::Instant;

use containers::{Service, Simulator, engine};
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
        println!("{reference}: {size} bytes");
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
async fn a_container_is_healthy_by_its_own_subcommand_and_starts_at_once() {
    if !engine() {
        return;
    }
    let simulator = Simulator::start("demo").await.unwrap();
    let began = Instant::now();
    let service = Service::start(&simulator).await.unwrap();
    println!(
        "the service answers {} ms after its container was asked for",
        began.elapsed().as_millis()
    );
    let health = Command::new("docker")
        .args(["exec", service.id(), "/pactflow-scim", "healthcheck"])
        .status()
        .unwrap();
    assert!(health.success());
    let state = inspect("container", service.id());
    assert_eq!(state["HostConfig"]["ReadonlyRootfs"], true);
    assert_eq!(state["HostConfig"]["CapDrop"], serde_json::json!(["ALL"]));
}
