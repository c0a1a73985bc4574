//! Backups: made while others write, held against their note, restored and gone on with.

use liangshi_eventstore::{
    Append, MoveFailure, Outcome, backup_log, check_backup, copy_log, export_log, restore_log,
};
use std::fs;
use tokio::task::JoinSet;

use crate::{
    copying::until_done,
    world::{Place, append, asked, event, fill, fill_much, named, quiet, release, take, tamper, wrote},
};

const MADE: &str = "2025-09-01T00:00:00Z";
const PROGRAM: &str = "test 1";

/// Each writer passes a seat of its own from one event to the next, so that a copy of two moments would be found out: whoever
/// wrote last must hold the seat.
pub(crate) async fn hot(from: Place, to: Place) {
    let head = fill_much(&from).await;
    let log = from.open().await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut writers = JoinSet::new();
    for writer in 0..8 {
        let (log, stopped) = (log.clone(), stopped.clone());
        writers.spawn(async move {
            let (stream, mut version) = (format!("writer-{writer}"), 0);
            while !*stopped.borrow() {
                let seat = format!("seat-{writer}");
                let claims = vec![
                    release(&seat, &format!("{stream}-{}", version - 1)),
                    take(&seat, &format!("{stream}-{version}"), false),
                ];
                wrote(&log, Append { claims, ..append(&stream, version, vec![event("e", "{}")]) }).await;
                version += 1;
            }
        });
    }
    let mut heard = log.watch();
    heard.wait_for(|position| *position > head + 16).await.unwrap();
    let folder = from.path("backup");
    let manifest = backup_log(&from.url, &folder, MADE, PROGRAM, &quiet).await.unwrap();
    let at_the_end = log.head().await.unwrap().position;
    stop.send(true).unwrap();
    writers.join_all().await;
    assert!(manifest.position > head + 16 && manifest.position < at_the_end, "others wrote meanwhile");
    assert_eq!(check_backup(&folder, &quiet).await.unwrap(), manifest);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "a log, a manifest, and never a key");

    let moved = restore_log(&folder, &to.url, &quiet).await.unwrap();
    assert_eq!((moved.position, &moved.sum), (manifest.position, &manifest.sum));
    let upto = format!(
        "SELECT position || id || stream || version || recorded_at || body FROM events
          WHERE position <= {} ORDER BY position",
        manifest.position
    );
    assert_eq!(to.texts(upto.clone()).await, from.texts(upto).await);
    let last = "SELECT 'seat-' || substr(stream, 8) || ' ' || stream || '-' || CAST(MAX(version) - 1 AS TEXT)
                  FROM events WHERE stream LIKE 'writer-%' GROUP BY stream ORDER BY stream";
    let held =
        "SELECT key || ' ' || holder FROM claims WHERE key LIKE 'seat-%' AND state = 'now' ORDER BY key";
    assert_eq!(to.texts(held.to_owned()).await, to.texts(last.to_owned()).await);
    log.close().await;
    from.done().await;
    to.done().await;
}

pub(crate) async fn continued(from: Place, to: Place) {
    fill(&from).await;
    let folder = from.path("backup");
    let manifest = backup_log(&from.url, &folder, MADE, PROGRAM, &quiet).await.unwrap();
    let again = backup_log(&from.url, &folder, MADE, PROGRAM, &quiet).await.unwrap_err();
    assert!(matches!(again, MoveFailure::Finished(_)), "a finished backup is never written over");
    let export = export_log(&from.url, &from.path("log.jsonl"), &quiet).await.unwrap();
    assert_eq!(export.sum, manifest.sum, "an export of the same log adds up to the same");
    restore_log(&folder, &to.url, &quiet).await.unwrap();
    assert_eq!(to.rows().await, from.rows().await);
    let again = restore_log(&folder, &to.url, &quiet).await.unwrap();
    assert_eq!(
        (again.found, &again.sum),
        (manifest.position, &manifest.sum),
        "asked again it is only compared"
    );

    let log = to.open().await;
    let head = manifest.position;
    let retry = log.append(asked("key-1", "asked-1", 0)).await.unwrap();
    assert!(matches!(retry, Outcome::AlreadyAppended { .. }), "{retry:?}");
    let other = Append { claims: vec![take("a", "teacher-9", false)], ..named("teacher-9", 0, "壬") };
    assert!(matches!(log.append(other).await.unwrap(), Outcome::ClaimTaken { .. }));
    let ever = Append { claims: vec![take("ever", "teacher-9", false)], ..named("teacher-9", 0, "壬") };
    assert!(matches!(log.append(ever).await.unwrap(), Outcome::ClaimTaken { .. }));
    let stale = log.append(append("many", 600, vec![event("many", "{}")])).await.unwrap();
    assert!(matches!(stale, Outcome::Conflict { actual: 601, .. }), "{stale:?}");
    let freed = Append { claims: vec![take("b", "teacher-9", false)], ..named("teacher-9", 0, "壬") };
    assert_eq!(wrote(&log, freed).await, head + 1, "the next position, and no other, is given next");
    log.close().await;
    let failure = restore_log(&folder, &to.url, &quiet).await.unwrap_err();
    assert!(matches!(failure, MoveFailure::NotEmpty { events } if events == head + 1), "{failure}");
    from.done().await;
    to.done().await;
}

pub(crate) async fn interrupted(from: Place, to: Place) {
    fill_much(&from).await;
    let folder = from.path("backup");
    let (stop, mut stopped) = tokio::sync::watch::channel(0);
    let told = move |_, position, _| {
        stop.send_replace(position);
    };
    tokio::select! {
        done = backup_log(&from.url, &folder, MADE, PROGRAM, &told) => panic!("it came to its end: {done:?}"),
        _ = stopped.wait_for(|position| *position >= 4_000) => {}
    }
    let failure = check_backup(&folder, &quiet).await.unwrap_err();
    assert!(failure.to_string().contains("never finished"), "{failure}");
    assert!(restore_log(&folder, &to.url, &quiet).await.is_err());
    let log = from.open().await;
    wrote(&log, named("teacher-x", 0, "癸")).await;
    log.close().await;
    let manifest = backup_log(&from.url, &folder, MADE, PROGRAM, &quiet).await.unwrap();
    let (moved, interruptions) = until_done(|| restore_log(&folder, &to.url, &quiet)).await;
    assert!(interruptions > 8, "only {interruptions} interruptions");
    assert_eq!(moved.sum, manifest.sum);
    assert_eq!(to.rows().await, from.rows().await);
    from.done().await;
    to.done().await;
}

const OFF: &str = "DROP TRIGGER events_are_never_updated; DROP TRIGGER events_are_never_deleted;";
const TOUCHES: [&str; 5] = [
    "UPDATE events SET body = '{\"n\":2}' WHERE position = 3",
    "DELETE FROM events WHERE position = (SELECT MAX(position) FROM events)",
    "UPDATE claims SET state = 'released' WHERE key = 'a'",
    "DELETE FROM requests WHERE key = 'key-1'",
    "UPDATE head SET log_id = 'another', position = position + 1",
];

pub(crate) async fn damaged(from: Place, to: Place) {
    fill(&from).await;
    for (number, touch) in TOUCHES.into_iter().enumerate() {
        let folder = from.path(&format!("backup-{number}"));
        backup_log(&from.url, &folder, MADE, PROGRAM, &quiet).await.unwrap();
        check_backup(&folder, &quiet).await.unwrap();
        let off = "DROP TRIGGER the_head_never_goes_back;";
        tamper(&folder.join("log.db"), off).await;
        tamper(&folder.join("log.db"), OFF).await;
        tamper(&folder.join("log.db"), touch).await;
        let failure = restore_log(&folder, &to.url, &quiet).await.unwrap_err();
        assert!(matches!(failure, MoveFailure::Backup { .. }), "{touch}: {failure}");
    }
    let folder = from.path("backup-bytes");
    backup_log(&from.url, &folder, MADE, PROGRAM, &quiet).await.unwrap();
    let whole = fs::read(folder.join("log.db")).unwrap();
    fs::write(folder.join("log.db"), &whole[..whole.len() / 2]).unwrap();
    let failure = restore_log(&folder, &to.url, &quiet).await.unwrap_err();
    assert!(matches!(failure, MoveFailure::Backup { .. }), "{failure}");
    fs::write(folder.join("log.db"), &whole).unwrap();
    restore_log(&folder, &to.url, &quiet).await.unwrap();
    assert_eq!(to.rows().await, from.rows().await, "nothing of the others came through");
    let third = Place::file();
    copy_log(&to.url, &third.url, &quiet).await.unwrap();
    from.done().await;
    to.done().await;
}
