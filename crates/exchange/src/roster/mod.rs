//! The roster of a district: read, checked cell by cell, and stated through decisions.

mod choices;
mod column;
mod failure;
mod header;

pub use column::Column;
pub use failure::Failure;
