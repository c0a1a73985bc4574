//! Finding the PostgreSQL binaries, installing them where that is allowed, and whom to run them as.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Where Debian puts one folder for each major version.
const DEBIAN: &str = "/usr/lib/postgresql";

const ADVICE: &str = "no PostgreSQL server binaries (initdb, postgres) were found. \
    Install them (Debian: `apt-get install postgresql`; Fedora: `dnf install postgresql-server`; \
    macOS: `brew install postgresql`), or name a server you may make databases on in \
    LIANGSHI_TEST_POSTGRES, or test without it: `cargo xtask test --sqlite-only`";

/// Who runs the server. It refuses to run as root.
#[derive(Clone, Copy)]
pub(crate) struct Account {
    pub(crate) user: u32,
    pub(crate) group: u32,
}

/// The folder with `initdb` and `postgres`, after installing them if need be.
pub(crate) fn binaries() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    install()?;
    find().context("PostgreSQL was installed, yet its server binaries are not to be found")
}

/// `None` when we are not root and run the server ourselves.
pub(crate) fn account() -> Result<Option<Account>> {
    if id(&["-u"]) != Some(0) {
        return Ok(None);
    }
    if let Some(account) = ["postgres", "nobody"].into_iter().find_map(account_named) {
        return Ok(Some(account));
    }
    command("useradd", &["--system", "liangshi-tests"])?;
    account_named("liangshi-tests").context("the account liangshi-tests was not made").map(Some)
}

fn account_named(name: &str) -> Option<Account> {
    Some(Account { user: id(&["-u", name])?, group: id(&["-g", name])? })
}

fn id(arguments: &[&str]) -> Option<u32> {
    output("id", arguments)?.parse().ok()
}

fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let told = output("pg_config", &["--bindir"]).map(PathBuf::from);
    env::split_paths(&path)
        .chain(debian_folders(Path::new(DEBIAN)))
        .chain(told)
        .find(|folder| holds_server(folder))
}

/// The newest major version first.
fn debian_folders(base: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(base).into_iter().flatten().flatten();
    let mut versions: Vec<u32> =
        entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    versions.sort_unstable_by(|left, right| right.cmp(left));
    versions.iter().map(|version| base.join(version.to_string()).join("bin")).collect()
}

fn holds_server(folder: &Path) -> bool {
    folder.is_absolute() && folder.join("initdb").is_file() && folder.join("postgres").is_file()
}

fn install() -> Result<()> {
    let Some(prefix) = privilege() else { bail!(ADVICE) };
    if output("apt-get", &["--version"]).is_none() {
        bail!(ADVICE);
    }
    eprintln!("xtask: installing PostgreSQL with apt-get");
    apt_get(prefix, &["update"])?;
    // The package would start a server of its own; the common part is told not to before it comes.
    apt_get(prefix, &["install", "postgresql-common"])?;
    privileged(prefix, &["sed", "-i", NO_CLUSTER, "/etc/postgresql-common/createcluster.conf"])?;
    apt_get(prefix, &["install", "postgresql"])
}

const NO_CLUSTER: &str = "s/^#\\?create_main_cluster.*/create_main_cluster = false/";

/// The words that make a command privileged: none for root, `sudo` when it asks no password.
fn privilege() -> Option<&'static [&'static str]> {
    if id(&["-u"]) == Some(0) {
        return Some(&[]);
    }
    output("sudo", &["-n", "id", "-u"]).filter(|user| user == "0").map(|_| ["sudo", "-n"].as_slice())
}

fn apt_get(prefix: &[&str], words: &[&str]) -> Result<()> {
    let quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "--no-install-recommends"];
    privileged(prefix, &[&quiet, words].concat())
}

fn privileged(prefix: &[&str], words: &[&str]) -> Result<()> {
    let all = [prefix, words].concat();
    let (program, arguments) = all.split_first().context("an empty command")?;
    command(program, arguments)
}

fn command(program: &str, arguments: &[&str]) -> Result<()> {
    let status = Command::new(program).args(arguments).status();
    if !status.is_ok_and(|status| status.success()) {
        bail!("`{program} {}` failed; {ADVICE}", arguments.join(" "));
    }
    Ok(())
}

/// What a command says, when it succeeds.
fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output =
        Command::new(program).args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_server_comes_first_by_number_and_not_by_letter() {
        let base = tempfile::tempdir().unwrap();
        for version in ["9", "15", "17", "notes"] {
            fs::create_dir_all(base.path().join(version).join("bin")).unwrap();
        }
        let expected: Vec<PathBuf> =
            ["17", "15", "9"].iter().map(|version| base.path().join(version).join("bin")).collect();
        assert_eq!(debian_folders(base.path()), expected);
    }

    #[test]
    fn a_folder_with_half_a_server_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("initdb"), "").unwrap();
        assert!(!holds_server(folder.path()));
        fs::write(folder.path().join("postgres"), "").unwrap();
        assert!(holds_server(folder.path()));
    }

    #[test]
    fn a_command_that_fails_is_reported_with_what_else_one_can_do() {
        let refusal = command("false", &[]).unwrap_err().to_string();
        assert!(refusal.contains("--sqlite-only"), "{refusal}");
    }
}
