//! See the crate's description.

// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]

pub mod auth;
pub mod cache;
mod executor;
pub mod fault;
pub mod http;
pub mod limits;
pub mod schema;

pub use executor::Executor;
pub use schema::{Registry, build, schema_text};
