use chrono::NaiveDate;

use super::{applied::AppliedRule, book::Rulebook, refusal::RuleRefusal};
use crate::{EventId, Stamp, policy::RuleOutcome};

/// A decision that is being judged by the rules in force on a day; it keeps which of them were applied.
#[derive(Clone, Debug)]
pub struct Judging<'a> {
    book: &'a Rulebook,
    stamp: &'a Stamp,
    day: NaiveDate,
    applied: Vec<AppliedRule>,
}

impl Rulebook {
    /// Begins to judge a decision by the rules in force on a day.
    pub fn judging<'a>(&'a self, stamp: &'a Stamp, day: NaiveDate) -> Judging<'a> {
        Judging { book: self, stamp, day, applied: Vec::new() }
    }
}

impl Judging<'_> {
    /// A number the version in force uses; `None` when the rule is not in force or names no such number.
    pub fn number(&self, rule: &str, name: &str) -> Option<i64> {
        self.book.in_force(rule, self.day)?.number(name)
    }

    /// Holds a decision to a rule. A rule that is not in force asks nothing.
    ///
    /// # Errors
    /// When the rule is not satisfied and blocks, or warns and nobody explained why to go on.
    pub fn hold(&mut self, rule: &str, satisfied: bool, facts: Vec<EventId>) -> Result<(), RuleRefusal> {
        let Some(judge) = self.book.in_force(rule, self.day) else { return Ok(()) };
        let (file, version) = (judge.rule, judge.version);
        let explanation = self.stamp.explanations.get(rule).filter(|text| !text.trim().is_empty());
        let passes = match version.outcome {
            RuleOutcome::Block => satisfied,
            RuleOutcome::Warn => satisfied || explanation.is_some(),
            RuleOutcome::Report => true,
        };
        if !passes {
            return Err(RuleRefusal { rule: file, version, facts });
        }
        self.applied.push(AppliedRule {
            rule: file.id.clone(),
            version: version.version,
            outcome: version.outcome,
            satisfied,
            explanation: explanation.filter(|_| !satisfied).cloned(),
        });
        Ok(())
    }

    /// The rules that were applied, to be kept with the event.
    pub fn applied(self) -> Vec<AppliedRule> {
        self.applied
    }
}
