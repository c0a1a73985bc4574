//! `cargo xtask bench demo`: what the demo costs and how fast its answers are. Ratios are measured side by side in one run.

use std::{
    fs,
    io::{BufRead, BufReader, Lines},
    process::{Child, ChildStdout, ExitCode, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::load::{Load, Target};
use crate::cargo::cargo;

#[derive(Args)]
pub(crate) struct Options {
    /// How many teachers the city has.
    #[arg(long, default_value_t = 20_000)]
    teachers: u32,
    /// Connections that ask at the same time.
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// Seconds for each question in each round.
    #[arg(long, default_value_t = 2)]
    seconds: u64,
    /// Rounds; every question is asked once in each.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

/// The questions, the cheapest first: the others are shown as a share of it.
const QUESTIONS: &[(&str, &str)] = &[
    ("{ __typename }", "{ __typename }"),
    (
        "cohort board today",
        "{ cohortBoard { rows { value gap nominated confirmed inTraining certified inTerm } } }",
    ),
    (
        "cohort board as known then",
        r#"{ cohortBoard(asOf: "2022-06-30", knownAt: "2022-06-30T15:59:59Z") { rows { value gap } } }"#,
    ),
    (
        "50 teachers x 6 fields",
        "{ teachers(first: 50) { nodes { uuid name sex service { category title stage } } } }",
    ),
];

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let built =
        cargo(["build", "--release", "--package", "liangshi"]).status().context("cannot start cargo")?;
    if !built.success() {
        bail!("the program cannot be built");
    }
    let mut demo = Demo::start(options.teachers)?;
    println!(
        "demo of {} teachers ready to answer after {:.1} s",
        options.teachers,
        demo.ready_after.as_secs_f64()
    );
    println!("peak memory until then {} MiB", demo.peak_memory()?);
    let mut rounds: Vec<Vec<Load>> = Vec::new();
    for _ in 0..options.rounds {
        let seconds = Duration::from_secs(options.seconds);
        let round = QUESTIONS.iter().map(|(_, query)| demo.target.load(query, options.connections, seconds));
        rounds.push(round.collect::<Result<_>>()?);
    }
    println!(
        "\n{} connections, {} rounds of {} s, medians",
        options.connections, options.rounds, options.seconds
    );
    println!("{:<28} {:>10} {:>10} {:>10} {:>14}", "question", "req/s", "p50 ms", "p99 ms", "/ __typename");
    for (i, (name, _)) in QUESTIONS.iter().enumerate() {
        let of = |figure: fn(&Load) -> f64| median(rounds.iter().map(|round| figure(&round[i])).collect());
        let share = median(rounds.iter().map(|round| round[i].rate / round[0].rate).collect());
        println!(
            "{name:<28} {:>10.0} {:>10.2} {:>10.2} {share:>14.2}",
            of(|l| l.rate),
            of(|l| l.p50),
            of(|l| l.p99)
        );
    }
    println!("\npeak memory after the load {} MiB", demo.peak_memory()?);
    Ok(ExitCode::SUCCESS)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(0.0)
}

/// A running demo; it ends with this value.
struct Demo {
    process: Child,
    target: Target,
    ready_after: Duration,
    /// A program whose output nobody can take any more ends when it says something.
    _lines: Lines<BufReader<ChildStdout>>,
}

impl Demo {
    fn start(teachers: u32) -> Result<Self> {
        let begun = Instant::now();
        let mut process = cargo(["run", "--quiet", "--release", "--package", "liangshi", "--", "demo"])
            .args(["--teachers", &teachers.to_string(), "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start the demo")?;
        let stdout = process.stdout.take().context("the demo has no output")?;
        let (mut address, mut token, mut ready_after) = (None, None, None);
        let mut lines = BufReader::new(stdout).lines();
        for line in &mut lines {
            let line = line?;
            if let Some(found) = line.strip_prefix("address ") {
                ready_after = Some(begun.elapsed());
                address = Some(found.trim().to_owned());
            }
            if let Some(found) = line.strip_prefix("token bureau-hr ") {
                token = Some(found.trim().to_owned());
            }
            if line.starts_with("Ctrl-C") {
                break;
            }
        }
        match (address, token, ready_after) {
            (Some(address), Some(token), Some(ready_after)) => {
                Ok(Self { process, target: Target::new(&address, &token)?, ready_after, _lines: lines })
            }
            _ => bail!("the demo ended before it could answer"),
        }
    }

    /// The most memory the program ever held, in MiB, as the kernel counts it.
    fn peak_memory(&mut self) -> Result<u64> {
        let children = format!("/proc/{0}/task/{0}/children", self.process.id());
        let child = fs::read_to_string(&children).unwrap_or_default();
        let program =
            child.split_whitespace().next().map_or_else(|| self.process.id().to_string(), str::to_owned);
        let status = fs::read_to_string(format!("/proc/{program}/status")).context("the demo is gone")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no memory figure")?;
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().context("no memory figure")?;
        Ok(kib / 1024)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let children = format!("/proc/{0}/task/{0}/children", self.process.id());
        let programs = fs::read_to_string(children).unwrap_or_default();
        for program in programs.split_whitespace() {
            let _ = std::process::Command::new("kill").arg(program).status();
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
