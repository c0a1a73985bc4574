//! What is asked of the log beside its events.

use crate::{clock, envelope::Head, failure::Failure};

pub(crate) const HEAD: &str = "SELECT position, recorded_at FROM head";
pub(crate) const LOG_ID: &str = "SELECT log_id FROM head";
/// Halves what lies between the first position and the head until one is left; time never runs backwards along positions.
pub(crate) const POSITION_AT: &str = "
    WITH RECURSIVE search (low, high) AS (
        SELECT CAST(0 AS BIGINT), position
          FROM head
         UNION ALL
        SELECT CASE WHEN e.recorded_at <= $1 THEN e.position ELSE s.low END
             , CASE WHEN e.recorded_at <= $1 THEN s.high ELSE e.position - 1 END
          FROM search AS s
          JOIN events AS e ON e.position = (s.low + s.high + 1) / 2
         WHERE s.low < s.high)
    SELECT MAX(low)
      FROM search";

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
