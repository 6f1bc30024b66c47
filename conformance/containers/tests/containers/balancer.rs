//! Two services behind a load balancer, restarted one after the other while clients are at work.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use containers::{Service, Simulator, answers, engine};

use crate::load::{Load, missing};

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
                "defaults\n  mode http\n  timeout connect 2s\n  timeout client 60s\n  timeout server 60s\n  \
                 option redispatch\n  retries 3\n\
                 frontend scim\n  bind 127.0.0.1:{port}\n  default_backend services\n\
                 backend services\n  option httpchk GET /health/ready\n  \
                 default-server check inter 200ms fall 1 rise 2\n{servers}"
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
        println!("the test with a load balancer is passed over: haproxy is not installed");
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_restart_behind_a_load_balancer_loses_no_request() {
    if !engine() || !balancer_is_there() {
        return;
    }
    let simulator = Simulator::start("demo").await.unwrap();
    let first = Service::start(&simulator).await.unwrap();
    let second = Service::start(&simulator).await.unwrap();
    let balancer = Balancer::start(&[&first, &second]).await;
    let url = format!("{}/scim", balancer.url);

    let load = Load::start(&url, 8);
    load.more(100).await;
    for service in [&first, &second] {
        service.restart().await.unwrap();
        // The balancer takes the restarted one back before the other one goes.
        load.more(200).await;
    }
    let outcome = load.stop().await;

    println!("across a rolling restart: {:?}", outcome.statuses);
    assert!(outcome.lost.is_empty(), "{:?}", outcome.lost);
    for status in outcome.statuses.keys() {
        assert!([200, 201].contains(status), "{:?}", outcome.statuses);
    }
    assert_eq!(missing(&url, &outcome.created).await, Vec::<String>::new());
}
