//! Two services behind a load balancer, restarted one after the other while clients are at work.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use containers::{Service, Simulator, answers, engine, http, tell};

use crate::load::{Load, missing};

/// What an operator has to see to: the balancer notices within this time that a service was asked to stop. And what one
/// service created another one finds at once.
const SETTINGS: &[(&str, &str)] = &[
    ("SERVER_SHUTDOWN_DELAY", "5s"),
    ("SCIM_INDEX_MAX_AGE", "0s"),
];

/// Debian's HAProxy on this host; it ends with the test.
struct Balancer {
    process: Child,
    configuration: PathBuf,
    url: String,
}

impl Balancer {
    async fn start(services: &[&Service]) -> Self {
        let port = std::net::TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .unwrap()
            .port();
        let servers: String = services
            .iter()
            .enumerate()
            .map(|(number, service)| format!("  server scim{number} 127.0.0.1:{}\n", service.port))
            .collect();
        let configuration =
            std::env::temp_dir().join(format!("balancer-{}-{port}.cfg", std::process::id()));
        fs::write(
            &configuration,
            format!(
                "defaults\n  mode http\n  timeout connect 2s\n  timeout client 60s\n  timeout server 60s\n  timeout check 2s\n  \
                 option redispatch\n  retries 3\n\
                 frontend scim\n  bind 127.0.0.1:{port}\n  default_backend services\n  \
                 stats enable\n  stats uri /balancer\n\
                 backend services\n  option httpchk GET /health/ready\n  \
                 default-server check inter 300ms fall 3 rise 2\n{servers}"
            ),
        )
        .unwrap();
        let process = Command::new("haproxy")
            .arg("-db")
            .arg("-f")
            .arg(&configuration)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let balancer = Self {
            process,
            configuration,
            url,
        };
        answers(&format!("{}/health/live", balancer.url))
            .await
            .unwrap();
        balancer
    }

    /// Waits until it sends requests to both services.
    async fn sees_both(&self) {
        let http = http();
        let looked = async {
            loop {
                let table = http.get(format!("{}/balancer;csv", self.url));
                let table = table.send().await.unwrap().text().await.unwrap();
                let up = |line: &&str| line.starts_with("services,scim") && line.contains(",UP,");
                if table.lines().filter(up).count() == 2 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let seen = tokio::time::timeout(Duration::from_secs(30), looked).await;
        seen.expect("the balancer takes both services in");
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_file(&self.configuration);
    }
}

/// Whether there is a load balancer to try; an engine without one is half a set-up.
fn balancer_is_there() -> bool {
    let found = Command::new("haproxy").arg("-v").output().is_ok();
    assert!(
        found || std::env::var_os("REQUIRE_DOCKER").is_none_or(|value| value != "1"),
        "haproxy is not installed, and REQUIRE_DOCKER=1 wants it"
    );
    if !found {
        tell(format_args!(
            "the test with a load balancer is passed over: haproxy is not installed"
        ));
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_services_may_be_taken_away() {
    if !engine() || !balancer_is_there() {
        return;
    }
    let simulator = Simulator::start("demo").await.unwrap();
    let stays = Service::start(&simulator, SETTINGS).await.unwrap();
    let goes = Service::start(&simulator, SETTINGS).await.unwrap();
    let balancer = Balancer::start(&[&stays, &goes]).await;
    let url = format!("{}/scim", balancer.url);

    balancer.sees_both().await;
    let load = Load::start(&url, 8);
    load.more(100).await;
    goes.stop().await.unwrap();
    load.more(100).await;
    let outcome = load.stop().await;
    outcome.assert_lost_nothing("while one of two was taken away");
    assert_eq!(missing(&url, &outcome.created).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_restart_behind_a_load_balancer_loses_no_request() {
    if !engine() || !balancer_is_there() {
        return;
    }
    let simulator = Simulator::start("demo").await.unwrap();
    let first = Service::start(&simulator, SETTINGS).await.unwrap();
    let second = Service::start(&simulator, SETTINGS).await.unwrap();
    let balancer = Balancer::start(&[&first, &second]).await;
    let url = format!("{}/scim", balancer.url);

    balancer.sees_both().await;
    let load = Load::start(&url, 8);
    load.more(100).await;
    for service in [&first, &second] {
        service.restart().await.unwrap();
        // The balancer takes the restarted one back before the other one goes.
        balancer.sees_both().await;
        load.more(200).await;
    }
    let outcome = load.stop().await;

    outcome.assert_lost_nothing("across a rolling restart");
    assert_eq!(missing(&url, &outcome.created).await, Vec::<String>::new());
}
