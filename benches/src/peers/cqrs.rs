//! cqrs-es on PostgreSQL and on SQLite: `PersistedEventRepository::persist`.

use std::{convert::Infallible, path::Path};

use anyhow::Result;
use cqrs_es::{
    Aggregate, DomainEvent,
    event_sink::EventSink,
    persist::{PersistedEventRepository, SerializedEvent},
};
use postgres_es::PostgresEventRepository;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlite_es::SqliteEventRepository;
use sqlx08::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::{
    measure::Store,
    payload::{Batch, Fact},
};

const POSTGRES: &str = "
    CREATE TABLE events (
        aggregate_type text NOT NULL, aggregate_id text NOT NULL, sequence bigint CHECK (sequence >= 0) NOT NULL,
        event_type text NOT NULL, event_version text NOT NULL, payload json NOT NULL, metadata json NOT NULL,
        PRIMARY KEY (aggregate_type, aggregate_id, sequence))";
const SQLITE: &str = "
    CREATE TABLE events (
        aggregate_type TEXT NOT NULL, aggregate_id TEXT NOT NULL, sequence INTEGER NOT NULL, event_type TEXT NOT NULL,
        event_version TEXT NOT NULL, payload TEXT NOT NULL, metadata TEXT NOT NULL, timestamp TEXT DEFAULT CURRENT_TIMESTAMP,
        PRIMARY KEY (aggregate_type, aggregate_id, sequence))";

#[derive(Default, Serialize, Deserialize)]
struct Teacher;

impl DomainEvent for Fact {
    fn event_type(&self) -> String {
        self.kind().to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl Aggregate for Teacher {
    const TYPE: &'static str = "teacher";
    type Command = ();
    type Event = Fact;
    type Error = Infallible;
    type Services = ();

    async fn handle(&mut self, (): (), (): &(), _: &EventSink<Self>) -> Result<(), Infallible> {
        Ok(())
    }

    fn apply(&mut self, _: Fact) {}
}

pub struct Cqrs<R>(R);

impl Cqrs<PostgresEventRepository> {
    pub async fn open(url: &str, callers: usize) -> Result<Self> {
        let pool = super::pool(url, callers).await?;
        sqlx08::query(POSTGRES).execute(&pool).await?;
        Ok(Self(PostgresEventRepository::new(pool)))
    }
}

impl Cqrs<SqliteEventRepository> {
    /// With one connection: more of them only wait for each other.
    pub async fn open(folder: &Path) -> Result<Self> {
        let file = SqliteConnectOptions::new()
            .filename(folder.join("cqrs.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(file).await?;
        sqlx08::query(SQLITE).execute(&pool).await?;
        Ok(Self(SqliteEventRepository::new(pool)))
    }
}

impl<R: PersistedEventRepository + 'static> Store for Cqrs<R> {
    async fn append(&self, batch: Batch) -> Result<()> {
        let id = batch.stream.to_string();
        let events = batch.facts.iter().zip(batch.expected as usize + 1..).map(|(fact, sequence)| {
            let payload: Value = serde_json::to_value(fact)?;
            let (kind, version) = (fact.event_type(), fact.event_version());
            Ok(SerializedEvent::new(
                id.clone(),
                sequence,
                Teacher::TYPE.into(),
                kind,
                version,
                payload,
                json!({}),
            ))
        });
        self.0.persist::<Teacher>(&events.collect::<Result<Vec<_>>>()?, None).await?;
        Ok(())
    }
}
