//! What is asked of the log beside its events.

use crate::{clock, envelope::Head, failure::Failure};

pub(crate) const HEAD: &str = "SELECT position, recorded_at FROM head";
pub(crate) const LOG_ID: &str = "SELECT log_id FROM head";
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

/// The head row as an answer.
pub(crate) fn head((position, recorded_at): (i64, String)) -> Result<Head, Failure> {
    let recorded_at = clock::from_text(&recorded_at)
        .map_err(|error| Failure::Unreadable { position, reason: error.to_string() })?;
    Ok(Head { position, recorded_at })
}
