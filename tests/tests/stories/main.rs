//! Stories through the door, on both databases: a request as a client sends it, and the answer beside it.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod bad_input;
mod cast;
mod erasure;
mod past;
mod pipeline;
