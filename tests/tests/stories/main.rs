//! Stories through the door, on both databases: a request as a client sends it, and the answer beside it.
// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod activities;
mod appointments;
mod bad_input;
mod cast;
mod catalogue;
mod conduct;
mod erasure;
mod establishment;
mod headcount;
mod impact;
mod merge;
mod metrics;
mod movement;
mod numbers;
mod outside;
mod past;
mod pipeline;
mod programmes;
mod rules;
mod schools;
mod selections;
mod targets;
mod undoing;
mod voiding;
