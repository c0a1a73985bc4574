//! A fresh log for each promise, on a file or on a server, and the means to go behind its back.

use chrono::{DateTime, Utc};
use liangshi_eventstore::{
    Append, Claim, Clock, Failure, Log, ManualClock, MasterKey, NewEvent, Options, Recorded, StreamWrite,
    Upcasters,
};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::sync::Arc;
use uuid::Uuid;

const SERVER: &str = "LIANGSHI_TEST_POSTGRES";
const FILE_ONLY: &str = "LIANGSHI_TEST_SQLITE_ONLY";

pub(crate) struct World {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) database: String,
    url: String,
    folder: Option<tempfile::TempDir>,
}

impl World {
    pub(crate) fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("log.db").display());
        Self { clock: clock(), database: String::new(), url, folder: Some(folder) }
    }

    /// Nothing when the server is left out on purpose; leaving it out by accident fails.
    pub(crate) async fn server() -> Option<Self> {
        let Ok(server) = std::env::var(SERVER) else {
            let left_out = std::env::var(FILE_ONLY).is_ok_and(|value| value == "1");
            assert!(left_out, "set {SERVER} to the address of an empty server, or {FILE_ONLY}=1");
            return None;
        };
        let database = format!("liangshi_{}", Uuid::now_v7().simple());
        administer(format!("CREATE DATABASE {database}")).await;
        let (base, query) =
            server.split_once('?').map_or((server.as_str(), None), |(base, query)| (base, Some(query)));
        let authority = base.find("://").map_or(0, |at| at + 3);
        let end = base[authority..].find('/').map_or(base.len(), |at| authority + at);
        let mut url = format!("{}/{database}", &base[..end]);
        if let Some(query) = query {
            url = format!("{url}?{query}");
        }
        Some(Self { clock: clock(), database, url, folder: None })
    }

    pub(crate) async fn open(&self) -> Log {
        self.try_open([7; 32], Upcasters::default()).await.unwrap()
    }

    pub(crate) async fn try_open(&self, master: [u8; 32], upcasters: Upcasters) -> Result<Log, Failure> {
        let clock: Arc<dyn Clock> = self.clock.clone();
        Log::open(&self.url, Options { clock, upcasters, ..Options::new(MasterKey::from_bytes(master)) })
            .await
    }

    pub(crate) async fn execute(&self, sql: &'static str) -> Result<(), sqlx::Error> {
        if self.folder.is_some() {
            let mut connection = SqliteConnection::connect(&self.url).await?;
            sqlx::raw_sql(sql).execute(&mut connection).await?;
        } else {
            let mut connection = PgConnection::connect(&self.url).await?;
            sqlx::raw_sql(sql).execute(&mut connection).await?;
        }
        Ok(())
    }

    /// All the ways to change the past that are worth trying.
    pub(crate) fn tamperings(&self) -> Vec<&'static str> {
        let mut all = vec![
            "UPDATE events SET body = '{}' WHERE position = 1",
            "DELETE FROM events WHERE position = 2",
            "DELETE FROM events",
            "UPDATE head SET position = 1",
            "UPDATE head SET recorded_at = '2000-01-01T00:00:00.000000Z'",
            "UPDATE head SET log_id = 'another'",
            "DELETE FROM head",
        ];
        all.extend(if self.folder.is_some() {
            [
                "REPLACE INTO events SELECT 1, id || 'x', stream, 9, kind, schema_version, recorded_at, actor, acting_for,
                    correlation, causation, document, '{}' FROM events WHERE position = 1",
                "REPLACE INTO events SELECT 3, id || 'x', stream, version, kind, schema_version, recorded_at, actor,
                    acting_for, correlation, causation, document, '{}' FROM events WHERE position = 1",
            ]
        } else {
            ["TRUNCATE events", "SET session_replication_role = replica; DELETE FROM events"]
        });
        all
    }

    /// A stranger who locks the head row until dropped.
    pub(crate) async fn hold_the_head(&self) -> PgConnection {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        sqlx::raw_sql("BEGIN; SELECT position FROM head FOR UPDATE").execute(&mut connection).await.unwrap();
        connection
    }

    /// Ends the connection that waits for that lock, once there is one.
    pub(crate) async fn cut_who_waits(&self) {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        let waiting = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut connection).await.unwrap() == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }

    /// What a restore without the key store would do.
    pub(crate) async fn lose_the_keys(&self) {
        if let Some(folder) = &self.folder {
            std::fs::remove_file(folder.path().join("log.db.keys")).unwrap();
        } else {
            self.execute("DROP SCHEMA liangshi_keys CASCADE").await.unwrap();
        }
    }
}

/// Removes the database of a promise that was kept; that of a broken one stays to be looked at.
pub(crate) async fn drop_database(database: &str) {
    administer(format!("DROP DATABASE {database} WITH (FORCE)")).await;
}

async fn administer(sql: String) {
    let mut connection = PgConnection::connect(&std::env::var(SERVER).unwrap()).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
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
