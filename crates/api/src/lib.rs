//! See the crate's description.

pub mod auth;
pub mod fault;
pub mod http;
pub mod limits;
