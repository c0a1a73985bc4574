//! The log on SQLite and PostgreSQL: append, read, follow, seal.
//!
//! To read this crate, begin with `migrations/0001_log.sql`, which says what is kept and why; then [`Append`], which is all
//! that can be asked of the log; then `stage.rs`, which judges a request; then [`Log`], which is the door.
//!
//! What is absent on purpose: the log knows no domain event, no view and no clock but the one it is given.

mod clock;
mod database;
mod embedded;
mod envelope;
mod execute;
mod failure;
mod follow;
mod key;
mod log;
mod prepare;
mod read;
mod seal;
mod server;
mod stage;
mod upcast;
mod vault;
mod writer;

pub use clock::{Clock, ManualClock, SystemClock};
pub use envelope::{Append, Claim, Guard, Head, Idempotency, NewEvent, Outcome, Recorded, StreamWrite};
pub use execute::{Answer, Done, Execution, execute};
pub use failure::Failure;
pub use key::MasterKey;
pub use log::{Log, Options};
pub use read::Answered;
pub use upcast::{Upcast, UpcastFlaw, Upcasters};
pub use vault::Vault;
