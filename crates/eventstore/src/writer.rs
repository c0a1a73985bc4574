//! The one task of a process that writes. It takes what is waiting, writes it as one group with one commit, and answers
//! each caller apart. A group grows by itself while the disk is slow, so there is no delay to tune.

use crate::{
    clock::Clock,
    database::{Database, Kind},
    embedded,
    envelope::Outcome,
    failure::{Broken, Failure},
    follow,
    prepare::Prepared,
    server,
};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};

/// Beyond these a group is closed; a request that is larger than all of them goes alone.
const MOST_REQUESTS: usize = 256;
const MOST_EVENTS: i64 = 8_192;
const MOST_BYTES: usize = 16 << 20;
/// How often others are let run before a group is closed although nothing more has come.
const TURNS: u32 = 4;

/// A request and where its answer goes.
pub(crate) struct Job {
    pub(crate) request: Prepared,
    pub(crate) answer: oneshot::Sender<Result<Outcome, Failure>>,
}

/// All that the task works with.
pub(crate) struct Writer {
    pub(crate) database: Database,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) head: Arc<watch::Sender<i64>>,
}

impl Writer {
    /// Writes until the queue is closed and empty.
    pub(crate) async fn run(self, mut queue: mpsc::Receiver<Job>) {
        while let Some(first) = queue.recv().await {
            let (requests, answers) = gather(first, &mut queue).await;
            let outcomes = self.write_all(&requests).await;
            for (answer, outcome) in answers.into_iter().zip(outcomes) {
                // A caller that went away has nobody to tell; what was written stays written.
                drop(answer.send(outcome));
            }
        }
    }

    /// A server is given what has nothing in common at once, and the rest after it.
    async fn write_all(&self, group: &[Prepared]) -> Vec<Result<Outcome, Failure>> {
        let mut outcomes = Vec::with_capacity(group.len());
        while outcomes.len() < group.len() {
            let rest = &group[outcomes.len()..];
            let next = match self.database.writes.kind() {
                Kind::Embedded(_) => rest.len(),
                Kind::Server(_) => server::independent(rest),
            };
            outcomes.extend(self.write(&rest[..next]).await);
        }
        outcomes
    }

    /// When a group is undone its members are written one by one, so that only the culprit fails.
    async fn write(&self, group: &[Prepared]) -> Vec<Result<Outcome, Failure>> {
        match self.commit(group).await {
            Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
            Err(Broken::Undone(error)) if group.len() > 1 => {
                tracing::warn!(%error, requests = group.len(), "a group was undone; its members are written one by one");
                let mut outcomes = Vec::with_capacity(group.len());
                for request in group {
                    let outcome = self.commit(std::slice::from_ref(request)).await;
                    outcomes.push(
                        outcome
                            .map_err(failure)
                            .and_then(|mut outcomes| outcomes.pop().ok_or(Failure::OutcomeUnknown)),
                    );
                }
                outcomes
            }
            Err(Broken::Undone(error)) => vec![Err(error.into())],
            Err(Broken::Unknown(error)) => {
                tracing::error!(%error, requests = group.len(), "the outcome of a group is not known");
                group.iter().map(|_| Err(Failure::OutcomeUnknown)).collect()
            }
        }
    }

    async fn commit(&self, group: &[Prepared]) -> Result<Vec<Outcome>, Broken> {
        let outcomes = match self.database.writes.kind() {
            Kind::Embedded(pool) => embedded::append(pool, group, self.clock.as_ref()).await?,
            Kind::Server(pool) => server::append(pool, group, self.clock.as_ref()).await?,
        };
        let appended = outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Appended { last, .. } => Some(*last),
            Outcome::AlreadyAppended { .. }
            | Outcome::Conflict { .. }
            | Outcome::ClaimTaken { .. }
            | Outcome::KeyReused { .. } => None,
        });
        if let Some(last) = appended.max() {
            follow::raise(&self.head, last);
        }
        Ok(outcomes)
    }
}

fn failure(broken: Broken) -> Failure {
    match broken {
        Broken::Undone(error) => error.into(),
        Broken::Unknown(_) => Failure::OutcomeUnknown,
    }
}

type Answer = oneshot::Sender<Result<Outcome, Failure>>;

/// The first request and all that wait behind it, up to the limits. Callers that were answered a moment ago are about to ask
/// again, and whoever can run is let run first: a commit costs the same for many as for one. Nobody is waited for.
async fn gather(first: Job, queue: &mut mpsc::Receiver<Job>) -> (Vec<Prepared>, Vec<Answer>) {
    let (mut events, mut bytes) = (first.request.count, first.request.bytes);
    let (mut requests, mut answers) = (vec![first.request], vec![first.answer]);
    let mut turns = 0;
    while requests.len() < MOST_REQUESTS && events < MOST_EVENTS && bytes < MOST_BYTES {
        let Ok(next) = queue.try_recv() else {
            if turns == TURNS {
                break;
            }
            turns += 1;
            tokio::task::yield_now().await;
            continue;
        };
        turns = 0;
        events += next.request.count;
        bytes += next.request.bytes;
        requests.push(next.request);
        answers.push(next.answer);
    }
    (requests, answers)
}
