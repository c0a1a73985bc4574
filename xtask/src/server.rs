//! A PostgreSQL that lives in a temporary folder, listens on loopback and ends with this process.

use std::fs;
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::install::{Account, account, binaries};

const KEEPER: &str = include_str!("keeper.sh");
const PATIENCE: Duration = Duration::from_secs(60);
const TRIES: u32 = 3;

/// Stops the server and removes its folder when dropped; the keeper does so when we are killed.
pub(crate) struct Server {
    url: String,
    keeper: Child,
    _folder: TempDir,
}

impl Server {
    /// Starts one. Somebody may take the free port before the server does, so it is tried again.
    pub(crate) fn start() -> Result<Self> {
        let binaries = binaries()?;
        let account = account()?;
        let mut tries = 1;
        loop {
            match Self::start_once(&binaries, account) {
                Err(error) if tries < TRIES => eprintln!("xtask: {error:#}; trying again"),
                outcome => return outcome,
            }
            tries += 1;
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn start_once(binaries: &Path, account: Option<Account>) -> Result<Self> {
        let password = random_word()?;
        let folder = folder_of(account, &password)?;
        let port = free_port()?;
        let keeper = keep(folder.path(), binaries, port, account)?;
        let url = format!("postgres://liangshi:{password}@127.0.0.1:{port}/postgres");
        let server = Self { url, keeper, _folder: folder };
        wait_until_ready(server._folder.path())?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("xtask: the keeper of PostgreSQL is lost: {error}");
        }
    }
}

fn keep(folder: &Path, binaries: &Path, port: u16, account: Option<Account>) -> Result<Child> {
    let mut keeper = Command::new("sh");
    keeper.args(["-c", KEEPER, "keeper"]).arg(folder).arg(binaries).arg(port.to_string());
    // Ctrl-C goes to the whole group of the terminal; the keeper must outlive it to clean up.
    keeper.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(account) = account {
        keeper.uid(account.user).gid(account.group);
    }
    keeper.spawn().context("cannot start sh")
}

/// The folder belongs to the account that runs the server, which refuses any other.
fn folder_of(account: Option<Account>, password: &str) -> Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("liangshi-postgres-").tempdir()?;
    let file = folder.path().join("password");
    fs::write(&file, password)?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600))?;
    if let Some(account) = account {
        for path in [&file, folder.path()] {
            chown(path, Some(account.user), Some(account.group))?;
        }
    }
    Ok(folder)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Other people on this machine can reach the port too, so the password is not a fixed one.
fn random_word() -> Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn wait_until_ready(folder: &Path) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        if log.contains("FATAL:") {
            bail!("PostgreSQL does not start:\n{log}");
        }
        if is_ready(&fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default()) {
            return Ok(());
        }
        sleep(Duration::from_millis(50));
    }
    bail!("PostgreSQL was not ready after {} seconds in {}", PATIENCE.as_secs(), folder.display())
}

/// The last line of postmaster.pid is the state of the server.
fn is_ready(postmaster: &str) -> bool {
    postmaster.lines().nth(7).is_some_and(|state| state.trim() == "ready")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_ready_only_when_it_says_so() {
        let starting = "1\n/data\n0\n5432\n\n127.0.0.1\n  5 6\nstarting\n";
        assert!(!is_ready(""));
        assert!(!is_ready(starting));
        assert!(is_ready(&starting.replace("starting", "ready   ")));
    }

    #[test]
    fn a_server_that_cannot_start_is_reported_with_its_log() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("log"), "FATAL: could not bind").unwrap();
        let refusal = wait_until_ready(folder.path()).unwrap_err().to_string();
        assert!(refusal.contains("could not bind"), "{refusal}");
    }

    #[test]
    fn two_passwords_are_not_the_same() {
        assert_ne!(random_word().unwrap(), random_word().unwrap());
    }
}
