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

/// Every wire name and its version. A changed line here is a changed history.
const WIRE_NAMES: &[(&str, i64)] = &[
    ("assignment.ended", 1),
    ("bar.imposed", 1),
    ("bar.lifted", 1),
    ("candidacy.event-voided", 1),
    ("candidacy.frozen", 1),
    ("candidacy.resumed", 1),
    ("candidate.annually-assessed", 1),
    ("candidate.certification-revoked", 1),
    ("candidate.certified", 1),
    ("candidate.confirmed", 1),
    ("candidate.final-assessed", 1),
    ("candidate.midterm-assessed", 1),
    ("candidate.nominated", 1),
    ("candidate.notice-started", 1),
    ("candidate.objection-raised", 1),
    ("candidate.objection-resolved", 1),
    ("candidate.rejected", 1),
    ("candidate.removed", 1),
    ("candidate.resigned", 1),
    ("candidate.screened", 1),
    ("candidate.shortlisted", 1),
    ("candidate.term-expired", 1),
    ("candidate.term-renewed", 1),
    ("candidate.term-started", 1),
    ("candidate.training-extended", 1),
    ("candidate.training-started", 1),
    ("candidate.withdrawn", 1),
    ("employment.ended", 1),
    ("fact.corrected", 1),
    ("fact.revoked", 1),
    ("fact.voided", 1),
    ("honour.conferred", 1),
    ("honour.revoked", 1),
    ("legal-hold.lifted", 1),
    ("legal-hold.placed", 1),
    ("organisation.closed", 1),
    ("organisation.code-registered", 1),
    ("organisation.flag-cleared", 1),
    ("organisation.flag-set", 1),
    ("organisation.merged", 1),
    ("organisation.nature-changed", 1),
    ("organisation.opened", 1),
    ("organisation.planned", 1),
    ("organisation.renamed", 1),
    ("organisation.reparented", 1),
    ("personal-data.erased", 1),
    ("programme.launched", 1),
    ("programme.revised", 1),
    ("programme.target-set", 1),
    ("round.closed", 1),
    ("round.opened", 1),
    ("secondment.approved", 1),
    ("secondment.cancelled", 1),
    ("secondment.extended", 1),
    ("secondment.proposed", 1),
    ("studio.assessed", 1),
    ("studio.closed", 1),
    ("studio.established", 1),
    ("studio.host-replaced", 1),
    ("studio.member-admitted", 1),
    ("studio.member-released", 1),
    ("studio.term-renewed", 1),
    ("teacher.assigned", 1),
    ("teacher.hired", 1),
    ("teacher.registered", 1),
    ("teacher.renamed", 1),
    ("teacher.returned", 1),
    ("teacher.seconded", 1),
    ("teacher.transferred", 1),
    ("title.granted", 1),
    ("training.completed", 1),
];

const SUBJECTS: &[&str] = &["teacher", "organisation", "programme", "round", "candidacy", "studio"];

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
    for subject in SUBJECTS {
        let mut stream = Subject::of_stream(&format!("{subject}-{}", Uuid::from_u128(7))).unwrap();
        match stream.evolve(kind, body, origin) {
            Ok(event) => return event,
            Err(fault) => faults.push(fault.to_string()),
        }
    }
    panic!("{kind}: {faults:?}")
}

fn written(event: &AnyEvent) -> (&'static str, i64, String) {
    match event {
        AnyEvent::Teacher(event) => event.write().unwrap(),
        AnyEvent::Organisation(event) => (event.kind(), event.schema_version(), event.body().unwrap()),
        AnyEvent::Programme(event) => (event.kind(), event.schema_version(), event.body().unwrap()),
        AnyEvent::Round(event) => (event.kind(), event.schema_version(), event.body().unwrap()),
        AnyEvent::Candidacy(event) => (event.kind(), event.schema_version(), event.body().unwrap()),
        AnyEvent::Studio(event) => (event.kind(), event.schema_version(), event.body().unwrap()),
    }
}

#[test]
fn the_wire_names_are_the_ones_ever_stored() {
    assert_eq!(wire_names(), WIRE_NAMES);
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
