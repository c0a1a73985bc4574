//! `cargo xtask bench counts`: headcounts at any two dates beside a temporal table and a table for each year.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::apart::run_apart;

/// What a server of this size is given; a grouping of the whole city stays in memory.
pub(super) const SETTINGS: &str = "-c shared_buffers=2GB -c max_wal_size=8GB -c work_mem=256MB";

#[derive(Args)]
pub(crate) struct Options {
    /// What the bench is asked, such as `--teachers 110000 --rounds 3`; `-- --help` says what there is.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    run_apart(("benches/counts/Cargo.toml", "counts-bench"), SETTINGS, &options.arguments)
}
