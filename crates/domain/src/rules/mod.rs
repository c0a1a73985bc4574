//! Rules as data: which version of a rule judges on a day, what it is given, and what it says.

mod applied;
mod book;
mod judging;
mod refusal;
#[cfg(test)]
mod tests;

pub use applied::AppliedRule;
pub use book::{RULES_STREAM, RuleInForce, Rulebook, Switch};
pub use judging::Judging;
pub use refusal::{RuleRefusal, Said};
