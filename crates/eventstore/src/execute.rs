//! A command on its way to the log: load, look, decide, append. The only place where a decision meets the store.

use std::collections::VecDeque;

use liangshi_domain::{
    Claim as DomainClaim, Decided, Decider, Deciding, Deliberation, EventId, Following, Origin, Reason,
    Stamp, Stopped, Unreadable, Written,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    envelope::{Append, Claim, Guard, Idempotency, NewEvent, Outcome, Recorded, StreamWrite},
    failure::Failure,
    log::Log,
    read::Answered,
};

/// A command with everything that comes from the edge.
pub struct Execution<'a, D: Decider> {
    /// The stream it is about.
    pub stream: String,
    /// The command.
    pub command: &'a D::Command,
    /// Who acts, when, by which document.
    pub stamp: &'a Stamp,
    /// The version the caller has seen, when it must still be that one.
    pub expected: Option<i64>,
    /// The caller's idempotency key and the content it stands for.
    pub request: Option<(&'a str, &'a str)>,
    /// Makes an event id.
    pub new_id: &'a (dyn Fn() -> Uuid + Send + Sync),
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The stream it was done to; of a repeated request, that of the first try.
    pub stream: String,
    /// Its version afterwards.
    pub version: i64,
    /// The events, oldest first.
    pub events: Vec<Uuid>,
    /// The position of the last of them. It is known only after the append and is not part of the kept answer.
    #[serde(skip)]
    pub position: i64,
    /// Whether an earlier request with the same key did it.
    #[serde(skip)]
    pub repeated: bool,
}

/// How a command was answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<R> {
    /// It was done and is durable.
    Done(Done),
    /// It was refused by the domain.
    Refused(R),
    /// What follows from it for another stream was refused, and so nothing happened.
    RefusedBeyond(Reason),
    /// Somebody else changed the stream meanwhile.
    Conflict {
        /// The stream.
        stream: String,
        /// The version the caller had seen.
        expected: i64,
        /// The version it has.
        actual: i64,
    },
    /// A value that may be held once is held by another stream.
    ClaimTaken {
        /// What kind of value.
        scope: String,
        /// Who holds it.
        holder: String,
    },
    /// The idempotency key was used for other content.
    KeyReused,
}

/// How often a decision is taken again when somebody was faster and the caller does not mind.
const TRIES: usize = 8;

/// Decides a command and appends what follows from it.
///
/// # Errors
/// When the log fails or an event cannot be read. A refusal is an [`Answer`].
pub async fn execute<D: Decider>(
    log: &Log,
    execution: Execution<'_, D>,
) -> Result<Answer<D::Refusal>, Failure> {
    let mut conflict = None;
    for _ in 0..TRIES {
        if let Some(answer) = repeated(log, &execution).await? {
            return Ok(answer);
        }
        match once(log, &execution).await? {
            Answer::Conflict { stream, expected, actual } if execution.expected.is_none() => {
                conflict = Some(Answer::Conflict { stream, expected, actual });
            }
            done @ Answer::Done(_) => return Ok(done),
            // The first try may have reached the log between the two reads of this one, and then what stands in the way
            // is its own work.
            refused @ (Answer::Refused(_)
            | Answer::RefusedBeyond(_)
            | Answer::Conflict { .. }
            | Answer::ClaimTaken { .. }
            | Answer::KeyReused) => return Ok(repeated(log, &execution).await?.unwrap_or(refused)),
        }
    }
    Ok(conflict.unwrap_or(Answer::KeyReused))
}

/// The answer to a key that was used already: the first answer again, or that it stood for something else.
async fn repeated<D: Decider>(
    log: &Log,
    execution: &Execution<'_, D>,
) -> Result<Option<Answer<D::Refusal>>, Failure> {
    let Some((key, content)) = execution.request else { return Ok(None) };
    let Some(Answered { hash, last_position, answer }) = log.answered(key).await? else { return Ok(None) };
    if hash != hashed(content) {
        return Ok(Some(Answer::KeyReused));
    }
    kept(&answer, last_position).map(|done| Some(Answer::Done(done)))
}

fn kept(answer: &str, position: i64) -> Result<Done, Failure> {
    let done: Done = serde_json::from_str(answer)
        .map_err(|error| Failure::Unreadable { position, reason: format!("the kept answer: {error}") })?;
    Ok(Done { position, repeated: true, ..done })
}

fn hashed(content: &str) -> String {
    hex::encode(Sha256::digest(content))
}

async fn once<D: Decider>(log: &Log, execution: &Execution<'_, D>) -> Result<Answer<D::Refusal>, Failure> {
    let Execution { stream, command, stamp, new_id, .. } = execution;
    let mut deciding = Deciding::<D>::of(stream, command);
    let mut whole = Whole::default();
    let version = shown(log, stream, &mut deciding, &mut whole).await?;
    if let Some(expected) = execution.expected.filter(|expected| *expected != version) {
        return Ok(Answer::Conflict { stream: stream.clone(), expected, actual: version });
    }
    let decided = match deciding.settle(stamp, new_id) {
        Ok(decided) => decided,
        Err(Stopped::Refused(refusal)) => return Ok(Answer::Refused(refusal)),
        Err(Stopped::Unwritable(error)) => return Err(unwritable(&error)),
    };
    let done = Done {
        stream: stream.clone(),
        version: version + i64::try_from(decided.events.len()).unwrap_or(i64::MAX),
        events: decided.events.iter().map(|event| event.id).collect(),
        position: 0,
        repeated: false,
    };
    let mut follows = whole.take(log, stream, version, decided);
    // What follows may have something follow in turn, and is asked after all that was asked before it.
    while let Some(next) = follows.pop_front() {
        if whole.writes.iter().any(|write| write.stream == next.stream()) {
            return Err(Failure::Invalid(format!("`{}` is asked twice in one append", next.stream())));
        }
        let mut deciding = next.begin();
        let version = shown(log, next.stream(), deciding.as_mut(), &mut whole).await?;
        match deciding.decide(stamp, new_id) {
            Ok(decided) => follows.extend(whole.take(log, next.stream(), version, decided)),
            Err(Stopped::Refused(reason)) => return Ok(Answer::RefusedBeyond(*reason)),
            Err(Stopped::Unwritable(error)) => return Err(unwritable(&error)),
        }
    }
    match whole.overtaken() {
        Some(conflict) => Ok(conflict),
        None => appended(log, append(execution, whole, &done)?, done).await,
    }
}

/// All that one append will hold.
#[derive(Default)]
struct Whole {
    writes: Vec<StreamWrite>,
    guards: Vec<Guard>,
    claims: Vec<Claim>,
}

impl Whole {
    /// Takes in what was decided about a stream, and gives back what follows.
    fn take(
        &mut self,
        log: &Log,
        stream: &str,
        expected: i64,
        decided: Decided,
    ) -> VecDeque<Box<dyn Following>> {
        let new = |event: Written| NewEvent {
            id: event.id,
            kind: event.kind.into(),
            schema_version: event.schema_version,
            body: event.body,
        };
        self.claims.extend(decided.claims.into_iter().map(|claim| kept_claim(log, claim, stream)));
        let events: Vec<_> = decided.events.into_iter().map(new).collect();
        if !events.is_empty() {
            self.writes.push(StreamWrite { stream: stream.to_owned(), expected, events });
        }
        decided.follows.into()
    }

    /// A stream that is written need not be guarded too, but it must be at the version that was looked at.
    fn overtaken<R>(&mut self) -> Option<Answer<R>> {
        let mut conflict = None;
        self.guards.retain(|guard| {
            let write = self.writes.iter().find(|write| write.stream == guard.stream);
            if let Some(write) = write.filter(|write| write.expected != guard.version) {
                let (expected, actual) = (guard.version, write.expected);
                conflict = Some(Answer::Conflict { stream: guard.stream.clone(), expected, actual });
            }
            write.is_none()
        });
        conflict
    }
}

/// Shows a decision the history of its stream and all that it looks at; the guards keep that true until the append.
/// Answers the version of the stream.
async fn shown(
    log: &Log,
    about: &str,
    deciding: &mut (dyn Deliberation + '_),
    whole: &mut Whole,
) -> Result<i64, Failure> {
    let mut at = 0;
    for recorded in log.stream(about, 0).await? {
        let origin = origin(&recorded);
        deciding.fold(&recorded.kind, &recorded.body, origin).map_err(unreadable(recorded.position))?;
        at = recorded.version;
    }
    let looks = deciding.looks();
    let mut seen: Vec<String> = Vec::new();
    for stream in looks.streams {
        if stream == about || seen.contains(&stream) {
            continue;
        }
        let mut version = 0;
        for recorded in log.stream(&stream, 0).await? {
            let origin = origin(&recorded);
            let folded = deciding.watch(&stream, &recorded.kind, &recorded.body, origin);
            folded.map_err(unreadable(recorded.position))?;
            version = recorded.version;
        }
        whole.guards.push(Guard { stream: stream.clone(), version });
        seen.push(stream);
    }
    for event in looks.events {
        deciding.owned(event, log.by_id(event.0).await?.map(|recorded| recorded.stream));
    }
    Ok(at)
}

fn origin(recorded: &Recorded) -> Origin {
    Origin { position: recorded.position, id: EventId(recorded.id) }
}

fn unwritable(error: &serde_json::Error) -> Failure {
    Failure::Unreadable { position: 0, reason: format!("an event cannot be written: {error}") }
}

fn unreadable(position: i64) -> impl FnOnce(Unreadable) -> Failure {
    move |source| Failure::Unreadable { position, reason: source.to_string() }
}

/// A claimed value may be personal, so only its keyed hash is stored.
fn kept_claim(log: &Log, claim: DomainClaim, holder: &str) -> Claim {
    let holder = holder.to_owned();
    match claim {
        DomainClaim::Take { scope, text, ever } => {
            Claim::Take { scope: scope.to_owned(), key: log.vault().keyed_hash(scope, &text), holder, ever }
        }
        DomainClaim::Release { scope, text } => {
            Claim::Release { scope: scope.to_owned(), key: log.vault().keyed_hash(scope, &text), holder }
        }
    }
}

fn append<D: Decider>(execution: &Execution<'_, D>, whole: Whole, done: &Done) -> Result<Append, Failure> {
    let stamp = execution.stamp;
    let json = |error: serde_json::Error| Failure::Unreadable { position: 0, reason: error.to_string() };
    let answer = serde_json::to_string(done).map_err(json)?;
    Ok(Append {
        writes: whole.writes,
        guards: whole.guards,
        claims: whole.claims,
        actor: stamp.actor.clone(),
        acting_for: stamp.acting_for.map(|organisation| organisation.to_string()),
        correlation: stamp.correlation,
        causation: stamp.causation,
        document: stamp.document.as_ref().map(serde_json::to_string).transpose().map_err(json)?,
        idempotency: execution.request.map(|(key, content)| Idempotency {
            key: key.to_owned(),
            hash: hashed(content),
            answer,
        }),
    })
}

async fn appended<R>(log: &Log, append: Append, done: Done) -> Result<Answer<R>, Failure> {
    Ok(match log.append(append).await? {
        Outcome::Appended { last, .. } => Answer::Done(Done { position: last, ..done }),
        Outcome::AlreadyAppended { last, answer, .. } => Answer::Done(kept(&answer, last)?),
        Outcome::Conflict { stream, expected, actual } => Answer::Conflict { stream, expected, actual },
        Outcome::ClaimTaken { scope, holder, .. } => Answer::ClaimTaken { scope, holder },
        Outcome::KeyReused { .. } => Answer::KeyReused,
    })
}
