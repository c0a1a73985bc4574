//! Readers: what one sees who follows the log while others write, is held up, or is cut off.

use std::{
    future::{Future as _, poll_fn},
    task::Poll,
    time::{Duration, Instant},
};

use liangshi_eventstore::{Log, Outcome};
use tokio::task::JoinSet;

use crate::world::{SLOW, Store, World, append, write};

pub(crate) async fn a_follower_sees_every_position_in_order_while_sixteen_write(world: World) {
    let (log, other) = (world.store().await, world.store().await);
    let follower = tokio::spawn({
        let log = world.store().await;
        async move {
            let (mut head, mut cursor) = (log.watch(), 0);
            loop {
                for event in log.after(cursor, 7).await.unwrap() {
                    assert_eq!(event.position, cursor + 1, "nothing is skipped and nothing comes late");
                    cursor = event.position;
                }
                if cursor == 16 * 25 {
                    break;
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

/// Asks as fast as it can until it has seen `until`, from the last event it was given, and takes nothing on trust.
async fn read_on(store: Store, page: i64, until: i64) -> i64 {
    let (mut cursor, mut asked) = (0, 0);
    while cursor < until {
        for event in store.after(cursor, page).await.unwrap() {
            assert_eq!(event.position, cursor + 1, "nothing is skipped and nothing comes late");
            cursor = event.position;
        }
        asked += 1;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    asked
}

pub(crate) async fn a_reader_never_passes_a_slower_committer(world: World) {
    let writers = [world.open().await, world.open().await];
    world.slow_some_down().await;
    let reader = tokio::spawn(read_on(world.store().await, 3, 64));
    let slow = |number: usize| {
        let log = writers[number % 2].clone();
        async move {
            let mut request = append([write(format!("slow-{number}"), 0, 1)]);
            request.writes[0].events[0].kind = SLOW.into();
            let begun = Instant::now();
            assert!(matches!(log.append(request).await.unwrap(), Outcome::Appended { .. }));
            begun.elapsed()
        }
    };
    for round in 0..4 {
        let held = tokio::spawn(slow(round));
        tokio::time::sleep(Duration::from_millis(10)).await;
        let mut others = JoinSet::new();
        for number in 0..15_usize {
            let log = writers[number % 2].clone();
            let request = append([write(format!("fast-{round}-{number}"), 0, 1)]);
            others.spawn(async move { log.append(request).await.unwrap() });
        }
        others.join_all().await;
        assert!(held.await.unwrap() > Duration::from_millis(50), "others wrote while it was held");
    }
    let asked = within(Duration::from_secs(20), reader).await.unwrap();
    assert!(asked > 64, "it looked again and again: {asked}");
}

pub(crate) async fn a_reader_who_goes_on_from_the_last_event_seen_loses_nothing(world: World) {
    let writers = [world.store().await, world.store().await];
    let mut readers = JoinSet::new();
    for page in [1, 5, 1_000] {
        readers.spawn(read_on(world.store().await, page, 16 * 12));
    }
    let written = sixteen_write(&writers, 12);
    written.await;
    within(Duration::from_secs(20), readers.join_all()).await;
}

pub(crate) async fn a_head_is_not_announced_before_it_can_be_read(world: World) {
    let (writers, other) = ([world.store().await, world.store().await], world.store().await);
    let reader = tokio::spawn({
        let watched = other.watch();
        async move {
            let (mut head, mut heads) = (0, 0);
            while head < 16 * 12 {
                let announced = *watched.borrow();
                let asked = other.head().await.unwrap();
                assert!(asked.position >= head, "it never goes back");
                head = asked.position;
                for position in [announced, asked.position].into_iter().filter(|position| *position > 0) {
                    let read = other.after(position - 1, 1).await.unwrap();
                    assert_eq!(read.first().map(|event| event.position), Some(position));
                }
                heads += 1;
            }
            heads
        }
    });
    sixteen_write(&writers, 12).await;
    assert!(within(Duration::from_secs(20), reader).await.unwrap() > 0);
}

async fn sixteen_write(stores: &[Store; 2], each: i64) {
    let mut writers = JoinSet::new();
    for number in 0..16 {
        let store = stores[number % 2].clone();
        writers.spawn(async move {
            for version in 0..each {
                let outcome = store.append(append([write(format!("s-{number}"), version, 1)])).await.unwrap();
                assert!(matches!(outcome, Outcome::Appended { .. }), "{outcome:?}");
            }
        });
    }
    writers.join_all().await;
}

pub(crate) async fn a_read_does_not_wait_behind_a_write(world: World) {
    let (log, other) = (world.open().await, world.open().await);
    log.append(append([write("s", 0, 3)])).await.unwrap();
    let id = log.after(0, 1).await.unwrap()[0].id;
    let held = world.hold_the_writers().await;
    let writing = tokio::spawn({
        let log = log.clone();
        async move { log.append(append([write("s", 3, 1)])).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    for log in [&log, &other] {
        let second = Duration::from_secs(1);
        assert_eq!(within(second, log.after(0, 10)).await.unwrap().len(), 3);
        assert_eq!(within(second, log.stream("s", 1)).await.unwrap().len(), 2);
        assert_eq!(within(second, log.head()).await.unwrap().position, 3);
        assert!(within(second, log.by_id(id)).await.unwrap().is_some());
    }
    assert!(!writing.is_finished(), "the write did wait");
    drop(held);
    let outcome = within(Duration::from_secs(10), writing).await.unwrap().unwrap();
    assert_eq!(outcome, Outcome::Appended { first: 4, last: 4 });
}

pub(crate) async fn another_process_is_told_of_a_new_head(world: World) {
    let (writer, other) = (world.open().await, world.open().await);
    let mut head = other.watch();
    tokio::time::sleep(Duration::from_millis(300)).await;
    writer.append(append([write("s", 0, 3)])).await.unwrap();
    within(Duration::from_secs(1), head.wait_for(|head| *head == 3)).await.unwrap();
    assert_eq!(other.after(0, 10).await.unwrap().len(), 3);
}

pub(crate) async fn a_head_becomes_known_although_no_bell_rings(world: World) {
    world.silence_the_bell().await;
    let (writer, other) = (world.open().await, world.open().await);
    let rings = world.rings_during(write_and_be_told(&writer, &other, 0)).await;
    assert!(!rings, "otherwise this says nothing");
}

pub(crate) async fn a_head_becomes_known_although_the_bell_was_cut(world: World) {
    let (writer, other) = (world.open().await, world.open().await);
    assert!(world.rings_during(write_and_be_told(&writer, &other, 0)).await, "there is a bell to be cut");
    for version in 1..4 {
        world.cut_who_listens().await;
        write_and_be_told(&writer, &other, version).await;
    }
}

async fn write_and_be_told(writer: &Log, other: &Log, version: i64) {
    let mut head = other.watch();
    writer.append(append([write("s", version, 1)])).await.unwrap();
    within(Duration::from_secs(5), head.wait_for(|head| *head == version + 1)).await.unwrap();
    assert_eq!(other.after(version, 10).await.unwrap().len(), 1);
}

/// The answer, when it comes in time.
async fn within<T>(time: Duration, answer: impl Future<Output = T>) -> T {
    tokio::time::timeout(time, answer).await.unwrap()
}

/// A reader is called off wherever it is, as one who waits no longer calls off what was asked for them; whoever reads after it
/// on the same connections is answered their own question.
pub(crate) async fn a_reader_that_was_called_off_leaves_nothing_for_the_next(world: World) {
    let log = world.open().await;
    for version in 0..3 {
        log.append(append([write("s", version * 400, 400)])).await.unwrap();
    }
    let tail: Vec<i64> = (1_191..=1_200).collect();
    for polls in 0..12 {
        let mut reading = Box::pin(log.after(0, 1_200));
        for _ in 0..polls {
            if poll_fn(|context| Poll::Ready(reading.as_mut().poll(context).is_ready())).await {
                break;
            }
            tokio::time::sleep(Duration::from_micros(300)).await;
        }
        drop(reading);
        for _ in 0..3 {
            assert_eq!(log.head().await.unwrap().position, 1_200, "called off after {polls} polls");
            assert_eq!(log.stream("s", 1_199).await.unwrap().len(), 1, "called off after {polls} polls");
            let read: Vec<_> =
                log.after(1_190, 20).await.unwrap().iter().map(|event| event.position).collect();
            assert_eq!(read, tail, "called off after {polls} polls");
        }
    }
}
