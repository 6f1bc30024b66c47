//! The program, as a person or a container starts it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

fn mock_pactflow(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-pactflow"));
    command.args(arguments).env_clear();
    command
}

fn output(arguments: &[&str]) -> Output {
    mock_pactflow(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A running simulator, which ends with the test.
struct Running {
    child: Child,
    address: String,
    banner: String,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = mock_pactflow(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut banner = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while !banner.contains("curl") {
            banner.push_str(&lines.next().unwrap().unwrap());
            banner.push('\n');
        }
        let address = banner
            .split("http://")
            .nth(1)
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .to_owned();
        Self {
            child,
            address,
            banner,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which is for the test to notice.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_serves_says_how_to_try_it_and_can_be_asked_and_exported() {
    let running = Running::start(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--seed",
        "large",
        "--people",
        "25",
    ]);
    assert!(running.banner.contains("25 people"), "{}", running.banner);
    assert!(
        running.banner.contains("dev-scim-token"),
        "{}",
        running.banner
    );
    assert!(
        output(&["healthcheck", "--listen", &running.address])
            .status
            .success()
    );
    let export = output(&["export", "--listen", &running.address]);
    let seed = mock_pactflow_seed(&text(&export.stdout));
    assert_eq!(seed.users.len(), 25);
    let address = running.address.clone();
    drop(running);
    let gone = output(&["healthcheck", "--listen", &address]);
    assert_eq!(gone.status.code(), Some(1));
    assert!(
        text(&gone.stderr).contains("nothing answers"),
        "{}",
        text(&gone.stderr)
    );
}

fn mock_pactflow_seed(document: &str) -> mock_pactflow::Seed {
    mock_pactflow::Seed::parse_toml(document).unwrap()
}

#[test]
fn an_invalid_setting_stops_the_start_with_a_message_that_names_it() {
    for (arguments, named) in [
        (
            ["serve", "--seed", "no-such-file.toml"],
            "no-such-file.toml",
        ),
        (["serve", "--listen", "everywhere"], "--listen"),
        (["serve", "--people", "100001"], "--people"),
        (["serve", "--external-url", "ftp://x"], "--external-url"),
        (["serve", "--control", "maybe"], "--control"),
    ] {
        let output = output(&arguments);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(
            text(&output.stderr).contains(named),
            "{}",
            text(&output.stderr)
        );
    }
    let variable = mock_pactflow(&["serve"])
        .env("MOCK_PACTFLOW_SEATS", "many")
        .output()
        .unwrap();
    assert!(
        text(&variable.stderr).contains("--seats"),
        "{}",
        text(&variable.stderr)
    );
}

#[test]
fn a_seed_file_is_checked() {
    let folder = std::env::temp_dir().join(format!("mock-pactflow-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (good, bad) = (folder.join("good.toml"), folder.join("bad.json"));
    std::fs::write(&good, "version = 1\n[[users]]\nemail = 'ada@acme.io'\n").unwrap();
    std::fs::write(
        &bad,
        r#"{"version": 1, "users": [{"mail": "ada@acme.io"}]}"#,
    )
    .unwrap();
    let checked = output(&["seed", "check", good.to_str().unwrap()]);
    assert!(
        checked.status.success() && text(&checked.stdout).contains("1 people"),
        "{}",
        text(&checked.stdout)
    );
    let refused = output(&["seed", "check", bad.to_str().unwrap()]);
    assert!(
        !refused.status.success() && text(&refused.stderr).contains("`mail`"),
        "{}",
        text(&refused.stderr)
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn routes_and_deviations_are_printed() {
    let routes = text(&output(&["routes"]).stdout);
    assert!(
        routes
            .lines()
            .any(|line| line.starts_with("P  POST") && line.contains("create-user")),
        "{routes}"
    );
    assert!(text(&output(&["deviations"]).stdout).contains("`email-unique`"));
}
