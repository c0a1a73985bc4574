//! Whether the program still reads everything whose shape was ever written down.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::verdict::refusals;

/// The wire name and version of what is stored.
pub(super) type Name = (String, i64);

/// Shapes by name and version.
pub(super) type Shapes = BTreeMap<Name, Value>;

/// What the program says of itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    /// The shapes it writes, one version of each name.
    pub(super) shapes: Shapes,
    /// The older shapes its upcasts lift.
    pub(super) lifted: BTreeSet<Name>,
}

impl Program {
    fn version_of(&self, name: &str) -> Option<i64> {
        self.shapes.keys().find(|(other, _)| other == name).map(|(_, version)| *version)
    }
}

/// Why the program must not go out beside the shapes written down; one sentence each.
pub(super) fn judge(written: &Shapes, program: &Program) -> Vec<String> {
    let known = written.iter().flat_map(|(name, shape)| of_known(name, shape, program));
    known.chain(program.shapes.keys().flat_map(|name| without_past(name, written))).collect()
}

fn of_known(name: &Name, then: &Value, program: &Program) -> Vec<String> {
    let (kind, version) = name;
    let told = |why: &str| vec![format!("{kind} version {version}: {why}")];
    match (program.shapes.get(name), program.version_of(kind)) {
        (Some(now), _) => refusals(then, now).iter().flat_map(|why| told(why)).collect(),
        (None, Some(newest)) if newest < *version => {
            told(&format!("the program writes only version {newest}"))
        }
        (None, _) if program.lifted.contains(name) => Vec::new(),
        (None, Some(newest)) => told(&format!("no upcast lifts it, though version {newest} is written now")),
        (None, None) => told("nothing of this name is read any more, and no upcast lifts it"),
    }
}

/// A version rises by one, so that each one below was written down in its time.
fn without_past((kind, newest): &Name, written: &Shapes) -> Vec<String> {
    let missing = (1..*newest).filter(|version| !written.contains_key(&(kind.clone(), *version)));
    missing
        .map(|version| format!("{kind} version {version}: its shape is missing; it stays for ever"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shapes(all: &[(&str, i64)]) -> Shapes {
        all.iter()
            .map(|(name, version)| (((*name).to_owned(), *version), json!({ "type": "object" })))
            .collect()
    }

    fn program(all: &[(&str, i64)], lifted: &[(&str, i64)]) -> Program {
        Program { shapes: shapes(all), lifted: shapes(lifted).into_keys().collect() }
    }

    #[test]
    fn a_new_kind_and_an_unchanged_one_are_allowed() {
        assert!(judge(&shapes(&[("a", 1)]), &program(&[("a", 1), ("b", 1)], &[])).is_empty());
    }

    #[test]
    fn a_removed_kind_is_refused_unless_an_upcast_lifts_it_to_another() {
        let written = shapes(&[("a", 1), ("b", 1)]);
        let gone = "a version 1: nothing of this name is read any more, and no upcast lifts it";
        assert_eq!(judge(&written, &program(&[("b", 1)], &[])), [gone]);
        assert!(judge(&written, &program(&[("b", 1)], &[("a", 1)])).is_empty());
    }

    #[test]
    fn a_new_version_is_allowed_when_an_upcast_lifts_the_old_one() {
        let written = shapes(&[("a", 1)]);
        assert!(judge(&written, &program(&[("a", 2)], &[("a", 1)])).is_empty());
        let unlifted = "a version 1: no upcast lifts it, though version 2 is written now";
        assert_eq!(judge(&written, &program(&[("a", 2)], &[])), [unlifted]);
    }

    #[test]
    fn a_version_must_not_go_back_nor_leap_over_one_that_was_never_written_down() {
        let both = shapes(&[("a", 1), ("a", 2)]);
        assert_eq!(
            judge(&both, &program(&[("a", 1)], &[])),
            ["a version 2: the program writes only version 1"]
        );
        let missing = "a version 2: its shape is missing; it stays for ever";
        assert_eq!(judge(&shapes(&[("a", 1)]), &program(&[("a", 3)], &[("a", 1)])), [missing]);
    }

    #[test]
    fn what_the_verdict_finds_is_told_with_name_and_version() {
        let mut changed = program(&[("a", 1)], &[]);
        changed.shapes.insert(("a".to_owned(), 1), json!({ "type": "string" }));
        let refusal = "a version 1: the body: a value of the type \"object\" is no longer read";
        assert_eq!(judge(&shapes(&[("a", 1)]), &changed), [refusal]);
    }
}
