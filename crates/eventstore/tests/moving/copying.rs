//! Copying from one address to another.

use liangshi_eventstore::{Append, Log, MoveFailure, copy_log};
use std::time::Duration;

use crate::world::{Place, append, asked, event, fill, fill_much, named, quiet, release, take, wrote};

pub(crate) async fn there_and_back(from: Place, to: Place) {
    fill(&from).await;
    let back = Place::file();
    let moved = copy_log(&from.url, &to.url, &quiet).await.unwrap();
    assert_eq!(to.rows().await, from.rows().await);
    let again = copy_log(&to.url, &back.url, &quiet).await.unwrap();
    assert_eq!(back.rows().await, from.rows().await);
    assert_eq!(moved, again, "the same log adds up to the same everywhere");
    assert_eq!((moved.counts.events, moved.counts.claims, moved.counts.requests), (moved.position, 4, 2));
    assert_eq!(moved.counts.checkpoints, 2);
    let repeated = copy_log(&from.url, &to.url, &quiet).await.unwrap();
    assert_eq!((repeated.found, &repeated.sum), (moved.position, &moved.sum), "once more writes nothing");
    assert_eq!(to.rows().await, from.rows().await);
    from.done().await;
    to.done().await;
}

/// The seat goes from hand to hand between two copies, so that the copy holds it in a hand the source does not.
pub(crate) async fn goes_on(from: Place, to: Place) {
    fill(&from).await;
    let first = copy_log(&from.url, &to.url, &quiet).await.unwrap();
    let log = from.open().await;
    let passed = vec![release("a", "teacher-2"), take("a", "teacher-0", false)];
    wrote(&log, Append { claims: passed, ..named("teacher-0", 0, "己") }).await;
    wrote(&log, Append { claims: vec![release("a", "teacher-0")], ..named("teacher-0", 1, "庚") }).await;
    wrote(&log, Append { claims: vec![take("a", "teacher-1", false)], ..named("teacher-1", 1, "辛") }).await;
    wrote(&log, asked("key-3", "asked-1", 2)).await;
    log.attest().await.unwrap();
    log.close().await;
    let second = copy_log(&from.url, &to.url, &quiet).await.unwrap();
    assert_eq!((second.found, second.position), (first.position, first.position + 4));
    assert_eq!(to.rows().await, from.rows().await);
    from.done().await;
    to.done().await;
}

/// Stops a copy after ever more time, until one comes to its end. Dropping what waits is what a killed program does to the
/// database: whatever was not committed is not there.
pub(crate) async fn until_done<T, F: Future<Output = Result<T, MoveFailure>>>(
    copy: impl Fn() -> F,
) -> (T, usize) {
    let mut interrupted = 0;
    let mut patience = Duration::from_millis(2);
    loop {
        if let Ok(done) = tokio::time::timeout(patience, copy()).await {
            return (done.unwrap(), interrupted);
        }
        interrupted += 1;
        patience += patience / 3 + Duration::from_millis(1);
    }
}

pub(crate) async fn interrupted(from: Place, to: Place) {
    let head = fill_much(&from).await;
    let (moved, interrupted) = until_done(|| copy_log(&from.url, &to.url, &quiet)).await;
    assert!(interrupted > 8, "only {interrupted} interruptions");
    assert_eq!(moved.position, head);
    assert!(moved.found > 0, "the last try went on where others had stopped");
    assert_eq!(to.rows().await, from.rows().await);
    from.done().await;
    to.done().await;
}

/// Stops a copy as soon as so many events are written.
async fn half(from: &Place, to: &Place, events: i64) {
    let (stop, mut stopped) = tokio::sync::watch::channel(0);
    let told = move |_, position, _| {
        stop.send_replace(position);
    };
    tokio::select! {
        done = copy_log(&from.url, &to.url, &told) => panic!("it came to its end: {done:?}"),
        _ = stopped.wait_for(|position| *position >= events) => {}
    }
}

pub(crate) async fn unfinished(from: Place, to: Place) {
    fill_much(&from).await;
    half(&from, &to, 4_000).await;
    assert!(to.number("SELECT COUNT(*) FROM events").await >= 4_000);
    assert_eq!(to.number("SELECT position FROM head").await, 0);
    let log = to.open().await;
    for refused in
        [named("teacher-x", 0, "甲"), asked("another key", "s", 0), append("s", 0, vec![event("e", "{}")])]
    {
        assert!(log.append(refused).await.is_err(), "an unfinished copy cannot be gone on with");
    }
    log.close().await;
    let third = Place::file();
    let failure = copy_log(&to.url, &third.url, &quiet).await.unwrap_err();
    assert!(matches!(failure, MoveFailure::Unfinished { position: 0, .. }), "{failure}");
    copy_log(&from.url, &to.url, &quiet).await.unwrap();
    assert_eq!(to.rows().await, from.rows().await);
    let log = to.open().await;
    let head = log.head().await.unwrap().position;
    assert_eq!(wrote(&log, named("teacher-x", 0, "甲")).await, head + 1);
    log.close().await;
    from.done().await;
    to.done().await;
}

async fn one_more(log: &Log, stream: &str) {
    wrote(log, append(stream, 0, vec![event("more", "{}")])).await;
}

pub(crate) async fn refused(from: Place, to: Place) {
    fill(&from).await;
    let log = to.open().await;
    one_more(&log, "own").await;
    log.close().await;
    let before = to.rows().await;
    let failure = copy_log(&from.url, &to.url, &quiet).await.unwrap_err();
    assert!(matches!(failure, MoveFailure::OtherLog { .. }), "{failure}");
    assert_eq!(to.rows().await, before);
    to.done().await;

    let copy = Place::file();
    copy_log(&from.url, &copy.url, &quiet).await.unwrap();
    let log = copy.open().await;
    one_more(&log, "only there").await;
    log.close().await;
    let (here, there) = (from.rows().await, copy.rows().await);
    let failure = copy_log(&from.url, &copy.url, &quiet).await.unwrap_err();
    assert!(matches!(failure, MoveFailure::Longer { here, given } if here == given + 1), "{failure}");

    let log = from.open().await;
    one_more(&log, "only here").await;
    one_more(&log, "only here too").await;
    let position = log.head().await.unwrap().position - 1;
    log.close().await;
    assert_ne!(from.rows().await, here);
    let failure = copy_log(&from.url, &copy.url, &quiet).await.unwrap_err();
    assert!(matches!(failure, MoveFailure::Parted { position: at } if at == position), "{failure}");
    assert_eq!(copy.rows().await, there, "nothing was written");
    from.done().await;
}
