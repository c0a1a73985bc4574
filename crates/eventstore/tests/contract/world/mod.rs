//! A fresh log for each promise: on a file, on a server, or only thought of.

mod meddling;
mod store;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use chrono::{DateTime, Utc};
use liangshi_eventstore::{
    Append, Claim, Clock, Failure, Log, ManualClock, MasterKey, NewEvent, Options, Recorded, StreamWrite,
    Upcasters,
};
use uuid::Uuid;

use crate::fresh::{self, Fresh};
use crate::model::Model;
pub(crate) use fresh::drop_database;
pub(crate) use meddling::SLOW;
pub(crate) use store::Store;

pub(crate) struct World {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) database: String,
    url: String,
    place: Place,
}

enum Place {
    File(tempfile::TempDir),
    Server,
    Memory(Model),
}

/// A clock that knows how often it was asked, which the log does once for every group it writes.
pub(crate) struct Counted {
    clock: Arc<ManualClock>,
    asked: AtomicUsize,
}

impl Counted {
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Clock for Counted {
    fn now(&self) -> DateTime<Utc> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.clock.now()
    }
}

impl World {
    pub(crate) fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("log.db").display());
        Self { clock: clock(), database: String::new(), url, place: Place::File(folder) }
    }

    /// Nothing when the server is left out on purpose.
    pub(crate) async fn server() -> Option<Self> {
        let Fresh { url, database } = fresh::on_the_server().await?;
        Some(Self { clock: clock(), database, url, place: Place::Server })
    }

    pub(crate) fn model() -> Self {
        let clock = clock();
        let place = Place::Memory(Model::new(clock.clone()));
        Self { clock, database: String::new(), url: String::new(), place }
    }

    /// What a process of its own would have in hand: the log opened once more, or the one model there is.
    pub(crate) async fn store(&self) -> Store {
        match &self.place {
            Place::Memory(model) => Store::Model(model.clone()),
            Place::File(_) | Place::Server => Store::Log(self.open().await),
        }
    }

    pub(crate) async fn open(&self) -> Log {
        self.try_open([7; 32], Upcasters::default()).await.unwrap()
    }

    pub(crate) async fn try_open(&self, master: [u8; 32], upcasters: Upcasters) -> Result<Log, Failure> {
        self.open_by(self.clock.clone(), master, upcasters).await
    }

    pub(crate) async fn open_counting(&self, clock: Arc<ManualClock>) -> (Arc<Counted>, Log) {
        let clock = Arc::new(Counted { clock, asked: AtomicUsize::default() });
        let log = self.open_by(clock.clone(), [7; 32], Upcasters::default()).await.unwrap();
        (clock, log)
    }

    async fn open_by(
        &self,
        clock: Arc<dyn Clock>,
        master: [u8; 32],
        upcasters: Upcasters,
    ) -> Result<Log, Failure> {
        Log::open(&self.url, Options { clock, upcasters, ..Options::new(MasterKey::from_bytes(master)) })
            .await
    }
}

fn clock() -> Arc<ManualClock> {
    let start: DateTime<Utc> = "2025-09-01T00:00:00Z".parse().unwrap();
    Arc::new(ManualClock::new(start))
}

pub(crate) fn event() -> NewEvent {
    NewEvent {
        id: Uuid::now_v7(),
        kind: "test.happened".into(),
        schema_version: 1,
        body: r#"{"a":1}"#.into(),
    }
}

pub(crate) fn write(stream: impl Into<String>, expected: i64, events: usize) -> StreamWrite {
    StreamWrite { stream: stream.into(), expected, events: (0..events).map(|_| event()).collect() }
}

pub(crate) fn append(writes: impl IntoIterator<Item = StreamWrite>) -> Append {
    Append {
        writes: writes.into_iter().collect(),
        guards: Vec::new(),
        claims: Vec::new(),
        actor: "officer-1".into(),
        acting_for: None,
        correlation: Uuid::now_v7(),
        causation: None,
        document: None,
        idempotency: None,
    }
}

pub(crate) fn holding(claims: Vec<Claim>) -> Append {
    Append { claims, ..append([write(format!("claimant-{}", Uuid::now_v7()), 0, 1)]) }
}

pub(crate) fn bodies(events: &[Recorded]) -> Vec<&str> {
    events.iter().map(|event| event.body.as_str()).collect()
}
