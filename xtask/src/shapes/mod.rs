//! `cargo xtask shapes`: the shape of everything that is stored, written down, and the verdict on a change of it.
//!
//! A file `shapes/NAME.vVERSION.json` says what a body looks like. The files of old versions stay for ever, as what was
//! stored in them does.

mod fit;
mod form;
mod judge;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use crate::cargo::{cargo, root};
use judge::{Name, Program, Shapes, judge};

/// The decision document is no event, and stories about it stand elsewhere.
const NO_VECTOR: &str = "envelope.document";

const ADVICE: &str = "What is stored in a shape must be read for ever. Raise the version of the event, keep the golden vector of the old
version and add one of the new, and add a step to crates/domain/src/upcasts.rs; then run `cargo xtask shapes`.
A shape named envelope.… has no version to raise: it may only grow by what is optional.";

#[derive(Args)]
pub(crate) struct Options {
    /// Write nothing; fail when a written shape differs from the program's.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    if options.check {
        check()?;
    } else {
        for file in write(&folder(), &ask()?)? {
            println!("wrote {}", file.display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Fails, with what to do, when the shapes written down are not those of the program.
pub(crate) fn check() -> Result<()> {
    let (folder, program) = (folder(), ask()?);
    may_go_out(&read(&folder)?, &program)?;
    let stale = differing(&folder, &program)?;
    if let Some((file, _)) = stale.first_key_value() {
        bail!("{} is not current; run `cargo xtask shapes` and commit what it writes", file.display());
    }
    stand_for(&read(&vectors())?, &read(&folder)?)
}

fn folder() -> PathBuf {
    root().join("shapes")
}

/// The golden vectors: bodies as they were stored, one of each version of each event.
fn vectors() -> PathBuf {
    root().join("crates/domain/tests/golden")
}

/// Asks the domain itself, because a chore knows no crate of the project.
fn ask() -> Result<Program> {
    let arguments =
        ["run", "--quiet", "--package", "liangshi-domain", "--features", "shapes", "--example", "shapes"];
    let output = cargo(arguments).stderr(Stdio::inherit()).output().context("cannot start cargo")?;
    if !output.status.success() {
        bail!("the domain does not tell its shapes");
    }
    told(&serde_json::from_slice(&output.stdout).context("what the domain tells is not JSON")?)
}

fn told(answer: &Value) -> Result<Program> {
    let list = |key: &str| answer[key].as_array().with_context(|| format!("the domain tells no {key}"));
    let name = |pair: &Value| Some((pair[0].as_str()?.to_owned(), pair[1].as_i64()?));
    let names = |key: &str| -> Result<BTreeSet<Name>> {
        list(key)?
            .iter()
            .map(|pair| name(pair).with_context(|| format!("{pair} is no name and version")))
            .collect()
    };
    let shape =
        |entry: &Value| name(&entry[0]).map(|name| (name, entry[1].clone())).context("a shape has no name");
    let shapes: Shapes = list("shapes")?.iter().map(shape).collect::<Result<_>>()?;
    if let Some((kind, _)) = names("stored")?.iter().find(|name| !shapes.contains_key(*name)) {
        bail!("{kind} has no shape; is its family missing in crates/domain/src/shapes.rs?");
    }
    Ok(Program { shapes, lifted: names("lifted")? })
}

/// The shapes written down.
fn read(folder: &Path) -> Result<Shapes> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    entries.map(|entry| read_one(&entry?.path())).collect()
}

fn read_one(path: &Path) -> Result<(Name, Value)> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let shape = serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
    let name = path.file_name().and_then(|name| name.to_str()).and_then(named);
    Ok((name.with_context(|| format!("{} is not named NAME.vVERSION.json", path.display()))?, shape))
}

fn named(file: &str) -> Option<Name> {
    let (kind, version) = file.strip_suffix(".json")?.rsplit_once(".v")?;
    Some((kind.to_owned(), version.parse().ok()?))
}

fn may_go_out(written: &Shapes, program: &Program) -> Result<()> {
    let refusals = judge(written, program);
    if refusals.is_empty() {
        return Ok(());
    }
    bail!("a stored shape changed without a new version:\n  {}\n{ADVICE}", refusals.join("\n  "))
}

/// Each shape needs a golden vector, and each golden vector has to be of its shape.
fn stand_for(vectors: &Shapes, shapes: &Shapes) -> Result<()> {
    let faults = vectors.iter().flat_map(|(name, body)| {
        match shapes.get(name) {
            Some(shape) => fit::faults(shape, body),
            None => vec!["the golden vector has no shape".to_owned()],
        }
        .into_iter()
        .map(move |fault| (name, fault))
    });
    let missing = shapes.keys().filter(|name| name.0 != NO_VECTOR && !vectors.contains_key(*name));
    let missing = missing.map(|name| (name, "the shape has no golden vector".to_owned()));
    let lines: Vec<_> = faults
        .chain(missing)
        .map(|((kind, version), why)| format!("\n  {kind} version {version}: {why}"))
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    bail!("the golden vectors do not stand for the shapes:{}", lines.concat())
}

/// The files that are not what the program says, and what they should hold.
fn differing(folder: &Path, program: &Program) -> Result<BTreeMap<PathBuf, String>> {
    let mut files = BTreeMap::new();
    for ((kind, version), shape) in &program.shapes {
        let text = format!("{}\n", serde_json::to_string_pretty(shape)?);
        files.insert(folder.join(format!("{kind}.v{version}.json")), text);
    }
    files.retain(|path, text| fs::read_to_string(path).ok().as_ref() != Some(text));
    Ok(files)
}

/// Writes the files that differ, or none when the verdict refuses one of them; names those written.
fn write(folder: &Path, program: &Program) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    may_go_out(&read(folder)?, program)?;
    let files = differing(folder, program)?;
    for (path, text) in &files {
        fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(files.into_keys().collect())
}

#[cfg(test)]
mod tests;
