//! A signed log of known shape on a file or a server, and an attacker who can write to its database.

use chrono::{DateTime, TimeDelta, Utc};
use liangshi_eventstore::{
    Append, Asked, Checkpoint, Clock, Evidence, Log, ManualClock, MasterKey, NewEvent, Options, StoredRow,
    StreamWrite, Verdict,
};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::sync::Arc;
use uuid::Uuid;

use crate::fresh::{self, Fresh};

pub(crate) struct World {
    clock: Arc<ManualClock>,
    database: String,
    pub(crate) url: String,
    folder: Option<tempfile::TempDir>,
}

/// The connection of somebody who goes round the program.
enum Attacker {
    File(SqliteConnection),
    Server(PgConnection),
}

impl World {
    pub(crate) fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("log.db").display());
        Self { clock: clock(), database: String::new(), url, folder: Some(folder) }
    }

    /// Nothing when the server is left out on purpose.
    pub(crate) async fn server() -> Option<Self> {
        let Fresh { url, database } = fresh::on_the_server().await?;
        Some(Self { clock: clock(), database, url, folder: None })
    }

    /// Removes the database of a test that passed; that of a failed one stays to be looked at.
    pub(crate) async fn gone(self) {
        if self.folder.is_none() {
            fresh::drop_database(&self.database).await;
        }
    }

    pub(crate) async fn open(&self) -> Log {
        let clock: Arc<dyn Clock> = self.clock.clone();
        let options = Options { clock, ..Options::new(MasterKey::from_bytes([7; 32])) };
        Log::open(&self.url, options).await.unwrap()
    }

    /// 605 events: a hundred in each of the streams `s-1` to `s-6`, signed at 100, 300 and 600, and five not signed. Two tiles
    /// are filled, so that the leaves from 513 on stand with the checkpoints.
    pub(crate) async fn signed(&self) -> (Log, Asked) {
        let log = self.open().await;
        for stream in 1..=6 {
            self.write(&log, &format!("s-{stream}"), 0, 100).await;
            if [1, 3, 6].contains(&stream) {
                assert_eq!(log.attest().await.unwrap().unwrap().size, stream * 100);
            }
        }
        self.write(&log, "s-7", 0, 5).await;
        let asked = Asked { keys: vec![log.public_key().await.unwrap()], outside: Vec::new() };
        (log, asked)
    }

    /// Appends so many events a second after what was before.
    pub(crate) async fn write(&self, log: &Log, stream: &str, expected: i64, events: usize) {
        self.clock.advance(TimeDelta::seconds(1));
        let events = (0..events).map(|number| event(format!(r#"{{"n":{number}}}"#))).collect();
        log.append(append(StreamWrite { stream: stream.into(), expected, events })).await.unwrap();
    }

    /// Signs a log, lets it be tampered with, and judges it by its database and the public key alone.
    pub(crate) async fn judged(&self, tampering: &str) -> Verdict {
        let (log, asked) = self.signed().await;
        log.close().await;
        self.tamper(tampering).await;
        self.verify(&asked).await
    }

    pub(crate) async fn verify(&self, asked: &Asked) -> Verdict {
        let evidence = Evidence::open(&self.url).await.unwrap();
        let verdict = evidence.verify(asked, |_| ()).await.unwrap();
        evidence.close().await;
        verdict
    }

    /// Runs statements with every trigger out of the way, which nobody needs the program for.
    pub(crate) async fn tamper(&self, sql: &str) {
        let mut attacker = self.attacker().await;
        match &attacker {
            Attacker::File(_) => {
                for trigger in attacker.texts("SELECT name FROM sqlite_master WHERE type = 'trigger'").await {
                    attacker.run(&format!("DROP TRIGGER {trigger}")).await.unwrap();
                }
            }
            Attacker::Server(_) => {
                for table in ["events", "head", "tiles", "checkpoints"] {
                    attacker.run(&format!("ALTER TABLE {table} DISABLE TRIGGER ALL")).await.unwrap();
                }
            }
        }
        attacker.run(sql).await.unwrap();
    }

    /// Runs a statement as anybody may.
    pub(crate) async fn try_run(&self, sql: &str) -> Result<(), sqlx::Error> {
        self.attacker().await.run(sql).await
    }

    pub(crate) fn is_file(&self) -> bool {
        self.folder.is_some()
    }

    /// Puts the hash that a row has now at its place in the tile of leaves.
    pub(crate) async fn falsify_leaf(&self, position: i64) {
        let evidence = Evidence::open(&self.url).await.unwrap();
        let row = evidence.row(position).await.unwrap().unwrap();
        evidence.close().await;
        self.put_leaf(position, &leaf(&row)).await;
    }

    pub(crate) async fn put_leaf(&self, position: i64, leaf: &[u8]) {
        let (number, at) = ((position - 1) / 256, (position - 1) % 256 * 32);
        let (before, after, bytes) = match self.is_file() {
            true => ("CAST(substr(hashes, 1,", "substr(hashes,", format!(") || X'{}' ||", hex::encode(leaf))),
            false => (
                "(substr(hashes, 1,",
                "substr(hashes,",
                format!(") || decode('{}', 'hex') ||", hex::encode(leaf)),
            ),
        };
        let end = if self.is_file() { "AS BLOB)" } else { ")" };
        let sql = format!(
            "UPDATE tiles SET hashes = {before} {at} {bytes} {after} {}) {end} WHERE level = 0 AND number = {number}",
            at + 33
        );
        self.tamper(&sql).await;
    }

    pub(crate) async fn checkpoint(&self, size: i64) -> Checkpoint {
        let evidence = Evidence::open(&self.url).await.unwrap();
        let checkpoint = evidence.covering(size).await.unwrap().unwrap();
        evidence.close().await;
        checkpoint
    }

    async fn attacker(&self) -> Attacker {
        match self.is_file() {
            true => Attacker::File(SqliteConnection::connect(&self.url).await.unwrap()),
            false => Attacker::Server(PgConnection::connect(&self.url).await.unwrap()),
        }
    }
}

impl Attacker {
    async fn run(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::File(connection) => sqlx::raw_sql(sql).execute(connection).await.map(|_| ()),
            Self::Server(connection) => sqlx::raw_sql(sql).execute(connection).await.map(|_| ()),
        }
    }

    async fn texts(&mut self, sql: &'static str) -> Vec<String> {
        match self {
            Self::File(connection) => sqlx::query_scalar(sql).fetch_all(connection).await.unwrap(),
            Self::Server(connection) => sqlx::query_scalar(sql).fetch_all(connection).await.unwrap(),
        }
    }
}

pub(crate) fn leaf(row: &StoredRow) -> [u8; 32] {
    Sha256::new_with_prefix([0]).chain_update(row.encoding()).finalize().into()
}

pub(crate) fn event(body: String) -> NewEvent {
    NewEvent { id: Uuid::now_v7(), kind: "test.happened".into(), schema_version: 1, body }
}

pub(crate) fn append(write: StreamWrite) -> Append {
    Append {
        writes: vec![write],
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

fn clock() -> Arc<ManualClock> {
    let start: DateTime<Utc> = "2025-09-01T00:00:00Z".parse().unwrap();
    Arc::new(ManualClock::new(start))
}
