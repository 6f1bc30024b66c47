//! The binary as an operator meets it: exit codes, the one line on standard error, start, health check and stop.

use std::io::{BufRead as _, BufReader, Lines};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// The binary with these variables and no others.
fn binary(vars: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pactflow-scim"));
    command.env_clear().envs(vars.iter().copied());
    command
}

fn outcome(output: &Output) -> (Option<i32>, &str, &str) {
    let text = |bytes| str::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// A service on a free port, ended when dropped.
struct Service {
    child: Child,
    addr: SocketAddr,
    /// What it logs from its start on.
    log: Lines<BufReader<ChildStdout>>,
}

impl Service {
    fn start() -> Self {
        Self::start_with(&[])
    }

    fn start_with(extra: &[(&str, &str)]) -> Self {
        let mut vars = vec![
            ("PACTFLOW_URL", "http://127.0.0.1:9"),
            ("SERVER_ADDRESS", "127.0.0.1"),
            ("SERVER_PORT", "0"),
            ("LOGGING_FORMAT", "json"),
        ];
        vars.extend(extra);
        let mut child = binary(&vars).stdout(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = log
            .by_ref()
            .map(|line| serde_json::from_str::<serde_json::Value>(&line.unwrap()).unwrap())
            .find_map(|line| line["url"].as_str().map(str::to_owned))
            .expect("the log names the address");
        let addr = url
            .trim_start_matches("http://")
            .trim_start_matches("https://")
            .trim_end_matches("/scim")
            .parse()
            .unwrap();
        Self { child, addr, log }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_missing_setting_stops_the_start_with_64_and_one_line_that_names_it() {
    let output = binary(&[]).output().unwrap();
    let (code, stdout, stderr) = outcome(&output);
    assert_eq!(
        (code, stdout, stderr.lines().count()),
        (Some(64), "", 1),
        "{stderr}"
    );
    assert!(
        stderr.starts_with("pactflow-scim: PACTFLOW_URL is not set; it must be "),
        "{stderr}"
    );
}

#[test]
fn a_bad_setting_stops_the_start_with_64_and_one_line_that_says_what_it_may_be() {
    let vars = [
        ("PACTFLOW_URL", "http://127.0.0.1:9"),
        ("SCIM_REQUEST_TIMEOUT", "2m"),
    ];
    let output = binary(&vars).output().unwrap();
    let line = "pactflow-scim: SCIM_REQUEST_TIMEOUT is \"2m\"; it must be a time from 1s to 50s, such as 45s or 45\n";
    assert_eq!(outcome(&output), (Some(64), "", line));
}

#[test]
fn an_unknown_flag_exits_64_and_the_help_exits_0() {
    assert_eq!(
        binary(&[])
            .arg("--no-such-flag")
            .output()
            .unwrap()
            .status
            .code(),
        Some(64)
    );
    let output = binary(&[]).arg("--help").output().unwrap();
    let (code, stdout, stderr) = outcome(&output);
    assert_eq!((code, stderr), (Some(0), ""));
    assert!(stdout.contains("PACTFLOW_URL"), "{stdout}");
}

#[test]
fn a_taken_port_exits_1_and_names_it() {
    let service = Service::start();
    let port = service.addr.port().to_string();
    let vars = [
        ("PACTFLOW_URL", "http://h"),
        ("SERVER_ADDRESS", "127.0.0.1"),
        ("SERVER_PORT", &port),
    ];
    let output = binary(&vars).output().unwrap();
    let (code, _, stderr) = outcome(&output);
    assert_eq!(code, Some(1), "{stderr}");
    assert!(stderr.contains(&service.addr.to_string()), "{stderr}");
}

#[test]
fn the_health_check_succeeds_while_the_service_runs_and_fails_afterwards() {
    let service = Service::start();
    let port = service.addr.port().to_string();
    let check = || {
        binary(&[("SERVER_PORT", &port)])
            .arg("healthcheck")
            .output()
            .unwrap()
    };
    let output = check();
    assert_eq!(outcome(&output), (Some(0), "", ""));
    drop(service);
    let output = check();
    let (code, _, stderr) = outcome(&output);
    assert_eq!((code, stderr.lines().count()), (Some(1), 1), "{stderr}");
}

#[test]
fn sigterm_and_sigint_stop_the_service_with_exit_code_0() {
    for signal in ["TERM", "INT"] {
        let mut service = Service::start();
        service.signal(signal);
        assert_eq!(
            service.child.wait().unwrap().code(),
            Some(0),
            "after SIG{signal}"
        );
    }
}

/// A certificate and its key in a folder of their own, gone when this is dropped.
struct Certificate {
    folder: PathBuf,
    certificate: String,
    key: String,
}

impl Certificate {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("scim-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let write = |name: &str, pem: String| {
            let path = folder.join(name);
            std::fs::write(&path, pem).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let certificate = write("tls.crt", made.cert.pem());
        let key = write("tls.key", made.signing_key.serialize_pem());
        Self {
            folder,
            certificate,
            key,
        }
    }

    fn settings(&self) -> [(&str, &str); 2] {
        [
            ("SERVER_SSL_CERTIFICATE", &self.certificate),
            ("SERVER_SSL_CERTIFICATE_PRIVATE_KEY", &self.key),
        ]
    }
}

impl Drop for Certificate {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn a_certificate_that_is_of_no_use_stops_the_start_with_64_and_names_its_setting() {
    let vars = [
        ("PACTFLOW_URL", "http://127.0.0.1:9"),
        ("SERVER_SSL_CERTIFICATE", "/nowhere/tls.crt"),
        ("SERVER_SSL_CERTIFICATE_PRIVATE_KEY", "/nowhere/tls.key"),
    ];
    let output = binary(&vars).output().unwrap();
    let (code, _, stderr) = outcome(&output);
    assert_eq!((code, stderr.lines().count()), (Some(64), 1), "{stderr}");
    let named = "pactflow-scim: SERVER_SSL_CERTIFICATE names \"/nowhere/tls.crt\": ";
    assert!(stderr.starts_with(named), "{stderr}");
}

#[test]
fn the_health_check_speaks_tls_where_the_service_does() {
    let certificate = Certificate::new("health");
    let service = Service::start_with(&certificate.settings());
    let port = service.addr.port().to_string();
    let [certificate, _] = certificate.settings();
    let output = binary(&[("SERVER_PORT", &port), certificate])
        .arg("healthcheck")
        .output()
        .unwrap();
    assert_eq!(outcome(&output), (Some(0), "", ""));
}

#[test]
fn sighup_reads_certificates_again_and_stops_nothing() {
    let certificate = Certificate::new("sighup");
    let mut service = Service::start_with(&certificate.settings());
    let mut said = |text: &str| {
        let mut lines = service.log.by_ref().map(Result::unwrap);
        lines.any(|line| line.contains(text))
    };
    let signal = |name: &str| {
        let sent = Command::new("kill")
            .args(["-s", name, &service.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    };
    signal("HUP");
    assert!(said("certificate reloaded"));
    std::fs::write(&certificate.certificate, "broken").unwrap();
    signal("HUP");
    assert!(said("certificate not reloaded, the old one stays"));
    signal("TERM");
    assert_eq!(service.child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_doctor_exits_1_with_findings_2_where_it_cannot_begin_and_64_without_settings() {
    let unreachable = [
        ("PACTFLOW_URL", "http://127.0.0.1:1"),
        ("PACTFLOW_TOKEN", "t0ken"),
    ];
    let output = binary(&unreachable)
        .args(["doctor", "--json"])
        .output()
        .unwrap();
    let (code, stdout, stderr) = outcome(&output);
    assert_eq!((code, stderr), (Some(1), ""));
    let report: serde_json::Value = serde_json::from_str(stdout).unwrap();
    assert_eq!(report["checks"][0]["findings"][0]["id"], "pactflow-refused");
    assert!(!stdout.contains("t0ken"));

    let output = binary(&unreachable).arg("doctor").output().unwrap();
    let (code, stdout, _) = outcome(&output);
    assert_eq!(code, Some(1));
    assert!(
        stdout.starts_with("FOUND    pactflow ") && stdout.ends_with("1 finding.\n"),
        "{stdout}"
    );

    let no_authority = [unreachable[0], ("SCIM_CA_FILE", "/nowhere.pem")];
    let output = binary(&no_authority).arg("doctor").output().unwrap();
    let (code, stdout, stderr) = outcome(&output);
    assert_eq!((code, stdout), (Some(2), ""));
    assert!(
        stderr.starts_with("pactflow-scim: SCIM_CA_FILE names "),
        "{stderr}"
    );

    assert_eq!(
        binary(&[]).arg("doctor").output().unwrap().status.code(),
        Some(64)
    );
    for bad in [
        ["--scim-url", "scim.example.com"],
        ["--token-file", "/nowhere"],
    ] {
        let output = binary(&unreachable)
            .arg("doctor")
            .args(bad)
            .output()
            .unwrap();
        let (code, _, stderr) = outcome(&output);
        assert_eq!((code, stderr.lines().count()), (Some(64), 1), "{stderr}");
        assert!(stderr.contains(bad[0]), "{stderr}");
    }
}

#[test]
fn the_help_of_the_doctor_says_what_it_takes() {
    let output = binary(&[]).args(["doctor", "--help"]).output().unwrap();
    let (code, stdout, _) = outcome(&output);
    assert_eq!(code, Some(0));
    for word in [
        "--scim-url",
        "--token-file",
        "--json",
        "PACTFLOW_TOKEN",
        "Exit codes",
    ] {
        assert!(stdout.contains(word), "{word} is not in {stdout}");
    }
}
