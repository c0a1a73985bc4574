//! See the crate's description.

pub mod auth;
pub mod cache;
pub mod fault;
pub mod http;
pub mod limits;
pub mod schema;

pub use schema::{Registry, build, schema_text};
