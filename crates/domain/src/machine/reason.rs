//! A refusal of another subject, carried along without its type.

use super::refusal::{Refusal, RuleRef};
use crate::value::EventId;

/// A refusal of whatever subject, in the words it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    code: &'static str,
    rule: Option<RuleRef>,
    zh: String,
    en: String,
    facts: Vec<EventId>,
}

impl Reason {
    /// The words of a refusal.
    pub fn of(refusal: &dyn Refusal) -> Self {
        Self {
            code: refusal.code(),
            rule: refusal.rule(),
            zh: refusal.zh(),
            en: refusal.en(),
            facts: refusal.facts(),
        }
    }
}

impl Refusal for Reason {
    fn code(&self) -> &'static str {
        self.code
    }

    fn rule(&self) -> Option<RuleRef> {
        self.rule.clone()
    }

    fn zh(&self) -> String {
        self.zh.clone()
    }

    fn en(&self) -> String {
        self.en.clone()
    }

    fn facts(&self) -> Vec<EventId> {
        self.facts.clone()
    }
}
