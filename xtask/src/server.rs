//! A PostgreSQL that lives in a temporary folder, listens on loopback and ends with this process.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::install::{Account, account, binaries};

const KEEPER: &str = include_str!("keeper.sh");
const PATIENCE: Duration = Duration::from_secs(60);
const TRIES: u32 = 3;
/// Memory that is used like a disk, where the system has it.
const MEMORY: &str = "/dev/shm";
/// Tests never come near so many bytes; on less of memory the disk is taken.
const ROOM: u64 = 4 << 30;

/// Stops the server and removes its folder when dropped; the keeper does so when we are killed.
pub struct Server {
    url: String,
    keeper: Child,
    answers: BufReader<ChildStdout>,
    folder: TempDir,
}

impl Server {
    /// Starts one. Somebody may take the free port before the server does, so it is tried again.
    ///
    /// # Errors
    /// When there is no PostgreSQL on this machine and none may be installed, or it does not start.
    pub fn start() -> Result<Self> {
        Self::start_with(&[])
    }

    /// The same, with more in the environment of the server than we have in ours, each `NAME=VALUE`.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_with(environment: &[OsString]) -> Result<Self> {
        Self::start_in(&std::env::temp_dir(), environment)
    }

    /// The same in memory, where there is enough of it. Tests make and drop hundreds of databases, each of hundreds of files, and a
    /// disk spends most of that time looking for a free place for their names.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_in_memory() -> Result<Self> {
        let roomy = free(Path::new(MEMORY)).is_some_and(|bytes| bytes >= ROOM);
        let folder = if roomy { PathBuf::from(MEMORY) } else { std::env::temp_dir() };
        Self::start_in(&folder, &[])
    }

    fn start_in(folder: &Path, environment: &[OsString]) -> Result<Self> {
        let binaries = binaries()?;
        let account = account()?;
        let mut tries = 1;
        loop {
            match Self::start_once(folder, &binaries, account, environment) {
                Err(error) if tries < TRIES => eprintln!("xtask: {error:#}; trying again"),
                outcome => return outcome,
            }
            tries += 1;
        }
    }

    /// Where it is reached, as a user who may make databases. It stays the same after [`Server::start_again`].
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its folder: the cluster in `data`, its own messages in `log`.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Stops it at once, as if it had crashed: no connection is finished, nothing is written back, and the next start
    /// has to recover. Comes back when it has ended.
    ///
    /// # Errors
    /// When the keeper is lost.
    pub fn stop_immediately(&mut self) -> Result<()> {
        self.ask("stop")
    }

    /// Starts it again on the same folder and port, and comes back when it takes connections.
    ///
    /// # Errors
    /// When the keeper is lost, or the server is not ready in time.
    pub fn start_again(&mut self) -> Result<()> {
        self.ask("start")?;
        // Whoever knocks while it recovers is turned away with a FATAL in the log, which is no reason to give up.
        wait_until_ready(self.folder.path(), |_| false)
    }

    fn start_once(
        within: &Path,
        binaries: &Path,
        account: Option<Account>,
        environment: &[OsString],
    ) -> Result<Self> {
        let password = random_word()?;
        let folder = folder_of(within, account, &password)?;
        let port = free_port()?;
        let mut keeper = keep(folder.path(), binaries, port, account, environment)?;
        let answers = BufReader::new(keeper.stdout.take().context("the keeper has no output")?);
        let url = format!("postgres://liangshi:{password}@127.0.0.1:{port}/postgres");
        let server = Self { url, keeper, answers, folder };
        wait_until_ready(server.folder(), |log| log.contains("FATAL:"))?;
        Ok(server)
    }

    /// One word to the keeper, who answers when it is done.
    fn ask(&mut self, word: &str) -> Result<()> {
        let words = self.keeper.stdin.as_mut().context("the keeper has no input")?;
        writeln!(words, "{word}").context("the keeper of PostgreSQL is lost")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        if answer.trim() != "done" {
            bail!("the keeper of PostgreSQL did not {word} it: {answer}");
        }
        Ok(())
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

fn keep(
    folder: &Path,
    binaries: &Path,
    port: u16,
    account: Option<Account>,
    environment: &[OsString],
) -> Result<Child> {
    let mut keeper = Command::new("sh");
    keeper.args(["-c", KEEPER, "keeper"]).arg(folder).arg(binaries).arg(port.to_string()).args(environment);
    // Ctrl-C goes to the whole group of the terminal; the keeper must outlive it to clean up.
    keeper.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    if let Some(account) = account {
        keeper.uid(account.user).gid(account.group);
    }
    keeper.spawn().context("cannot start sh")
}

/// The folder belongs to the account that runs the server, which refuses any other.
fn folder_of(within: &Path, account: Option<Account>, password: &str) -> Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("liangshi-postgres-").tempdir_in(within)?;
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

/// How many bytes are free where a folder lies; nothing when it is not there.
fn free(folder: &Path) -> Option<u64> {
    let told = Command::new("df").args(["--output=avail", "-B1"]).arg(folder).output().ok()?;
    String::from_utf8(told.stdout).ok()?.lines().nth(1)?.trim().parse().ok()
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

fn wait_until_ready(folder: &Path, is_hopeless: impl Fn(&str) -> bool) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        if is_hopeless(&log) {
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
    use std::net::TcpStream;

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
        let refusal = wait_until_ready(folder.path(), |log| log.contains("FATAL:")).unwrap_err().to_string();
        assert!(refusal.contains("could not bind"), "{refusal}");
    }

    #[test]
    fn a_server_that_was_stopped_at_once_recovers_in_its_place() {
        if std::env::var("LIANGSHI_TEST_SQLITE_ONLY").is_ok_and(|value| value == "1") {
            println!("skipped: LIANGSHI_TEST_SQLITE_ONLY=1");
            return;
        }
        let mut server = Server::start_with(&["LANG=C".into()]).unwrap();
        let (url, folder) = (server.url().to_owned(), server.folder().to_owned());
        let port: u16 = url.rsplit(':').next().unwrap().trim_end_matches("/postgres").parse().unwrap();
        server.stop_immediately().unwrap();
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
        server.start_again().unwrap();
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        assert_eq!(server.url(), url);
        let log = fs::read_to_string(folder.join("log")).unwrap();
        assert!(log.contains("automatic recovery in progress"), "{log}");
        drop(server);
        assert!(!folder.exists());
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    }

    #[test]
    fn the_room_of_a_folder_is_told_and_of_none_is_not() {
        assert!(free(&std::env::temp_dir()).is_some_and(|bytes| bytes > 0));
        assert_eq!(free(Path::new("/no/such/folder")), None);
    }

    #[test]
    fn two_passwords_are_not_the_same() {
        assert_ne!(random_word().unwrap(), random_word().unwrap());
    }
}
