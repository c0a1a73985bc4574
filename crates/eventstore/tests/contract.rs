//! What the log promises, asked of both databases in the same words. The list at the end is the contract.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]
#![expect(clippy::disallowed_methods, reason = "here the test is the edge where ids are made")]

mod world;

use chrono::{DateTime, TimeDelta, Utc};
use liangshi_eventstore::{Claim, Failure, Guard, Idempotency, Outcome, Upcast, Upcasters};
use std::{collections::HashSet, time::Duration};
use uuid::Uuid;
use world::{World, append, bodies, event, holding, write};

async fn positions_are_dense_and_in_order_across_streams(world: World) {
    let log = world.open().await;
    for stream in 0..5 {
        let outcome = log.append(append([write(format!("s-{stream}"), 0, 3)])).await.unwrap();
        assert_eq!(outcome, Outcome::Appended { first: stream * 3 + 1, last: stream * 3 + 3 });
    }
    let events = log.after(0, 100).await.unwrap();
    assert_eq!(events.iter().map(|event| event.position).collect::<Vec<_>>(), (1..=15).collect::<Vec<_>>());
    assert_eq!(
        log.stream("s-2", 1).await.unwrap().iter().map(|event| event.version).collect::<Vec<_>>(),
        [2, 3]
    );
    assert_eq!(log.head().await.unwrap().position, 15);
    assert_eq!(log.after(3, 2).await.unwrap().iter().map(|event| event.position).collect::<Vec<_>>(), [4, 5]);
}

async fn everything_written_is_read_back(world: World) {
    let log = world.open().await;
    let mut request = append([write("s", 0, 1)]);
    request.writes[0].events[0].body = r#"{ "n":1.10, "text":"一\u0000\n\"",  "z":1,"a":2 }"#.into();
    request.acting_for = Some("organisation-1".into());
    request.causation = Some(Uuid::now_v7());
    request.document = Some(r#"{"number":"东教〔2022〕1号"}"#.into());
    let sent = request.clone();
    log.append(request).await.unwrap();
    let read = log.by_id(sent.writes[0].events[0].id).await.unwrap().unwrap();
    assert_eq!(read, log.after(0, 1).await.unwrap()[0]);
    assert_eq!(read.body, sent.writes[0].events[0].body, "byte for byte");
    assert_eq!((read.actor, read.acting_for), (sent.actor, sent.acting_for));
    assert_eq!(
        (read.correlation, read.causation, read.document),
        (sent.correlation, sent.causation, sent.document)
    );
    assert_eq!((read.kind.as_str(), read.schema_version, read.version), ("test.happened", 1, 1));
    assert_eq!(log.by_id(Uuid::now_v7()).await.unwrap(), None);
}

async fn of_parallel_appends_as_many_succeed_as_there_are_rows(world: World) {
    let logs = [world.open().await, world.open().await];
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..200_usize {
        let log = logs[number % 2].clone();
        tasks.spawn(async move { log.append(append([write(format!("s-{}", number % 20), 0, 2)])).await });
    }
    let outcomes: Vec<Outcome> = tasks.join_all().await.into_iter().map(Result::unwrap).collect();
    let appended: Vec<(i64, i64)> = outcomes
        .iter()
        .filter_map(|outcome| {
            if let Outcome::Appended { first, last } = outcome {
                return Some((*first, *last));
            }
            assert!(matches!(outcome, Outcome::Conflict { expected: 0, actual: 2, .. }), "{outcome:?}");
            None
        })
        .collect();
    assert_eq!(appended.len(), 20, "one for each stream");
    let events = logs[0].after(0, 1_000).await.unwrap();
    assert_eq!(events.iter().map(|event| event.position).collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
    assert!(appended.iter().all(|(first, last)| {
        let of = |position: i64| &events[position as usize - 1];
        of(*first).stream == of(*last).stream && (of(*first).version, of(*last).version) == (1, 2)
    }));
}

async fn a_stale_version_is_a_conflict_and_changes_nothing(world: World) {
    let log = world.open().await;
    log.append(append([write("a", 0, 2)])).await.unwrap();
    let outcome = log.append(append([write("b", 0, 1), write("a", 1, 1)])).await.unwrap();
    assert_eq!(outcome, Outcome::Conflict { stream: "a".into(), expected: 1, actual: 2 });
    let outcome = log.append(append([write("a", 3, 1)])).await.unwrap();
    assert_eq!(
        outcome,
        Outcome::Conflict { stream: "a".into(), expected: 3, actual: 2 },
        "nor one from the future"
    );
    assert!(log.stream("b", 0).await.unwrap().is_empty());
    assert_eq!(
        log.append(append([write("a", 2, 1)])).await.unwrap(),
        Outcome::Appended { first: 3, last: 3 }
    );
}

async fn a_guard_holds_a_stream_that_is_only_read(world: World) {
    let log = world.open().await;
    log.append(append([write("read", 0, 2)])).await.unwrap();
    let guarded = |version, expected| {
        let mut request = append([write("written", expected, 1)]);
        request.guards =
            vec![Guard { stream: "read".into(), version }, Guard { stream: "absent".into(), version: 0 }];
        request
    };
    assert_eq!(log.append(guarded(2, 0)).await.unwrap(), Outcome::Appended { first: 3, last: 3 });
    log.append(append([write("read", 2, 1)])).await.unwrap();
    let conflict = Outcome::Conflict { stream: "read".into(), expected: 2, actual: 3 };
    assert_eq!(log.append(guarded(2, 1)).await.unwrap(), conflict);
    assert_eq!(log.stream("written", 0).await.unwrap().len(), 1);
}

fn take(key: &str, holder: &str, ever: bool) -> Claim {
    Claim::Take { scope: "number".into(), key: key.into(), holder: holder.into(), ever }
}

fn release(key: &str, holder: &str) -> Claim {
    Claim::Release { scope: "number".into(), key: key.into(), holder: holder.into() }
}

fn taken(key: &str, holder: &str) -> Outcome {
    Outcome::ClaimTaken { scope: "number".into(), key: key.into(), holder: holder.into() }
}

async fn a_name_has_one_holder_now_and_can_be_passed_on(world: World) {
    let log = world.open().await;
    let claim = async |claims: Vec<Claim>| log.append(holding(claims)).await.unwrap();
    let accepted = |outcome: Outcome| matches!(outcome, Outcome::Appended { .. });
    assert!(accepted(claim(vec![take("1", "a", false)]).await));
    assert!(
        accepted(claim(vec![take("1", "a", false), take("1", "a", false)]).await),
        "its holder may take it again"
    );
    assert_eq!(claim(vec![take("1", "b", false)]).await, taken("1", "a"));
    assert!(accepted(claim(vec![release("1", "b")]).await), "who has nothing gives nothing back");
    assert_eq!(claim(vec![take("2", "b", false), take("1", "b", false)]).await, taken("1", "a"));
    assert!(accepted(claim(vec![take("2", "c", false)]).await), "the refused append took nothing");
    assert!(accepted(claim(vec![take("1", "b", false), release("1", "a")]).await), "passed on in one append");
    assert_eq!(claim(vec![take("1", "a", false)]).await, taken("1", "b"));
    assert!(accepted(claim(vec![release("1", "b")]).await));
    assert!(accepted(claim(vec![take("1", "a", false)]).await), "free again");
    assert_eq!(claim(vec![take("3", "a", false), take("3", "b", false)]).await, taken("3", "a"));
}

async fn a_name_held_for_ever_was_never_and_will_never_be_anothers(world: World) {
    let log = world.open().await;
    let claim = async |claims: Vec<Claim>| log.append(holding(claims)).await.unwrap();
    let accepted = |outcome: Outcome| matches!(outcome, Outcome::Appended { .. });
    assert!(accepted(claim(vec![take("1", "a", true)]).await));
    assert!(accepted(claim(vec![release("1", "a")]).await), "giving it back changes nothing");
    assert_eq!(claim(vec![take("1", "b", false)]).await, taken("1", "a"));
    assert_eq!(claim(vec![take("1", "b", true), release("1", "a")]).await, taken("1", "a"));
    assert!(accepted(claim(vec![take("1", "a", false)]).await));
    assert_eq!(
        claim(vec![take("1", "b", false)]).await,
        taken("1", "a"),
        "for ever is not taken back by taking for now"
    );
    assert!(accepted(claim(vec![take("2", "a", false)]).await));
    assert!(accepted(claim(vec![release("2", "a"), take("2", "b", false)]).await));
    assert!(accepted(claim(vec![release("2", "b"), take("2", "c", false)]).await));
    assert_eq!(
        claim(vec![take("2", "d", true), release("2", "c")]).await,
        taken("2", "c"),
        "two have had it before"
    );
    assert_eq!(claim(vec![take("2", "c", true)]).await, taken("2", "b"), "the last of those who had it");
}

fn asked(key: &str, hash: &str, stream: &str, expected: i64) -> liangshi_eventstore::Append {
    let mut request = append([write(stream, expected, 2)]);
    request.idempotency = Some(Idempotency {
        key: key.into(),
        hash: hash.into(),
        answer: format!(r#"{{"made":"{stream}\n"}}"#),
    });
    request
}

async fn the_same_key_and_content_give_the_first_answer(world: World) {
    let log = world.open().await;
    assert_eq!(log.append(asked("k", "h", "s", 0)).await.unwrap(), Outcome::Appended { first: 1, last: 2 });
    let again = Outcome::AlreadyAppended { first: 1, last: 2, answer: r#"{"made":"s\n"}"#.into() };
    assert_eq!(log.append(asked("k", "h", "s", 0)).await.unwrap(), again);
    assert_eq!(
        log.append(asked("k", "h", "other", 7)).await.unwrap(),
        again,
        "the hash says what the content is"
    );
    let reused = Outcome::KeyReused { key: "k".into() };
    assert_eq!(log.append(asked("k", "other", "s", 2)).await.unwrap(), reused);
    let refused = log.append(asked("k2", "h", "s", 0)).await.unwrap();
    assert_eq!(refused, Outcome::Conflict { stream: "s".into(), expected: 0, actual: 2 });
    assert_eq!(log.append(asked("k2", "h", "s", 2)).await.unwrap(), Outcome::Appended { first: 3, last: 4 });
    assert_eq!(log.head().await.unwrap().position, 4);
}

async fn a_retry_beside_its_first_try_is_written_once(world: World) {
    let logs = [world.open().await, world.open().await];
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..32_usize {
        let log = logs[number % 2].clone();
        tasks.spawn(async move { log.append(asked("k", "h", "s", 0)).await.unwrap() });
    }
    let outcomes = tasks.join_all().await;
    let appended = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Appended { .. })).count();
    let known = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::AlreadyAppended { .. })).count();
    assert_eq!((appended, known), (1, 31));
    assert_eq!(logs[0].after(0, 10).await.unwrap().len(), 2);
}

async fn a_change_back_is_not_taken_for_a_repetition(world: World) {
    let log = world.open().await;
    for (version, (value, key)) in [("A", "1"), ("B", "2"), ("A", "3")].into_iter().enumerate() {
        let mut request = asked(key, value, "s", version as i64);
        request.writes[0].events.truncate(1);
        request.writes[0].events[0].body = format!(r#"{{"value":"{value}"}}"#);
        assert!(matches!(log.append(request).await.unwrap(), Outcome::Appended { .. }));
    }
    let values = [r#"{"value":"A"}"#, r#"{"value":"B"}"#, r#"{"value":"A"}"#];
    assert_eq!(bodies(&log.stream("s", 0).await.unwrap()), values);
}

async fn a_refusal_in_a_group_leaves_its_neighbours_alone(world: World) {
    let log = world.open().await;
    log.append(append([write("old", 0, 1)])).await.unwrap();
    let mut requests = Vec::new();
    for number in 0..40 {
        requests.push(match number % 4 {
            0 => append([write(format!("new-{number}"), 0, 2)]),
            1 => append([write("old", 0, 1), write(format!("never-{number}"), 0, 1)]),
            2 => holding(vec![take("shared", &format!("h-{number}"), false)]),
            _ => {
                let mut broken = append([write(format!("broken-{number}"), 0, 1)]);
                let twice = broken.writes[0].events[0].clone();
                broken.writes[0].events.push(twice);
                broken
            }
        });
    }
    // All are polled before any is answered, so that they meet in groups.
    let tasks: Vec<_> = requests
        .into_iter()
        .map(|request| {
            let log = log.clone();
            tokio::spawn(async move { log.append(request).await })
        })
        .collect();
    let mut counts = [0; 4];
    for (number, task) in tasks.into_iter().enumerate() {
        match task.await.unwrap() {
            Ok(Outcome::Appended { .. }) => counts[0] += 1,
            Ok(Outcome::Conflict { .. }) if number % 4 == 1 => counts[1] += 1,
            Ok(Outcome::ClaimTaken { .. }) if number % 4 == 2 => counts[2] += 1,
            Err(Failure::Database(_)) if number % 4 == 3 => counts[3] += 1,
            other => panic!("{number}: {other:?}"),
        }
    }
    assert_eq!(counts, [11, 10, 9, 10]);
    let events = log.after(0, 1_000).await.unwrap();
    assert_eq!(events.iter().map(|event| event.position).collect::<Vec<_>>(), (1..=22).collect::<Vec<_>>());
    assert!(
        events.iter().all(|event| !event.stream.starts_with("never") && !event.stream.starts_with("broken"))
    );
}

async fn a_follower_sees_every_position_in_order_while_sixteen_write(world: World) {
    let (log, other) = (world.open().await, world.open().await);
    let follower = tokio::spawn({
        let log = world.open().await;
        async move {
            let (mut head, mut cursor) = (log.watch(), 0);
            while cursor < 16 * 25 {
                for event in log.after(cursor, 7).await.unwrap() {
                    assert_eq!(event.position, cursor + 1, "nothing is skipped and nothing comes late");
                    cursor = event.position;
                }
                if *head.borrow_and_update() <= cursor {
                    tokio::time::timeout(Duration::from_secs(5), head.changed()).await.ok();
                }
            }
        }
    });
    let mut writers = tokio::task::JoinSet::new();
    for number in 0..16 {
        let log = if number % 2 == 0 { log.clone() } else { other.clone() };
        writers.spawn(async move {
            for version in 0..25 {
                let outcome = log.append(append([write(format!("s-{number}"), version, 1)])).await.unwrap();
                assert!(matches!(outcome, Outcome::Appended { .. }));
            }
        });
    }
    writers.join_all().await;
    tokio::time::timeout(Duration::from_secs(30), follower).await.unwrap().unwrap();
}

async fn the_database_refuses_to_change_the_past(world: World) {
    let log = world.open().await;
    log.append(append([write("s", 0, 2)])).await.unwrap();
    let before = log.after_sealed(0, 10).await.unwrap();
    for sql in world.tamperings() {
        assert!(world.execute(sql).await.is_err(), "{sql}");
    }
    assert_eq!(log.after_sealed(0, 10).await.unwrap(), before);
}

async fn recorded_time_never_runs_backwards(world: World) {
    let log = world.open().await;
    let noon: DateTime<Utc> = "2026-01-01T12:00:00.123456Z".parse().unwrap();
    let hour = TimeDelta::hours(1);
    for (version, now) in [noon, noon - hour, noon + hour, noon].into_iter().enumerate() {
        world.clock.set(now);
        log.append(append([write("s", version as i64, 1)])).await.unwrap();
    }
    let times: Vec<_> = log.after(0, 10).await.unwrap().iter().map(|event| event.recorded_at).collect();
    assert_eq!(times, [noon, noon, noon + hour, noon + hour]);
    assert_eq!(log.head().await.unwrap().recorded_at, noon + hour);
    let micro = TimeDelta::microseconds(1);
    for (instant, position) in [
        (noon - micro, 0),
        (noon, 2),
        (noon + micro, 2),
        (noon + hour - micro, 2),
        (noon + hour, 4),
        (DateTime::<Utc>::MAX_UTC, 4),
        (DateTime::<Utc>::MIN_UTC, 0),
    ] {
        assert_eq!(log.position_at(instant).await.unwrap(), position, "{instant}");
    }
}

fn personal(stream: &str, expected: i64, name: &str) -> liangshi_eventstore::Append {
    let mut request = append([write(stream, expected, 1)]);
    request.writes[0].events[0].body = format!(r#"{{"name":{{"personal":"{name}"}},"since":2020}}"#);
    request
}

async fn a_personal_value_is_stored_sealed_and_read_plain(world: World) {
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

async fn a_destroyed_key_erases_one_person_and_nobody_else(world: World) {
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

async fn an_unknown_key_is_an_error_and_never_erased(world: World) {
    let log = world.open().await;
    log.append(append([write("s", 0, 1)])).await.unwrap();
    log.append(personal("teacher-1", 0, "甲")).await.unwrap();
    log.close().await;
    world.lose_the_keys().await;
    let failure = world.open().await.after(0, 10).await.unwrap_err();
    assert!(matches!(failure, Failure::Unreadable { position: 2, .. }), "{failure}");
}

async fn one_key_is_made_for_a_subject_however_many_write_at_once(world: World) {
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

async fn a_log_is_opened_only_with_its_own_master_key(world: World) {
    let log = world.open().await;
    log.append(personal("teacher-1", 0, "甲")).await.unwrap();
    let hash = log.vault().keyed_hash("identity", "11010118991231001X");
    assert_eq!(hash, world.open().await.vault().keyed_hash("identity", "11010118991231001X"));
    assert_ne!(hash, log.vault().keyed_hash("other", "11010118991231001X"));
    assert!(matches!(world.try_open([8; 32], Upcasters::default()).await.err(), Some(Failure::Keys(_))));
}

async fn a_log_opened_again_goes_on_at_the_next_position(world: World) {
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

async fn several_processes_may_open_a_new_log_at_once(world: World) {
    let opened = tokio::join!(world.open(), world.open(), world.open(), world.open());
    for (version, log) in [opened.0, opened.1, opened.2, opened.3].iter().enumerate() {
        let outcome = log.append(append([write("s", version as i64, 1)])).await.unwrap();
        assert_eq!(outcome, Outcome::Appended { first: version as i64 + 1, last: version as i64 + 1 });
    }
}

async fn closing_writes_what_was_already_waiting(world: World) {
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

async fn an_append_without_meaning_never_reaches_the_log(world: World) {
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

async fn an_old_shape_is_lifted_when_read_and_stays_when_stored(world: World) {
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

async fn a_large_import_is_one_append(world: World) {
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

async fn another_process_is_told_of_a_new_head(world: World) {
    let (writer, other) = (world.open().await, world.open().await);
    let mut head = other.watch();
    tokio::time::sleep(Duration::from_millis(300)).await;
    writer.append(append([write("s", 0, 3)])).await.unwrap();
    tokio::time::timeout(Duration::from_secs(1), head.wait_for(|head| *head == 3)).await.unwrap().unwrap();
    assert_eq!(other.after(0, 10).await.unwrap().len(), 3);
}

macro_rules! contract {
    ($($promise:ident)*) => {
        mod on_a_file {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                super::$promise(super::World::file()).await;
            })*
        }
        mod on_a_server {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                if let Some(world) = super::World::server().await {
                    let database = world.database.clone();
                    super::$promise(world).await;
                    super::world::drop_database(&database).await;
                }
            })*
        }
    };
}

contract! {
    positions_are_dense_and_in_order_across_streams
    everything_written_is_read_back
    of_parallel_appends_as_many_succeed_as_there_are_rows
    a_stale_version_is_a_conflict_and_changes_nothing
    a_guard_holds_a_stream_that_is_only_read
    a_name_has_one_holder_now_and_can_be_passed_on
    a_name_held_for_ever_was_never_and_will_never_be_anothers
    the_same_key_and_content_give_the_first_answer
    a_retry_beside_its_first_try_is_written_once
    a_change_back_is_not_taken_for_a_repetition
    a_refusal_in_a_group_leaves_its_neighbours_alone
    a_follower_sees_every_position_in_order_while_sixteen_write
    the_database_refuses_to_change_the_past
    recorded_time_never_runs_backwards
    a_personal_value_is_stored_sealed_and_read_plain
    a_destroyed_key_erases_one_person_and_nobody_else
    an_unknown_key_is_an_error_and_never_erased
    one_key_is_made_for_a_subject_however_many_write_at_once
    a_log_is_opened_only_with_its_own_master_key
    a_log_opened_again_goes_on_at_the_next_position
    several_processes_may_open_a_new_log_at_once
    closing_writes_what_was_already_waiting
    an_append_without_meaning_never_reaches_the_log
    an_old_shape_is_lifted_when_read_and_stays_when_stored
    a_large_import_is_one_append
    another_process_is_told_of_a_new_head
}

/// The writer's connection is cut while the server works on the group, which is the one moment nobody can know the end of.
#[tokio::test]
async fn a_connection_lost_while_committing_is_told_and_a_retry_resolves_it() {
    let Some(world) = World::server().await else { return };
    let log = world.open().await;
    log.append(append([write("before", 0, 1)])).await.unwrap();
    let held = world.hold_the_head().await;
    let waiting = tokio::spawn({
        let log = log.clone();
        async move { log.append(asked("k", "h", "s", 0)).await }
    });
    world.cut_who_waits().await;
    assert!(matches!(waiting.await.unwrap(), Err(Failure::OutcomeUnknown)));
    drop(held);
    assert_eq!(log.append(asked("k", "h", "s", 0)).await.unwrap(), Outcome::Appended { first: 2, last: 3 });
    world::drop_database(&world.database).await;
}

/// The two databases judge in two languages; this holds them to one meaning. Groups are of any size, because all requests of
/// a round are sent before the first is answered.
#[tokio::test]
async fn both_databases_judge_alike() {
    let Some(server) = World::server().await else { return };
    let database = server.database.clone();
    let logs = [World::file(), server];
    let opened = [logs[0].open().await, logs[1].open().await];
    let mut seed = 20_220_601_u64;
    let mut dice = move |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    let mut kinds = HashSet::new();
    for round in 0..60 {
        let requests: Vec<_> = (0..12).map(|_| any_request(&mut dice)).collect();
        let mut answers = Vec::new();
        for log in &opened {
            let tasks: Vec<_> = requests
                .iter()
                .cloned()
                .map(|request| {
                    let log = log.clone();
                    tokio::spawn(async move { log.append(request).await.unwrap() })
                })
                .collect();
            let mut outcomes = Vec::new();
            for task in tasks {
                outcomes.push(task.await.unwrap());
            }
            answers.push(outcomes);
        }
        kinds.extend(answers[0].iter().map(std::mem::discriminant));
        assert_eq!(answers[0], answers[1], "round {round}: {requests:#?}");
    }
    let events =
        [opened[0].after_sealed(0, 9_999).await.unwrap(), opened[1].after_sealed(0, 9_999).await.unwrap()];
    assert_eq!(events[0], events[1]);
    assert_eq!(kinds.len(), 5, "every kind of answer was given");
    assert!(events[0].len() > 100, "{} events are too few to mean much", events[0].len());
    world::drop_database(&database).await;
}

fn any_request(dice: &mut impl FnMut(u64) -> u64) -> liangshi_eventstore::Append {
    let streams: HashSet<u64> = (0..=dice(2)).map(|_| dice(6)).collect();
    let mut streams: Vec<u64> = streams.into_iter().collect();
    streams.sort_unstable();
    let writes = streams.iter().map(|stream| write(format!("s-{stream}"), dice(4) as i64, 1));
    let mut request = append(writes.collect::<Vec<_>>());
    if dice(3) == 0 {
        request.guards = vec![Guard { stream: format!("s-{}", dice(6)), version: dice(4) as i64 }];
    }
    // Fresh streams keep the log growing however often the others are refused.
    if dice(2) == 0 {
        request.writes =
            vec![write(format!("fresh-{}-{}", dice(1 << 30), dice(1 << 30)), 0, 1 + dice(3) as usize)];
    }
    for _ in 0..dice(4) {
        let (scope, key, holder) =
            (["A", "a"][dice(2) as usize].into(), dice(4).to_string(), dice(4).to_string());
        request.claims.push(match dice(5) {
            0 | 1 => Claim::Release { scope, key, holder },
            roll => Claim::Take { scope, key, holder, ever: roll == 2 && dice(3) == 0 },
        });
    }
    if dice(3) == 0 {
        let (key, hash) = (dice(20).to_string(), dice(2).to_string());
        request.idempotency = Some(Idempotency { key, hash, answer: r#"{"ids":["一"]}"#.into() });
    }
    request
}
