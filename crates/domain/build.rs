//! Lists the files of the policy folder, so that a new programme, plan, rule or code list is one file and no code.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// The folders, the constant each becomes, and what that says of itself.
const FOLDERS: [(&str, &str, &str); 8] = [
    ("plans", "PLANS", "The work plans."),
    ("programmes", "PROGRAMMES", "The programmes."),
    ("rules", "RULES", "The rules."),
    ("metrics", "METRICS", "The metrics."),
    ("standards", "STANDARDS", "The standards of schools."),
    ("honours", "HONOURS", "The kinds of honours."),
    ("codes", "CODES", "The code lists without the places."),
    ("holidays", "HOLIDAYS", "The calendars of working days."),
];
/// The places have a shape of their own and are read apart.
const PLACES: &str = "codes/places.toml";

fn main() -> io::Result<()> {
    let manifest = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let policy = Path::new(&manifest).join("../../policy").canonicalize()?;
    let mut text = String::new();
    for (folder, name, words) in FOLDERS {
        println!("cargo::rerun-if-changed={}", policy.join(folder).display());
        let files: Vec<_> = files(&policy, folder)?.into_iter().filter(|path| path != PLACES).collect();
        let entries: Vec<_> = files.iter().map(|path| entry(&policy, path)).collect();
        text += &format!("/// {words}\npub const {name}: &[BuiltinFile] = &[{}];\n", entries.join(", "));
    }
    text += &format!("/// The places.\npub const PLACES: BuiltinFile = {};\n", entry(&policy, PLACES));
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(PathBuf::from(out).join("policy_files.rs"), text)
}

/// The TOML files of a folder in the order of their names, as paths below the policy folder.
fn files(policy: &Path, folder: &str) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(policy.join(folder))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".toml") {
            files.push(format!("{folder}/{name}"));
        }
    }
    files.sort();
    Ok(files)
}

fn entry(policy: &Path, path: &str) -> String {
    format!("BuiltinFile {{ path: {path:?}, text: include_str!({:?}) }}", policy.join(path))
}
