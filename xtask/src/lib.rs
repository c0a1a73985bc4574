//! What the chores lend to the tests: how cargo is called, and a PostgreSQL of one's own, which may be stopped like a crash
//! and started again.

pub mod cargo;
mod install;
pub mod server;
