//! See the crate's description.

pub mod city;
pub mod fault;
pub mod plan;
pub mod roster;
pub mod sheet;
