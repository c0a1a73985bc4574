//! What is read from the log, and how a row becomes an event.

use crate::{
    clock,
    envelope::{Head, Recorded},
    failure::Failure,
};
use uuid::Uuid;

pub(crate) const HEAD: &str = "SELECT position, recorded_at FROM head";
pub(crate) const LOG_ID: &str = "SELECT log_id FROM head";
pub(crate) const AFTER: &str = "
    SELECT position, id, stream, version, kind, schema_version, recorded_at
         , actor, acting_for, correlation, causation, document, body
      FROM events
     WHERE position > $1
     ORDER BY position
     LIMIT $2";
pub(crate) const STREAM: &str = "
    SELECT position, id, stream, version, kind, schema_version, recorded_at
         , actor, acting_for, correlation, causation, document, body
      FROM events
     WHERE stream = $1
       AND version > $2
     ORDER BY version";
pub(crate) const BY_ID: &str = "
    SELECT position, id, stream, version, kind, schema_version, recorded_at
         , actor, acting_for, correlation, causation, document, body
      FROM events
     WHERE id = $1";
pub(crate) const POSITION_AT: &str = "
    SELECT position
      FROM events
     WHERE recorded_at <= $1
     ORDER BY recorded_at DESC, position DESC
     LIMIT 1";

pub(crate) const ANSWERED: &str = "
    SELECT hash, last_position, answer
      FROM requests
     WHERE key = $1";

/// What was answered to an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Answered {
    /// The hash of the content it was used for.
    pub hash: String,
    /// The last position it was given.
    pub last_position: i64,
    /// The answer kept for a retry.
    pub answer: String,
}

/// A row as it stands, every column a text or a number.
#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    position: i64,
    id: String,
    stream: String,
    version: i64,
    kind: String,
    schema_version: i64,
    recorded_at: String,
    actor: String,
    acting_for: Option<String>,
    correlation: String,
    causation: Option<String>,
    document: Option<String>,
    body: String,
}

impl TryFrom<Row> for Recorded {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let position = row.position;
        let unreadable = |reason: String| Failure::Unreadable { position, reason };
        let id = |text: &str| Uuid::parse_str(text).map_err(|error| unreadable(format!("`{text}`: {error}")));
        Ok(Self {
            id: id(&row.id)?,
            correlation: id(&row.correlation)?,
            causation: row.causation.as_deref().map(id).transpose()?,
            recorded_at: clock::from_text(&row.recorded_at).map_err(|error| unreadable(error.to_string()))?,
            position,
            stream: row.stream,
            version: row.version,
            kind: row.kind,
            schema_version: row.schema_version,
            actor: row.actor,
            acting_for: row.acting_for,
            document: row.document,
            body: row.body,
        })
    }
}

/// The head row as an answer.
pub(crate) fn head((position, recorded_at): (i64, String)) -> Result<Head, Failure> {
    let recorded_at = clock::from_text(&recorded_at)
        .map_err(|error| Failure::Unreadable { position, reason: error.to_string() })?;
    Ok(Head { position, recorded_at })
}
