//! What cargo says about the workspace.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::files::root;

/// Each member with the crates it names, for building and for its tests alike.
pub(crate) type Dependencies = BTreeMap<String, Vec<String>>;

fn metadata(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1"])
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata speaks JSON")
}

/// Reads the manifests of the members.
pub(crate) fn dependencies() -> Dependencies {
    let metadata = metadata(&["--no-deps", "--offline"]);
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let name = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    let named =
        |package: &Value| package["dependencies"].as_array().expect("a list").iter().map(name).collect();
    packages.iter().map(|package| (name(package), named(package))).collect()
}

/// Every package of the build for this machine, with the licence it states.
pub(crate) fn licences() -> Vec<(String, Option<String>)> {
    let metadata = metadata(&["--locked", "--filter-platform", &host()]);
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    packages
        .iter()
        .map(|package| (text(&package["name"]).expect("a name"), text(&package["license"])))
        .collect()
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc can be started");
    let words = String::from_utf8(output.stdout).expect("rustc speaks UTF-8");
    words.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}
