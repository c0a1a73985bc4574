//! PostgreSQL through tokio-postgres.

use std::error::Error;

use anyhow::{Context, Result};
use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{
    Client, NoTls, Statement,
    binary_copy::BinaryCopyInWriter,
    types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked},
};

use super::{ACTOR, Beside, RECORDED_AT, Row, rows};
use crate::{
    measure::Store,
    payload::{Batch, Fact, thousands},
};

const NARROW: &str = "
    CREATE TABLE events (
        position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream_id TEXT NOT NULL, version BIGINT NOT NULL,
        type TEXT NOT NULL, payload JSONB NOT NULL, recorded_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        UNIQUE (stream_id, version))";
const INSERT: &str = "
    INSERT INTO events (stream_id, version, type, payload)
    SELECT * FROM UNNEST($1::TEXT[], $2::BIGINT[], $3::TEXT[], $4::JSONB[])";
/// The rows and the indexes of the log, without its triggers.
const SAME: &str = r#"
    CREATE TABLE events (
        position BIGINT NOT NULL PRIMARY KEY, id TEXT COLLATE "C" NOT NULL UNIQUE, stream TEXT COLLATE "C" NOT NULL,
        version BIGINT NOT NULL, kind TEXT NOT NULL, schema_version BIGINT NOT NULL,
        recorded_at TEXT COLLATE "C" NOT NULL, actor TEXT NOT NULL, acting_for TEXT, correlation TEXT NOT NULL,
        causation TEXT, document TEXT, body TEXT NOT NULL, UNIQUE (stream, version));
    CREATE INDEX events_by_time ON events (recorded_at, position)"#;
const COLUMNS: &str =
    "position, id, stream, version, kind, schema_version, recorded_at, actor, acting_for, correlation,
                       causation, document, body";

/// A connection of its own; its task ends with the client.
pub async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            eprintln!("log-bench: a connection was lost: {error}");
        }
    });
    Ok(client)
}

/// JSON text that goes to and comes from a jsonb column without being read on the way.
#[derive(Debug)]
struct Json<'a>(&'a [u8]);

impl ToSql for Json<'_> {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(&[1]);
        out.extend_from_slice(self.0);
        Ok(IsNull::No)
    }
    accepts!(JSONB);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Json<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw.get(1..).unwrap_or_default()))
    }
    accepts!(JSONB);
}

type Job = (Vec<Row>, oneshot::Sender<Result<()>>);

/// One connection writes all appends that wait in one statement.
pub struct GroupCommit {
    queue: mpsc::UnboundedSender<Job>,
}

impl GroupCommit {
    pub async fn open(url: &str) -> Result<Self> {
        let client = connect(url).await?;
        client.batch_execute(NARROW).await?;
        let insert = client.prepare(INSERT).await?;
        let (queue, receiver) = mpsc::unbounded_channel();
        tokio::spawn(write_all(client, insert, receiver));
        Ok(Self { queue })
    }
}

async fn write_all(client: Client, insert: Statement, mut queue: mpsc::UnboundedReceiver<Job>) {
    while let Some(first) = queue.recv().await {
        let mut group = vec![first];
        while let Ok(next) = queue.try_recv() {
            group.push(next);
        }
        let written = write(&client, &insert, &group).await.map_err(|error| error.to_string());
        for (_, answer) in group {
            // A caller that went away has nobody to tell.
            drop(answer.send(written.clone().map_err(anyhow::Error::msg)));
        }
    }
}

async fn write(client: &Client, insert: &Statement, group: &[Job]) -> Result<()> {
    let rows = || group.iter().flat_map(|(rows, _)| rows);
    let streams: Vec<&str> = rows().map(|row| row.stream.as_str()).collect();
    let versions: Vec<i64> = rows().map(|row| row.version).collect();
    let kinds: Vec<&str> = rows().map(|row| row.kind).collect();
    let bodies: Vec<Json<'_>> = rows().map(|row| Json(row.body.as_bytes())).collect();
    client.execute(insert, &[&streams, &versions, &kinds, &bodies]).await?;
    Ok(())
}

impl Store for GroupCommit {
    async fn append(&self, batch: Batch) -> Result<()> {
        let (answer, written) = oneshot::channel();
        self.queue.send((rows(&batch)?, answer)).ok().context("the writer is gone")?;
        written.await.context("the writer is gone")?
    }
}

/// Copies so many events in, in one transaction, with the rows and the indexes of the log.
pub async fn copy_same(url: &str, events: u64) -> Result<u64> {
    let client = connect(url).await?;
    client.batch_execute(SAME).await?;
    let sink = client.copy_in(&format!("COPY events ({COLUMNS}) FROM STDIN (FORMAT BINARY)")).await?;
    let (number, text) = (Type::INT8, Type::TEXT);
    let types =
        [&number, &text, &text, &number, &text, &number, &text, &text, &text, &text, &text, &text, &text];
    let types: Vec<Type> = types.into_iter().cloned().collect();
    let writer = BinaryCopyInWriter::new(sink, &types);
    let mut writer = std::pin::pin!(writer);
    let (mut position, none) = (0_i64, None::<&str>);
    for batches in thousands(events) {
        for row in batches.iter().map(rows).collect::<Result<Vec<_>>>()?.into_iter().flatten() {
            position += 1;
            let beside = Beside::new();
            writer
                .as_mut()
                .write(&[
                    &position,
                    &beside.id,
                    &row.stream,
                    &row.version,
                    &row.kind,
                    &1_i64,
                    &RECORDED_AT,
                    &ACTOR,
                    &beside.acting_for,
                    &beside.correlation,
                    &none,
                    &none,
                    &row.body,
                ])
                .await?;
        }
    }
    writer.finish().await?;
    Ok(events)
}

/// Copies so many events in, in one transaction, with the few columns and two indexes of the limit.
pub async fn copy_narrow(url: &str, events: u64) -> Result<u64> {
    let client = connect(url).await?;
    client.batch_execute(NARROW).await?;
    let sink =
        client.copy_in("COPY events (stream_id, version, type, payload) FROM STDIN (FORMAT BINARY)").await?;
    let writer = BinaryCopyInWriter::new(sink, &[Type::TEXT, Type::INT8, Type::TEXT, Type::JSONB]);
    let mut writer = std::pin::pin!(writer);
    for batches in thousands(events) {
        for row in batches.iter().map(rows).collect::<Result<Vec<_>>>()?.into_iter().flatten() {
            writer
                .as_mut()
                .write(&[&row.stream, &row.version, &row.kind, &Json(row.body.as_bytes())])
                .await?;
        }
    }
    writer.finish().await?;
    Ok(events)
}

/// Reads all events as a stream of rows and decodes them into their types.
pub async fn replay(url: &str) -> Result<u64> {
    let client = connect(url).await?;
    let all = "SELECT position, stream_id, version, type, payload FROM events ORDER BY position";
    let mut rows = std::pin::pin!(client.query_raw(all, &[] as &[&str; 0]).await?);
    let mut events = 0;
    while let Some(row) = rows.try_next().await? {
        let (position, stream, version): (i64, String, i64) = (row.get(0), row.get(1), row.get(2));
        let fact = Fact::read(row.get(3), row.get::<_, Json<'_>>(4).0)?;
        std::hint::black_box((position, stream, version, fact));
        events += 1;
    }
    Ok(events)
}

/// Reads every column of every event of a log and puts it through SHA-256.
pub async fn digest(url: &str) -> Result<u64> {
    let client = connect(url).await?;
    let all = format!("SELECT {COLUMNS} FROM events ORDER BY position");
    let mut rows = std::pin::pin!(client.query_raw(&all, &[] as &[&str; 0]).await?);
    let mut events = 0;
    while let Some(row) = rows.try_next().await? {
        let mut hash = Sha256::new();
        for column in 0..13 {
            if matches!(column, 0 | 3 | 5) {
                hash.update(row.get::<_, i64>(column).to_be_bytes());
            } else if let Some(text) = row.get::<_, Option<&str>>(column) {
                hash.update(text);
            }
        }
        std::hint::black_box(hash.finalize());
        events += 1;
    }
    Ok(events)
}
