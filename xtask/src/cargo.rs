//! Calling cargo, and handing on how a child ended.

use std::env;
use std::ffi::OsStr;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

use anyhow::{Context, Result};

/// A cargo command that starts at the root of the workspace.
pub fn cargo<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = command(&program);
    command.args(arguments).current_dir(root());
    command
}

/// A command that does not inherit what cargo told this package about itself: build scripts look at
/// some of it, and everything above them would be built anew for every change of who calls.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os().filter(|(name, _)| is_about_this_package(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command
}

fn is_about_this_package(name: &str) -> bool {
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

/// The root of the workspace. Cargo says where it stands now; a binary found in a copied target
/// folder still remembers where it was built.
pub fn root() -> PathBuf {
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().map_or(here.clone(), PathBuf::from)
}

/// Runs `command` to its end and gives its exit code.
///
/// # Errors
/// When it cannot be started.
pub fn exit_code_of(command: &mut Command) -> Result<ExitCode> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot start {name}"))?;
    Ok(ExitCode::from(code_of(status)))
}

/// The code as a shell would give it: a child ended by signal n counts as 128 + n.
fn code_of(status: ExitStatus) -> u8 {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_of_a_child_is_handed_on() {
        let status = Command::new("sh").args(["-c", "exit 7"]).status().unwrap();
        assert_eq!(code_of(status), 7);
    }

    #[test]
    fn a_child_ended_by_a_signal_is_a_failure() {
        let status = Command::new("sh").args(["-c", "kill -TERM $$"]).status().unwrap();
        assert_eq!(code_of(status), 128 + 15);
    }

    #[test]
    fn a_child_is_not_told_that_it_is_this_package() {
        let child = command("true");
        let forgotten: Vec<_> = child.get_envs().filter(|(_, value)| value.is_none()).collect();
        assert!(forgotten.iter().any(|(name, _)| *name == "CARGO_PKG_NAME"), "{forgotten:?}");
    }

    #[test]
    fn the_root_holds_the_lock_file() {
        assert!(root().join("Cargo.lock").is_file());
    }
}
