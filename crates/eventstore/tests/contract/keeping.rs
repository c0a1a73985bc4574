//! Seals, keys, opening and closing: how what was written is kept.

use std::collections::HashSet;

use liangshi_eventstore::{Failure, MasterKey, Outcome, Upcast, Upcasters};

use crate::world::{World, append, bodies, event, write};

pub(crate) fn personal(stream: &str, expected: i64, name: &str) -> liangshi_eventstore::Append {
    let mut request = append([write(stream, expected, 1)]);
    request.writes[0].events[0].body = format!(r#"{{"name":{{"personal":"{name}"}},"since":2020}}"#);
    request
}

pub(crate) async fn the_database_refuses_to_change_the_past(world: World) {
    let log = world.open().await;
    log.append(append([write("s", 0, 2)])).await.unwrap();
    let before = log.after_sealed(0, 10).await.unwrap();
    for sql in world.tamperings() {
        assert!(world.execute(sql).await.is_err(), "{sql}");
    }
    assert_eq!(log.after_sealed(0, 10).await.unwrap(), before);
}

pub(crate) async fn a_personal_value_is_stored_sealed_and_read_plain(world: World) {
    let log = world.open().await;
    log.append(personal("teacher-1", 0, "甲乙丙")).await.unwrap();
    let stored = &log.after_sealed(0, 1).await.unwrap()[0].body;
    assert!(!stored.contains("甲乙丙") && stored.starts_with(r#"{"name":{"sealed":{"key":""#), "{stored}");
    let plain = [r#"{"name":{"personal":"甲乙丙"},"since":2020}"#];
    assert_eq!(bodies(&log.after(0, 1).await.unwrap()), plain);
    assert_eq!(
        bodies(&world.open().await.stream("teacher-1", 0).await.unwrap()),
        plain,
        "also by another process"
    );
}

pub(crate) async fn a_destroyed_key_erases_one_person_and_nobody_else(world: World) {
    let log = world.open().await;
    log.append(personal("teacher-1", 0, "甲")).await.unwrap();
    log.append(personal("teacher-2", 0, "乙")).await.unwrap();
    let stored = log.after_sealed(0, 10).await.unwrap();
    assert!(log.vault().destroy("teacher-1", "officer-1", "statute of retention").await.unwrap());
    assert!(
        !log.vault().destroy("teacher-1", "officer-1", "again").await.unwrap(),
        "there is no key any more"
    );
    let erased = r#"{"name":{"erased":true},"since":2020}"#;
    let other = r#"{"name":{"personal":"乙"},"since":2020}"#;
    assert_eq!(bodies(&log.after(0, 10).await.unwrap()), [erased, other]);
    assert_eq!(bodies(&world.open().await.after(0, 10).await.unwrap()), [erased, other]);
    assert_eq!(log.after_sealed(0, 10).await.unwrap(), stored, "no stored byte changes");
    log.append(personal("teacher-1", 1, "丁")).await.unwrap();
    let new = r#"{"name":{"personal":"丁"},"since":2020}"#;
    assert_eq!(bodies(&log.stream("teacher-1", 0).await.unwrap()), [erased, new]);
}

pub(crate) async fn an_unknown_key_is_an_error_and_never_erased(world: World) {
    let log = world.open().await;
    log.append(append([write("s", 0, 1)])).await.unwrap();
    log.append(personal("teacher-1", 0, "甲")).await.unwrap();
    log.close().await;
    world.lose_the_keys().await;
    let failure = world.open().await.after(0, 10).await.unwrap_err();
    assert!(matches!(failure, Failure::Unreadable { position: 2, .. }), "{failure}");
}

pub(crate) async fn one_key_is_made_for_a_subject_however_many_write_at_once(world: World) {
    let logs = [world.open().await, world.open().await, world.open().await];
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..60_usize {
        let log = logs[number % 3].clone();
        tasks.spawn(async move { log.append(personal("teacher-1", number as i64 % 2, "甲")).await.unwrap() });
    }
    tasks.join_all().await;
    let stored = logs[0].after_sealed(0, 100).await.unwrap();
    let keys: HashSet<String> = stored
        .iter()
        .map(|event| {
            let body: serde_json::Value = serde_json::from_str(&event.body).unwrap();
            body["name"]["sealed"]["key"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(keys.len(), 1);
}

pub(crate) async fn a_log_is_opened_only_with_its_own_master_key(world: World) {
    let log = world.open().await;
    log.append(personal("teacher-1", 0, "甲")).await.unwrap();
    let hash = log.vault().keyed_hash("identity", "11010118991231001X");
    assert_eq!(hash, world.open().await.vault().keyed_hash("identity", "11010118991231001X"));
    assert_ne!(hash, log.vault().keyed_hash("other", "11010118991231001X"));
    assert!(matches!(world.try_open([8; 32], Upcasters::default()).await.err(), Some(Failure::Keys(_))));
}

pub(crate) async fn a_log_opened_again_goes_on_at_the_next_position(world: World) {
    let log = world.open().await;
    log.append(append([write("s", 0, 2)])).await.unwrap();
    log.close().await;
    assert!(matches!(log.append(append([write("s", 2, 1)])).await, Err(Failure::Closed)));
    let id = log.id().to_owned();
    let log = world.open().await;
    assert_eq!(log.id(), id, "it is the same log");
    assert_eq!(*log.watch().borrow(), 2);
    assert_eq!(
        log.append(append([write("s", 2, 1)])).await.unwrap(),
        Outcome::Appended { first: 3, last: 3 }
    );
}

pub(crate) async fn several_processes_may_open_a_new_log_at_once(world: World) {
    let opened = tokio::join!(world.open(), world.open(), world.open(), world.open());
    for (version, log) in [opened.0, opened.1, opened.2, opened.3].iter().enumerate() {
        let outcome = log.append(append([write("s", version as i64, 1)])).await.unwrap();
        assert_eq!(outcome, Outcome::Appended { first: version as i64 + 1, last: version as i64 + 1 });
    }
}

pub(crate) async fn closing_writes_what_was_already_waiting(world: World) {
    let log = world.open().await;
    let tasks: Vec<_> = (0..50)
        .map(|number| {
            let log = log.clone();
            tokio::spawn(async move { log.append(append([write(format!("s-{number}"), 0, 1)])).await })
        })
        .collect();
    tokio::task::yield_now().await;
    log.close().await;
    let mut written = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(outcome) => written += i64::from(matches!(outcome, Outcome::Appended { .. })),
            Err(Failure::Closed) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(world.open().await.head().await.unwrap().position, written);
}

pub(crate) async fn an_append_without_meaning_never_reaches_the_log(world: World) {
    let log = world.open().await;
    let mut bad =
        vec![append([]), append([write("s", 0, 0)]), append([write("", 0, 1)]), append([write("s", -1, 1)])];
    bad.push(append([write("s", 0, 1), write("s", 1, 1)]));
    for body in ["[]", "{", r#"{"a":{"sealed":{}}}"#] {
        let mut request = append([write("s", 0, 1)]);
        request.writes[0].events[0].body = body.into();
        bad.push(request);
    }
    let mut request = append([write("s", 0, 1)]);
    request.actor = "a\0b".into();
    bad.push(request);
    for request in bad {
        assert!(matches!(log.append(request.clone()).await, Err(Failure::Invalid(_))), "{request:?}");
    }
    assert_eq!(log.head().await.unwrap().position, 0);
}

pub(crate) async fn an_old_shape_is_lifted_when_read_and_stays_when_stored(world: World) {
    let log = world.open().await;
    log.append(personal("teacher-1", 0, "甲")).await.unwrap();
    let step = |body| serde_json::json!({"lifted": body});
    let steps = [Upcast { from: ("test.happened", 1), to: ("test.happened", 2), step }];
    let upcasters = Upcasters::new(steps, [("test.happened", 2)]).unwrap();
    let log = world.try_open([7; 32], upcasters).await.unwrap();
    let read = log.after(0, 1).await.unwrap().remove(0);
    assert_eq!(read.schema_version, 2);
    assert_eq!(read.body, r#"{"lifted":{"name":{"personal":"甲"},"since":2020}}"#);
    assert_eq!(log.after_sealed(0, 1).await.unwrap()[0].schema_version, 1);
}

pub(crate) async fn a_large_import_is_one_append(world: World) {
    let log = world.open().await;
    let writes = |expected| {
        (0..1_000).map(move |number| {
            let mut write = write(format!("teacher-{number}"), expected, 5);
            write.events[0].body = format!(r#"{{"name":{{"personal":"某{number}"}}}}"#);
            write
        })
    };
    assert_eq!(log.append(append(writes(0))).await.unwrap(), Outcome::Appended { first: 1, last: 5_000 });
    assert_eq!(
        log.append(append(writes(5))).await.unwrap(),
        Outcome::Appended { first: 5_001, last: 10_000 }
    );
    let outcome = log.append(append(writes(5))).await.unwrap();
    assert_eq!(outcome, Outcome::Conflict { stream: "teacher-0".into(), expected: 5, actual: 10 });
    assert_eq!(log.after(0, 20_000).await.unwrap().len(), 10_000);
    let event = event();
    assert!(log.by_id(event.id).await.unwrap().is_none());
}

/// Each way a row can be damaged so that it is no event any more, and whether the sealed reading sees it too.
const DAMAGES: [(&str, &str, bool); 6] = [
    ("id", "'not an id'", true),
    ("recorded_at", "'yesterday'", true),
    ("correlation", "'?'", true),
    ("causation", "'?'", true),
    ("body", r#"'{"name":{"sealed":'"#, false),
    ("body", r#"'{"name":{"sealed":{"key":1}}}'"#, false),
];

pub(crate) async fn a_row_that_cannot_be_read_is_named_and_never_left_out(world: World) {
    name_the_damaged(&world, &DAMAGES).await;
}

/// Of the two databases only one lets a column hold what it was not made for.
pub(crate) async fn a_row_with_values_of_another_type_is_named_and_never_left_out(world: World) {
    let damages = [
        ("version", "'x'", true),
        ("schema_version", "1.5", true),
        ("recorded_at", "5", true),
        ("body", "X'FF'", true),
        ("kind", "X'FF41'", true),
    ];
    name_the_damaged(&world, &damages).await;
}

async fn name_the_damaged(world: &World, damages: &[(&str, &str, bool)]) {
    let log = world.open().await;
    world.unlock_the_past().await;
    for (number, (column, value, sealed_too)) in damages.iter().enumerate() {
        let (base, stream) = (number as i64 * 5, format!("s-{number}"));
        for (name, version) in
            [(stream.as_str(), 0), ("other", number as i64), (&stream, 1), (&stream, 2), (&stream, 3)]
        {
            log.append(append([write(name, version, 1)])).await.unwrap();
        }
        let ids: Vec<_> = log.after(base, 5).await.unwrap().iter().map(|event| event.id).collect();
        let position = base + 4;
        let damage = format!("UPDATE events SET {column} = {value} WHERE position = {position}");
        world.execute(&damage).await.unwrap();
        let names_it = |failure: Failure| match failure {
            Failure::Unreadable { position: named, .. } => assert_eq!(named, position, "{damage}"),
            other => panic!("{damage}: {other}"),
        };
        names_it(log.after(base, 100).await.unwrap_err());
        names_it(log.after(base + 3, 1).await.unwrap_err());
        names_it(log.stream(&stream, 0).await.unwrap_err());
        names_it(log.stream(&stream, 1).await.unwrap_err());
        assert_eq!(log.after_sealed(base, 100).await.is_err(), *sealed_too, "{damage}");
        if *column != "id" {
            names_it(log.by_id(ids[3]).await.unwrap_err());
        }
        assert_eq!(log.after(base, 3).await.unwrap().len(), 3, "what stands before it is read");
        assert_eq!(log.after(base + 4, 100).await.unwrap().len(), 1, "and what stands after it");
        assert_eq!(log.stream("other", 0).await.unwrap().len(), number + 1, "and every other stream");
        assert!(log.by_id(ids[2]).await.unwrap().is_some());
    }
}

pub(crate) async fn a_position_is_not_given_again_after_a_deletion(world: World) {
    let (log, other) = (world.open().await, world.open().await);
    log.append(append([write("a", 0, 3)])).await.unwrap();
    world.unlock_the_past().await;
    world.execute("DELETE FROM events WHERE position = 3").await.unwrap();
    assert_eq!(
        log.append(append([write("b", 0, 1)])).await.unwrap(),
        Outcome::Appended { first: 4, last: 4 }
    );
    world.execute("DELETE FROM events WHERE position > 1").await.unwrap();
    assert_eq!(
        other.append(append([write("c", 0, 2)])).await.unwrap(),
        Outcome::Appended { first: 5, last: 6 }
    );
    world.execute("DELETE FROM events").await.unwrap();
    log.close().await;
    other.close().await;
    let log = world.open().await;
    assert_eq!(log.head().await.unwrap().position, 6, "what was given stays given, also to who comes later");
    assert_eq!(
        log.append(append([write("d", 0, 1)])).await.unwrap(),
        Outcome::Appended { first: 7, last: 7 }
    );
}

/// Nothing sealed, hashed or signed changes when the master key does; whoever still has the old one is told.
pub(crate) async fn another_master_key_opens_everything_and_the_old_one_nothing(world: World) {
    let log = world.open().await;
    log.append(personal("teacher-1", 0, "甲")).await.unwrap();
    log.append(personal("teacher-2", 0, "乙")).await.unwrap();
    log.vault().destroy("teacher-2", "officer", "asked for").await.unwrap();
    let before = (log.vault().keyed_hash("number", "1"), log.vault().secret("signing").await.unwrap());
    let stored = log.after_sealed(0, 10).await.unwrap();
    let rotated = log.vault().rotate(&MasterKey::from_bytes([8; 32])).await.unwrap();
    assert_eq!(rotated, 3, "one person and two secrets; who was erased has no key to wrap");
    let told = log.append(personal("teacher-3", 0, "丙")).await.unwrap_err().to_string();
    assert!(told.contains("the master key was changed"), "{told}");
    assert!(
        log.vault().rotate(&MasterKey::from_bytes([9; 32])).await.is_err(),
        "nor may it be changed again"
    );
    assert!(world.try_open([7; 32], Upcasters::default()).await.is_err());
    let again = world.try_open([8; 32], Upcasters::default()).await.unwrap();
    assert_eq!(again.after_sealed(0, 10).await.unwrap(), stored);
    let read = again.after(0, 10).await.unwrap();
    assert!(read[0].body.contains("甲") && read[1].body.contains("erased"));
    assert_eq!(again.vault().keyed_hash("number", "1"), before.0);
    assert_eq!(again.vault().secret("signing").await.unwrap(), before.1);
    again.append(personal("teacher-1", 1, "甲甲")).await.unwrap();
    assert_eq!(again.vault().status().await.unwrap().alive, 1);
}

/// Between sealing and writing a key may be destroyed, or be lost by a server that had not yet written it down.
pub(crate) async fn nothing_is_written_that_no_key_can_open(world: World) {
    let log = world.open().await;
    log.append(personal("teacher-1", 0, "甲")).await.unwrap();
    world.execute("ALTER TABLE liangshi_keys.subject_keys DISABLE TRIGGER ALL").await.unwrap();
    world.execute("DELETE FROM liangshi_keys.subject_keys").await.unwrap();
    assert!(matches!(log.append(personal("teacher-1", 1, "乙")).await, Err(Failure::KeyGone)));
    log.append(personal("teacher-1", 1, "丙")).await.unwrap();
    assert!(log.after(1, 1).await.unwrap()[0].body.contains("丙"), "a new key was made for it");
    assert_eq!(log.head().await.unwrap().position, 2);
}
