//! What can go wrong with the log itself. A refusal is not among them: that is an [`Outcome`](crate::Outcome).

/// Something broke, or the caller asked what has no meaning. Each says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database said no or was not reached, before anything was written.
    #[error("the database failed and nothing was written; try again, and look at its own message: {0}")]
    Database(#[source] sqlx::Error),
    /// There is no room on the disk of the database.
    #[error("the disk is full and nothing was written; make room and try again: {0}")]
    Full(#[source] sqlx::Error),
    /// The disk, or the database itself, refuses to be written to.
    #[error(
        "the database cannot be written to and nothing was written; see whether its disk is mounted read-only \
         or failing, and try again: {0}"
    )]
    ReadOnly(#[source] sqlx::Error),
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
    /// What was signed of the log and what stands in it do not go together, or there is nothing signed to go by.
    #[error("the evidence of the log does not hold: {0}; run `liangshi log verify`")]
    Evidence(String),
    /// The person was erased, or the server lost the key, between sealing and writing.
    #[error("the key of a person is gone and nothing was written; try again")]
    KeyGone,
    /// The append has no meaning; sending it again will not help.
    #[error("the append is malformed and nothing was written: {0}")]
    Invalid(String),
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        match Disk::of(&error) {
            Some(Disk::Full) => Self::Full(error),
            Some(Disk::ReadOnly) => Self::ReadOnly(error),
            None => Self::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for Failure {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
        let is_of_the_disk = matches!(
            &error,
            Execute(inner) | ExecuteMigration(inner, _) if Disk::of(inner).is_some()
        );
        if is_of_the_disk && let Execute(inner) | ExecuteMigration(inner, _) = error {
            return inner.into();
        }
        Self::Migration(error)
    }
}

/// What the disk has to do with an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Disk {
    Full,
    ReadOnly,
}

/// The result codes of the database in this process. A larger one says more of the one in its lowest byte.
const READ_ONLY: u32 = 8;
const FULL: u32 = 13;
const NOT_OPENED: u32 = 14;
/// A disk that turned read-only refuses the write itself and is not told from one that is failing.
const WRITE_REFUSED: u32 = 778;
/// The index of the write-ahead log could not grow.
const NO_ROOM_TO_INDEX: u32 = 4874;

/// What is wrong with a statement or with the values of a row: none of these comes from the commit that is sent with them.
const BEFORE_COMMIT: [u32; 4] = [1, 18, 19, 20];

impl Disk {
    fn of(error: &sqlx::Error) -> Option<Self> {
        let code = error.as_database_error()?.code()?;
        match (code.as_ref(), embedded(&code)) {
            ("53100", _) | (_, Some(NO_ROOM_TO_INDEX)) => Some(Self::Full),
            ("25006", _) | (_, Some(WRITE_REFUSED)) => Some(Self::ReadOnly),
            (_, Some(code)) if code & 0xff == FULL => Some(Self::Full),
            (_, Some(code)) if code & 0xff == READ_ONLY => Some(Self::ReadOnly),
            _ => None,
        }
    }
}

/// The code as a number, unless it is one of the five characters that a server answers.
fn embedded(code: &str) -> Option<u32> {
    code.parse().ok().filter(|_| code.len() < 5)
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

impl Broken {
    /// What a write and its commit that failed in this process leave behind. Whatever kept the last page from being written undid the
    /// whole. After anything else, such as a sync that failed, the pages may be there when the file is opened again.
    pub(crate) fn at_commit(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code()).and_then(|code| embedded(&code));
        match code {
            Some(WRITE_REFUSED | NOT_OPENED) => Self::Undone(error),
            Some(code) if matches!(code & 0xff, FULL | READ_ONLY) => Self::Undone(error),
            Some(code) if BEFORE_COMMIT.contains(&(code & 0xff)) => Self::Undone(error),
            _ => Self::Unknown(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(code: &'static str) -> sqlx::Error {
        crate::refusal::refusal(code.to_owned(), String::new())
    }

    #[test]
    fn a_full_and_a_read_only_disk_are_told_apart_on_both_databases() {
        for code in ["13", "4874", "53100"] {
            assert!(matches!(Failure::from(coded(code)), Failure::Full(_)), "{code}");
        }
        for code in ["8", "1032", "778", "25006"] {
            assert!(matches!(Failure::from(coded(code)), Failure::ReadOnly(_)), "{code}");
        }
        // Two server codes whose lowest byte happens to be that of another's full and read-only.
        for code in ["5", "1034", "40001", "22029", "42504"] {
            assert!(matches!(Failure::from(coded(code)), Failure::Database(_)), "{code}");
        }
    }

    #[test]
    fn a_commit_is_undone_only_when_its_last_page_was_refused() {
        for code in ["13", "8", "778", "14", "1555", "2067"] {
            assert!(matches!(Broken::at_commit(coded(code)), Broken::Undone(_)), "{code}");
        }
        for code in ["1034", "4874", "10", "5"] {
            assert!(matches!(Broken::at_commit(coded(code)), Broken::Unknown(_)), "{code}");
        }
        assert!(matches!(Broken::at_commit(sqlx::Error::WorkerCrashed), Broken::Unknown(_)));
    }
}
