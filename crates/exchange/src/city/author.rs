use std::{
    collections::{BTreeMap, HashMap},
    mem,
};

use chrono::{DateTime, Utc};
use liangshi_domain::{
    Claim as DomainClaim, DecisionDocument, EventId, OrganisationId, Origin, Refusal, Stamp, Watch,
    witness::Witness,
};
use liangshi_eventstore::{Append, Claim, Log, ManualClock, NewEvent, Outcome, StreamWrite, Vault};
use uuid::{Builder, Uuid};

use super::{
    dice::Dice,
    failure::CityFailure,
    shelves::{Kept, Shelves},
};

/// How many events go into one append.
const MOST: usize = 2_000;

/// Writes a history in bulk through the same decisions that a single command goes through.
///
/// The states of all streams stay in memory, so that nothing is read back. What is decided waits until it is written;
/// each append has one actor, one decision document and one instant.
pub struct Author {
    vault: Vault,
    ids: Dice,
    shelves: Shelves,
    now: DateTime<Utc>,
    stamp: Stamp,
    batch: Batch,
    ready: Vec<(DateTime<Utc>, Append)>,
    decided: i64,
    written: u64,
    refused: BTreeMap<&'static str, u64>,
}

#[derive(Default)]
struct Batch {
    writes: Vec<StreamWrite>,
    places: HashMap<String, usize>,
    claims: Vec<Claim>,
    events: usize,
}

impl Author {
    /// An author for an empty log, whose ids are the same for the same seed.
    pub fn new(log: &Log, seed: u64) -> Self {
        Self {
            vault: log.vault().clone(),
            ids: Dice::new(seed, 1),
            shelves: Shelves::default(),
            now: DateTime::UNIX_EPOCH,
            stamp: Stamp {
                actor: String::new(),
                acting_for: None,
                today: DateTime::UNIX_EPOCH.date_naive(),
                correlation: Uuid::nil(),
                causation: None,
                explanations: std::collections::BTreeMap::new(),
                document: None,
            },
            batch: Batch::default(),
            ready: Vec::new(),
            decided: 0,
            written: 0,
            refused: BTreeMap::new(),
        }
    }

    /// Says when what follows is recorded.
    pub fn at(&mut self, now: DateTime<Utc>) {
        self.close();
        self.now = now;
        self.stamp.today = now.date_naive();
    }

    /// Says who records what follows, for whom, and by which document.
    pub fn by(
        &mut self,
        actor: &str,
        acting_for: Option<OrganisationId>,
        document: Option<DecisionDocument>,
    ) {
        let stamp = Stamp { actor: actor.to_owned(), acting_for, document, ..self.stamp.clone() };
        if stamp != self.stamp {
            self.close();
            self.stamp = stamp;
        }
    }

    /// Says why what follows goes on although a rule warns; an empty text takes it back.
    pub fn explain(&mut self, rule: &str, why: &str) {
        self.close();
        if why.is_empty() {
            self.stamp.explanations.remove(rule);
        } else {
            self.stamp.explanations.insert(rule.to_owned(), why.to_owned());
        }
    }

    /// An id that sorts by the told time, the same for the same seed.
    pub fn id(&mut self) -> Uuid {
        let millis = u64::try_from(self.now.timestamp_millis()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &self.ids.bytes()).into_uuid()
    }

    /// Decides a command as the log would; answers with the first event of what happened, or counts the refusal.
    pub fn ask<D: Kept>(&mut self, id: D::Id, command: &D::Command) -> Option<EventId> {
        let stream = D::stream(id);
        let held = D::shelf_mut(&mut self.shelves).entry(id).or_default();
        let mut state = mem::take(&mut held.state);
        let mut witness = Witness::default();
        witness.about(&stream);
        for other in state.looks_at(command).streams.iter().filter(|other| **other != stream) {
            self.shelves.lend(other, &mut witness);
        }
        let answer = state.decide(command, &witness, &self.stamp);
        self.shelves.take_back(witness);
        let first = match answer {
            Ok(events) => self.record(id, &stream, &mut state, &events),
            Err(refusal) => {
                *self.refused.entry(refusal.code()).or_default() += 1;
                None
            }
        };
        if let Some(held) = D::shelf_mut(&mut self.shelves).get_mut(&id) {
            held.state = state;
        }
        first
    }

    /// What a stream adds up to so far.
    pub fn state<D: Kept>(&self, id: D::Id) -> Option<&D> {
        D::shelf(&self.shelves).get(&id).map(|held| &held.state)
    }

    /// How often something was refused, by the code of the refusal.
    pub fn refused(&self) -> &BTreeMap<&'static str, u64> {
        &self.refused
    }

    /// How many events are in the log.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// How many events were decided so far; the position of the last of them, once what is ready is closed.
    pub(crate) fn decided(&self) -> i64 {
        self.decided
    }

    /// Writes all that was decided, each append at its own instant, and tells how many events are in the log.
    ///
    /// # Errors
    /// When the log fails or has something else already.
    pub async fn write(
        &mut self,
        log: &Log,
        clock: &ManualClock,
        mut told: impl FnMut(u64),
    ) -> Result<(), CityFailure> {
        self.close();
        for (instant, append) in mem::take(&mut self.ready) {
            clock.set(instant);
            let events: usize = append.writes.iter().map(|write| write.events.len()).sum();
            match log.append(append).await? {
                Outcome::Appended { .. } => {}
                outcome @ (Outcome::AlreadyAppended { .. }
                | Outcome::Conflict { .. }
                | Outcome::ClaimTaken { .. }
                | Outcome::KeyReused { .. }) => return Err(CityFailure::NotTaken(outcome)),
            }
            self.written += u64::try_from(events).unwrap_or(0);
            told(self.written);
        }
        Ok(())
    }

    fn record<D: Kept>(
        &mut self,
        id: D::Id,
        stream: &str,
        state: &mut D,
        events: &[D::Event],
    ) -> Option<EventId> {
        let mut first = None;
        for event in events {
            let Ok((kind, schema_version, body)) = D::write(event) else {
                *self.refused.entry("UNWRITABLE").or_default() += 1;
                return first;
            };
            let claims = state.claims(event).into_iter().map(|claim| kept(&self.vault, claim, stream));
            self.batch.claims.extend(claims);
            let new = NewEvent { id: self.id(), kind: kind.into(), schema_version, body };
            let origin = Origin { position: self.decided, id: EventId(new.id) };
            self.decided += 1;
            state.evolve(event, origin);
            first = first.or(Some(origin.id));
            self.put::<D>(id, stream, new);
        }
        if self.batch.events >= MOST {
            self.close();
        }
        first
    }

    fn put<D: Kept>(&mut self, id: D::Id, stream: &str, event: NewEvent) {
        let Some(held) = D::shelf_mut(&mut self.shelves).get_mut(&id) else { return };
        let expected = held.version;
        held.version += 1;
        self.batch.events += 1;
        match self.batch.places.get(stream) {
            Some(place) => self.batch.writes[*place].events.push(event),
            None => {
                self.batch.places.insert(stream.to_owned(), self.batch.writes.len());
                self.batch.writes.push(StreamWrite {
                    stream: stream.to_owned(),
                    expected,
                    events: vec![event],
                });
            }
        }
    }

    fn close(&mut self) {
        let Batch { writes, claims, .. } = mem::take(&mut self.batch);
        if writes.is_empty() {
            return;
        }
        let document = self.stamp.document.as_ref().and_then(|document| serde_json::to_string(document).ok());
        let append = Append {
            writes,
            guards: Vec::new(),
            claims,
            actor: self.stamp.actor.clone(),
            acting_for: self.stamp.acting_for.map(|organisation| organisation.to_string()),
            correlation: self.id(),
            causation: None,
            document,
            idempotency: None,
        };
        self.ready.push((self.now, append));
    }
}

/// The same as for a single command: what is claimed may be personal, so only its keyed hash is stored.
fn kept(vault: &Vault, claim: DomainClaim, holder: &str) -> Claim {
    let holder = holder.to_owned();
    match claim {
        DomainClaim::Take { scope, text, ever } => {
            Claim::Take { scope: scope.to_owned(), key: vault.keyed_hash(scope, &text), holder, ever }
        }
        DomainClaim::Release { scope, text } => {
            Claim::Release { scope: scope.to_owned(), key: vault.keyed_hash(scope, &text), holder }
        }
    }
}
