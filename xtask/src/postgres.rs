//! `cargo xtask postgres -- COMMAND`: any command, beside a PostgreSQL that lives as long as it.

use std::env;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::Args;
use xtask::server::Server;

use crate::cargo::{command, exit_code_of};

/// Where the tests look for a PostgreSQL they may make databases on.
const URL: &str = "LIANGSHI_TEST_POSTGRES";

#[derive(Args)]
pub(crate) struct Options {
    /// The command and its arguments; `bash` gives a shell to work in.
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let (program, arguments) = options.command.split_first().context("no command given")?;
    run_beside_a_server(command(program).args(arguments), Server::start)
}

/// Runs `command` with the URL in its environment: the server named there already, or one started
/// now and stopped when the command has ended.
pub(crate) fn run_beside_a_server(
    command: &mut Command,
    start: impl FnOnce() -> Result<Server>,
) -> Result<ExitCode> {
    if env::var(URL).is_ok_and(|url| !url.is_empty()) {
        return exit_code_of(command);
    }
    let server = start()?;
    eprintln!("xtask: PostgreSQL for the tests at {}", server.url());
    exit_code_of(command.env(URL, server.url()))
}
