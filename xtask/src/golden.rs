//! `cargo xtask golden`: a new kind of event gets its stored body from the first story that decides it.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::cargo::{cargo, exit_code_of, root};

#[derive(Args)]
pub(crate) struct Options {}

/// Runs the stories of the domain with leave to write bodies down. What is there already is never touched, because it is
/// what logs hold; the new files are to be read before they are committed, because they are for ever then.
pub(crate) fn run(_: &Options) -> Result<ExitCode> {
    let folder = root().join("crates/domain/tests/golden");
    let mut stories = cargo(["test", "--package", "liangshi-domain", "--lib", "--quiet"]);
    exit_code_of(stories.env("LIANGSHI_NEW_GOLDEN", folder))
}
