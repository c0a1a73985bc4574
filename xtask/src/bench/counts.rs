//! `cargo xtask bench counts`: headcounts at any two dates beside a temporal table and a table for each year.

use std::{env, process::ExitCode};

use anyhow::Result;
use clap::Args;

use crate::cargo::{command, exit_code_of, root};

#[derive(Args)]
pub(crate) struct Options {
    /// What the bench is asked, such as `--teachers 110000 --rounds 3`; `-- --help` says what there is.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs it beside a PostgreSQL that is started by this program once more.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let manifest = root().join("benches/counts/Cargo.toml");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut bench = command(env::current_exe()?);
    bench.env("LIANGSHI_POSTGRES_SETTINGS", "-c shared_buffers=2GB -c max_wal_size=8GB -c work_mem=256MB");
    bench.args(["postgres", "--"]).arg(cargo);
    bench.args(["run", "--release", "--manifest-path"]).arg(manifest).arg("--").args(&options.arguments);
    exit_code_of(&mut bench)
}
