//! Which log the views are of, which generation of each answers, and up to which position.

use liangshi_eventstore::Log;
use sqlx::FromRow;

use crate::{
    cell::Cell,
    database::{Database, Statement},
    failure::Failure,
    lease,
    view::View,
    writer::Writer,
};

/// One row of the registry.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) version: i64,
    pub(crate) generation: i64,
    pub(crate) position: i64,
    pub(crate) next_id: i64,
}

const CREATE: &str = "CREATE TABLE IF NOT EXISTS registry (name TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, \
    generation BIGINT NOT NULL, position BIGINT NOT NULL, next_id BIGINT NOT NULL)";
const ALL: &str = "SELECT name, version, generation, position, next_id FROM registry ORDER BY name";
const ENTER: &str = "INSERT INTO registry (name, version, generation, position, next_id) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (name) DO UPDATE SET version = excluded.version, generation = excluded.generation, \
    position = excluded.position, next_id = excluded.next_id";
/// Compare and set: another process that projected meanwhile is found out and nothing is written twice.
const ADVANCE: &str =
    "UPDATE registry SET position = $1, next_id = $2 WHERE name = $3 AND generation = $4 AND position = $5";

const CREATE_SOURCE: &str = "CREATE TABLE IF NOT EXISTS source (log TEXT NOT NULL PRIMARY KEY)";
/// Views from which a person was erased and whose old bytes still have to leave the disk.
const CREATE_COMPACTION: &str = "CREATE TABLE IF NOT EXISTS compaction (name TEXT NOT NULL PRIMARY KEY)";

/// Makes the tables of the machinery, where they are not there yet.
pub(crate) async fn create(database: &Database) -> Result<(), Failure> {
    database.make(&[CREATE, CREATE_SOURCE, CREATE_COMPACTION]).await?;
    database.make(lease::CREATE).await
}

/// The views' entries, when they are of this log and none is ahead of it; otherwise they are of another log, or of a longer
/// history than this one has, and not true here.
pub(crate) async fn of(database: &Database, log: &Log) -> Result<Option<Vec<Entry>>, Failure> {
    let sources: Vec<(String,)> = database.fetch_settled("SELECT log FROM source".to_owned()).await?;
    let entries = all(database).await?;
    // The log is asked last: another process may be moving both on meanwhile.
    let head = log.head().await?.position;
    let own = sources.iter().map(|source| source.0.as_str()).eq([log.id()]);
    Ok((own && entries.iter().all(|entry| entry.position <= head)).then_some(entries))
}

/// The statements after which every view of this log begins from nothing.
pub(crate) fn wipe(entries: &[Entry], log: &Log) -> Vec<Statement> {
    let mut statements: Vec<_> = entries.iter().map(drop_table).collect();
    statements.extend(["registry", "source"].map(|table| Statement::plain(format!("DELETE FROM {table}"))));
    let sql = "INSERT INTO source (log) VALUES ($1)".to_owned();
    statements.push(Statement { sql, cells: vec![log.id().into()] });
    statements
}

/// The statement that removes the table of the generation that answered so far.
pub(crate) fn drop_table(entry: &Entry) -> Statement {
    Statement::plain(format!("DROP TABLE IF EXISTS {}_{}", entry.name, entry.generation))
}

/// The statement that keeps in mind that a view's table has to be compacted, whoever lives to do it. The empty name stands
/// for what is no view's any more.
pub(crate) fn to_be_compacted(view: &str) -> Statement {
    let sql = "INSERT INTO compaction (name) VALUES ($1) ON CONFLICT DO NOTHING".to_owned();
    Statement { sql, cells: vec![view.into()] }
}

/// The statement after which a view's table needs no compaction.
pub(crate) fn compacted(view: &str) -> Statement {
    Statement { sql: "DELETE FROM compaction WHERE name = $1".to_owned(), cells: vec![view.into()] }
}

/// The views that have to be compacted.
pub(crate) async fn uncompacted(database: &Database) -> Result<Vec<String>, Failure> {
    let sql = "SELECT name FROM compaction ORDER BY name".to_owned();
    let names: Vec<(String,)> = database.fetch_settled(sql).await?;
    Ok(names.into_iter().map(|(name,)| name).collect())
}

pub(crate) async fn all(database: &Database) -> Result<Vec<Entry>, Failure> {
    database.fetch_settled(ALL.to_owned()).await
}

/// The entries as they were last written, not waiting for whoever writes.
pub(crate) async fn seen(database: &Database) -> Result<Vec<Entry>, Failure> {
    database.fetch(ALL.to_owned(), Vec::new()).await
}

/// Makes a generation the one that answers.
pub(crate) fn enter(view: &dyn View, generation: i64, position: i64, next_id: i64) -> Statement {
    let cells =
        vec![view.name().into(), view.version().into(), generation.into(), position.into(), next_id.into()];
    Statement { sql: ENTER.to_owned(), cells }
}

/// Moves a view's checkpoint from where the table is to where the writer is.
pub(crate) fn advance(writer: &Writer, generation: i64) -> Statement {
    let cells: Vec<Cell> = vec![
        writer.position.into(),
        writer.next_id().into(),
        writer.view.name().into(),
        generation.into(),
        writer.written.into(),
    ];
    Statement { sql: ADVANCE.to_owned(), cells }
}
