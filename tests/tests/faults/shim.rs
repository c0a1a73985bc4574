//! Starting a test again on a failing disk, and telling that disk what to do.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/shim.c");
const FOLDER: &str = "LIANGSHI_FAULTS_FOLDER";
const CONTROL: &str = "LIANGSHI_FAULTS_CONTROL";
const TRACE: &str = "LIANGSHI_FAULTS_TRACE";
/// The size of `struct control`, and where its parts lie.
const CONTROL_SIZE: usize = 128;
const FAILURES_AT: u64 = 12;
const PART_AT: usize = 24;

/// What an order is about, by the numbers of the shim.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// Nothing fails.
    Nothing = 0,
    /// Whatever writes.
    Writes = 1,
    /// Whatever waits for the disk.
    Syncs = 2,
    /// Whatever writes, and opening to write, cutting and removing.
    Changes = 3,
}

/// The errors a disk answers, by the numbers of the system.
#[derive(Clone, Copy)]
pub(crate) enum Errno {
    /// The disk is broken.
    Io = 5,
    /// The disk is full.
    NoSpace = 28,
    /// The disk is mounted to be read only.
    ReadOnly = 30,
}

/// What the disk is to do from now on.
#[derive(Clone, Copy)]
pub(crate) struct Order<'a> {
    pub(crate) target: Target,
    pub(crate) error: Errno,
    /// How many of the target still succeed.
    pub(crate) spared: i32,
    /// Whether only one fails.
    pub(crate) once: bool,
    /// Whether a sync says yes and does nothing.
    pub(crate) ignore_sync: bool,
    /// Only files whose path holds this are meant.
    pub(crate) part: &'a str,
}

impl Order<'_> {
    pub(crate) const NONE: Order<'static> = Order {
        target: Target::Nothing,
        error: Errno::Io,
        spared: 0,
        once: false,
        ignore_sync: false,
        part: "",
    };

    /// The disk has no room for files with this in their path.
    pub(crate) fn full(part: &str) -> Order<'_> {
        Order { target: Target::Writes, error: Errno::NoSpace, part, ..Order::NONE }
    }

    fn bytes(&self) -> [u8; CONTROL_SIZE] {
        let mut bytes = [0; CONTROL_SIZE];
        let numbers = [
            self.target as u32,
            self.error as u32,
            self.spared.cast_unsigned(),
            0,
            self.once.into(),
            self.ignore_sync.into(),
        ];
        for (place, number) in bytes.chunks_exact_mut(4).zip(numbers) {
            place.copy_from_slice(&number.to_ne_bytes());
        }
        bytes[PART_AT..PART_AT + self.part.len()].copy_from_slice(self.part.as_bytes());
        bytes
    }
}

/// The orders, in a file that the shim has in its memory.
pub(crate) struct Control(File);

impl Control {
    /// A new file of orders.
    pub(crate) fn create(path: &Path) -> Self {
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(path).unwrap();
        let control = Self(file);
        control.order(Order::NONE);
        control
    }

    /// Gives an order and forgets the one before.
    pub(crate) fn order(&self, order: Order<'_>) {
        let bytes = order.bytes();
        // The target comes last, so that no half of an order is obeyed.
        self.0.write_all_at(&[0; 4], 0).unwrap();
        self.0.write_all_at(&bytes[4..], 4).unwrap();
        self.0.write_all_at(&bytes[..4], 0).unwrap();
    }

    /// The disk is as good as new.
    pub(crate) fn heal(&self) {
        self.order(Order::NONE);
    }

    /// How often the disk has failed since the last order.
    pub(crate) fn failures(&self) -> u32 {
        let mut number = [0; 4];
        self.0.read_exact_at(&mut number, FAILURES_AT).unwrap();
        u32::from_ne_bytes(number)
    }
}

/// The failing disk, as the process on it sees it.
pub(crate) struct Disk {
    pub(crate) folder: PathBuf,
    pub(crate) control: Control,
}

impl Disk {
    /// The disk under this process, if it was started on one.
    pub(crate) fn here() -> Option<Self> {
        let folder = PathBuf::from(env::var_os(FOLDER)?);
        let control = OpenOptions::new().read(true).write(true).open(env::var_os(CONTROL)?).unwrap();
        Some(Self { folder, control: Control(control) })
    }

    /// The address of a log on it.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("sqlite:{}", self.folder.join(name).display())
    }
}

/// A place for one process on a failing disk: the folder that is the disk, the orders, the trace.
pub(crate) struct Stand {
    place: tempfile::TempDir,
    pub(crate) control: Control,
}

impl Stand {
    pub(crate) fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir(place.path().join("disk")).unwrap();
        let control = Control::create(&place.path().join("control"));
        Self { place, control }
    }

    /// The same with orders that hold from the start.
    pub(crate) fn with(order: Order<'_>) -> Self {
        let stand = Self::new();
        stand.control.order(order);
        stand
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().canonicalize().unwrap().join(name)
    }

    pub(crate) fn disk(&self) -> PathBuf {
        self.path("disk")
    }

    pub(crate) fn trace(&self) -> PathBuf {
        self.path("trace")
    }

    /// Runs the named test of this program on the disk; what it says is shown when it fails.
    pub(crate) fn run(&self, test: &str) {
        let output = Command::new(env::current_exe().unwrap())
            .args([test, "--exact", "--nocapture"])
            .env("LD_PRELOAD", library())
            .env(FOLDER, self.disk())
            .env(CONTROL, self.path("control"))
            .env(TRACE, self.trace())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "on the failing disk: {}\n{said}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// What a server of another account is started with, so that the files under `folder` obey the orders in `place`.
pub(crate) fn environment(place: &Path, folder: &Path) -> [OsString; 3] {
    let copy = place.join("shim.so");
    fs::copy(library(), &copy).unwrap();
    for (path, mode) in [(place, 0o755), (&copy, 0o755), (&place.join("control"), 0o666)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    let set = |name: &str, value: &Path| {
        [OsStr::new(name), OsStr::new("="), value.as_os_str()].into_iter().collect()
    };
    [set("LD_PRELOAD", &copy), set(FOLDER, folder), set(CONTROL, &place.join("control"))]
}

/// The compiled shim.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let library = folder.join("faults-shim.so");
        let draft = folder.join(format!("faults-shim-{}.so", std::process::id()));
        let compiler = Command::new("cc")
            .args(["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o"])
            .args([draft.as_path(), Path::new(SOURCE)])
            .args(["-ldl", "-pthread"])
            .output();
        let compiler = compiler.unwrap_or_else(|error| {
            panic!("this test needs a C compiler named `cc` ({error}); install one, on Debian: `apt-get install gcc libc6-dev`")
        });
        assert!(compiler.status.success(), "{}", String::from_utf8_lossy(&compiler.stderr));
        fs::rename(&draft, &library).unwrap();
        library
    })
}

/// Runs `work` in a process of its own that stands on a failing disk: the test of this name starts itself again.
pub(crate) fn on_a_failing_disk<F: Future<Output = ()>>(test: &str, work: impl FnOnce(Disk) -> F) {
    match Disk::here() {
        Some(disk) => runtime().block_on(work(disk)),
        None => Stand::new().run(test),
    }
}

/// A runtime with several threads, as the program has.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap()
}
