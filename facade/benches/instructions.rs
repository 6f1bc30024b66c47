//! How many instructions the pure parts of a request take, which no other load on the machine changes:
//! `cargo bench -p pactflow-scim --bench instructions`.
//!
//! It fails where a part takes a tenth more than `instructions.csv` says; `UPDATE_COUNTS=1` writes that file anew. It
//! needs valgrind, and passes with a word where there is none, unless `REQUIRE_VALGRIND=1`.

#![allow(clippy::print_stdout, reason = "it talks to a person")]

mod parts;

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, bail, ensure};

/// The counts that are held.
const HELD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.csv");

/// By how much a count may grow. Another processor takes other ways through the C library, which is little of it.
const TOLERANCE: f64 = 1.10;

/// How often a part is run in the longer of two runs. Their difference leaves out what comes before and after.
const TIMES: u32 = 20;

fn main() -> anyhow::Result<ExitCode> {
    if let (Ok(name), Ok(times)) = (env::var("PART"), env::var("TIMES")) {
        run(&name, times.parse()?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if Command::new("valgrind")
        .stdout(Stdio::null())
        .arg("--version")
        .status()
        .is_err()
    {
        ensure!(
            env::var("REQUIRE_VALGRIND").as_deref() != Ok("1"),
            "valgrind is not installed"
        );
        println!("valgrind is not installed: the instructions are not counted");
        return Ok(ExitCode::SUCCESS);
    }
    let counts = parts::all()
        .iter()
        .map(|part| Ok((part.name, count(part.name)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    if env::var_os("UPDATE_COUNTS").is_some() {
        let mut text = String::from("part;instructions\n");
        for (name, count) in &counts {
            writeln!(text, "{name};{count}")?;
        }
        fs::write(HELD, text).context(HELD)?;
    }
    compare(&counts, &held()?)
}

/// Runs the part that is measured, and then as often again.
fn run(name: &str, times: u32) -> anyhow::Result<()> {
    let parts = parts::all();
    let part = parts.iter().find(|part| part.name == name);
    let part = part.context("no such part")?;
    // What is made at first use belongs to nobody.
    (part.run)();
    (0..times).for_each(|_| (part.run)());
    Ok(())
}

/// The instructions of one run of a part.
fn count(name: &str) -> anyhow::Result<u64> {
    let collected = |times| -> anyhow::Result<u64> {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(env::current_exe()?)
            .env_clear()
            .env("PART", name)
            .env("TIMES", u32::to_string(&times))
            .envs(env::var_os("PATH").map(|path| ("PATH", path)))
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            bail!("valgrind failed: {said}");
        }
        let figure = said.lines().find_map(|line| line.split_once("Collected :"));
        let (_, figure) = figure.with_context(|| said.clone().into_owned())?;
        Ok(figure.trim().parse()?)
    };
    Ok((collected(TIMES)? - collected(0)?) / u64::from(TIMES))
}

fn held() -> anyhow::Result<BTreeMap<String, u64>> {
    let text = fs::read_to_string(HELD).context(HELD)?;
    text.lines()
        .skip(1)
        .map(|line| {
            let (name, count) = line.rsplit_once(';').context("a name and a count")?;
            Ok((name.to_owned(), count.parse()?))
        })
        .collect()
}

fn compare(counts: &[(&str, u64)], held: &BTreeMap<String, u64>) -> anyhow::Result<ExitCode> {
    let mut is_well = true;
    println!(
        "{:<48} {:>12} {:>12} {:>8}",
        "part", "held", "counted", "growth"
    );
    for (name, count) in counts {
        let held = held
            .get(*name)
            .with_context(|| format!("{name} is not in {HELD}"))?;
        let growth = *count as f64 / *held as f64;
        let verdict = if growth > TOLERANCE { "  TOO MUCH" } else { "" };
        is_well &= growth <= TOLERANCE;
        println!(
            "{name:<48} {held:>12} {count:>12} {:>7.1}%{verdict}",
            (growth - 1.0) * 100.0
        );
    }
    ensure!(
        held.len() == counts.len(),
        "{HELD} names parts that do not exist"
    );
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
