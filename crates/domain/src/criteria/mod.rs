//! One vocabulary of criteria. Each answers with what it found and the events that show it.

mod criterion;
mod find;
mod finding;
#[cfg(test)]
mod tests;

pub use criterion::{Criterion, DegreeLevel};
pub use find::verified_months;
pub use finding::{Finding, RuleVersion};
