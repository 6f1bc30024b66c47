//! The images of the service and of the simulator, started in containers on a network of their own.
//!
//! Nothing here is run where there is no container engine: [`engine`] says so, and fails where `REQUIRE_DOCKER=1` wants one.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use testcontainers::core::{IntoContainerPort, WaitFor};
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, ContainerRequest, GenericImage, ImageExt};

/// The token with the SCIM role of every seed.
pub const TOKEN: &str = "dev-scim-token";

/// How long a container may take to start on a busy machine.
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Whether there is an engine; where there is one, the images are there too, built by `docker/build` if need be.
///
/// # Panics
/// Where `REQUIRE_DOCKER=1` and there is no engine, and where the images cannot be built.
pub fn engine() -> bool {
    static READY: OnceLock<bool> = OnceLock::new();
    *READY.get_or_init(|| {
        if !succeeds(Command::new("docker").arg("info")) {
            let why = "no container engine answers (`docker info`)";
            assert!(
                std::env::var_os("REQUIRE_DOCKER").is_none_or(|value| value != "1"),
                "{why}, and REQUIRE_DOCKER=1 wants one"
            );
            tell(format_args!(
                "the tests with containers are passed over: {why}"
            ));
            return false;
        }
        let missing: Vec<&str> = ["pactflow-scim", "mock-pactflow", "conformance"]
            .into_iter()
            .filter(|image| {
                let reference = format!("{image}:local");
                !succeeds(Command::new("docker").args(["image", "inspect", &reference]))
            })
            .collect();
        if !missing.is_empty() {
            let build = repository().join("docker/build");
            let status = Command::new(build).args(&missing).status();
            assert!(
                status.is_ok_and(|status| status.success()),
                "docker/build cannot make {missing:?}"
            );
        }
        true
    })
}

/// Says something past the test harness, which would keep it to itself: a figure, or why a test is passed over.
pub fn tell(what: impl Display) {
    let _ = writeln!(io::stderr(), "{what}");
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// A simulator in a container, reachable by its name on the network and by a port of this host's.
#[derive(Debug)]
pub struct Simulator {
    container: ContainerAsync<GenericImage>,
    /// The private network, on which the services of one test stand.
    pub network: String,
    port: u16,
}

/// The service in a container, in front of a simulator.
#[derive(Debug)]
pub struct Service {
    container: ContainerAsync<GenericImage>,
    /// The port of this host's that leads to it, the same after each start.
    pub port: u16,
}

impl Simulator {
    /// The simulator with this seed, on a network of its own.
    ///
    /// # Errors
    /// Where the container does not start.
    pub async fn start(seed: &str) -> Result<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let network = format!("scim-{}-{count}", std::process::id());
        let port = free_port()?;
        let image = GenericImage::new("mock-pactflow", "local")
            .with_wait_for(WaitFor::message_on_either_std("9292"))
            .with_mapped_port(port, 9292.tcp())
            .with_env_var("MOCK_PACTFLOW_SEED", seed);
        let container = hardened(image)
            .with_network(&network)
            .with_container_name(format!("{network}-pactflow"))
            .start()
            .await
            .context("the simulator")?;
        let simulator = Self {
            container,
            network,
            port,
        };
        answers(&format!("{}/diagnostic/status/heartbeat", simulator.url())).await?;
        Ok(simulator)
    }

    /// Its address from this host.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Stops it as an operator would, with its signal first.
    ///
    /// # Errors
    /// Where the engine refuses.
    pub async fn stop(&self) -> Result<()> {
        Ok(self.container.stop().await?)
    }

    /// Starts it again, with the directory of its seed.
    ///
    /// # Errors
    /// Where it does not answer.
    pub async fn restart(&self) -> Result<()> {
        self.container.start().await?;
        answers(&format!("{}/diagnostic/status/heartbeat", self.url())).await
    }
}

impl Service {
    /// A service in front of `simulator`, with these settings beside those of the image.
    ///
    /// # Errors
    /// Where the container does not start.
    pub async fn start(simulator: &Simulator, settings: &[(&str, &str)]) -> Result<Self> {
        let port = free_port()?;
        let mut image = GenericImage::new("pactflow-scim", "local")
            .with_wait_for(WaitFor::message_on_stdout("started"))
            .with_mapped_port(port, 8080.tcp())
            .with_env_var(
                "PACTFLOW_URL",
                format!("http://{}-pactflow:9292", simulator.network),
            );
        for (name, value) in settings {
            image = image.with_env_var(*name, *value);
        }
        let container = hardened(image)
            .with_network(&simulator.network)
            .start()
            .await
            .context("the service")?;
        let service = Self { container, port };
        answers(&format!("{}/health/live", service.origin())).await?;
        Ok(service)
    }

    /// Its address from this host, without a path.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its SCIM base address from this host.
    pub fn url(&self) -> String {
        format!("{}/scim", self.origin())
    }

    /// The container's id.
    pub fn id(&self) -> &str {
        self.container.id()
    }

    /// Stops it with SIGTERM, and waits until it has drained.
    ///
    /// # Errors
    /// Where it does not end by itself.
    pub async fn stop(&self) -> Result<()> {
        self.container.stop_with_timeout(Some(30)).await?;
        let code = self.container.exit_code().await?;
        ensure!(code == Some(0), "it ended with {code:?}");
        Ok(())
    }

    /// Starts it after a stop, and does not wait until it answers.
    ///
    /// # Errors
    /// Where the engine refuses.
    pub async fn start_again(&self) -> Result<()> {
        Ok(self.container.start().await?)
    }

    /// Stops it, and starts it again.
    ///
    /// # Errors
    /// Where it does not end by itself, or does not answer afterwards.
    pub async fn restart(&self) -> Result<()> {
        self.stop().await?;
        self.start_again().await?;
        answers(&format!("{}/health/ready", self.origin())).await
    }
}

/// As an operator would run it: nothing can be written, nothing can be gained.
fn hardened(image: ContainerRequest<GenericImage>) -> ContainerRequest<GenericImage> {
    image
        .with_startup_timeout(STARTS_WITHIN)
        .with_readonly_rootfs(true)
        .with_cap_drop("ALL")
        .with_security_opt("no-new-privileges:true")
}

/// A port that nobody listens on, for what must keep its port when it starts again.
///
/// # Errors
/// Where the system has none.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A client that is answered within a minute.
///
/// # Panics
/// Where the system cannot give what a client needs.
pub fn http() -> reqwest::Client {
    // There may be another one already, which will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().timeout(Duration::from_secs(60));
    client.build().expect("a client")
}

/// Waits until `url`, asked with the token, answers with success.
///
/// # Errors
/// Where it does not within a minute.
pub async fn answers(url: &str) -> Result<()> {
    let client = http();
    let asked = async {
        while !client
            .get(url)
            .bearer_auth(TOKEN)
            .timeout(Duration::from_secs(2))
            .send()
            .await
            .is_ok_and(|answer| answer.status().is_success())
        {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(STARTS_WITHIN, asked)
        .await
        .with_context(|| format!("{url} does not answer"))
}
