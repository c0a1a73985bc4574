//! Many persons in one append; one by one when somebody was faster.

use liangshi_domain::TeacherId;
use liangshi_eventstore::{Append, Claim, Failure as LogFailure, Idempotency, Outcome, StreamWrite};

use super::{
    column::Column,
    decided::{Decided, Edge, Held, decided},
    directory::Directory,
    entry::Entry,
    failure::Failure,
    held::{Organisations, bearer, id_of, teachers},
};
use crate::fault::Reason;

/// Persons in one append.
pub(crate) const PERSONS_AT_MOST: usize = 500;
/// How often a row is decided again when somebody was faster.
const TRIES: usize = 8;
/// How often an append is sent again when its end is not known; the key makes that safe.
const SENDS: usize = 3;

/// How a row ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The place of the row in the grid.
    pub(crate) at: usize,
    pub(crate) how: How,
    /// What the row says otherwise than the register.
    pub(crate) differs: Vec<(Column, Reason)>,
}

/// What became of a row.
#[derive(Debug)]
pub(crate) enum How {
    /// So many events were written, or would be.
    Written(usize),
    /// The register says all of it already.
    Unchanged,
    /// It stays out.
    Refused(Column, Reason),
}

/// What one append was answered.
enum Sent {
    Written(i64),
    /// Another import had written the very same.
    Before,
    Beaten(Outcome),
}

/// Takes rows in.
pub(crate) struct Packer<'a, D> {
    pub(crate) edge: Edge<'a>,
    pub(crate) directory: &'a D,
    pub(crate) dry_run: bool,
    /// The last position written.
    pub(crate) position: Option<i64>,
    pub(crate) organisations: Organisations,
}

impl<D: Directory> Packer<'_, D> {
    /// Takes up to [`PERSONS_AT_MOST`] rows in.
    pub(crate) async fn pack(&mut self, entries: &[Entry]) -> Result<Vec<Ended>, Failure> {
        let ids = self.ids(entries).await?;
        let held = self.bearers(entries, &ids).await?;
        self.look(entries).await?;
        let (mut ended, mut wrote, mut append) = (Vec::new(), Vec::new(), Gathered::default());
        for ((entry, held), id) in entries.iter().zip(&held).zip(&ids) {
            match decided(&self.edge, entry, held, &mut self.organisations.witness)? {
                Ok(decided) if decided.write.is_some() => {
                    ended.push(finished(entry, &decided));
                    wrote.push((ended.len() - 1, entry, *id));
                    append.add(decided);
                }
                Ok(decided) => ended.push(finished(entry, &decided)),
                Err(refused) => ended.push(refusal(entry, refused)),
            }
        }
        if self.dry_run || wrote.is_empty() {
            return Ok(ended);
        }
        match self.send(append).await? {
            Sent::Written(position) => self.position = Some(position),
            Sent::Before => wrote.iter().for_each(|(place, ..)| ended[*place].how = How::Unchanged),
            Sent::Beaten(_) => {
                for (place, entry, id) in wrote {
                    ended[place] = self.single(entry, id).await?;
                }
            }
        }
        Ok(ended)
    }

    /// The persons as the register knows them, and new ids for the others.
    async fn ids(&self, entries: &[Entry]) -> Result<Vec<TeacherId>, Failure> {
        let numbers = entries.iter().map(|entry| entry.identity.clone()).collect();
        let known = self.directory.persons(numbers).await?;
        let id = |entry: &Entry| known.get(&entry.identity).copied();
        Ok(entries
            .iter()
            .map(|entry| id(entry).unwrap_or_else(|| id_of(self.edge.log, &entry.identity)))
            .collect())
    }

    async fn bearers(&self, entries: &[Entry], ids: &[TeacherId]) -> Result<Vec<Held>, Failure> {
        let mut held = teachers(self.edge.log, ids).await?;
        for (entry, held) in entries.iter().zip(&mut held) {
            *held = bearer(self.edge.log, &entry.identity, std::mem::take(held)).await?;
        }
        Ok(held)
    }

    async fn look(&mut self, entries: &[Entry]) -> Result<(), Failure> {
        let streams = entries.iter().map(|entry| entry.organisation.stream());
        self.organisations.look(self.edge.log, streams).await
    }

    /// One row by itself. Another stream that holds the number is the person, and an organisation may have moved on.
    async fn single(&mut self, entry: &Entry, mut id: TeacherId) -> Result<Ended, Failure> {
        let mut followed = None;
        for _ in 0..TRIES {
            self.organisations = Organisations::default();
            self.look(std::slice::from_ref(entry)).await?;
            let Some(held) = self.bearers(std::slice::from_ref(entry), &[id]).await?.pop() else { continue };
            let decided = match decided(&self.edge, entry, &held, &mut self.organisations.witness)? {
                Ok(decided) => decided,
                Err(refused) => return Ok(refusal(entry, refused)),
            };
            let ended = finished(entry, &decided);
            let mut append = Gathered::default();
            append.add(decided);
            if append.writes.is_empty() {
                return Ok(ended);
            }
            match self.send(append).await? {
                Sent::Written(position) => {
                    self.position = Some(position);
                    return Ok(ended);
                }
                Sent::Before => return Ok(Ended { how: How::Unchanged, ..ended }),
                Sent::Beaten(Outcome::ClaimTaken { holder, .. }) => {
                    let other = TeacherId::of_stream(&holder)
                        .filter(|other| followed.replace(*other) != Some(*other));
                    match other {
                        Some(other) => id = other,
                        None => {
                            return Ok(refusal(
                                entry,
                                (Column::Identity, Reason::IdentityNumberTaken { holder }),
                            ));
                        }
                    }
                }
                Sent::Beaten(_) => {}
            }
        }
        Ok(refusal(entry, (Column::Identity, Reason::RowChangedMeanwhile)))
    }

    async fn send(&self, gathered: Gathered) -> Result<Sent, Failure> {
        let append = self.append(gathered)?;
        let mut sent = self.edge.log.append(append.clone()).await;
        let mut again = 1;
        while again < SENDS && matches!(sent, Err(LogFailure::OutcomeUnknown)) {
            sent = self.edge.log.append(append.clone()).await;
            again += 1;
        }
        Ok(match sent? {
            Outcome::AlreadyAppended { .. } if again == 1 => Sent::Before,
            Outcome::Appended { last, .. } | Outcome::AlreadyAppended { last, .. } => Sent::Written(last),
            beaten @ (Outcome::Conflict { .. } | Outcome::ClaimTaken { .. } | Outcome::KeyReused { .. }) => {
                Sent::Beaten(beaten)
            }
        })
    }

    fn append(&self, gathered: Gathered) -> Result<Append, Failure> {
        let stamp = self.edge.stamp;
        let (key, answer) =
            (self.key(&gathered.writes)?, format!(r#"{{"persons":{}}}"#, gathered.writes.len()));
        Ok(Append {
            guards: self.organisations.guards(gathered.looked_at),
            writes: gathered.writes,
            claims: gathered.claims,
            actor: stamp.actor.clone(),
            acting_for: stamp.acting_for.map(|organisation| organisation.to_string()),
            correlation: stamp.correlation,
            causation: stamp.causation,
            document: stamp.document.as_ref().map(serde_json::to_string).transpose()?,
            idempotency: Some(Idempotency { key: format!("roster-{key}"), hash: key, answer }),
        })
    }

    /// Says the same for the same content at the same versions, and nothing about the persons in it.
    fn key(&self, writes: &[StreamWrite]) -> Result<String, Failure> {
        let content = |write: &StreamWrite| {
            let events: Vec<_> =
                write.events.iter().map(|event| (event.kind.clone(), event.body.clone())).collect();
            (write.stream.clone(), write.expected, events)
        };
        let content: Vec<_> = writes.iter().map(content).collect();
        let text = serde_json::to_string(&(&self.edge.stamp.actor, content))?;
        Ok(self.edge.log.vault().keyed_hash("roster.pack", &text))
    }
}

/// What several rows lead to.
#[derive(Default)]
struct Gathered {
    writes: Vec<StreamWrite>,
    claims: Vec<Claim>,
    looked_at: Vec<String>,
}

impl Gathered {
    fn add(&mut self, decided: Decided) {
        self.writes.extend(decided.write);
        self.claims.extend(decided.claims);
        self.looked_at.extend(decided.looked_at);
    }
}

fn finished(entry: &Entry, decided: &Decided) -> Ended {
    let how = decided.write.as_ref().map_or(How::Unchanged, |write| How::Written(write.events.len()));
    Ended { at: entry.at, how, differs: decided.differs.clone() }
}

fn refusal(entry: &Entry, (column, reason): (Column, Reason)) -> Ended {
    Ended { at: entry.at, how: How::Refused(column, reason), differs: Vec::new() }
}
