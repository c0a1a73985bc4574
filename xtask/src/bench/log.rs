//! `cargo xtask bench log`: the log beside its peers and its limits. It is built in a workspace of its own, so that
//! nobody compiles other event stores to run the tests.

use std::{env, process::ExitCode};

use anyhow::Result;
use clap::Args;

use crate::cargo::{command, exit_code_of, root};

/// What a server of this size is given where figures are taken: nothing is lost when the power is.
const SETTINGS: &str = "-c fsync=on -c synchronous_commit=on -c shared_buffers=2GB -c max_wal_size=8GB";

#[derive(Args)]
pub(crate) struct Options {
    /// What the bench is asked, such as `--rounds 3 --only L1,L8`; `-- --help` says what there is.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs it beside a PostgreSQL that is started by this program once more, with the settings in its environment.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let manifest = root().join("benches/Cargo.toml");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut bench = command(env::current_exe()?);
    bench.env("LIANGSHI_POSTGRES_SETTINGS", SETTINGS).args(["postgres", "--"]).arg(cargo);
    bench.args(["run", "--release", "--manifest-path"]).arg(manifest).arg("--").args(&options.arguments);
    exit_code_of(&mut bench)
}
