//! Benches that stand in workspaces of their own, so that nobody compiles their peers to run the tests.

use std::{env, process::ExitCode};

use anyhow::Result;

use crate::cargo::{command, exit_code_of, root};

/// Runs one beside a PostgreSQL that is started by this program once more, with the settings in its environment.
pub(super) fn run_apart(
    (manifest, bin): (&str, &str),
    settings: &str,
    arguments: &[String],
) -> Result<ExitCode> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut bench = command(env::current_exe()?);
    bench.env("LIANGSHI_POSTGRES_SETTINGS", settings).args(["postgres", "--"]).arg(cargo);
    bench
        .args(["run", "--release", "--bin", bin, "--manifest-path"])
        .arg(root().join(manifest))
        .arg("--")
        .args(arguments);
    exit_code_of(&mut bench)
}
