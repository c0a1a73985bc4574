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
    /// What happens when it is not satisfied.
    pub outcome: RuleOutcome,
    /// The facts that were looked at.
    pub facts: Vec<EventId>,
    /// What the decision itself says of it, in place of the words of the file.
    pub said: Option<Box<Said>>,
}

/// How a decision says that a rule is not satisfied: with its own code, and with the names and dates of the case.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    code: &'static str,
    zh: String,
    en: String,
}

impl Said {
    pub(super) fn of(refusal: &impl Refusal) -> Self {
        Self { code: refusal.code(), zh: refusal.zh(), en: refusal.en() }
    }
}

impl RuleRefusal {
    /// The code of a warning that nobody has answered yet.
    pub const EXPLANATION_REQUIRED: &'static str = "EXPLANATION_REQUIRED";

    fn warns(&self) -> bool {
        self.outcome == RuleOutcome::Warn
    }
}

impl Refusal for RuleRefusal {
    fn code(&self) -> &'static str {
        match &self.said {
            _ if self.warns() => Self::EXPLANATION_REQUIRED,
            Some(said) => said.code,
            None => &self.rule.code,
        }
    }

    fn rule(&self) -> Option<RuleRef> {
        Some(RuleRef {
            id: &self.rule.id,
            version: self.version.version.into(),
            basis: &self.version.legal_basis.zh,
        })
    }

    fn zh(&self) -> String {
        let version = self.version;
        let by_file = || format!("{}{}", version.explanation.zh, version.remedy.zh);
        let said = self.said.as_ref().map_or_else(by_file, |said| said.zh.clone());
        if self.warns() {
            let said = said.trim_end_matches('。');
            return format!("{said}。如需继续办理，请就规则{}填写说明。", self.rule.id);
        }
        said
    }

    fn en(&self) -> String {
        let version = self.version;
        let by_file = || format!("{} {}", version.explanation.en, version.remedy.en);
        let said = self.said.as_ref().map_or_else(by_file, |said| said.en.clone());
        if self.warns() {
            let said = said.trim_end_matches('.');
            return format!("{said}. To go on, explain why under rule {}.", self.rule.id);
        }
        said
    }

    fn facts(&self) -> Vec<EventId> {
        self.facts.clone()
    }
}
