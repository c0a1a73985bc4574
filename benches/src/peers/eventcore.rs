//! eventcore on both databases: `EventStore::append_events`, and `EventReader::read_events` in pages of a thousand.

use std::path::Path;

use anyhow::{Context, Result};
use eventcore_postgres::PostgresEventStore;
use eventcore_sqlite::{SqliteEventStore, rusqlite::Connection};
use eventcore_types::{
    BatchSize, Event, EventFilter, EventPage, EventReader, EventStore, StreamId, StreamVersion, StreamWrites,
};
use liangshi_domain::TeacherId;
use serde::{Deserialize, Serialize};

use crate::{
    measure::Store,
    payload::{Batch, Fact, thousands},
};

/// The fact has a name of its own in the JSON, so that it is decoded straight from the text.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    stream: StreamId,
    fact: Fact,
}

impl Event for Stored {
    fn stream_id(&self) -> &StreamId {
        &self.stream
    }

    fn event_type_name() -> &'static str {
        "Fact"
    }
}

fn add(writes: StreamWrites, batch: Batch) -> Result<StreamWrites> {
    let stream = StreamId::try_new(TeacherId(batch.stream).stream())?;
    let mut writes = writes.register_stream(stream.clone(), StreamVersion::new(batch.expected as usize))?;
    for fact in batch.facts {
        writes = writes.append(Stored { stream: stream.clone(), fact })?;
    }
    Ok(writes)
}

pub struct Eventcore<S>(S);

impl Eventcore<SqliteEventStore> {
    pub async fn open(folder: &Path) -> Result<Self> {
        let connection = Connection::open(folder.join("eventcore.db"))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let store = SqliteEventStore::from_connection(connection);
        store.migrate().await?;
        Ok(Self(store))
    }

    pub async fn import(&self, events: u64) -> Result<u64> {
        for batches in thousands(events) {
            let writes = batches.into_iter().try_fold(StreamWrites::new(), add)?;
            self.0.append_events(writes).await?;
        }
        Ok(events)
    }

    pub async fn replay(&self) -> Result<u64> {
        let size = BatchSize::new(1_000);
        let (mut page, mut read) = (EventPage::first(size), 0);
        loop {
            let events = self.0.read_events::<Stored>(EventFilter::all(), page).await?;
            let Some((_, last)) = events.last() else { break };
            page = EventPage::after(*last, size);
            read += std::hint::black_box(&events).len() as u64;
        }
        Ok(read)
    }
}

impl Eventcore<PostgresEventStore> {
    pub async fn open(url: &str, callers: usize) -> Result<Self> {
        let store = PostgresEventStore::from_pool(super::pool(url, callers).await?);
        store.migrate().await;
        Ok(Self(store))
    }
}

impl<S: EventStore + Send + 'static> Store for Eventcore<S> {
    async fn append(&self, batch: Batch) -> Result<()> {
        self.0.append_events(add(StreamWrites::new(), batch)?).await.context("eventcore refused")?;
        Ok(())
    }
}
