//! The log as anybody would explain it, in memory: one list of events, who holds which name, and what was answered to which
//! key. It is the oracle of the contract, so it shares no code with the log and is never clever. It seals nothing.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use chrono::{DateTime, SubsecRound, Utc};
use liangshi_eventstore::{
    Answered, Append, Claim, Clock, Failure, Head, Idempotency, ManualClock, Outcome, Recorded,
};
use tokio::sync::watch;
use uuid::Uuid;

#[derive(Clone)]
pub(crate) struct Model {
    register: Arc<Mutex<Register>>,
    clock: Arc<ManualClock>,
    head: Arc<watch::Sender<i64>>,
}

#[derive(Clone, Default)]
struct Register {
    events: Vec<Recorded>,
    names: BTreeMap<(String, String), Name>,
    answers: BTreeMap<String, Kept>,
}

/// Who has a name, and who has given it back, the latest last.
#[derive(Clone, Default)]
struct Name {
    holder: Option<String>,
    for_ever: bool,
    former: Vec<String>,
}

#[derive(Clone)]
struct Kept {
    hash: String,
    first: i64,
    last: i64,
    answer: String,
}

impl Model {
    pub(crate) fn new(clock: Arc<ManualClock>) -> Self {
        Self { register: Arc::default(), clock, head: Arc::new(watch::Sender::new(0)) }
    }

    /// Tries it on a copy, and keeps the copy only when nothing was refused.
    pub(crate) fn append(&self, request: Append) -> Result<Outcome, Failure> {
        let mut register = self.register.lock().unwrap();
        let mut copy = register.clone();
        let outcome = copy.take_in(request, self.clock.now().trunc_subsecs(6))?;
        if let Outcome::Appended { last, .. } = outcome {
            *register = copy;
            self.head.send_replace(last);
        }
        Ok(outcome)
    }

    pub(crate) fn stream(&self, stream: &str, after_version: i64) -> Vec<Recorded> {
        self.where_(|event| event.stream == stream && event.version > after_version)
    }

    pub(crate) fn after(&self, position: i64, limit: i64) -> Vec<Recorded> {
        let mut events = self.where_(|event| event.position > position);
        events.truncate(limit as usize);
        events
    }

    pub(crate) fn by_id(&self, id: Uuid) -> Option<Recorded> {
        self.where_(|event| event.id == id).pop()
    }

    pub(crate) fn answered(&self, key: &str) -> Option<Answered> {
        let kept = self.register.lock().unwrap().answers.get(key).cloned()?;
        Some(Answered { hash: kept.hash, last_position: kept.last, answer: kept.answer })
    }

    pub(crate) fn head(&self) -> Head {
        self.register.lock().unwrap().head()
    }

    pub(crate) fn position_at(&self, instant: DateTime<Utc>) -> i64 {
        self.where_(|event| event.recorded_at <= instant).last().map_or(0, |event| event.position)
    }

    pub(crate) fn watch(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    fn where_(&self, wanted: impl Fn(&Recorded) -> bool) -> Vec<Recorded> {
        self.register.lock().unwrap().events.iter().filter(|event| wanted(event)).cloned().collect()
    }
}

impl Register {
    /// In the order in which a refusal is looked for: what contradicts itself, what was asked before, what has moved on,
    /// what is taken.
    fn take_in(&mut self, request: Append, now: DateTime<Utc>) -> Result<Outcome, Failure> {
        let refusal = contradiction(&request.claims)
            .or_else(|| self.asked_before(request.idempotency.as_ref()))
            .or_else(|| self.moved_on(&request))
            .or_else(|| self.claim(&request.claims));
        if let Some(refusal) = refusal {
            return Ok(refusal);
        }
        let first = self.head().position + 1;
        let recorded_at = now.max(self.head().recorded_at);
        for write in request.writes {
            for (event, version) in write.events.into_iter().zip(write.expected + 1..) {
                if self.events.iter().any(|other| other.id == event.id) {
                    return Err(Failure::Database(sqlx::Error::Protocol("the id is there already".into())));
                }
                self.events.push(Recorded {
                    position: self.head().position + 1,
                    id: event.id,
                    stream: write.stream.clone(),
                    version,
                    kind: event.kind.into_owned(),
                    schema_version: event.schema_version,
                    recorded_at,
                    actor: request.actor.clone(),
                    acting_for: request.acting_for.clone(),
                    correlation: request.correlation,
                    causation: request.causation,
                    document: request.document.clone(),
                    body: event.body,
                });
            }
        }
        let last = self.head().position;
        if let Some(Idempotency { key, hash, answer }) = request.idempotency {
            self.answers.insert(key, Kept { hash, first, last, answer });
        }
        Ok(Outcome::Appended { first, last })
    }

    fn head(&self) -> Head {
        self.events.last().map_or_else(
            || Head { position: 0, recorded_at: "0001-01-01T00:00:00Z".parse().unwrap() },
            |event| Head { position: event.position, recorded_at: event.recorded_at },
        )
    }

    fn version(&self, stream: &str) -> i64 {
        self.events.iter().filter(|event| event.stream == stream).count() as i64
    }

    fn asked_before(&self, asked: Option<&Idempotency>) -> Option<Outcome> {
        let Idempotency { key, hash, .. } = asked?;
        let Kept { hash: known, first, last, answer } = self.answers.get(key)?.clone();
        if known == *hash {
            return Some(Outcome::AlreadyAppended { first, last, answer });
        }
        Some(Outcome::KeyReused { key: key.clone() })
    }

    fn moved_on(&self, request: &Append) -> Option<Outcome> {
        let written = request.writes.iter().map(|write| (&write.stream, write.expected));
        let read = request.guards.iter().map(|guard| (&guard.stream, guard.version));
        for (stream, expected) in written.chain(read) {
            let actual = self.version(stream);
            if actual != expected {
                return Some(Outcome::Conflict { stream: stream.clone(), expected, actual });
            }
        }
        None
    }

    /// All that is given back, then all that is taken, name by name, so that the answer does not depend on the order in
    /// which the caller wrote them down.
    fn claim(&mut self, claims: &[Claim]) -> Option<Outcome> {
        let mut takes = Vec::new();
        for claim in claims {
            match claim {
                Claim::Release { scope, key, holder } => {
                    self.names.entry((scope.clone(), key.clone())).or_default().give_back(holder);
                }
                Claim::Take { scope, key, holder, ever } => takes.push((scope, key, holder, *ever)),
            }
        }
        takes.sort();
        for (scope, key, holder, ever) in takes {
            let name = self.names.entry((scope.clone(), key.clone())).or_default();
            if let Some(other) = name.who_stands_against(holder, ever) {
                return Some(Outcome::ClaimTaken { scope: scope.clone(), key: key.clone(), holder: other });
            }
            name.former.retain(|former| former != holder);
            name.holder = Some(holder.clone());
            name.for_ever |= ever;
        }
        None
    }
}

impl Name {
    fn give_back(&mut self, holder: &str) {
        if self.holder.as_deref() == Some(holder) && !self.for_ever {
            self.holder = None;
            self.former.push(holder.to_owned());
        }
    }

    /// Who has it now, and for one who wants it for ever, who had it last.
    fn who_stands_against(&self, holder: &str, ever: bool) -> Option<String> {
        let former = self.former.iter().rev().filter(|_| ever);
        self.holder.iter().chain(former).find(|other| *other != holder).cloned()
    }
}

/// One append that gives one name to two is refused by itself, whatever is in the log.
fn contradiction(claims: &[Claim]) -> Option<Outcome> {
    let mut takers: BTreeMap<(&String, &String), &String> = BTreeMap::new();
    for claim in claims {
        let Claim::Take { scope, key, holder, .. } = claim else { continue };
        let first = *takers.entry((scope, key)).or_insert(holder);
        if first != holder {
            let (scope, key, holder) = (scope.clone(), key.clone(), first.clone());
            return Some(Outcome::ClaimTaken { scope, key, holder });
        }
    }
    None
}
