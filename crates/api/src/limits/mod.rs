//! How much one request may ask.
//!
//! The counters of `scan` run over the bare text and never recurse, because the parser does. The walk of `expand` runs over
//! the parsed document and visits each fragment once, because the executor's own checks visit it once per spread.

mod budget;
mod check;
mod expand;
mod scan;
mod schema;

pub use budget::Limits;
pub use schema::apply;
