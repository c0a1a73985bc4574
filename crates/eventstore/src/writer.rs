//! The one writer of a process. It takes what is waiting, writes it as one group with one commit, and answers each caller
//! apart. A group grows by itself while the disk is slow, so there is no delay to tune.

use crate::{
    clock::Clock,
    database::{self, Database, Kind, driver::Connection},
    embedded,
    envelope::Outcome,
    failure::{Broken, Failure},
    follow,
    prepare::Prepared,
    server,
};
use std::sync::Arc;
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};

/// Beyond these a group is closed; a request that is larger than all of them goes alone.
const MOST_REQUESTS: usize = 256;
const MOST_EVENTS: i64 = 8_192;
const MOST_BYTES: usize = 16 << 20;
/// How often others are let run before a group is closed although nothing more has come. Callers that were answered a moment
/// ago are about to ask again, and a commit costs the same for many as for one. Nobody is waited for.
const TURNS: u32 = 4;

/// A request and where its answer goes.
pub(crate) struct Job {
    pub(crate) request: Prepared,
    pub(crate) answer: oneshot::Sender<Result<Outcome, Failure>>,
}

/// All that the writer works with.
pub(crate) struct Writer {
    pub(crate) database: Database,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) head: Arc<watch::Sender<i64>>,
}

type Queue = mpsc::Receiver<Job>;
type Answers = Vec<Result<Outcome, Failure>>;

impl Writer {
    /// Writes until the queue is closed and empty: on a thread of its own where the database is in this process, because
    /// there writing is computing; as a task where it is a server, because there it is waiting.
    pub(crate) fn start(self, queue: Queue) -> Result<JoinHandle<()>, Failure> {
        Ok(match self.database.writes.kind() {
            Kind::Embedded(pool) => {
                let connection = database::writing(pool)?;
                tokio::task::spawn_blocking(move || self.run_here(connection, queue))
            }
            Kind::Server(pool) => {
                let pool = pool.clone();
                tokio::spawn(async move { self.run_there(&pool, queue).await })
            }
        })
    }

    fn run_here(self, mut connection: Connection, mut queue: Queue) {
        while let Some(first) = queue.blocking_recv() {
            let mut group = Group::of(first);
            for _ in 0..TURNS {
                group.take(&mut queue);
                std::thread::yield_now();
            }
            let mut commit = |group: &[Prepared]| {
                let outcomes = embedded::append(&mut connection, group, self.clock.as_ref())?;
                Ok(outcomes.into_iter().map(Ok).collect())
            };
            let answers = match settled(commit(&group.requests), group.requests.len()) {
                Some(answers) => answers,
                None => group
                    .requests
                    .iter()
                    .map(|request| alone(commit(std::slice::from_ref(request))))
                    .collect(),
            };
            self.tell(group, answers);
        }
    }

    async fn run_there(self, pool: &sqlx::Pool<database::Server>, mut queue: Queue) {
        while let Some(first) = queue.recv().await {
            let mut group = Group::of(first);
            for _ in 0..TURNS {
                group.take(&mut queue);
                tokio::task::yield_now().await;
            }
            let mut answers = Answers::with_capacity(group.requests.len());
            while answers.len() < group.requests.len() {
                let rest = &group.requests[answers.len()..];
                answers.extend(self.write_there(pool, &rest[..server::independent(rest)]).await);
            }
            self.tell(group, answers);
        }
    }

    async fn write_there(&self, pool: &sqlx::Pool<database::Server>, group: &[Prepared]) -> Answers {
        let clock = self.clock.as_ref();
        if let Some(answers) = settled(server::append(pool, group, clock).await, group.len()) {
            return answers;
        }
        let mut answers = Answers::with_capacity(group.len());
        for request in group {
            answers.push(alone(server::append(pool, std::slice::from_ref(request), clock).await));
        }
        answers
    }

    fn tell(&self, group: Group, answers: Answers) {
        let appended = answers.iter().filter_map(|answer| match answer {
            Ok(Outcome::Appended { last, .. }) => Some(*last),
            Ok(
                Outcome::AlreadyAppended { .. }
                | Outcome::Conflict { .. }
                | Outcome::ClaimTaken { .. }
                | Outcome::KeyReused { .. },
            )
            | Err(_) => None,
        });
        if let Some(last) = appended.max() {
            follow::raise(&self.head, last);
        }
        for (caller, answer) in group.callers.into_iter().zip(answers) {
            // A caller that went away has nobody to tell; what was written stays written.
            drop(caller.send(answer));
        }
    }
}

/// What is written at once.
struct Group {
    requests: Vec<Prepared>,
    callers: Vec<oneshot::Sender<Result<Outcome, Failure>>>,
    events: i64,
    bytes: usize,
}

impl Group {
    fn of(first: Job) -> Self {
        let (events, bytes) = (first.request.count, first.request.bytes);
        Self { requests: vec![first.request], callers: vec![first.answer], events, bytes }
    }

    /// Takes all that waits, up to the limits.
    fn take(&mut self, queue: &mut Queue) {
        while self.requests.len() < MOST_REQUESTS && self.events < MOST_EVENTS && self.bytes < MOST_BYTES {
            let Ok(next) = queue.try_recv() else { return };
            self.events += next.request.count;
            self.bytes += next.request.bytes;
            self.requests.push(next.request);
            self.callers.push(next.answer);
        }
    }
}

/// The answers to a group; nothing when it was undone and its members must be written one by one, so that only the culprit
/// fails.
fn settled(written: Result<Answers, Broken>, size: usize) -> Option<Answers> {
    match written {
        Ok(answers) => Some(answers),
        Err(Broken::Undone(error)) if size > 1 => {
            tracing::warn!(%error, requests = size, "a group was undone; its members are written one by one");
            None
        }
        Err(Broken::Undone(error)) => Some(vec![Err(error.into())]),
        Err(Broken::Unknown(error)) => {
            tracing::error!(%error, requests = size, "the outcome of a group is not known");
            Some((0..size).map(|_| Err(Failure::OutcomeUnknown)).collect())
        }
    }
}

/// The answer to a request that was written alone.
fn alone(written: Result<Answers, Broken>) -> Result<Outcome, Failure> {
    settled(written, 1).and_then(|mut answers| answers.pop()).unwrap_or(Err(Failure::OutcomeUnknown))
}
