//! Whatever a log holds, it folds: no order of events, no missing fact, no day and no number makes `evolve` fail.
//!
//! The events are those of the golden bodies with their ids, days and numbers changed at random, so that an event of a new
//! subject is tried here as soon as its stored body is promised.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::{collections::BTreeMap, fs, path::PathBuf, sync::LazyLock};

use chrono::{Days, NaiveDate};
use liangshi_domain::{EventId, Origin, Subject, wire_names};
use proptest::{prelude::*, strategy::ValueTree};
use serde_json::Value;
use uuid::Uuid;

/// So many events have been told at most, and an id named is one of theirs or of none.
const TOLD: u128 = 16;

/// The golden bodies by the prefix of the stream that reads them.
static BODIES: LazyLock<BTreeMap<&str, Vec<(&str, Value)>>> = LazyLock::new(|| {
    let mut bodies: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (kind, version) in wire_names() {
        let Some(body) = golden(kind, version) else { continue };
        let readers: Vec<_> =
            Subject::PREFIXES.iter().copied().filter(|prefix| reads(prefix, kind, &body)).collect();
        let [reader] = readers[..] else { panic!("{kind} is read by {readers:?} and not by one subject") };
        bodies.entry(reader).or_default().push((kind, body));
    }
    bodies
});

/// The stored body, which another test promises to be there.
fn golden(kind: &str, version: i64) -> Option<Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let text = fs::read_to_string(folder.join(format!("{kind}.v{version}.json"))).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

fn stream(prefix: &str) -> Subject {
    Subject::of_stream(&format!("{prefix}-{}", Uuid::from_u128(TOLD + 1))).unwrap()
}

fn reads(prefix: &str, kind: &str, body: &Value) -> bool {
    let origin = Origin { position: 1, id: EventId(Uuid::from_u128(1)) };
    stream(prefix).evolve(kind, &body.to_string(), origin).is_ok()
}

/// How one event differs from its golden body.
#[derive(Clone, Debug)]
struct Change {
    pick: prop::sample::Index,
    ids: u128,
    days: u64,
    number: Option<u32>,
    void: bool,
}

fn changes() -> impl Strategy<Value = Change> {
    let number = prop_oneof![3 => Just(None), 1 => Just(Some(0)), 1 => Just(Some(u32::MAX)), 1 => any::<u32>().prop_map(Some)];
    (any::<prop::sample::Index>(), 0..TOLD, 0..4000_u64, number, any::<bool>())
        .prop_map(|(pick, ids, days, number, void)| Change { pick, ids, days, number, void })
}

impl Change {
    /// Ids become those of events told, days move, numbers take extremes; all else stays as it is stored.
    fn apply(&self, value: &mut Value, at: &mut u128) {
        *at += 1;
        match value {
            Value::String(text) => {
                if Uuid::parse_str(text).is_ok() {
                    *text = Uuid::from_u128(1 + (self.ids + *at) % TOLD).to_string();
                } else if let Ok(day) = text.parse::<NaiveDate>() {
                    let days = Days::new(self.days * (*at as u64) % 4000);
                    *text = if self.void { day - days } else { day + days }.to_string();
                }
            }
            Value::Number(_) => {
                if let Some(number) = self.number {
                    *value = number.into();
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.apply(value, at)),
            Value::Object(fields) => fields.iter_mut().for_each(|(_, value)| self.apply(value, at)),
            Value::Null | Value::Bool(_) => {}
        }
    }
}

/// Folds the events so changed; what the change made unreadable is left out, as the log would never hold it.
fn fold(prefix: &str, told: &[Change]) -> (Subject, usize) {
    let bodies = &BODIES[prefix];
    let mut subject = stream(prefix);
    let mut folded = 0;
    for (position, change) in (1..).zip(told) {
        let (kind, body) = change.pick.get(bodies);
        let mut body = body.clone();
        change.apply(&mut body, &mut 0);
        let origin = Origin { position, id: EventId(Uuid::from_u128(position as u128)) };
        if let Ok(event) = subject.evolve(kind, &body.to_string(), origin) {
            let (written, _, again) = event.write().unwrap();
            assert_eq!(written, *kind);
            assert!(reads(prefix, kind, &serde_json::from_str(&again).unwrap()), "{kind}: {again}");
            folded += 1;
        }
    }
    (subject, folded)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_log_of_any_subject_folds_and_always_to_the_same(told in prop::collection::vec(changes(), 1..TOLD as usize)) {
        for prefix in Subject::PREFIXES {
            let (subject, folded) = fold(prefix, &told);
            let (again, _) = fold(prefix, &told);
            prop_assert_eq!(format!("{subject:?}"), format!("{again:?}"));
            prop_assert!(folded <= told.len());
        }
    }
}

/// A property that met only unreadable events would hold of nothing.
#[test]
fn most_events_so_changed_are_still_read() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = prop::collection::vec(changes(), 12..13);
    let (mut told, mut read) = (0, 0);
    for _ in 0..20 {
        let changes = strategy.new_tree(&mut runner).unwrap().current();
        for prefix in Subject::PREFIXES {
            told += changes.len();
            read += fold(prefix, &changes).1;
        }
    }
    assert!(read * 2 > told, "only {read} of {told} events were read");
}
