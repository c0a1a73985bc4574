//! The files of the project, as a clone would have them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ stands in the workspace").to_owned()
}

/// One text file: its path from the root with `/` between the parts, and what is in it.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Every file that is committed or about to be. Without git (an unpacked archive) every file but
/// the build's own.
pub(crate) fn project_files() -> Vec<File> {
    let root = root();
    let mut paths = listed_by_git(&root).unwrap_or_else(|| walk(&root, &root));
    paths.sort();
    let read = |path: String| Some(File { text: text_of(&root.join(&path))?, path });
    paths.into_iter().filter_map(read).collect()
}

/// The Rust files under `crates/*/src`.
pub(crate) fn crate_sources() -> Vec<File> {
    project_files().into_iter().filter(|file| is_crate_source(&file.path)).collect()
}

/// `domain` for `crates/domain/src/lib.rs`.
pub(crate) fn crate_of(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}

fn is_crate_source(path: &str) -> bool {
    let mut parts = path.split('/');
    parts.next() == Some("crates") && parts.nth(1) == Some("src") && path.ends_with(".rs")
}

/// A file that was deleted but not yet committed is still listed; it has no text.
fn text_of(path: &Path) -> Option<String> {
    fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    // The checkout may belong to somebody else than who runs the tests, as on a build machine.
    let output = Command::new("git")
        .args(["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let names = String::from_utf8(output.stdout).ok()?;
    Some(names.split_terminator('\0').map(str::to_owned).collect())
}

fn walk(root: &Path, folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the project can be read").map(|entry| entry.unwrap().path());
    let own = entries.filter(|path| !path.ends_with("target") && !path.ends_with(".git"));
    own.flat_map(|path| {
        if path.is_dir() {
            return walk(root, &path);
        }
        let path = path.strip_prefix(root).expect("found under the root");
        vec![path.to_string_lossy().into_owned()]
    })
    .collect()
}

#[test]
fn the_files_of_the_project_are_found_with_git_and_without() {
    let root = root();
    assert!(project_files().iter().any(|file| file.path == "Cargo.toml"));
    assert!(walk(&root, &root).iter().any(|path| path == "tests/tests/house/files.rs"));
}

#[test]
fn every_crate_has_sources() {
    let sources = crate_sources();
    for name in ["domain", "eventstore", "projection", "exchange", "api", "liangshi"] {
        assert!(sources.iter().any(|file| crate_of(&file.path) == name), "no source of {name} was found");
    }
}
