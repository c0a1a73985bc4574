//! What can go wrong with the log itself. A refusal is not among them: that is an [`Outcome`](crate::Outcome).

/// Something broke, or the caller asked what has no meaning. Each says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database said no or was not reached, before anything was written.
    #[error("the database failed and nothing was written; try again, and look at its own message: {0}")]
    Database(#[source] sqlx::Error),
    /// The tables are not those this program knows.
    #[error(
        "the tables could not be brought to the shape this program needs; is it older than the database? {0}"
    )]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The address names no database this program speaks to.
    #[error("`{0}` is not an address of a log; write `sqlite:PATH` or `postgres://…`")]
    Address(String),
    /// A stored event that this build cannot read. It is never skipped.
    #[error("the event at position {position} cannot be read ({reason}); do not go on without it")]
    Unreadable {
        /// Where it stands.
        position: i64,
        /// Why it cannot be read.
        reason: String,
    },
    /// The connection was lost while committing: the append may or may not have happened.
    #[error("it is not known whether the append was written; ask again with the same idempotency key")]
    OutcomeUnknown,
    /// The log was closed before the append reached the writer.
    #[error("the log is closed and nothing was written; open it again")]
    Closed,
    /// The queue stayed full for too long. Nothing was written.
    #[error("too much is waiting to be written and nothing of this was; try again later")]
    Overloaded,
    /// The keys that seal personal values cannot be had.
    #[error("the keys for personal values cannot be used: {0}")]
    Keys(String),
    /// The append has no meaning; sending it again will not help.
    #[error("the append is malformed and nothing was written: {0}")]
    Invalid(String),
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<sqlx::migrate::MigrateError> for Failure {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migration(error)
    }
}

/// A group that came to nothing, or that nobody knows the end of.
#[derive(Debug)]
pub(crate) enum Broken {
    Undone(sqlx::Error),
    Unknown(sqlx::Error),
}

/// An error counts as undone unless it came while committing, and that is said where it happens.
impl From<sqlx::Error> for Broken {
    fn from(error: sqlx::Error) -> Self {
        Self::Undone(error)
    }
}
