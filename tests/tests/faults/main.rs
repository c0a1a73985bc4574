//! What the log makes of a disk that fails and of a machine that loses its power. A killed process leaves what it wrote in
//! the memory of the system, so killing proves nothing about a disk; here a shim (`shim.c`) stands between the program and
//! its files, and each test starts itself again in a process that has the shim.
// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod disk;
mod full;
mod judge;
mod power;
mod server;
mod shim;
mod trace;
mod work;
