//! What is appended in these tests: known beforehand to its last byte, so that a judge needs nothing but the numbers of
//! a task and its turn.

use liangshi_eventstore::{
    Append, Failure, Idempotency, Log, MasterKey, NewEvent, Options, Outcome, StreamWrite,
};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use uuid::Uuid;

use crate::shim::Disk;

/// The name of the log in the folder of the disk.
pub(crate) const LOG: &str = "log.db";
/// The file of acknowledgements beside it.
pub(crate) const ACKNOWLEDGED: &str = "acknowledged";
/// A stream is written so often before the task takes the next one; each has a key of its own.
const TURNS_PER_STREAM: u64 = 4;
/// Tasks from this number on keep to one stream, so that after their first turn they need no new key.
pub(crate) const SETTLED: u64 = 100;

/// An append by its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Number {
    pub(crate) task: u64,
    pub(crate) turn: u64,
}

impl Number {
    pub(crate) fn correlation(self) -> Uuid {
        self.id(0xffff)
    }

    /// The number of the append that an event belongs to.
    pub(crate) fn of(correlation: Uuid) -> Self {
        let (high, low) = correlation.as_u64_pair();
        Self { task: high, turn: low >> 16 }
    }

    fn id(self, event: u64) -> Uuid {
        Uuid::from_u64_pair(self.task, (self.turn << 16) | event)
    }

    fn count(self) -> u64 {
        1 + (self.task + self.turn) % 3
    }

    fn stream(self) -> String {
        format!("teacher-{}-{}", self.task, self.first_turn())
    }

    /// The turn with which the stream of this one begins.
    fn first_turn(self) -> u64 {
        if self.task >= SETTLED { 0 } else { self.turn - self.turn % TURNS_PER_STREAM }
    }

    /// The version the stream has when all turns before this one were written.
    fn expected(self) -> i64 {
        (self.first_turn()..self.turn).map(|turn| Self { turn, ..self }.count() as i64).sum()
    }

    pub(crate) fn events(self) -> Vec<NewEvent> {
        (0..self.count())
            .map(|event| NewEvent {
                id: self.id(event),
                kind: "teacher.registered".into(),
                schema_version: 1,
                body: format!(
                    r#"{{"name":{{"personal":"某某{}-{}-{event}"}},"remark":"{}"}}"#,
                    self.task,
                    self.turn,
                    "x".repeat((self.task * 5310 + self.turn * 2370) as usize % 16000)
                ),
            })
            .collect()
    }

    pub(crate) fn append(self) -> Append {
        Append {
            writes: vec![StreamWrite {
                stream: self.stream(),
                expected: self.expected(),
                events: self.events(),
            }],
            guards: Vec::new(),
            claims: Vec::new(),
            actor: "tests".to_owned(),
            acting_for: None,
            correlation: self.correlation(),
            causation: None,
            document: None,
            idempotency: Some(Idempotency {
                key: format!("{}-{}", self.task, self.turn),
                hash: format!("hash of {}-{}", self.task, self.turn),
                answer: "{}".to_owned(),
            }),
        }
    }
}

/// The log with the one master key of these tests.
pub(crate) async fn open(url: &str) -> Result<Log, Failure> {
    Log::open(url, Options::new(MasterKey::from_bytes([7; 32]))).await
}

/// An append that the log has said yes to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Acknowledged {
    pub(crate) number: Number,
    pub(crate) first: i64,
    pub(crate) last: i64,
}

impl Acknowledged {
    fn line(&self) -> String {
        format!("{} {} {} {}\n", self.number.task, self.number.turn, self.first, self.last)
    }

    pub(crate) fn parse(line: &str) -> Self {
        let numbers: Vec<i64> = line.split_whitespace().map(|number| number.parse().unwrap()).collect();
        let [task, turn, first, last] = numbers[..] else { panic!("not an acknowledgement: {line}") };
        Self { number: Number { task: task as u64, turn: turn as u64 }, first, last }
    }
}

/// Where acknowledgements are written, on the disk itself so that the trace has them in their place.
#[derive(Clone)]
pub(crate) struct Register(Arc<Mutex<File>>);

impl Register {
    pub(crate) fn new(disk: &Disk) -> Self {
        let path = disk.folder.join(ACKNOWLEDGED);
        Self(Arc::new(Mutex::new(OpenOptions::new().create(true).append(true).open(path).unwrap())))
    }

    pub(crate) fn acknowledge(&self, number: Number, first: i64, last: i64) {
        let line = Acknowledged { number, first, last }.line();
        self.0.lock().unwrap().write_all(line.as_bytes()).unwrap();
    }
}

/// Many tasks append at once, each one turn after the other; what fails is asked again with the same key until it is in.
/// `before` is called ahead of each turn. Answers how often the log could not say what came of an append.
pub(crate) async fn many(
    log: &Log,
    register: &Register,
    tasks: u64,
    turns: Range<u64>,
    before: impl Fn(Number) + Clone + Send + 'static,
) -> usize {
    let running: Vec<_> = (0..tasks)
        .map(|task| {
            let (log, register, before) = (log.clone(), register.clone(), before.clone());
            let turns = turns.clone();
            tokio::spawn(async move {
                let mut unknown = 0;
                for turn in turns {
                    before(Number { task, turn });
                    unknown += insist(&log, &register, Number { task, turn }).await;
                }
                unknown
            })
        })
        .collect();
    let mut unknown = 0;
    for task in running {
        unknown += task.await.unwrap();
    }
    unknown
}

async fn insist(log: &Log, register: &Register, number: Number) -> usize {
    let mut unknown = 0;
    loop {
        match log.append(number.append()).await {
            Ok(Outcome::Appended { first, last } | Outcome::AlreadyAppended { first, last, .. }) => {
                register.acknowledge(number, first, last);
                return unknown;
            }
            Ok(refused) => panic!("{number:?} was refused: {refused:?}"),
            Err(failure) => unknown += usize::from(matches!(failure, Failure::OutcomeUnknown)),
        }
    }
}
