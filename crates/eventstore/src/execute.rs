//! A command on its way to the log: load, look, decide, append. The only place where a decision meets the store.

use liangshi_domain::{Claim as DomainClaim, Decider, EventId, Origin, Stamp, Unreadable, Watch};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    envelope::{Append, Claim, Guard, Idempotency, NewEvent, Outcome, StreamWrite},
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
    let (mut state, version) = loaded::<D>(log, &execution.stream).await?;
    if let Some(expected) = execution.expected.filter(|expected| *expected != version) {
        return Ok(Answer::Conflict { stream: execution.stream.clone(), expected, actual: version });
    }
    let (witness, guards) = looked::<D>(log, &state, execution).await?;
    let events = match state.decide(execution.command, &witness, execution.stamp) {
        Ok(events) => events,
        Err(refusal) => return Ok(Answer::Refused(refusal)),
    };
    let (mut new, mut claims) = (Vec::new(), Vec::new());
    for event in &events {
        let id = (execution.new_id)();
        claims.extend(state.claims(event).into_iter().map(|claim| kept_claim(log, claim, &execution.stream)));
        state.evolve(event, Origin { position: i64::MAX, id: EventId(id) });
        new.push(written::<D>(event, id)?);
    }
    let done = Done {
        stream: execution.stream.clone(),
        version: version + i64::try_from(new.len()).unwrap_or(i64::MAX),
        events: new.iter().map(|event| event.id).collect(),
        position: 0,
        repeated: false,
    };
    appended(log, append(execution, version, new, guards, claims, &done)?, done).await
}

fn written<D: Decider>(event: &D::Event, id: Uuid) -> Result<NewEvent, Failure> {
    let (kind, schema_version, body) = D::write(event).map_err(|error| Failure::Unreadable {
        position: 0,
        reason: format!("an event cannot be written: {error}"),
    })?;
    Ok(NewEvent { id, kind: kind.into(), schema_version, body })
}

async fn loaded<D: Decider>(log: &Log, stream: &str) -> Result<(D, i64), Failure> {
    let mut state = D::default();
    let mut version = 0;
    for recorded in log.stream(stream, 0).await? {
        let position = recorded.position;
        let event = D::read(&recorded.kind, &recorded.body).map_err(unreadable(position))?;
        state.evolve(&event, Origin { position, id: EventId(recorded.id) });
        version = recorded.version;
    }
    Ok((state, version))
}

/// Folds what the decision looks at, and the guards that keep it true until the append.
async fn looked<D: Decider>(
    log: &Log,
    state: &D,
    execution: &Execution<'_, D>,
) -> Result<(D::Witness, Vec<Guard>), Failure> {
    let looks = state.looks_at(execution.command);
    let mut witness = D::Witness::default();
    witness.about(&execution.stream);
    let mut guards: Vec<Guard> = Vec::new();
    for stream in looks.streams {
        if stream == execution.stream || guards.iter().any(|guard| guard.stream == stream) {
            continue;
        }
        let mut version = 0;
        for recorded in log.stream(&stream, 0).await? {
            let origin = Origin { position: recorded.position, id: EventId(recorded.id) };
            witness
                .fold(&stream, &recorded.kind, &recorded.body, origin)
                .map_err(unreadable(recorded.position))?;
            version = recorded.version;
        }
        guards.push(Guard { stream, version });
    }
    for event in looks.events {
        witness.owned(event, log.by_id(event.0).await?.map(|recorded| recorded.stream));
    }
    Ok((witness, guards))
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

fn append<D: Decider>(
    execution: &Execution<'_, D>,
    version: i64,
    events: Vec<NewEvent>,
    guards: Vec<Guard>,
    claims: Vec<Claim>,
    done: &Done,
) -> Result<Append, Failure> {
    let stamp = execution.stamp;
    let json = |error: serde_json::Error| Failure::Unreadable { position: 0, reason: error.to_string() };
    let answer = serde_json::to_string(done).map_err(json)?;
    Ok(Append {
        writes: vec![StreamWrite { stream: execution.stream.clone(), expected: version, events }],
        guards,
        claims,
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
