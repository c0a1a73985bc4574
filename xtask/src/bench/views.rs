//! `cargo xtask bench views`: the views beside the limits of their databases.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::{apart::run_apart, counts::SETTINGS};

#[derive(Args)]
pub(crate) struct Options {
    /// What the bench is asked, such as `--teachers 20000 --rounds 1`; `-- --help` says what there is.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    run_apart(("benches/counts/Cargo.toml", "views-bench"), SETTINGS, &options.arguments)
}
