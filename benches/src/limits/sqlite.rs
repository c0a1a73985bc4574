//! SQLite through rusqlite: no thread is crossed but by group commit.

use std::{path::Path, thread};

use anyhow::{Context, Result};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use tokio::sync::{mpsc, oneshot};

use super::{ACTOR, Beside, RECORDED_AT, Row, rows};
use crate::{
    measure::Store,
    payload::{Batch, Fact, thousands},
};

const NARROW: &str = "
    CREATE TABLE events (
        position INTEGER PRIMARY KEY, stream_id TEXT NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL,
        payload TEXT NOT NULL, recorded_at TEXT NOT NULL, UNIQUE (stream_id, version))";
const INSERT: &str =
    "INSERT INTO events (stream_id, version, type, payload, recorded_at) VALUES (?1, ?2, ?3, ?4, ?5)";
/// The rows and the indexes of the log, without its triggers.
const SAME: &str = "
    CREATE TABLE events (
        position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stream TEXT NOT NULL, version INTEGER NOT NULL,
        kind TEXT NOT NULL, schema_version INTEGER NOT NULL, recorded_at TEXT NOT NULL, actor TEXT NOT NULL,
        acting_for TEXT, correlation TEXT NOT NULL, causation TEXT, document TEXT, body TEXT NOT NULL,
        UNIQUE (stream, version));
    CREATE INDEX events_by_time ON events (recorded_at, position)";
const INSERT_SAME: &str = "
    INSERT INTO events (id, stream, version, kind, schema_version, recorded_at, actor, acting_for, correlation, body)
    VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9)";

fn open(folder: &Path) -> Result<Connection> {
    let connection = Connection::open(folder.join("limit.db"))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

type Job = (Vec<Row>, oneshot::Sender<Result<()>>);

/// One thread writes all appends that wait in one transaction.
pub struct GroupCommit {
    queue: mpsc::UnboundedSender<Job>,
}

impl GroupCommit {
    pub fn open(folder: &Path) -> Result<Self> {
        let connection = open(folder)?;
        connection.execute_batch(NARROW)?;
        let (queue, receiver) = mpsc::unbounded_channel();
        thread::spawn(move || write_all(&connection, receiver));
        Ok(Self { queue })
    }
}

fn write_all(connection: &Connection, mut queue: mpsc::UnboundedReceiver<Job>) {
    while let Some(first) = queue.blocking_recv() {
        let mut group = vec![first];
        while let Ok(next) = queue.try_recv() {
            group.push(next);
        }
        let written = write(connection, &group).map_err(|error| error.to_string());
        for (_, answer) in group {
            // A caller that went away has nobody to tell.
            drop(answer.send(written.clone().map_err(anyhow::Error::msg)));
        }
    }
}

fn write(connection: &Connection, group: &[Job]) -> Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut insert = connection.prepare_cached(INSERT)?;
    for row in group.iter().flat_map(|(rows, _)| rows) {
        insert.execute(params![row.stream, row.version, row.kind, row.body, RECORDED_AT])?;
    }
    connection.execute_batch("COMMIT")?;
    Ok(())
}

impl Store for GroupCommit {
    async fn append(&self, batch: Batch) -> Result<()> {
        let (answer, written) = oneshot::channel();
        self.queue.send((rows(&batch)?, answer)).ok().context("the writer is gone")?;
        written.await.context("the writer is gone")?
    }
}

/// Writes so many events, a thousand in a transaction: the rows of the log, or those of the limit.
pub fn import(folder: &Path, events: u64, same: bool) -> Result<u64> {
    let connection = open(folder)?;
    connection.execute_batch(if same { SAME } else { NARROW })?;
    for batches in thousands(events) {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let mut insert = connection.prepare_cached(if same { INSERT_SAME } else { INSERT })?;
        for batch in &batches {
            for row in rows(batch)? {
                if same {
                    let beside = Beside::new();
                    insert.execute(params![
                        beside.id,
                        row.stream,
                        row.version,
                        row.kind,
                        RECORDED_AT,
                        ACTOR,
                        beside.acting_for,
                        beside.correlation,
                        row.body
                    ])?;
                } else {
                    insert.execute(params![row.stream, row.version, row.kind, row.body, RECORDED_AT])?;
                }
            }
        }
        connection.execute_batch("COMMIT")?;
    }
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(events)
}

/// Reads all events with a cursor and decodes them into their types.
pub fn replay(folder: &Path) -> Result<u64> {
    let connection = open(folder)?;
    let mut select = connection.prepare(
        "SELECT position, stream_id, version, type, payload, recorded_at FROM events ORDER BY position",
    )?;
    let mut cursor = select.query([])?;
    let mut events = 0;
    while let Some(row) = cursor.next()? {
        let (position, version): (i64, i64) = (row.get(0)?, row.get(2)?);
        let stream = row.get_ref(1)?.as_str()?.to_owned();
        let fact = Fact::read(row.get_ref(3)?.as_str()?, row.get_ref(4)?.as_bytes()?)?;
        std::hint::black_box((position, stream, version, fact));
        events += 1;
    }
    Ok(events)
}

/// Reads every column of every event of a log and puts it through SHA-256.
pub fn digest(log: &Path) -> Result<u64> {
    let connection = Connection::open(log)?;
    let mut select = connection.prepare(
        "SELECT position, id, stream, version, kind, schema_version, recorded_at, actor, acting_for, correlation,
                causation, document, body
           FROM events ORDER BY position",
    )?;
    let mut cursor = select.query([])?;
    let mut events = 0;
    while let Some(row) = cursor.next()? {
        let mut hash = Sha256::new();
        for column in 0..13 {
            match row.get_ref(column)? {
                rusqlite::types::ValueRef::Integer(number) => hash.update(number.to_be_bytes()),
                rusqlite::types::ValueRef::Text(text) => hash.update(text),
                _ => {}
            }
        }
        std::hint::black_box(hash.finalize());
        events += 1;
    }
    Ok(events)
}
