//! What is done to an append before the queue, on the caller's own time: it is checked and sealed, so that the writer has
//! nothing left to do but to put it in order.

use crate::{
    envelope::{Append, Claim, Idempotency, NewEvent, Outcome, StreamWrite},
    failure::Failure,
    seal,
    vault::{IsNew, SubjectKey, Vault},
};
use serde_json::value::RawValue;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};
use uuid::Uuid;

/// From here on an append is encoded on a thread of its own, so that it does not hold up what else is being served.
const MANY: i64 = 256;

/// A name in its scope.
pub(crate) type Name = (String, String);

/// An append ready for the writer.
pub(crate) struct Prepared {
    pub(crate) idempotency: Option<Idempotency>,
    /// Streams and the versions they must be at, in the order in which they are judged.
    pub(crate) expect: Vec<(String, i64)>,
    /// Streams and by how much they grow.
    pub(crate) grow: Vec<(String, i64)>,
    pub(crate) releases: BTreeSet<(Name, String)>,
    pub(crate) takes: BTreeMap<Name, Take>,
    pub(crate) count: i64,
    /// How long all bodies are together, in bytes.
    pub(crate) bytes: usize,
    /// The ids of the keys that the bodies are sealed with.
    pub(crate) keys: Vec<String>,
    /// The events in order, and what they have in common.
    pub(crate) lines: Vec<Line>,
    pub(crate) common: Common,
}

/// What all events of an append have in common.
pub(crate) struct Common {
    pub(crate) actor: String,
    pub(crate) acting_for: Option<String>,
    pub(crate) correlation: Uuid,
    pub(crate) causation: Option<Uuid>,
    pub(crate) document: Option<String>,
}

/// One event with its body sealed.
pub(crate) struct Line {
    pub(crate) id: Uuid,
    /// Which of the streams that grow it is written to.
    pub(crate) stream: usize,
    pub(crate) version: i64,
    pub(crate) kind: Cow<'static, str>,
    pub(crate) schema_version: i64,
    pub(crate) body: String,
}

/// Who takes a name, and whether for ever.
pub(crate) struct Take {
    pub(crate) holder: String,
    pub(crate) ever: bool,
}

/// Ready for the writer, or refused without asking it.
pub(crate) enum Ready {
    Queue(Box<Prepared>),
    Refused(Outcome),
}

/// Checks and seals an append. The keys it needs are made when this returns.
pub(crate) async fn prepare(vault: &Vault, append: Append) -> Result<Ready, Failure> {
    check(&append)?;
    let takes = match takes(&append.claims) {
        Ok(takes) => takes,
        Err(refusal) => return Ok(Ready::Refused(refusal)),
    };
    let may_be_personal = |event: &NewEvent| seal::may_be_personal(&event.body);
    let subjects = append.writes.iter().filter(|write| write.events.iter().any(may_be_personal));
    let subjects = subjects.map(|write| (write.stream.as_str(), IsNew(write.expected == 0))).collect();
    let keys = vault.keys_of(subjects).await?;
    if append.writes.iter().map(|write| write.events.len() as i64).sum::<i64>() > MANY {
        let encoding = tokio::task::spawn_blocking(move || sealed(append, &keys, takes));
        return encoding.await.map_err(|error| Failure::Invalid(error.to_string()))?;
    }
    sealed(append, &keys, takes)
}

fn sealed(
    mut append: Append,
    keys: &HashMap<String, SubjectKey>,
    takes: BTreeMap<Name, Take>,
) -> Result<Ready, Failure> {
    let (mut bytes, mut used) = (0, Vec::new());
    for write in &mut append.writes {
        let key = keys.get(&write.stream);
        let mut sealed = false;
        for event in &mut write.events {
            sealed |= seal_body(event, &write.stream, key)?;
            bytes += event.body.len();
        }
        used.extend(key.filter(|_| sealed).map(|key| key.id.clone()));
    }
    let grow: Vec<(String, i64)> =
        append.writes.iter().map(|write| (write.stream.clone(), write.events.len() as i64)).collect();
    let written = append.writes.iter().map(|write| (write.stream.clone(), write.expected));
    let guarded = std::mem::take(&mut append.guards).into_iter().map(|guard| (guard.stream, guard.version));
    Ok(Ready::Queue(Box::new(Prepared {
        expect: written.chain(guarded).collect(),
        count: grow.iter().map(|(_, by)| by).sum(),
        grow,
        releases: releases(std::mem::take(&mut append.claims)),
        takes,
        bytes,
        keys: used,
        idempotency: append.idempotency.take(),
        lines: lines(append.writes),
        common: Common {
            actor: append.actor,
            acting_for: append.acting_for,
            correlation: append.correlation,
            causation: append.causation,
            document: append.document,
        },
    })))
}

fn check(append: &Append) -> Result<(), Failure> {
    let invalid = |reason: String| Err(Failure::Invalid(reason));
    let mut streams = HashSet::new();
    for StreamWrite { stream, expected, events } in &append.writes {
        if stream.is_empty() || *expected < 0 || events.is_empty() {
            return invalid(format!("the write to `{stream}` has no name, no events or a version below 0"));
        }
        if !streams.insert(stream.as_str()) {
            return invalid(format!("`{stream}` is written twice; put its events in one write"));
        }
        if let Some(event) = events.iter().find(|event| event.kind.is_empty() || event.schema_version < 1) {
            return invalid(format!("event {} has no kind or a schema version below 1", event.id));
        }
    }
    if streams.is_empty() {
        return invalid("it has no event, and nothing may change without one".into());
    }
    let json = append.document.iter().chain(append.idempotency.iter().map(|request| &request.answer));
    for text in json {
        serde_json::from_str::<&RawValue>(text)
            .map_err(|error| Failure::Invalid(format!("a document or a kept answer is not JSON: {error}")))?;
    }
    if texts(append).any(|text| text.contains('\0')) {
        return invalid("a text holds the character NUL, which one of the databases cannot keep".into());
    }
    Ok(())
}

/// Every text that is stored as it is given. Bodies and documents are JSON and cannot hold a bare NUL.
fn texts(append: &Append) -> impl Iterator<Item = &str> {
    let claims = append.claims.iter().flat_map(|claim| match claim {
        Claim::Take { scope, key, holder, .. } | Claim::Release { scope, key, holder } => {
            [scope, key, holder]
        }
    });
    let requests = append.idempotency.iter().flat_map(|request| [&request.key, &request.hash]);
    let kinds = append.writes.iter().flat_map(|write| write.events.iter().map(|event| event.kind.as_ref()));
    let streams = append
        .writes
        .iter()
        .map(|write| &write.stream)
        .chain(append.guards.iter().map(|guard| &guard.stream));
    claims
        .chain(requests)
        .chain(streams)
        .chain(append.acting_for.iter())
        .map(String::as_str)
        .chain(kinds)
        .chain([append.actor.as_str()])
}

fn takes(claims: &[Claim]) -> Result<BTreeMap<Name, Take>, Outcome> {
    let mut takes: BTreeMap<Name, Take> = BTreeMap::new();
    for claim in claims {
        let Claim::Take { scope, key, holder, ever } = claim else { continue };
        let name = (scope.clone(), key.clone());
        let take = takes.entry(name).or_insert_with(|| Take { holder: holder.clone(), ever: *ever });
        if take.holder != *holder {
            return Err(Outcome::ClaimTaken {
                scope: scope.clone(),
                key: key.clone(),
                holder: take.holder.clone(),
            });
        }
        take.ever |= ever;
    }
    Ok(takes)
}

fn releases(claims: Vec<Claim>) -> BTreeSet<(Name, String)> {
    claims
        .into_iter()
        .filter_map(|claim| match claim {
            Claim::Release { scope, key, holder } => Some(((scope, key), holder)),
            Claim::Take { .. } => None,
        })
        .collect()
}

/// What follows a version. A version so high that nothing follows it is a conflict, and that is for the log to say.
fn versions(expected: i64) -> impl Iterator<Item = i64> {
    (1..).map(move |step| expected.wrapping_add(step))
}

fn lines(writes: Vec<StreamWrite>) -> Vec<Line> {
    let mut lines = Vec::new();
    for (stream, write) in writes.into_iter().enumerate() {
        let line = |(event, version): (NewEvent, i64)| Line {
            id: event.id,
            stream,
            version,
            kind: event.kind,
            schema_version: event.schema_version,
            body: event.body,
        };
        lines.extend(write.events.into_iter().zip(versions(write.expected)).map(line));
    }
    lines
}

/// Says whether there was anything to seal.
fn seal_body(event: &mut NewEvent, stream: &str, key: Option<&SubjectKey>) -> Result<bool, Failure> {
    let marks = seal::personal(&event.body)
        .map_err(|reason| Failure::Invalid(format!("event {} of kind {}: {reason}", event.id, event.kind)))?;
    if marks.is_empty() {
        return Ok(false);
    }
    let key = key.ok_or_else(|| Failure::Keys(format!("no key was made for `{stream}`")))?;
    event.body = seal::seal(&event.body, &marks, stream, &key.id, &key.key)?;
    Ok(true)
}
