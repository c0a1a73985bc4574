//! The crates stand on floors, and an arrow only leads down.

use crate::metadata::{Dependencies, dependencies};

/// Which floor a crate stands on. Two crates on one floor do not know each other.
const FLOORS: [(&str, u8); 6] = [
    ("liangshi-domain", 0),
    ("liangshi-eventstore", 1),
    ("liangshi-projection", 2),
    ("liangshi-exchange", 3),
    ("liangshi-api", 3),
    ("liangshi", 4),
];

/// Stand outside: the tests may see every crate and what the chores lend them, the chores none, and no crate sees them.
const TESTS: &str = "liangshi-tests";
const CHORES: &str = "xtask";

/// The domain is a function of its past; none of these has a place in one.
const IMPURE: [&str; 8] =
    ["async-graphql", "axum", "liangshi-eventstore", "rand", "reqwest", "sqlx", "tokio", "tower-http"];

fn floor(name: &str) -> Option<u8> {
    FLOORS.iter().find(|(known, _)| *known == name).map(|(_, floor)| *floor)
}

/// What is wrong with the arrows between the members, one sentence each.
fn wrong_arrows(dependencies: &Dependencies) -> Vec<String> {
    let mut wrong = Vec::new();
    for (from, targets) in dependencies {
        if from != TESTS && from != CHORES && floor(from).is_none() {
            wrong.push(format!("{from} has no floor; give it one in tests/tests/house/ladder.rs"));
        }
        let members = targets.iter().filter(|to| dependencies.contains_key(*to));
        let back = members.filter(|to| !is_allowed(from, to));
        wrong.extend(back.map(|to| format!("{from} must not know {to}")));
    }
    wrong
}

fn is_allowed(from: &str, to: &str) -> bool {
    match (floor(from), floor(to)) {
        (Some(from), Some(to)) => from > to,
        (None, Some(_)) => from == TESTS,
        (_, None) => from == TESTS && to == CHORES,
    }
}

fn impure(dependencies: &Dependencies) -> Vec<&String> {
    let named = dependencies.get("liangshi-domain").into_iter().flatten();
    named.filter(|name| IMPURE.contains(&name.as_str())).collect()
}

#[test]
fn every_arrow_between_the_crates_leads_down() {
    let wrong = wrong_arrows(&dependencies());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_domain_knows_no_database_no_network_and_no_chance() {
    let dependencies = dependencies();
    assert!(dependencies.contains_key("liangshi-domain"), "the domain was not found");
    assert_eq!(impure(&dependencies), Vec::<&String>::new());
}

#[test]
fn every_crate_on_a_floor_is_there() {
    let dependencies = dependencies();
    for (name, _) in FLOORS {
        assert!(dependencies.contains_key(name), "{name} has a floor and no crate");
    }
}

fn house(members: &[(&str, &[&str])]) -> Dependencies {
    let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    members.iter().map(|(name, named)| ((*name).to_owned(), owned(named))).collect()
}

#[test]
fn an_arrow_that_leads_up_or_along_is_found() {
    let up = house(&[("liangshi-domain", &["liangshi-api"]), ("liangshi-api", &["serde"])]);
    assert_eq!(wrong_arrows(&up), ["liangshi-domain must not know liangshi-api"]);
    let along = house(&[("liangshi-exchange", &["liangshi-api"]), ("liangshi-api", &[])]);
    assert_eq!(wrong_arrows(&along), ["liangshi-exchange must not know liangshi-api"]);
}

#[test]
fn a_crate_that_knows_the_tests_and_a_chore_that_knows_a_crate_are_found() {
    let inside = house(&[("liangshi-api", &[TESTS]), (TESTS, &["liangshi-api"])]);
    assert_eq!(wrong_arrows(&inside), ["liangshi-api must not know liangshi-tests"]);
    let chore = house(&[(CHORES, &["liangshi", TESTS]), ("liangshi", &[]), (TESTS, &[CHORES])]);
    assert_eq!(wrong_arrows(&chore), ["xtask must not know liangshi", "xtask must not know liangshi-tests"]);
}

#[test]
fn a_crate_without_a_floor_is_found() {
    assert_eq!(wrong_arrows(&house(&[("liangshi-attic", &[])])).len(), 1);
}

#[test]
fn a_domain_with_a_database_is_found() {
    assert_eq!(impure(&house(&[("liangshi-domain", &["serde", "sqlx"])])), ["sqlx"]);
}
