//! Which log the views are of, which generation of each answers, and up to which position.

use sqlx::FromRow;

use crate::{
    cell::Cell,
    database::{Database, Statement},
    failure::Failure,
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

/// Makes the registry of a log. What was built from another log, or from a longer history than this one has, is not
/// true here and is taken away, so that every view begins from nothing.
pub(crate) async fn create(database: &Database, log: &str, head: i64) -> Result<(), Failure> {
    database.write(vec![plain(CREATE), plain(CREATE_SOURCE)]).await?;
    let sources: Vec<(String,)> = database.fetch("SELECT log FROM source".to_owned(), Vec::new()).await?;
    let own = sources.iter().map(|source| source.0.as_str()).eq([log]);
    let entries = all(database).await?;
    if own && entries.iter().all(|entry| entry.position <= head) {
        return Ok(());
    }
    let mut statements: Vec<_> = entries.iter().map(drop_table).collect();
    statements.extend([plain("DELETE FROM registry"), plain("DELETE FROM source")]);
    statements
        .push(Statement { sql: "INSERT INTO source (log) VALUES ($1)".to_owned(), cells: vec![log.into()] });
    database.write(statements).await
}

/// The statement that removes the table of the generation that answered so far.
pub(crate) fn drop_table(entry: &Entry) -> Statement {
    Statement { sql: format!("DROP TABLE IF EXISTS {}_{}", entry.name, entry.generation), cells: Vec::new() }
}

fn plain(sql: &str) -> Statement {
    Statement { sql: sql.to_owned(), cells: Vec::new() }
}

pub(crate) async fn all(database: &Database) -> Result<Vec<Entry>, Failure> {
    database.fetch_settled(ALL).await
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
