//! The rules of the house, each a sentence that fails when it is broken.
//!
//! A drawn line that nobody checks is a wish. Every rule here is also tried on a made-up house that
//! breaks it, so that none of them passes because it sees nothing.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test may fail loudly")]

mod benches;
mod circles;
mod files;
mod ladder;
mod licences;
mod merged;
mod metadata;
mod modules;
mod paths;
mod policy;
mod text;
mod tokens;
