//! The keys' own backup, and that putting it back never undoes an erasure.

use liangshi_eventstore::{
    KeysRestored, Log, MasterKey, MoveFailure, Recorded, backup_keys, copy_log, keep_erased, restore_keys,
};
use std::{fs, path::Path};

use crate::world::{Place, append, event, named, quiet, wrote};

const ERASED: &str = r#"{"name":{"erased":true}}"#;
const KINDS: &[&str] = &["person.erased"];

async fn bodies(place: &Place, stream: &str) -> Vec<String> {
    let log = place.open().await;
    let events: Vec<Recorded> = log.stream(stream, 0).await.unwrap();
    log.close().await;
    events.into_iter().map(|event| event.body).filter(|body| body != "{}").collect()
}

async fn erase(log: &Log, stream: &str, version: i64) {
    wrote(log, append(stream, version, vec![event("person.erased", "{}")])).await;
    log.vault().destroy(stream, "officer-1", "retention is over").await.unwrap();
}

fn name(name: &str) -> String {
    format!(r#"{{"name":{{"personal":"{name}"}}}}"#)
}

/// The worst night: a backup of the keys from before the erasure, and nothing else left of the key store.
pub(crate) async fn older(from: Place, to: Place) {
    let log = from.open().await;
    wrote(&log, named("teacher-1", 0, "甲")).await;
    wrote(&log, named("teacher-2", 0, "乙")).await;
    wrote(&log, named("teacher-3", 0, "丙")).await;
    log.close().await;
    let old = from.path("old.keys");
    let saved = backup_keys(&from.url, &old).await.unwrap();
    assert_eq!((saved.alive, saved.destroyed, saved.secrets > 0), (3, 0, true));
    let log = from.open().await;
    erase(&log, "teacher-1", 1).await;
    erase(&log, "teacher-3", 1).await;
    // This one came back: what was erased stays erased, what was written since has a key of its own.
    wrote(&log, named("teacher-3", 2, "新")).await;
    log.close().await;
    let new = from.path("new.keys");
    backup_keys(&from.url, &new).await.unwrap();

    copy_log(&from.url, &to.url, &quiet).await.unwrap();
    let restored = restore_keys(&old, &to.url, KINDS).await.unwrap();
    assert_eq!((restored.added, restored.destroyed), (1, 2), "{restored:?}");
    assert_eq!(bodies(&to, "teacher-1").await, [ERASED]);
    assert_eq!(bodies(&to, "teacher-2").await, [name("乙")]);
    let erased = ["teacher-1", "teacher-3"].map(|subject| wrapped(&old, subject));
    assert_eq!(to.keys("SELECT wrapped FROM", " WHERE destroyed_at IS NOT NULL").await, ["", ""]);
    let kept = to.key_bytes();
    let holds = |text: &String| kept.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(!erased.iter().any(holds), "a key that is destroyed at once never reaches the disk");
    // The newer backup adds the key of who came back.
    let restored = restore_keys(&new, &to.url, KINDS).await.unwrap();
    assert_eq!((restored.added, restored.destroyed, restored.present), (1, 0, 3), "{restored:?}");
    assert_eq!(bodies(&to, "teacher-3").await, [ERASED.to_owned(), name("新")]);
    // And the old one once more changes nothing.
    let restored = restore_keys(&old, &to.url, KINDS).await.unwrap();
    assert_eq!((restored.added, restored.destroyed, restored.stayed_destroyed), (0, 0, 2), "{restored:?}");
    assert_eq!(bodies(&to, "teacher-1").await, [ERASED]);
    assert_eq!(bodies(&to, "teacher-3").await, [ERASED.to_owned(), name("新")]);
    from.done().await;
    to.done().await;
}

/// The wrapped key of a subject as a backup has it.
fn wrapped(file: &Path, subject: &str) -> String {
    let text = fs::read_to_string(file).unwrap();
    let line = text.lines().find(|line| line.contains(subject)).unwrap();
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    line["row"]["wrapped"].as_str().unwrap().to_owned()
}

pub(crate) async fn merged(from: Place, to: Place) {
    let log = from.open().await;
    wrote(&log, named("teacher-1", 0, "甲")).await;
    wrote(&log, named("teacher-2", 0, "乙")).await;
    log.close().await;
    let early = from.path("early.keys");
    backup_keys(&from.url, &early).await.unwrap();
    copy_log(&from.url, &to.url, &quiet).await.unwrap();
    assert_eq!(restore_keys(&early, &to.url, KINDS).await.unwrap().added, 2);
    assert_eq!(bodies(&to, "teacher-1").await, [name("甲")]);

    // Here a person is erased, and only the key store knows, because the log of the copy is older.
    let log = from.open().await;
    erase(&log, "teacher-1", 1).await;
    wrote(&log, named("teacher-3", 0, "丙")).await;
    log.close().await;
    let late = from.path("late.keys");
    backup_keys(&from.url, &late).await.unwrap();
    let restored = restore_keys(&late, &to.url, KINDS).await.unwrap();
    let expected = KeysRestored {
        added: 1,
        present: 1,
        destroyed: 1,
        master: Some(MasterKeyPrint::of(7)),
        ..KeysRestored::default()
    };
    assert_eq!(restored, expected);
    assert_eq!(bodies(&to, "teacher-1").await, [ERASED], "what was erased anywhere is erased here");
    assert_eq!(bodies(&to, "teacher-2").await, [name("乙")]);

    // A log put back beside keys that are alive: the log says who was erased.
    let third = Place::file();
    copy_log(&from.url, &third.url, &quiet).await.unwrap();
    let restored = restore_keys(&early, &third.url, &[]).await.unwrap();
    assert_eq!(restored.added, 2);
    assert_eq!(keep_erased(&third.url, KINDS).await.unwrap(), 1);
    assert_eq!(keep_erased(&third.url, KINDS).await.unwrap(), 0);
    assert_eq!(bodies(&third, "teacher-1").await, [ERASED]);
    assert_eq!(bodies(&third, "teacher-2").await, [name("乙")]);
    from.done().await;
    to.done().await;
}

/// The fingerprint as the key itself tells it.
struct MasterKeyPrint;

impl MasterKeyPrint {
    fn of(byte: u8) -> String {
        let shown = format!("{:?}", MasterKey::from_bytes([byte; 32]));
        shown.split('"').nth(1).unwrap().to_owned()
    }
}

pub(crate) async fn refused(from: Place, to: Place) {
    let log = from.open().await;
    wrote(&log, named("teacher-1", 0, "甲")).await;
    log.close().await;
    let file = from.path("log.keys.jsonl");
    backup_keys(&from.url, &file).await.unwrap();
    assert!(backup_keys(&from.url, &file).await.is_err(), "a file is never written over");
    to.open().await.close().await;
    let failure = restore_keys(&file, &to.url, KINDS).await.unwrap_err();
    assert!(matches!(failure, MoveFailure::Keys(_)), "{failure}");

    copy_log(&from.url, &to.url, &quiet).await.unwrap();
    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, whole.replacen("teacher-1", "teacher-2", 1)).unwrap();
    let failure = restore_keys(&file, &to.url, KINDS).await.unwrap_err();
    assert!(matches!(failure, MoveFailure::Damaged { line: 2, .. }), "{failure}");
    fs::write(&file, &whole[..whole.len() - 40]).unwrap();
    assert!(matches!(restore_keys(&file, &to.url, KINDS).await, Err(MoveFailure::Damaged { .. })));
    fs::write(&file, &whole).unwrap();

    // The master key is changed after the backup was made.
    let log = from.open().await;
    log.vault().rotate(&MasterKey::from_bytes([8; 32])).await.unwrap();
    log.close().await;
    let failure = restore_keys(&file, &from.url, KINDS).await.unwrap_err();
    assert!(failure.to_string().contains(&MasterKeyPrint::of(7)), "{failure}");

    // Where a subject was given another key meanwhile, that one stays and the caller is told.
    let log = to.open().await;
    wrote(&log, named("teacher-1", 1, "乙")).await;
    log.close().await;
    let restored = restore_keys(&file, &to.url, KINDS).await.unwrap();
    assert_eq!((restored.added, restored.left_out), (0, vec!["teacher-1".to_owned()]));
    from.done().await;
    to.done().await;
}
