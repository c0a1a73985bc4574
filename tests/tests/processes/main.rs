//! Several processes of the real program on one database server, killed and started again while they work.
// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod client;
mod follower;
mod judge;
mod killed;
mod lease;
mod program;
mod retry;
mod writer;

/// These tests measure time, so they do not run beside each other.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
