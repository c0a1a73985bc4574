//! What is read from the log before rows are decided: persons, and the organisations they are sent to.

use std::collections::HashMap;

use liangshi_domain::{
    Decider, EventId, IdentityNumber, Origin, Personal, TeacherId, Unreadable, Watch, teacher::Teacher,
    witness::Witness,
};
use liangshi_eventstore::{Failure as LogFailure, Guard, Log, Recorded};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{decided::Held, failure::Failure};

/// Streams read at a time.
const AT_ONCE: usize = 8;
/// Ids tried for one number.
const IDS_AT_MOST: usize = 8;
/// The name space of ids made from identity numbers.
const NAMESPACE: Uuid = Uuid::from_u128(0x6c69_616e_6773_6869_2e72_6f73_7465_7201);

/// The id a person is given by an import. It follows from the number alone, so that two imports that do not know of each
/// other write to one stream, and it tells nobody the number, because that is hashed under the key of the log first.
pub(crate) fn id_of(log: &Log, number: &IdentityNumber) -> TeacherId {
    nth_id_of(log, number, 0)
}

/// The id in the nth place, for a number whose ids before that became those of somebody else.
fn nth_id_of(log: &Log, number: &IdentityNumber, nth: usize) -> TeacherId {
    let scope = if nth == 0 { "roster.teacher".to_owned() } else { format!("roster.teacher.{nth}") };
    let hash = log.vault().keyed_hash(&scope, number.as_str());
    TeacherId(Uuid::new_v5(&NAMESPACE, hash.as_bytes()))
}

/// Reads the history of whoever bears the number. The person of an id may bear another number by now, when the first one
/// was a mistake and was corrected, or none, when erased; then the id is not that of the bearer.
pub(crate) async fn bearer(log: &Log, number: &IdentityNumber, held: Held) -> Result<Held, Failure> {
    let mut held = held;
    for nth in 1..=IDS_AT_MOST {
        if may_bear(&held, number) {
            break;
        }
        held = teacher(log, nth_id_of(log, number, nth)).await?;
    }
    Ok(held)
}

fn may_bear(held: &Held, number: &IdentityNumber) -> bool {
    let registered = held.teacher.timeline().identity.registered.as_ref();
    registered.is_none_or(|person| person.value.identity.as_ref().and_then(Personal::known) == Some(number))
}

/// Reads the histories of persons, in the order asked for.
pub(crate) async fn teachers(log: &Log, ids: &[TeacherId]) -> Result<Vec<Held>, Failure> {
    let share = ids.len().div_ceil(AT_ONCE).max(1);
    let mut tasks = JoinSet::new();
    for (at, ids) in ids.chunks(share).enumerate() {
        let (log, ids) = (log.clone(), ids.to_vec());
        tasks.spawn(async move { some(&log, &ids).await.map(|held| (at, held)) });
    }
    let mut parts = Vec::new();
    while let Some(part) = tasks.join_next().await {
        parts.push(part??);
    }
    parts.sort_unstable_by_key(|(at, _)| *at);
    Ok(parts.into_iter().flat_map(|(_, held)| held).collect())
}

async fn some(log: &Log, ids: &[TeacherId]) -> Result<Vec<Held>, Failure> {
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        all.push(teacher(log, *id).await?);
    }
    Ok(all)
}

async fn teacher(log: &Log, id: TeacherId) -> Result<Held, Failure> {
    let mut held = Held { stream: id.stream(), ..Held::default() };
    for recorded in log.stream(&held.stream, 0).await? {
        let event = Teacher::read(&recorded.kind, &recorded.body).map_err(unreadable(recorded.position))?;
        Decider::evolve(&mut held.teacher, &event, origin(&recorded));
        held.version = recorded.version;
    }
    Ok(held)
}

/// The organisations looked at so far, folded, with the versions they were read at.
#[derive(Default)]
pub(crate) struct Organisations {
    pub(crate) witness: Witness,
    versions: HashMap<String, i64>,
}

impl Organisations {
    /// Reads those not read yet.
    pub(crate) async fn look(
        &mut self,
        log: &Log,
        streams: impl Iterator<Item = String>,
    ) -> Result<(), Failure> {
        for stream in streams {
            if self.versions.contains_key(&stream) {
                continue;
            }
            let mut version = 0;
            for recorded in log.stream(&stream, 0).await? {
                let folded = self.witness.fold(&stream, &recorded.kind, &recorded.body, origin(&recorded));
                folded.map_err(unreadable(recorded.position))?;
                version = recorded.version;
            }
            self.versions.insert(stream, version);
        }
        Ok(())
    }

    /// What keeps true what was seen of these streams until the append.
    pub(crate) fn guards(&self, mut streams: Vec<String>) -> Vec<Guard> {
        streams.sort_unstable();
        streams.dedup();
        let guard =
            |stream: String| Guard { version: self.versions.get(&stream).copied().unwrap_or(0), stream };
        streams.into_iter().map(guard).collect()
    }
}

fn origin(recorded: &Recorded) -> Origin {
    Origin { position: recorded.position, id: EventId(recorded.id) }
}

fn unreadable(position: i64) -> impl FnOnce(Unreadable) -> LogFailure {
    move |source| LogFailure::Unreadable { position, reason: source.to_string() }
}
