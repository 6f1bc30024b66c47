//! `docker-compose up`, as the README says, and the profile that runs the specification.

use std::process::Command;
use std::time::Instant;

use containers::{TOKEN, answers, engine, http, repository, tell};
use serde_json::Value;

/// The compose file under a name of its own; it goes with the test.
struct Project(String);

impl Project {
    fn compose(&self, arguments: &[&str]) -> bool {
        Command::new("docker-compose")
            .current_dir(repository())
            .args(["--project-name", &self.0])
            .args(arguments)
            .status()
            .is_ok_and(|status| status.success())
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        self.compose(&["down", "--volumes", "--timeout", "5"]);
    }
}

#[tokio::test]
async fn docker_compose_up_gives_the_demo_on_port_8100_and_the_specification_holds_there() {
    if !engine() {
        return;
    }
    let project = Project(format!("scim-demo-{}", std::process::id()));
    let began = Instant::now();
    assert!(project.compose(&["up", "--detach", "--no-build"]));
    answers("http://127.0.0.1:8100/health/ready").await.unwrap();
    tell(format_args!(
        "ready {} s after `docker-compose up`",
        began.elapsed().as_secs()
    ));
    let answer = http()
        .get("http://localhost:8100/scim/Users")
        .bearer_auth(TOKEN)
        .send()
        .await
        .unwrap();
    let users: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!(users["totalResults"], 12, "{users}");
    // The runner's exit code is that of the command: 0 where every scenario passes.
    assert!(project.compose(&[
        "--profile",
        "conformance",
        "up",
        "--no-build",
        "--exit-code-from",
        "conformance",
    ]));
}
