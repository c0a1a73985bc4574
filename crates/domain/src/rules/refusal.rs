use crate::{
    EventId, Refusal, RuleRef,
    policy::{RuleFile, RuleOutcome, RuleVersion},
};

/// A rule in force that was not satisfied. The words are those of its file.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleRefusal {
    /// The rule.
    pub rule: &'static RuleFile,
    /// The version that was in force.
    pub version: &'static RuleVersion,
    /// The facts that were looked at.
    pub facts: Vec<EventId>,
}

impl RuleRefusal {
    /// The code of a warning that nobody has answered yet.
    pub const EXPLANATION_REQUIRED: &'static str = "EXPLANATION_REQUIRED";

    fn warns(&self) -> bool {
        self.version.outcome == RuleOutcome::Warn
    }
}

impl Refusal for RuleRefusal {
    fn code(&self) -> &'static str {
        if self.warns() { Self::EXPLANATION_REQUIRED } else { &self.rule.code }
    }

    fn rule(&self) -> Option<RuleRef> {
        Some(RuleRef {
            id: &self.rule.id,
            version: self.version.version.into(),
            basis: &self.version.legal_basis.zh,
        })
    }

    fn zh(&self) -> String {
        let (said, remedy) = (&self.version.explanation.zh, &self.version.remedy.zh);
        if self.warns() {
            return format!("{said}{remedy}如需继续办理，请就规则{}填写说明。", self.rule.id);
        }
        format!("{said}{remedy}")
    }

    fn en(&self) -> String {
        let (said, remedy) = (&self.version.explanation.en, &self.version.remedy.en);
        if self.warns() {
            return format!("{said} {remedy} To go on, explain why under rule {}.", self.rule.id);
        }
        format!("{said} {remedy}")
    }

    fn facts(&self) -> Vec<EventId> {
        self.facts.clone()
    }
}
