//! One person's row decided against the person's history, in memory: every command sees what the ones before it did.

use chrono::NaiveDate;
use liangshi_domain::{
    Claim as DomainClaim, Decider, EventId, Origin, Stamp, Watch, teacher::Teacher, witness::Witness,
};
use liangshi_eventstore::{Claim, Log, NewEvent, StreamWrite};
use uuid::Uuid;

use super::{ask::ask, column::Column, entry::Entry, failure::Failure, units::Units};
use crate::fault::Reason;

/// What the edge brings to an import, and what is read for it.
pub(crate) struct Edge<'a> {
    pub(crate) log: &'a Log,
    pub(crate) stamp: &'a Stamp,
    pub(crate) new_id: &'a (dyn Fn() -> Uuid + Send + Sync),
    pub(crate) units: &'a Units,
}

impl Edge<'_> {
    pub(crate) fn today(&self) -> NaiveDate {
        self.stamp.today
    }
}

/// A person's history and the version it was read at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    pub(crate) stream: String,
    pub(crate) teacher: Teacher,
    pub(crate) version: i64,
}

/// What a row leads to.
#[derive(Debug)]
pub(crate) struct Decided {
    /// The events; none when the register says all of it already.
    pub(crate) write: Option<StreamWrite>,
    pub(crate) claims: Vec<Claim>,
    /// The streams the decisions looked at.
    pub(crate) looked_at: Vec<String>,
    /// What the row says otherwise than the register.
    pub(crate) differs: Vec<(Column, Reason)>,
}

/// Decides a row, whole or not at all.
pub(crate) fn decided(
    edge: &Edge<'_>,
    entry: &Entry,
    held: &Held,
    witness: &mut Witness,
) -> Result<Result<Decided, (Column, Reason)>, Failure> {
    let asked = match ask(entry, &held.teacher, edge.units, edge.today()) {
        Ok(asked) => asked,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut teacher = held.teacher.clone();
    let (mut events, mut claims, mut looked_at) = (Vec::new(), Vec::new(), Vec::new());
    witness.about(&held.stream);
    for (column, command) in asked.commands {
        looked_at.extend(teacher.looks_at(&command).streams);
        let decided = match teacher.decide(&command, witness, edge.stamp) {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Err((column, Reason::refused(&refusal)))),
        };
        for event in decided {
            let id = (edge.new_id)();
            claims
                .extend(teacher.claims(&event).into_iter().map(|claim| kept(edge.log, claim, &held.stream)));
            let (kind, schema_version, body) = Teacher::write(&event)?;
            events.push(NewEvent { id, kind: kind.into(), schema_version, body });
            Decider::evolve(&mut teacher, &event, Origin { position: i64::MAX, id: EventId(id) });
        }
    }
    let write = StreamWrite { stream: held.stream.clone(), expected: held.version, events };
    let write = Some(write).filter(|write| !write.events.is_empty());
    Ok(Ok(Decided { write, claims, looked_at, differs: asked.differs }))
}

/// A claimed number is personal, so only its keyed hash is stored.
fn kept(log: &Log, claim: DomainClaim, holder: &str) -> Claim {
    let (holder, hash) = (holder.to_owned(), |scope, text: &str| log.vault().keyed_hash(scope, text));
    match claim {
        DomainClaim::Take { scope, text, ever } => {
            Claim::Take { scope: scope.to_owned(), key: hash(scope, &text), holder, ever }
        }
        DomainClaim::Release { scope, text } => {
            Claim::Release { scope: scope.to_owned(), key: hash(scope, &text), holder }
        }
    }
}
