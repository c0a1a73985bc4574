//! A disk that is full, read-only or broken: the answer is clear, nothing that was said yes to is lost, and the same open
//! log goes on by itself once the disk is well.

use liangshi_eventstore::{Failure, Log, Outcome};

use crate::judge::judge_open;
use crate::shim::{Disk, Errno, Order, Target, on_a_failing_disk};
use crate::work::{Acknowledged, LOG, Number, open};

/// An append needs fewer writes than this, so a loop that gets here does not end by itself.
const FAR: i32 = 2_000;
/// Who append at once into the failing disk, each needing a new key every few turns.
const CALLERS: [u64; 5] = [0, 1, 2, 3, 4];

/// What one test goes through: a log, whose turn it is, and what was acknowledged.
struct Story<'a> {
    disk: &'a Disk,
    log: Log,
    acknowledged: Vec<Acknowledged>,
    turns: [u64; CALLERS.len()],
}

impl<'a> Story<'a> {
    async fn begin(disk: &'a Disk) -> Self {
        let log = open(&disk.url(LOG)).await.unwrap();
        let mut story = Self { disk, log, acknowledged: Vec::new(), turns: [0; CALLERS.len()] };
        story.everybody().await;
        story
    }

    fn next(&self, caller: usize) -> Number {
        Number { task: CALLERS[caller], turn: self.turns[caller] }
    }

    /// Keeps a yes; hands back the rest.
    fn keep(&mut self, caller: usize, answer: Result<Outcome, Failure>) -> Result<(), Failure> {
        let number = self.next(caller);
        match answer? {
            Outcome::Appended { first, last } | Outcome::AlreadyAppended { first, last, .. } => {
                self.acknowledged.push(Acknowledged { number, first, last });
                self.turns[caller] += 1;
                Ok(())
            }
            refused @ (Outcome::Conflict { .. } | Outcome::ClaimTaken { .. } | Outcome::KeyReused { .. }) => {
                panic!("{number:?} was refused: {refused:?}")
            }
        }
    }

    /// All callers at once, so that they are written as a group. Those who got no yes, and why.
    async fn group(&mut self) -> Vec<Failure> {
        let ask = |caller| {
            let (log, append) = (self.log.clone(), self.next(caller).append());
            tokio::spawn(async move { log.append(append).await })
        };
        let asked: Vec<_> = (0..CALLERS.len()).map(ask).collect();
        let mut failures = Vec::new();
        for (caller, asked) in asked.into_iter().enumerate() {
            let answer = asked.await.unwrap();
            failures.extend(self.keep(caller, answer).err());
        }
        failures
    }

    /// On a disk that is well, everybody gets a yes: those who are asked again and those who ask anew.
    async fn everybody(&mut self) {
        let failures = self.group().await;
        assert!(failures.is_empty(), "the disk is well and yet: {failures:?}");
    }

    /// The log that was open all the time, and then the files as another process would find them.
    async fn end(self) {
        judge_open(&self.log, &self.acknowledged).await.unwrap();
        self.log.close().await;
        let log = open(&self.disk.url(LOG)).await.unwrap();
        // The judge has appended once more; asked again it tells the same.
        judge_open(&log, &self.acknowledged).await.unwrap();
        log.close().await;
    }
}

/// Lets the disk fail at each single write of an append, and from there on until it is well again.
async fn fails_at_every_point(
    disk: &Disk,
    order: impl Fn(i32) -> Order<'static>,
    is_clear: fn(&Failure) -> bool,
) {
    let mut story = Story::begin(disk).await;
    let mut seen = 0;
    for spared in 0.. {
        assert!(spared < FAR, "the disk never stops failing");
        disk.control.order(order(spared));
        let failures = story.group().await;
        let failed = disk.control.failures();
        let again = if failed > 0 { story.group().await } else { Vec::new() };
        disk.control.heal();
        for failure in failures.iter().chain(&again) {
            assert!(is_clear(failure), "after {spared}: {failure}");
        }
        assert!(failed > 0 || failures.is_empty(), "the disk was well and yet: {failures:?}");
        seen += failures.len();
        story.everybody().await;
        if failed == 0 {
            break;
        }
    }
    assert!(seen > 10, "only {seen} appends met the failing disk");
    story.end().await;
}

fn writes(error: Errno, spared: i32) -> Order<'static> {
    Order { target: Target::Writes, error, spared, part: LOG, ..Order::NONE }
}

#[test]
fn a_full_disk_is_told_at_every_write_and_the_log_goes_on_when_there_is_room() {
    let test = "full::a_full_disk_is_told_at_every_write_and_the_log_goes_on_when_there_is_room";
    on_a_failing_disk(test, |disk| async move {
        let order = |spared| writes(Errno::NoSpace, spared);
        fails_at_every_point(&disk, order, |failure| matches!(failure, Failure::Full(_))).await;
    });
}

#[test]
fn a_disk_that_turns_read_only_is_told_and_the_log_goes_on_when_it_takes_writes_again() {
    let test = "full::a_disk_that_turns_read_only_is_told_and_the_log_goes_on_when_it_takes_writes_again";
    on_a_failing_disk(test, |disk| async move {
        let order = |spared| Order { target: Target::Changes, ..writes(Errno::ReadOnly, spared) };
        fails_at_every_point(&disk, order, |failure| matches!(failure, Failure::ReadOnly(_))).await;
    });
}

#[test]
fn after_a_sync_that_failed_asking_again_brings_each_append_in_once() {
    let test = "full::after_a_sync_that_failed_asking_again_brings_each_append_in_once";
    on_a_failing_disk(test, |disk| async move {
        let order =
            |spared| Order { target: Target::Syncs, error: Errno::Io, spared, part: LOG, ..Order::NONE };
        // A key that could not be synced is a definite no, because the append was never sent.
        let is_clear = |failure: &Failure| matches!(failure, Failure::OutcomeUnknown | Failure::Database(_));
        let mut story = Story::begin(&disk).await;
        let mut unknown = 0;
        for round in 0..30 {
            disk.control.order(Order { once: round % 2 == 0, ..order(round % 5) });
            let failures = story.group().await;
            disk.control.heal();
            assert!(failures.iter().all(is_clear), "round {round}: {failures:?}");
            unknown += failures.iter().filter(|failure| matches!(failure, Failure::OutcomeUnknown)).count();
            story.everybody().await;
        }
        assert!(unknown > 10, "only {unknown} appends met a sync that failed");
        story.end().await;
    });
}

#[test]
fn a_log_cannot_be_made_on_a_full_disk_and_can_be_once_there_is_room() {
    let test = "full::a_log_cannot_be_made_on_a_full_disk_and_can_be_once_there_is_room";
    on_a_failing_disk(test, |disk| async move {
        let mut told = 0;
        for spared in (0..).step_by(3) {
            assert!(spared < FAR, "making a log never stops writing");
            let url = disk.url(&format!("{spared}-{LOG}"));
            disk.control.order(writes(Errno::NoSpace, spared));
            let opened = open(&url).await;
            let failed = disk.control.failures();
            disk.control.heal();
            match opened {
                Ok(log) => log.close().await,
                Err(Failure::Full(_)) => told += 1,
                Err(other) => panic!("after {spared}: {other}"),
            }
            let log = open(&url).await.unwrap();
            judge_open(&log, &[]).await.unwrap();
            log.close().await;
            if failed == 0 {
                break;
            }
        }
        assert!(told > 5, "only {told} openings met a full disk");
    });
}
