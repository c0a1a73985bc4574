//! `cargo xtask ci`: what a change must pass.

use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::cargo::cargo;
use crate::{coverage, shapes, test};

#[derive(Args)]
pub(crate) struct Options {
    /// Leave the tests to a later `cargo xtask test`.
    #[arg(long)]
    without_tests: bool,
}

/// Stops at the first step that fails, because a later one would only bury the reason. That `schema.graphql` is current is one of
/// the tests (`tests/tests/schema.rs`): asking the program as well would build everything once more, with other features.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    needs("fmt", "rustfmt")?;
    needs("clippy", "clippy")?;
    announce("formatting");
    step(&mut cargo(["fmt", "--all", "--check"]), "run `cargo fmt --all`")?;
    announce("lints");
    step(
        cargo(["clippy", "--workspace", "--all-targets"]).args([
            "--features",
            "liangshi-domain/shapes",
            "--",
            "-D",
            "warnings",
        ]),
        "clippy has something to say above",
    )?;
    announce("shapes");
    shapes::check()?;
    announce("coverage of the plan");
    coverage::check()?;
    if options.without_tests {
        return Ok(ExitCode::SUCCESS);
    }
    announce("tests");
    test::run(&test::Options::default())
}

fn announce(step: &str) {
    eprintln!("== {step}");
}

fn step(command: &mut Command, advice: &str) -> Result<()> {
    let status = command.status().context("cannot start cargo")?;
    if !status.success() {
        bail!("{advice}");
    }
    Ok(())
}

/// Fails in words when a component of the toolchain is not there.
fn needs(subcommand: &str, component: &str) -> Result<()> {
    let asked = cargo([subcommand, "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !asked.is_ok_and(|status| status.success()) {
        bail!("`cargo {subcommand}` is missing; `rustup component add {component}` brings it");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_component_is_named_with_the_command_that_brings_it() {
        let refusal = needs("no-such-subcommand", "no-such-component").unwrap_err().to_string();
        assert!(refusal.contains("rustup component add no-such-component"), "{refusal}");
    }

    #[test]
    fn a_failing_step_stops_with_its_advice() {
        let refusal = step(&mut Command::new("false"), "do this").unwrap_err().to_string();
        assert_eq!(refusal, "do this");
    }
}
