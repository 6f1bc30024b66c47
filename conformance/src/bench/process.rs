//! The programs that are measured: started, pinned to a core, and asked what they have used.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::line::Line;
use crate::target::tokens;

/// How long a program may take until it answers; a directory of 100,000 people is not made in an instant.
const PATIENCE: Duration = Duration::from_secs(120);

/// The most resources in an answer: the most that can be set, so that an answer may be of many of PactFlow's pages.
pub(super) const LONGEST_LIST: usize = 10_000;

/// How many clock ticks `/proc` counts in a second.
const TICKS: f64 = 100.0;

/// The programs to start.
#[derive(Debug, Clone)]
pub struct Programs {
    /// The service.
    pub facade: PathBuf,
    /// The simulator of PactFlow.
    pub simulator: PathBuf,
}

/// The programs beside this one, built anew where cargo runs it and they are out of date.
///
/// # Errors
/// Where they cannot be built, or are not there.
pub async fn programs(folder: Option<PathBuf>) -> anyhow::Result<Programs> {
    let own = std::env::current_exe().context("where this program is")?;
    let beside = own.parent().context("a program is in a folder")?.to_owned();
    if let (None, Some(cargo)) = (&folder, std::env::var_os("CARGO")) {
        let mut build = Command::new(cargo);
        build.args([
            "build",
            "-p",
            "pactflow-scim",
            "-p",
            "mock-pactflow",
            "--bins",
        ]);
        if beside.ends_with("release") {
            build.arg("--release");
        }
        ensure!(
            build.status().await?.success(),
            "the programs cannot be built"
        );
    }
    let folder = folder.unwrap_or(beside);
    let program = |name: &str| {
        let path = folder.join(name);
        ensure!(
            path.is_file(),
            "{} is not there; build it with cargo build --release",
            path.display()
        );
        Ok(path)
    };
    Ok(Programs {
        facade: program("pactflow-scim")?,
        simulator: program("mock-pactflow")?,
    })
}

/// Which core belongs to what is measured, so that the load takes nothing from it.
#[derive(Debug, Clone)]
pub(super) struct Cores {
    is_parted: bool,
}

impl Cores {
    /// Takes this process, and whatever it starts, off the core that is measured; not where there is one core only.
    pub(super) fn part() -> Self {
        let several = std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1);
        let own = std::process::id().to_string();
        let moved = std::process::Command::new("taskset")
            .args(["-a", "-c", "-p", "1", &own])
            .stdout(Stdio::null())
            .status();
        Self {
            is_parted: several && moved.is_ok_and(|status| status.success()),
        }
    }

    pub(super) fn describe(&self) -> String {
        if self.is_parted {
            "what is measured has a core of its own; the simulator and the load share another"
                .to_owned()
        } else {
            "what is measured shares its cores with the simulator and the load".to_owned()
        }
    }

    /// The command, on the core that is measured.
    fn measured(&self, program: &Path) -> Command {
        if self.is_parted {
            let mut command = Command::new("taskset");
            command.args(["-c", "0"]).arg(program);
            command
        } else {
            Command::new(program)
        }
    }
}

/// Which lines the façade writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Logging {
    /// One for each request, as it does where nothing is set.
    Requests,
    /// Warnings only.
    Warnings,
}

/// A program that runs until this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    addr: SocketAddr,
    /// What every target begins with.
    base: &'static str,
    /// How long it took from its start to its first answer.
    pub(super) start_up: Duration,
}

impl Process {
    /// A simulator with so many people, whose first team has so many members.
    pub(super) async fn simulator(
        programs: &Programs,
        people: usize,
        members: usize,
    ) -> anyhow::Result<Self> {
        let addr = free_address()?;
        let mut command = Command::new(&programs.simulator);
        command.args(["--seed", "large", "--teams", "3"]);
        command.args([
            "--people",
            &people.to_string(),
            "--members",
            &members.to_string(),
        ]);
        command.args(["--listen", &addr.to_string()]);
        Self::start(command, addr, "", "/diagnostic/status/heartbeat").await
    }

    /// A façade in front of `pactflow`, on the core that is measured, with its defaults but for these lines, and longer
    /// lists.
    pub(super) async fn facade(
        programs: &Programs,
        cores: &Cores,
        pactflow: &Process,
        logging: Logging,
    ) -> anyhow::Result<Self> {
        let longest = LONGEST_LIST.to_string();
        let mut settings = vec![("SCIM_MAX_RESULTS", longest.as_str())];
        if logging == Logging::Warnings {
            settings.push(("LOGGING_LEVEL_ROOT", "WARN"));
        }
        Self::service(cores.measured(&programs.facade), pactflow.addr, &settings).await
    }

    /// A façade in front of the PactFlow at this address, with these settings beside its defaults.
    ///
    /// # Errors
    /// Where it cannot be started, or does not answer.
    pub async fn service(
        mut command: Command,
        pactflow: SocketAddr,
        settings: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let addr = free_address()?;
        command.env_clear();
        command.envs(std::env::vars().filter(|(name, _)| name == "PATH"));
        command.env("PACTFLOW_URL", format!("http://{pactflow}"));
        command.env("SERVER_ADDRESS", addr.ip().to_string());
        command.env("SERVER_PORT", addr.port().to_string());
        command.envs(settings.iter().copied());
        Self::start(command, addr, "/scim", "/ServiceProviderConfig").await
    }

    /// nginx, forwarding everything to `pactflow`.
    pub(super) async fn nginx(
        cores: &Cores,
        pactflow: &Process,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        let addr = free_address()?;
        let config = folder.join("nginx.conf");
        fs::write(
            &config,
            include_str!("nginx.conf")
                .replace("{listen}", &addr.to_string())
                .replace("{pactflow}", &pactflow.addr.to_string()),
        )?;
        let mut command = cores.measured(Path::new("nginx"));
        command.arg("-p").arg(folder).arg("-c").arg(&config);
        Self::start(command, addr, "", "/ready").await
    }

    async fn start(
        mut command: Command,
        addr: SocketAddr,
        base: &'static str,
        ready: &str,
    ) -> anyhow::Result<Self> {
        let began = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{command:?} cannot be started"))?;
        while !is_ready(addr, base, ready).await {
            if let Some(status) = child.try_wait()? {
                bail!("{command:?} ended with {status}");
            }
            ensure!(began.elapsed() < PATIENCE, "{command:?} does not answer");
            tokio::time::sleep(Duration::from_micros(500)).await;
        }
        Ok(Self {
            child,
            addr,
            base,
            start_up: began.elapsed(),
        })
    }

    /// A connection to it, with the token of the SCIM account.
    pub(super) async fn connect(&self) -> anyhow::Result<Line> {
        Line::open(self.addr, self.base, tokens::SCIM).await
    }

    /// The time on a processor that it has used, in seconds.
    pub(super) fn cpu(&self) -> anyhow::Result<f64> {
        let stat = self.proc("stat")?;
        // The name, in brackets, may hold anything; the fields after it are numbers.
        let fields: Vec<&str> = stat
            .rsplit_once(") ")
            .context("a name")?
            .1
            .split(' ')
            .collect();
        let ticks = |at: usize| fields[at].parse::<f64>();
        Ok((ticks(11)? + ticks(12)?) / TICKS)
    }

    /// The most memory that was resident since it was last forgotten, in bytes.
    pub(super) fn memory(&self) -> anyhow::Result<u64> {
        self.status("VmHWM:")
    }

    /// The memory that is resident now, in bytes.
    pub(super) fn resident(&self) -> anyhow::Result<u64> {
        self.status("VmRSS:")
    }

    /// The most memory is what is resident from now on.
    pub(super) fn forget_peak(&self) -> anyhow::Result<()> {
        fs::write(format!("/proc/{}/clear_refs", self.pid()?), "5")
            .context("the peak cannot be forgotten")
    }

    fn status(&self, name: &str) -> anyhow::Result<u64> {
        status(self.pid()?, name)
    }

    fn proc(&self, file: &str) -> anyhow::Result<String> {
        proc(self.pid()?, file)
    }

    /// The base address of what it serves.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.addr, self.base)
    }

    /// The number of the process.
    ///
    /// # Errors
    /// Where it has ended.
    pub fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the program has ended")
    }
}

/// A figure of a process's status that is counted in kB, in bytes.
pub(crate) fn status(process: u32, name: &str) -> anyhow::Result<u64> {
    let status = proc(process, "status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes: u64 = line
        .context("a line of status")?
        .trim()
        .trim_end_matches(" kB")
        .parse()?;
    Ok(kilobytes * 1024)
}

fn proc(process: u32, file: &str) -> anyhow::Result<String> {
    Ok(fs::read_to_string(format!("/proc/{process}/{file}"))?)
}

async fn is_ready(addr: SocketAddr, base: &'static str, path: &str) -> bool {
    // Opening a connection says less than an answer, but it spares the client's own set-up.
    if TcpStream::connect(addr).await.is_err() {
        return false;
    }
    match Line::open(addr, base, tokens::SCIM).await {
        Ok(mut line) => line.get(path).await.is_ok(),
        Err(_) => false,
    }
}

/// An address of this machine whose port nobody has. Somebody could take it before it is used; then the start fails.
fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
