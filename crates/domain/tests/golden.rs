//! A history once written is read for ever: for each wire name one stored body, read, folded and written again.
//!
//! Also what was stored in an old version is read here: the steps of the domain lift it first.
//!
//! The file `golden/NAME.vVERSION.json` holds a body as the log stored it. When a shape changes, its version rises, the
//! old file stays for the upcasters, and a new one is added.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::{fs, path::PathBuf};

use liangshi_domain::{AnyEvent, EventId, Origin, Subject, UPCASTS, UpcastStep, wire_names};
use uuid::Uuid;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn stored(kind: &str, version: i64) -> String {
    let path = folder().join(format!("{kind}.v{version}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
    text.trim_end().to_owned()
}

/// The body as today's program reads it, and its wire name: lifted step by step, as the log does it.
fn lifted(steps: &[UpcastStep], kind: &str, version: i64, body: &str) -> (String, i64, String) {
    let mut at = (kind.to_owned(), version, body.to_owned());
    while let Some((_, to, step)) = steps.iter().find(|(from, _, _)| *from == (at.0.as_str(), at.1)) {
        let body = step(serde_json::from_str(&at.2).unwrap());
        at = (to.0.to_owned(), to.1, body.to_string());
    }
    at
}

/// Name and version of each file of the folder.
fn files() -> Vec<(String, i64)> {
    let files =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let name = |file: String| {
        let (kind, version) = file.strip_suffix(".json")?.rsplit_once(".v")?;
        Some((kind.to_owned(), version.parse().ok()?))
    };
    files
        .map(|file| name(file.clone()).unwrap_or_else(|| panic!("{file} is not named NAME.vVERSION.json")))
        .collect()
}

/// Reads the event in a stream of the subject it belongs to, and folds it there.
fn folded(kind: &str, body: &str) -> AnyEvent {
    let origin = Origin { position: 1, id: EventId(Uuid::from_u128(1)) };
    let mut faults = Vec::new();
    for subject in Subject::PREFIXES {
        let mut stream = Subject::of_stream(&format!("{subject}-{}", Uuid::from_u128(7))).unwrap();
        match stream.evolve(kind, body, origin) {
            Ok(event) => return event,
            Err(fault) => faults.push(fault.to_string()),
        }
    }
    panic!("{kind}: {faults:?}")
}

fn written(event: &AnyEvent) -> (&'static str, i64, String) {
    event.write().unwrap()
}

/// A file that is gone or renamed is a history that is no longer read, so the files are the promise.
#[test]
fn the_wire_names_are_the_ones_ever_stored() {
    let lifted: Vec<_> = UPCASTS.iter().map(|(from, _, _)| *from).collect();
    let mut stored = files();
    stored.retain(|(kind, version)| !lifted.contains(&(kind.as_str(), *version)));
    stored.sort_unstable();
    let names: Vec<_> = wire_names().into_iter().map(|(kind, version)| (kind.to_owned(), version)).collect();
    assert_eq!(names, stored);
}

#[test]
fn every_wire_name_has_a_stored_body_that_folds_and_is_written_the_same() {
    for (kind, version) in wire_names() {
        let body = stored(kind, version);
        assert_eq!(written(&folded(kind, &body)), (kind, version, body));
    }
}

#[test]
fn every_stored_body_of_any_version_is_lifted_to_a_current_one_and_folds() {
    let names = wire_names();
    for (kind, version) in files() {
        let (to, newest, body) = lifted(UPCASTS, &kind, version, &stored(&kind, version));
        assert!(
            names.contains(&(to.as_str(), newest)),
            "{kind} version {version} leads to {to} version {newest}"
        );
        let event = folded(&to, &body);
        assert_eq!((written(&event).0, written(&event).1), (to.as_str(), newest));
    }
}

#[test]
fn an_old_body_goes_through_every_step() {
    let engaged: UpcastStep = (("teacher.engaged", 1), ("teacher.engaged", 2), |mut body| {
        body["source"] = "OTHER".into();
        body
    });
    let hired: UpcastStep = (("teacher.engaged", 2), ("teacher.hired", 1), |body| body);
    let now: serde_json::Value = serde_json::from_str(&stored("teacher.hired", 1)).unwrap();
    let (kind, version, body) = lifted(&[hired, engaged], "teacher.engaged", 1, &now.to_string());
    assert_eq!((kind.as_str(), version), ("teacher.hired", 1));
    assert!(body.contains(r#""source":"OTHER""#) && !now.to_string().contains("OTHER"), "{body}");
    assert_eq!(written(&folded(&kind, &body)).2, body);
}
