//! See the crate's description.

pub mod fault;
pub mod roster;
pub mod sheet;
