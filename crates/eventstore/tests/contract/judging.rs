//! Order, refusals, claims and repetitions: how a request is judged.

use chrono::{DateTime, TimeDelta, Utc};
use liangshi_eventstore::{Claim, Failure, Guard, Idempotency, Outcome};
use uuid::Uuid;

use crate::world::{World, append, bodies, holding, write};

pub(crate) async fn positions_are_dense_and_in_order_across_streams(world: World) {
    let log = world.store().await;
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

pub(crate) async fn everything_written_is_read_back(world: World) {
    let log = world.store().await;
    let mut request = append([write("s", 0, 1)]);
    request.writes[0].events[0].body = r#"{ "n":1.10, "text":"一\u0000\n\"",  "z":1,"a":2 }"#.into();
    request.acting_for = Some("organisation-1".into());
    request.causation = Some(Uuid::now_v7());
    request.document = Some(r#"{"number":"东教〔2022〕1号"}"#.into());
    let sent = request.clone();
    log.append(request).await.unwrap();
    let read = log.by_id(sent.writes[0].events[0].id).await.unwrap().unwrap();
    assert_eq!(read, log.after(0, 1).await.unwrap()[0]);
    assert_eq!(read, log.after_sealed(0, 1).await.unwrap()[0], "nothing in it was to be sealed");
    assert_eq!(read.body, sent.writes[0].events[0].body, "byte for byte");
    assert_eq!((read.actor, read.acting_for), (sent.actor, sent.acting_for));
    assert_eq!(
        (read.correlation, read.causation, read.document),
        (sent.correlation, sent.causation, sent.document)
    );
    assert_eq!((read.kind.as_str(), read.schema_version, read.version), ("test.happened", 1, 1));
    assert_eq!(log.by_id(Uuid::now_v7()).await.unwrap(), None);
}

pub(crate) async fn of_parallel_appends_as_many_succeed_as_there_are_rows(world: World) {
    let logs = [world.store().await, world.store().await];
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

pub(crate) async fn a_stale_version_is_a_conflict_and_changes_nothing(world: World) {
    let log = world.store().await;
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

pub(crate) async fn a_version_no_stream_can_reach_is_a_conflict_like_any_other(world: World) {
    let log = world.store().await;
    log.append(append([write("a", 0, 1)])).await.unwrap();
    for expected in [i64::MAX / 2, i64::MAX - 1, i64::MAX] {
        let outcome = log.append(append([write("a", expected, 2)])).await.unwrap();
        assert_eq!(outcome, Outcome::Conflict { stream: "a".into(), expected, actual: 1 });
    }
    assert_eq!(log.head().await.unwrap().position, 1);
}

pub(crate) async fn a_guard_holds_a_stream_that_is_only_read(world: World) {
    let log = world.store().await;
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

pub(crate) fn take(key: &str, holder: &str, ever: bool) -> Claim {
    Claim::Take { scope: "number".into(), key: key.into(), holder: holder.into(), ever }
}

pub(crate) fn release(key: &str, holder: &str) -> Claim {
    Claim::Release { scope: "number".into(), key: key.into(), holder: holder.into() }
}

pub(crate) fn taken(key: &str, holder: &str) -> Outcome {
    Outcome::ClaimTaken { scope: "number".into(), key: key.into(), holder: holder.into() }
}

pub(crate) async fn a_name_has_one_holder_now_and_can_be_passed_on(world: World) {
    let log = world.store().await;
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

pub(crate) async fn a_name_held_for_ever_was_never_and_will_never_be_anothers(world: World) {
    let log = world.store().await;
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
    assert!(accepted(claim(vec![release("1", "a")]).await));
    assert_eq!(claim(vec![take("1", "b", false)]).await, taken("1", "a"), "nor by giving that back");
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

pub(crate) fn asked(key: &str, hash: &str, stream: &str, expected: i64) -> liangshi_eventstore::Append {
    let mut request = append([write(stream, expected, 2)]);
    request.idempotency = Some(Idempotency {
        key: key.into(),
        hash: hash.into(),
        answer: format!(r#"{{"made":"{stream}\n"}}"#),
    });
    request
}

pub(crate) async fn the_same_key_and_content_give_the_first_answer(world: World) {
    let log = world.store().await;
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
    let kept = log.answered("k").await.unwrap().unwrap();
    assert_eq!((kept.hash.as_str(), kept.last_position, kept.answer.as_str()), ("h", 2, r#"{"made":"s\n"}"#));
    assert_eq!(log.answered("k3").await.unwrap(), None);
}

pub(crate) async fn a_retry_beside_its_first_try_is_written_once(world: World) {
    let logs = [world.store().await, world.store().await];
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

pub(crate) async fn a_change_back_is_not_taken_for_a_repetition(world: World) {
    let log = world.store().await;
    for (version, (value, key)) in [("A", "1"), ("B", "2"), ("A", "3")].into_iter().enumerate() {
        let mut request = asked(key, value, "s", version as i64);
        request.writes[0].events.truncate(1);
        request.writes[0].events[0].body = format!(r#"{{"value":"{value}"}}"#);
        assert!(matches!(log.append(request).await.unwrap(), Outcome::Appended { .. }));
    }
    let values = [r#"{"value":"A"}"#, r#"{"value":"B"}"#, r#"{"value":"A"}"#];
    assert_eq!(bodies(&log.stream("s", 0).await.unwrap()), values);
}

pub(crate) async fn a_refusal_in_a_group_leaves_its_neighbours_alone(world: World) {
    let log = world.store().await;
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

pub(crate) async fn recorded_time_never_runs_backwards(world: World) {
    let log = world.store().await;
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
