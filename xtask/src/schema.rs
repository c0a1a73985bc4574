//! `cargo xtask schema`: the committed schema is what the program says it is.

use std::fs;
use std::process::{ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::cargo::{cargo, root};

#[derive(Args)]
pub(crate) struct Options {
    /// Write nothing; fail when the committed file differs.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    if options.check {
        check()?;
    } else {
        write()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Fails, with the command that repairs it, when schema.graphql is not what the program says.
pub(crate) fn check() -> Result<()> {
    let generated = generate()?;
    let committed = fs::read_to_string(root().join("schema.graphql"))
        .context("schema.graphql cannot be read; run `cargo xtask schema` and commit the file")?;
    match first_difference(&committed, &generated) {
        None => Ok(()),
        Some(line) => bail!(
            "schema.graphql differs from the program at line {line}; run `cargo xtask schema` and commit the file"
        ),
    }
}

fn write() -> Result<()> {
    let path = root().join("schema.graphql");
    fs::write(&path, generate()?).with_context(|| format!("cannot write {}", path.display()))
}

fn generate() -> Result<String> {
    let mut program = cargo(["run", "--quiet", "--package", "liangshi", "--", "schema"]);
    let output = program.stderr(Stdio::inherit()).output().context("cannot start cargo")?;
    if !output.status.success() {
        bail!("`liangshi schema` failed");
    }
    let schema = String::from_utf8(output.stdout).context("the schema is not UTF-8")?;
    if schema.trim().is_empty() {
        bail!("`liangshi schema` prints nothing");
    }
    Ok(schema)
}

/// The number of the first line that differs, counted from 1.
fn first_difference(left: &str, right: &str) -> Option<usize> {
    if left == right {
        return None;
    }
    let same = left.lines().zip(right.lines()).take_while(|(left, right)| left == right).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_schemas_do_not_differ() {
        assert_eq!(first_difference("type A\n", "type A\n"), None);
    }

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("type A\ntype B\n", "type A\ntype C\n"), Some(2));
        assert_eq!(first_difference("type A\n", "type A\ntype B\n"), Some(2));
        assert_eq!(first_difference("", "type A\n"), Some(1));
    }
}
