//! `cargo xtask test`: every test, on both databases.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use xtask::server::Server;

use crate::cargo::{cargo, exit_code_of};
use crate::postgres;

#[derive(Args, Default)]
pub(crate) struct Options {
    /// Leave PostgreSQL out; its half of every test says that it was skipped.
    #[arg(long)]
    sqlite_only: bool,
    /// What follows `--` is handed to `cargo test`; choosing a package there replaces `--workspace`.
    #[arg(last = true, value_name = "CARGO TEST ARGUMENTS")]
    extra: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let mut tests = cargo(cargo_arguments(&options.extra));
    if options.sqlite_only {
        return exit_code_of(tests.env("LIANGSHI_TEST_SQLITE_ONLY", "1"));
    }
    // The choice is made on this command line and not by what an old shell still exports.
    tests.env_remove("LIANGSHI_TEST_SQLITE_ONLY");
    postgres::run_beside_a_server(&mut tests, Server::start_in_memory)
}

fn cargo_arguments(extra: &[String]) -> Vec<&str> {
    let mut arguments = vec!["test"];
    if !chooses_a_package(extra) {
        arguments.push("--workspace");
    }
    arguments.push("--no-fail-fast");
    arguments.extend(extra.iter().map(String::as_str));
    arguments
}

/// Cargo ignores `-p` beside `--workspace`, so one of the two has to go.
fn chooses_a_package(extra: &[String]) -> bool {
    extra
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| argument == "--package" || argument.starts_with("--package=") || is_short(argument))
}

fn is_short(argument: &str) -> bool {
    argument.starts_with("-p")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(extra: &[&str]) -> String {
        let extra: Vec<String> = extra.iter().map(ToString::to_string).collect();
        cargo_arguments(&extra).join(" ")
    }

    #[test]
    fn without_more_words_the_whole_workspace_is_tested() {
        assert_eq!(arguments(&[]), "test --workspace --no-fail-fast");
        assert_eq!(arguments(&["--", "-p"]), "test --workspace --no-fail-fast -- -p");
    }

    #[test]
    fn a_chosen_package_replaces_the_workspace() {
        assert_eq!(arguments(&["-p", "xtask"]), "test --no-fail-fast -p xtask");
        assert_eq!(arguments(&["--package=xtask"]), "test --no-fail-fast --package=xtask");
    }
}
