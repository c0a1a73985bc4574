//! `cargo xtask bench log`: the log beside its peers and its limits.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::apart::run_apart;

/// What a server of this size is given where figures are taken: nothing is lost when the power is.
const SETTINGS: &str = "-c fsync=on -c synchronous_commit=on -c shared_buffers=2GB -c max_wal_size=8GB";

#[derive(Args)]
pub(crate) struct Options {
    /// What the bench is asked, such as `--rounds 3 --only L1,L8`; `-- --help` says what there is.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    run_apart(("benches/Cargo.toml", "log-bench"), SETTINGS, &options.arguments)
}
