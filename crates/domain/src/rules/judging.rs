use chrono::NaiveDate;

use super::{
    applied::AppliedRule,
    book::{RuleInForce, Rulebook},
    refusal::{RuleRefusal, Said},
};
use crate::{EventId, Refusal, Stamp, policy::RuleOutcome};

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

    /// Whether a rule judges at all.
    pub fn judges(&self, rule: &str) -> bool {
        self.book.in_force(rule, self.day).is_some()
    }

    /// Holds a decision to a rule. A rule that is not in force asks nothing.
    ///
    /// # Errors
    /// When the rule is not satisfied and blocks, or warns and nobody explained why to go on.
    pub fn hold(&mut self, rule: &str, satisfied: bool, facts: Vec<EventId>) -> Result<(), RuleRefusal> {
        self.apply(rule, None, satisfied, || (facts, None))
    }

    /// Holds a decision to a rule where the decision itself says what is not satisfied, with a code and words of its own. The
    /// rule still has the version in force, and can be switched off.
    ///
    /// # Errors
    /// See [`hold`](Self::hold).
    pub fn holds<R: Refusal>(&mut self, rule: &str, found: Result<(), R>) -> Result<(), RuleRefusal> {
        self.found(rule, None, found)
    }

    /// The same for the part of a rule that only warns, whatever the rule does otherwise.
    ///
    /// # Errors
    /// When it is not satisfied and nobody explained why to go on.
    pub fn warns<R: Refusal>(&mut self, rule: &str, found: Result<(), R>) -> Result<(), RuleRefusal> {
        self.found(rule, Some(RuleOutcome::Warn), found)
    }

    fn found<R: Refusal>(
        &mut self,
        rule: &str,
        outcome: Option<RuleOutcome>,
        found: Result<(), R>,
    ) -> Result<(), RuleRefusal> {
        let refusal = found.err();
        let satisfied = refusal.is_none();
        self.apply(rule, outcome, satisfied, || {
            let said = refusal.as_ref().map(|refusal| Box::new(Said::of(refusal)));
            (refusal.map(|refusal| refusal.facts()).unwrap_or_default(), said)
        })
    }

    fn apply(
        &mut self,
        rule: &str,
        outcome: Option<RuleOutcome>,
        satisfied: bool,
        refused: impl FnOnce() -> (Vec<EventId>, Option<Box<Said>>),
    ) -> Result<(), RuleRefusal> {
        let Some(judge) = self.book.in_force(rule, self.day) else { return Ok(()) };
        let (file, version) = (judge.rule, judge.version);
        let outcome = outcome.unwrap_or(version.outcome);
        let explanation = self.stamp.explanations.get(rule).filter(|text| !text.trim().is_empty());
        let passes = match outcome {
            RuleOutcome::Block => satisfied,
            RuleOutcome::Warn => satisfied || explanation.is_some(),
            RuleOutcome::Report => true,
        };
        if !passes {
            let (facts, said) = refused();
            return Err(RuleRefusal { rule: file, version, outcome, facts, said });
        }
        self.note(&judge, outcome, satisfied, explanation.filter(|_| !satisfied).cloned());
        Ok(())
    }

    /// Keeps that a rule was not satisfied and why the decision was taken all the same, on a document that stands above it.
    pub fn overrule(&mut self, rule: &str, explanation: &str) {
        let Some(judge) = self.book.in_force(rule, self.day) else { return };
        self.note(&judge, judge.version.outcome, false, Some(explanation.to_owned()));
    }

    fn note(
        &mut self,
        judge: &RuleInForce,
        outcome: RuleOutcome,
        satisfied: bool,
        explanation: Option<String>,
    ) {
        self.applied.push(AppliedRule {
            rule: judge.rule.id.clone(),
            version: judge.version.version,
            outcome,
            satisfied,
            explanation,
        });
    }

    /// The rules that were applied, to be kept with the event.
    pub fn applied(self) -> Vec<AppliedRule> {
        self.applied
    }
}
