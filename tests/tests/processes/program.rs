//! The program as a user has it, and its processes, each of which ends with the value that stands for it.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::LazyLock,
};

use serde_json::Value;
use tempfile::TempDir;
use xtask::cargo::cargo;

/// Tells the process id of a program and runs it, and kills it when its own input ends: we may be killed ourselves, and
/// then nobody else would.
const KEEPER: &str = r#"
exec 3<&0
sh -c 'echo $$ && exec "$@"' program "$@" </dev/null 3<&- &
program=$!
(read -r _ <&3; kill -KILL "$program") >/dev/null 2>&1 &
exec 3<&-
wait "$program"
"#;

/// The master key all processes have, in hexadecimal.
const MASTER_KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";
pub(crate) const MASTER_KEY_BYTES: [u8; 32] = [7; 32];

static PROGRAM: LazyLock<PathBuf> = LazyLock::new(build);

/// Builds the program in the profile this test was built in, and answers where it is.
fn build() -> PathBuf {
    let mut build = cargo(["build", "--workspace", "--bin", "liangshi", "--message-format", "json"]);
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    let output = build.stderr(Stdio::inherit()).output().expect("cargo can be started");
    assert!(output.status.success(), "the program cannot be built");
    let messages = String::from_utf8(output.stdout).unwrap();
    let artefact = |line: &str| {
        let message: Value = serde_json::from_str(line).ok()?;
        (message["target"]["name"] == "liangshi")
            .then(|| message["executable"].as_str().map(PathBuf::from))?
    };
    messages.lines().find_map(artefact).expect("cargo names what it built")
}

/// Where a registry is, and where its processes leave their messages.
pub(crate) struct Place {
    pub(crate) database: String,
    messages: TempDir,
}

impl Place {
    pub(crate) fn new(database: &str) -> Self {
        Self { database: database.to_owned(), messages: tempfile::tempdir().unwrap() }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env("LIANGSHI_DATABASE", &self.database)
            .env("LIANGSHI_MASTER_KEY", MASTER_KEY)
            .env("RUST_LOG", "warn");
        command
    }

    /// Runs the program to its end; answers whether it succeeded, and what it said.
    pub(crate) fn run(&self, words: &[&str]) -> (bool, String) {
        let output = self.command(&PROGRAM).args(words).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    }

    /// A token for the bureau's HR officer under a name.
    pub(crate) fn token(&self, subject: &str) -> String {
        let (ok, said) = self.run(&["token", "issue", "--role", "bureau-hr", "--subject", subject]);
        assert!(ok, "{said}");
        said.trim().to_owned()
    }
}

/// A test that failed shows what the processes said last.
impl Drop for Place {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        for file in fs::read_dir(&self.messages).into_iter().flatten().flatten() {
            let said = fs::read_to_string(file.path()).unwrap_or_default();
            let lines: Vec<&str> = said.lines().collect();
            let last = lines[lines.len().saturating_sub(25)..].join("\n");
            println!("--- {} ({} lines)\n{last}", file.path().display(), lines.len());
        }
    }
}

/// A process that serves.
pub(crate) struct Service {
    keeper: Child,
    pub(crate) address: SocketAddr,
    pub(crate) id: String,
    /// A program whose output nobody can take any more ends when it says something.
    _output: BufReader<ChildStdout>,
}

impl Service {
    /// Starts one and comes back when it takes requests; nothing when it ended before.
    pub(crate) fn start(place: &Place, name: &str) -> Option<Self> {
        let messages =
            File::options().append(true).create(true).open(place.messages.path().join(name)).unwrap();
        let mut keeper = place.command(Path::new("sh"));
        keeper.args(["-c", KEEPER, "keeper"]).arg(&*PROGRAM).args(["serve", "--listen", "127.0.0.1:0"]);
        keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(messages);
        let mut keeper = keeper.spawn().unwrap();
        let mut output = BufReader::new(keeper.stdout.take().unwrap());
        let (mut id, mut line) = (String::new(), String::new());
        output.read_line(&mut id).unwrap();
        output.read_line(&mut line).unwrap();
        let address = line.split_once("http://").and_then(|(_, rest)| rest.split_once('/'));
        let Some((address, _)) = address else {
            drop(keeper.stdin.take());
            keeper.wait().unwrap();
            return None;
        };
        Some(Self { keeper, address: address.parse().unwrap(), id: id.trim().to_owned(), _output: output })
    }

    /// Whether it still runs.
    pub(crate) fn lives(&mut self) -> bool {
        self.keeper.try_wait().unwrap().is_none()
    }

    /// Sends it a signal by name.
    pub(crate) fn signal(&self, name: &str) {
        assert!(Command::new("kill").args(["-s", name, &self.id]).status().unwrap().success());
    }

    /// Ends it with SIGKILL.
    pub(crate) fn kill(&mut self) {
        drop(self.keeper.stdin.take());
        drop(self.keeper.wait());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}
