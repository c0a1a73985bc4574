//! The log on SQLite and PostgreSQL: append, read, follow, seal.
//!
//! To read this crate, begin with `migrations/0001_log.sql`, which says what is kept and why; then [`Append`], which is all
//! that can be asked of the log; then `stage.rs`, which judges a request; then [`Log`], which is the door.
//!
//! What is absent on purpose: the log knows no domain event, no view and no clock but the one it is given.

mod backup;
mod checkpoint;
mod clock;
mod copy;
mod cursor;
mod database;
mod embedded;
mod envelope;
mod evidence;
mod execute;
mod failure;
mod follow;
mod jsonl;
mod key;
mod keyring;
mod leaf;
mod lines;
mod lists;
mod log;
mod merge;
mod note;
mod page;
mod prepare;
mod proof;
mod read;
mod refusal;
mod replay;
mod replica;
mod rotate;
mod row;
mod seal;
mod secrets;
mod server;
mod snapshot;
mod stage;
mod trace;
mod tree;
mod trouble;
mod upcast;
mod vault;
mod verify;
mod writer;

pub use backup::{Manifest, backup_log, check_backup, restore_log};
pub use checkpoint::Every;
pub use clock::{Clock, ManualClock, SystemClock};
pub use copy::{Counts, Moved, Phase, Told, copy_log};
pub use envelope::{Append, Claim, Guard, Head, Idempotency, NewEvent, Outcome, Recorded, StreamWrite};
pub use evidence::Evidence;
pub use execute::{Answer, Done, Execution, execute};
pub use failure::Failure;
pub use jsonl::{export_log, import_log};
pub use key::MasterKey;
pub use keyring::{KeysSaved, backup_keys, keep_erased, restore_keys};
pub use leaf::StoredRow;
pub use log::{Log, Options};
pub use merge::KeysRestored;
pub use note::{Checkpoint, PublicKey};
pub use proof::{Proof, ProofClaim};
pub use read::Answered;
pub use replay::Replay;
pub use rotate::KeyStatus;
pub use trouble::MoveFailure;
pub use upcast::{Upcast, UpcastFlaw, Upcasters};
pub use vault::Vault;
pub use verify::{Asked, Fault, Tampering, Verdict};
