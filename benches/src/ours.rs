//! The log itself, called as the program calls it: with an expected version, a guard, claims and an idempotency key.

use std::{collections::HashMap, path::Path};

use anyhow::{Context, Result, bail};
use futures_util::{StreamExt, TryStreamExt, stream};
use liangshi_domain::{EventId, Origin, Subject, TeacherId};
use liangshi_eventstore::{
    Append, Asked, Claim, Evidence, Guard, Idempotency, Log, MasterKey, NewEvent, Options, Outcome, Recorded,
    StreamWrite,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    measure::Store,
    payload::{Batch, ORGANISATIONS, STREAM, identity, organisation, thousands},
};

/// How many batches of an import are on their way at once.
const IN_FLIGHT: usize = 4;

pub struct Ours {
    pub log: Log,
}

/// The URL of a log in this folder.
pub fn url_in(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("log.db").display())
}

impl Ours {
    pub async fn open(url: &str) -> Result<Self> {
        Ok(Self { log: Log::open(url, Options::new(MasterKey::from_bytes([7; 32]))).await? })
    }

    /// A new log with the organisations that teachers work at.
    pub async fn with_organisations(url: &str) -> Result<Self> {
        let ours = Self::open(url).await?;
        let writes = (0..ORGANISATIONS).map(|number| StreamWrite {
            stream: organisation(number).stream(),
            expected: 0,
            events: vec![event(
                "organisation.registered",
                r#"{"name":"虚构小学","kind":"PRIMARY_SCHOOL"}"#.to_owned(),
            )],
        });
        ours.write(whole(writes.collect(), Vec::new(), Vec::new(), "organisations")).await?;
        Ok(ours)
    }

    async fn write(&self, append: Append) -> Result<()> {
        match self.log.append(append).await? {
            Outcome::Appended { .. } => Ok(()),
            refused => bail!("the log refused: {refused:?}"),
        }
    }

    fn claim(&self, batch: &Batch, stream: &str) -> Claim {
        let text = identity(batch.number);
        // The synthetic numbers repeat after some hundred thousand teachers; the number of the teacher does not.
        let key = self.log.vault().keyed_hash("identity-number", &format!("{text}{}", batch.number));
        Claim::Take { scope: "identity-number".into(), key, holder: stream.to_owned(), ever: true }
    }

    fn write_of(&self, batch: Batch, claims: &mut Vec<Claim>) -> Result<StreamWrite> {
        let stream = TeacherId(batch.stream).stream();
        if batch.expected == 0 {
            claims.push(self.claim(&batch, &stream));
        }
        let events = batch.facts.iter().map(|fact| Ok(event(fact.kind(), fact.body()?)));
        Ok(StreamWrite { expected: batch.expected as i64, events: events.collect::<Result<_>>()?, stream })
    }

    /// Imports so many events, a thousand at a time.
    pub async fn import(&self, events: u64) -> Result<u64> {
        stream::iter(thousands(events))
            .map(|batches| async move {
                let mut claims = Vec::new();
                let writes = batches.into_iter().map(|batch| self.write_of(batch, &mut claims));
                let writes = writes.collect::<Result<Vec<_>>>()?;
                let key = Uuid::now_v7().to_string();
                self.write(whole(writes, vec![guard(0)], claims, &key)).await
            })
            .buffer_unordered(IN_FLIGHT)
            .try_collect::<Vec<_>>()
            .await?;
        Ok(events)
    }

    /// Reads the log from its beginning and folds every teacher, at most so many events.
    pub async fn replay(&self, at_most: u64) -> Result<u64> {
        let head = self.log.head().await?.position;
        let mut fold = Fold::default();
        let mut pages = self.log.replay(0, head.min((at_most + ORGANISATIONS) as i64));
        while let Some(page) = pages.next().await? {
            for event in &page {
                fold.take(event)?;
            }
        }
        Ok(fold.events)
    }

    /// Signs what stands in the log, so that it can be verified.
    pub async fn attest(&self) -> Result<()> {
        self.log.attest().await?.context("nothing was signed")?;
        Ok(())
    }

    /// Verifies the whole log.
    pub async fn verify(&self) -> Result<u64> {
        let asked = Asked { keys: vec![self.log.public_key().await?], outside: Vec::new() };
        let verdict = Evidence::of(&self.log).verify(&asked, |_| ()).await?;
        if let Some(fault) = verdict.fault {
            bail!("the log does not hold: {fault:?}");
        }
        Ok(verdict.events as u64)
    }

    pub async fn close(self) {
        self.log.close().await;
    }
}

impl Store for Ours {
    async fn append(&self, batch: Batch) -> Result<()> {
        let guards = vec![guard(batch.number)];
        let mut claims = Vec::new();
        let write = self.write_of(batch, &mut claims)?;
        self.write(whole(vec![write], guards, claims, &Uuid::now_v7().to_string())).await
    }
}

fn guard(number: u64) -> Guard {
    Guard { stream: organisation(number).stream(), version: 1 }
}

fn event(kind: &'static str, body: String) -> NewEvent {
    NewEvent { id: Uuid::now_v7(), kind: kind.into(), schema_version: 1, body }
}

/// The whole of an append, with the idempotency key and the answer that is kept with it.
fn whole(writes: Vec<StreamWrite>, guards: Vec<Guard>, claims: Vec<Claim>, key: &str) -> Append {
    let first = writes.first().map(|write| write.stream.clone()).unwrap_or_default();
    let hash: String = Sha256::digest(key).iter().map(|byte| format!("{byte:02x}")).collect();
    let answer = format!(r#"{{"stream":"{first}","version":1,"events":["{key}"]}}"#);
    Append {
        writes,
        guards,
        claims,
        actor: "account-bench".into(),
        acting_for: Some(organisation(0).to_string()),
        correlation: Uuid::now_v7(),
        causation: None,
        document: None,
        idempotency: Some(Idempotency { key: format!("bench-{key}"), hash, answer }),
    }
}

/// Teachers that are not at their last event yet. The others are let go, as a view lets them go.
#[derive(Default)]
struct Fold {
    open: HashMap<String, Subject>,
    events: u64,
}

impl Fold {
    fn take(&mut self, event: &Recorded) -> Result<()> {
        if !event.stream.starts_with(TeacherId::PREFIX) {
            return Ok(());
        }
        self.events += 1;
        let origin = Origin { position: event.position, id: EventId(event.id) };
        if !self.open.contains_key(&event.stream) {
            let subject = Subject::of_stream(&event.stream).context("a stream of no subject")?;
            self.open.insert(event.stream.clone(), subject);
        }
        let subject = self.open.get_mut(&event.stream).context("a stream of no subject")?;
        subject.evolve(&event.kind, &event.body, origin)?;
        if event.version as u64 == STREAM {
            self.open.remove(&event.stream);
        }
        Ok(())
    }
}
