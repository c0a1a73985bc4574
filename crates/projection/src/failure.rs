use liangshi_domain::Unreadable;

/// Something broke. The caller cannot mend it by asking differently.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The views' database failed.
    #[error("the views' database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The log failed.
    #[error("the log failed: {0}")]
    Log(#[from] liangshi_eventstore::Failure),
    /// An event cannot be read by this build.
    #[error("the event at position {position} cannot be read: {source}; install the version that wrote it")]
    Unreadable {
        /// Where it stands.
        position: i64,
        /// Why.
        source: Unreadable,
    },
    /// The log handed out something else than the next position. Catch-up stops rather than skip.
    #[error(
        "position {expected} was expected and {found} came; the log is damaged, run `liangshi log verify`"
    )]
    Gap {
        /// The position that should have come.
        expected: i64,
        /// The position that came.
        found: i64,
    },
    /// Another process moved a view on meanwhile.
    #[error("another process moved the view {0} on; only one may project")]
    Overtaken(String),
    /// The lease ran out and another process took it, so what was about to be written was not.
    #[error("another process projects now; only the holder of the lease may")]
    LeaseLost,
    /// The lease is with another process, which did not give it up in time.
    #[error(
        "another process keeps the views to itself and did not give way in {0} s; is it building them anew? try again later"
    )]
    Busy(u64),
    /// The person was erased and a personal value could still be read.
    #[error("{0} was erased and its key still opens values; nothing was written")]
    NotErased(String),
    /// No view has this name.
    #[error("there is no view {0}; the views are {1}")]
    NoSuchView(String, String),
    /// The address of the database is neither `sqlite:PATH` nor `postgres://…`.
    #[error("{0} is no database address; write sqlite:PATH or postgres://USER@HOST/NAME")]
    Address(String),
    /// A stored row does not read as what it should be.
    #[error("a stored row of the views cannot be read: {0}; rebuild the view with `liangshi views rebuild`")]
    Row(String),
    /// The views did not reach the asked position in time.
    #[error("the views are at position {at} and did not reach {asked} in time")]
    Stale {
        /// The position asked for.
        asked: i64,
        /// Where the views are.
        at: i64,
    },
}
