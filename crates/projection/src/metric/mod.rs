//! Metrics counted: whom a definition counts at two dates, whom it leaves out and why, and of which units nothing was handed in.
//!
//! One statement reads everyone of the population with an answer to each condition; what is counted, grouped and left out is then
//! told from the same lines, so that the parts of an answer cannot disagree.

mod conditions;
mod counted;
mod coverage;
mod population;

pub use counted::{Line, MetricCell, MetricDimension, Population, members_digest};
pub use coverage::{Coverage, coverage};
pub use population::{MetricQuestion, population};
