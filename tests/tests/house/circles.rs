//! No two files lean on each other, not even over a third.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::files::{crate_of, crate_sources};
use crate::modules::Modules;

type Arrows<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The shortest circle of each knot, as the files one passes on the way round. Untying it shows
/// whether another is left; naming every way through one knot would only hide the arrow to turn.
fn circles(arrows: &Arrows<'_>) -> Vec<String> {
    let pairs = arrows.iter().flat_map(|(from, targets)| targets.iter().map(move |to| (*from, *to)));
    let mut ways: Vec<Vec<&str>> =
        pairs.filter_map(|(from, to)| Some([vec![from], shortest_way(arrows, to, from)?].concat())).collect();
    ways.sort_by_key(Vec::len);
    let mut named = BTreeSet::new();
    ways.retain(|way| {
        let is_new = way.iter().all(|file| !named.contains(file));
        named.extend(way.iter().copied().filter(|_| is_new));
        is_new
    });
    ways.iter().map(|way| way.join(" -> ")).collect()
}

fn shortest_way<'a>(arrows: &Arrows<'a>, from: &'a str, to: &str) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut waiting = VecDeque::from([from]);
    while let Some(here) = waiting.pop_front() {
        if here == to {
            return Some(way(&came_from, from, here));
        }
        for next in arrows.get(here).into_iter().flatten() {
            if *next != from && !came_from.contains_key(next) {
                came_from.insert(next, here);
                waiting.push_back(next);
            }
        }
    }
    None
}

fn way<'a>(came_from: &BTreeMap<&'a str, &'a str>, from: &str, to: &'a str) -> Vec<&'a str> {
    let mut way = vec![to];
    while let Some(before) = came_from.get(way[way.len() - 1]).filter(|_| way[way.len() - 1] != from) {
        way.push(before);
    }
    way.reverse();
    way
}

#[test]
fn no_files_lean_on_each_other_in_a_circle() {
    let sources = crate_sources();
    let names: BTreeSet<&str> = sources.iter().map(|file| crate_of(&file.path)).collect();
    let mut found = Vec::new();
    for name in names {
        let modules = Modules::read(sources.iter().filter(|file| crate_of(&file.path) == name));
        found.extend(circles(&modules.arrows()));
    }
    assert!(found.is_empty(), "move the shared words into a leaf file:\n{}", found.join("\n"));
}

#[test]
fn a_circle_over_three_files_is_found_once_and_printed() {
    let arrows: Arrows<'_> =
        [("a", ["b"].into()), ("b", ["c"].into()), ("c", ["a"].into()), ("d", ["a"].into())].into();
    assert_eq!(circles(&arrows), ["a -> b -> c -> a"]);
}

#[test]
fn of_a_knot_the_shortest_circle_is_named_and_of_two_knots_both() {
    let knot = [("a", ["b"].into()), ("b", ["c"].into()), ("c", ["a", "b"].into())];
    let other = [("x", ["y"].into()), ("y", ["x"].into())];
    let arrows: Arrows<'_> = knot.into_iter().chain(other).collect();
    assert_eq!(circles(&arrows), ["b -> c -> b", "x -> y -> x"]);
}

#[test]
fn a_ladder_is_no_circle() {
    let arrows: Arrows<'_> = [("a", ["b", "c"].into()), ("b", ["c"].into())].into();
    assert!(circles(&arrows).is_empty());
}
