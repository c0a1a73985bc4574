//! Which generation of each view answers, and up to which position.

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
const ADVANCE: &str = "UPDATE registry SET position = $1, next_id = $2 WHERE name = $3 AND generation = $4 AND position = $5";

pub(crate) async fn create(database: &Database) -> Result<(), Failure> {
    let create = Statement { sql: CREATE.to_owned(), cells: Vec::new() };
    database.write(vec![create]).await.map(drop)
}

pub(crate) async fn all(database: &Database) -> Result<Vec<Entry>, Failure> {
    database.fetch(ALL.to_owned(), Vec::new()).await
}

/// Makes a generation the one that answers.
pub(crate) fn enter(view: &dyn View, generation: i64, position: i64, next_id: i64) -> Statement {
    let cells = vec![
        view.name().into(),
        view.version().into(),
        generation.into(),
        position.into(),
        next_id.into(),
    ];
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
