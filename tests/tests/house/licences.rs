//! Every dependency is under a licence that deny.toml allows.

use std::fs;

use crate::files::root;
use crate::metadata::licences;

fn allowed() -> Vec<String> {
    let text = fs::read_to_string(root().join("deny.toml")).expect("deny.toml can be read");
    let rules: toml::Table = toml::from_str(&text).expect("deny.toml is TOML");
    let list = rules["licenses"]["allow"].as_array().expect("a list of licences");
    list.iter().map(|name| name.as_str().expect("a word").to_owned()).collect()
}

/// Whether one of the ways to fulfil `expression` (SPDX, or the older `A/B`) needs allowed licences only.
fn fits(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (fits, rest) = either(&words, allowed);
    fits && rest.is_empty()
}

fn either<'a>(words: &'a [&'a str], allowed: &[String]) -> (bool, &'a [&'a str]) {
    let (mut fits, mut rest) = both(words, allowed);
    while let ["OR", after @ ..] = rest {
        let (next, left) = both(after, allowed);
        (fits, rest) = (fits || next, left);
    }
    (fits, rest)
}

fn both<'a>(words: &'a [&'a str], allowed: &[String]) -> (bool, &'a [&'a str]) {
    let (mut fits, mut rest) = one(words, allowed);
    while let ["AND", after @ ..] = rest {
        let (next, left) = one(after, allowed);
        (fits, rest) = (fits && next, left);
    }
    (fits, rest)
}

fn one<'a>(words: &'a [&'a str], allowed: &[String]) -> (bool, &'a [&'a str]) {
    match words {
        ["(", after @ ..] => {
            let (fits, rest) = either(after, allowed);
            (fits && rest.first() == Some(&")"), rest.get(1..).unwrap_or_default())
        }
        [name, "WITH", exception, rest @ ..] => (allowed.contains(&format!("{name} WITH {exception}")), rest),
        [name, rest @ ..] => (allowed.iter().any(|known| known == name), rest),
        [] => (false, words),
    }
}

#[test]
fn every_dependency_is_under_an_allowed_licence() {
    let allowed = allowed();
    let packages = licences();
    assert!(packages.len() > 100, "only {} packages were seen", packages.len());
    let wrong: Vec<String> = packages
        .iter()
        .filter(|(_, licence)| !licence.as_ref().is_some_and(|licence| fits(licence, &allowed)))
        .map(|(name, licence)| format!("{name}: {}", licence.as_deref().unwrap_or("none stated")))
        .collect();
    assert!(wrong.is_empty(), "not allowed by deny.toml:\n{}", wrong.join("\n"));
}

#[test]
fn a_licence_is_read_as_the_choice_it_offers() {
    let allowed: Vec<String> = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map(String::from).into();
    let good = [
        "MIT",
        "GPL-3.0 OR MIT",
        "Unlicense/MIT",
        "(MIT OR GPL-3.0) AND ISC",
        "Apache-2.0 WITH LLVM-exception",
    ];
    let bad =
        ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-3.0", "Apache-2.0", "MIT GPL-3.0", "(MIT"];
    for expression in good {
        assert!(fits(expression, &allowed), "{expression} is allowed");
    }
    for expression in bad {
        assert!(!fits(expression, &allowed), "{expression} is not allowed");
    }
}
