//! What can go wrong when a log, or the keys of one, are moved from one place to another.

use crate::failure::Failure;

/// Why a copy, a backup or a restore stopped. What it left behind is never taken for a finished log.
#[derive(Debug, thiserror::Error)]
pub enum MoveFailure {
    /// The log at one of the ends failed.
    #[error(transparent)]
    Log(#[from] Failure),
    /// A file or a folder could not be used.
    #[error("{path} cannot be used; is the disk full, or is it not yours to use?")]
    File {
        /// Which one.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file is not what was written.
    #[error(
        "line {line} of {path} is damaged ({reason}); nothing of it was taken over, use another copy of the file"
    )]
    Damaged {
        /// The file.
        path: String,
        /// Which line, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// There is nothing to read.
    #[error("there is no log at {0}; look at how it is written")]
    Missing(String),
    /// The place is taken by another log.
    #[error("the target holds the log {here} and this is the log {given}; name an empty place")]
    OtherLog {
        /// The log that is there.
        here: String,
        /// The log that should have gone there.
        given: String,
    },
    /// The place holds more of this log than the source.
    #[error("the target holds {here} events of this log and the source only {given}; nothing was written")]
    Longer {
        /// How many are there.
        here: i64,
        /// How many were offered.
        given: i64,
    },
    /// Both ends are called the same log and went different ways.
    #[error(
        "source and target are called the same log and differ at position {position}: one of them went on by itself after they parted; nothing was written"
    )]
    Parted {
        /// Where they were found to differ.
        position: i64,
    },
    /// The place must be empty and is not.
    #[error("the target holds {events} events already; a log is restored into an empty place only")]
    NotEmpty {
        /// How many are there.
        events: i64,
    },
    /// The source is a copy that was never finished.
    #[error(
        "the source is itself an unfinished copy ({stored} events stored, {position} confirmed); finish that copy first"
    )]
    Unfinished {
        /// How many events are stored.
        stored: i64,
        /// How many of them are confirmed.
        position: i64,
    },
    /// The copy was made and is not the same.
    #[error("the copy differs from its source at {place}; it stays unfinished and refuses to be written to")]
    Differs {
        /// The first row that differs.
        place: String,
    },
    /// The folder is taken by a backup.
    #[error("{0} holds a finished backup already, which is never written over; name another folder")]
    Finished(String),
    /// A backup does not agree with what was noted when it was made.
    #[error("the backup in {folder} cannot be trusted: {reason}; use another one")]
    Backup {
        /// The folder.
        folder: String,
        /// What is wrong.
        reason: String,
    },
    /// The keys and the log do not belong together, or the keys are under another master key.
    #[error("the keys were left as they are: {0}")]
    Keys(String),
    /// A row cannot be written down.
    #[error("a row cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<sqlx::Error> for MoveFailure {
    fn from(error: sqlx::Error) -> Self {
        Self::Log(error.into())
    }
}

/// Says which file it was.
pub(crate) fn at(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> MoveFailure {
    let path = path.display().to_string();
    move |source| MoveFailure::File { path, source }
}
