//! The one vocabulary of programme stages.
//!
//! A programme file picks some of the ordered stages, in this order; the side stages are open to every programme
//! and are never listed, because a person can leave anywhere.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::fault::{FaultKind, PolicyFault};
use super::label::Label;

/// Where a candidate stands in a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProgrammeStage {
    /// Nominated by a unit, or self-nominated.
    Nominated,
    /// Qualification checked.
    Screened,
    /// On the short list.
    Shortlisted,
    /// Under public notice.
    Notice,
    /// Confirmed as a person to be developed.
    Confirmed,
    /// In training.
    InTraining,
    /// At or past the midterm assessment.
    Midterm,
    /// At or past the final assessment.
    Final,
    /// Training extended after the final assessment.
    Extended,
    /// Certified, with plaque or appointment.
    Certified,
    /// Serving a term.
    InTerm,
    /// Not accepted at one of the steps before confirmation.
    Rejected,
    /// Left at own wish before certification.
    Withdrawn,
    /// Removed during training.
    Removed,
    /// The term ran out.
    Expired,
    /// Resigned from the term.
    Resigned,
    /// Certification revoked.
    Revoked,
    /// Suspended, by an ethics bar or a long leave; may come back.
    Frozen,
}

impl ProgrammeStage {
    /// The stages a programme may list, in the only order it may list them.
    pub const ORDERED: [Self; 11] = [
        Self::Nominated,
        Self::Screened,
        Self::Shortlisted,
        Self::Notice,
        Self::Confirmed,
        Self::InTraining,
        Self::Midterm,
        Self::Final,
        Self::Extended,
        Self::Certified,
        Self::InTerm,
    ];

    /// The stages beside the path, open to every programme.
    pub const SIDE: [Self; 7] = [
        Self::Rejected,
        Self::Withdrawn,
        Self::Removed,
        Self::Expired,
        Self::Resigned,
        Self::Revoked,
        Self::Frozen,
    ];

    /// Every stage, the ordered ones first.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ORDERED.into_iter().chain(Self::SIDE)
    }

    /// The stable word, as stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Nominated => "NOMINATED",
            Self::Screened => "SCREENED",
            Self::Shortlisted => "SHORTLISTED",
            Self::Notice => "NOTICE",
            Self::Confirmed => "CONFIRMED",
            Self::InTraining => "IN_TRAINING",
            Self::Midterm => "MIDTERM",
            Self::Final => "FINAL",
            Self::Extended => "EXTENDED",
            Self::Certified => "CERTIFIED",
            Self::InTerm => "IN_TERM",
            Self::Rejected => "REJECTED",
            Self::Withdrawn => "WITHDRAWN",
            Self::Removed => "REMOVED",
            Self::Expired => "EXPIRED",
            Self::Resigned => "RESIGNED",
            Self::Revoked => "REVOKED",
            Self::Frozen => "FROZEN",
        }
    }

    /// What an officer reads.
    #[must_use]
    pub fn label(self) -> Label {
        let (zh, en) = match self {
            Self::Nominated => ("推荐/申报", "Nominated"),
            Self::Screened => ("资格审核", "Screened"),
            Self::Shortlisted => ("入围", "Shortlisted"),
            Self::Notice => ("公示", "Public notice"),
            Self::Confirmed => ("确定为培养对象", "Confirmed"),
            Self::InTraining => ("在培", "In training"),
            Self::Midterm => ("中期考核", "Midterm assessment"),
            Self::Final => ("期满考核", "Final assessment"),
            Self::Extended => ("延长培养", "Extended"),
            Self::Certified => ("认定", "Certified"),
            Self::InTerm => ("任期内", "In term"),
            Self::Rejected => ("未通过", "Rejected"),
            Self::Withdrawn => ("退出", "Withdrawn"),
            Self::Removed => ("淘汰", "Removed"),
            Self::Expired => ("届满", "Expired"),
            Self::Resigned => ("辞任", "Resigned"),
            Self::Revoked => ("撤销", "Revoked"),
            Self::Frozen => ("暂停", "Frozen"),
        };
        Label::new(zh, en)
    }

    /// Whether the candidacy is over and no stage follows. Renewal happens before a term expires, so EXPIRED is one.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        Self::SIDE.contains(&self) && self != Self::Frozen
    }

    /// Whether a person at this stage counts as being trained.
    #[must_use]
    pub fn in_training(self) -> bool {
        matches!(self, Self::InTraining | Self::Midterm | Self::Final | Self::Extended)
    }
}

impl fmt::Display for ProgrammeStage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl FromStr for ProgrammeStage {
    type Err = PolicyFault;

    fn from_str(text: &str) -> Result<Self, PolicyFault> {
        Self::all().find(|stage| stage.code() == text).ok_or_else(|| {
            let allowed = Self::all().map(|stage| stage.code().to_owned()).collect();
            PolicyFault::at("stage", FaultKind::ValueNotAllowed { found: text.to_owned(), allowed })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_is_read_back_from_its_word() {
        for stage in ProgrammeStage::all() {
            assert_eq!(stage.code().parse(), Ok(stage));
            assert_eq!(serde_json::to_value(stage).ok(), Some(serde_json::Value::from(stage.code())));
            assert!(!stage.label().is_blank());
        }
        assert_eq!(ProgrammeStage::all().count(), 18);
    }

    #[test]
    fn an_unknown_word_is_refused_with_the_vocabulary() {
        let fault = "ENROLLED".parse::<ProgrammeStage>().map_err(|fault| (fault.code(), fault.zh()));
        assert!(matches!(fault, Err(("VALUE_NOT_ALLOWED", zh)) if zh.contains("IN_TRAINING")));
    }

    #[test]
    fn a_frozen_candidacy_may_come_back_and_the_other_side_stages_may_not() {
        assert!(!ProgrammeStage::Frozen.is_terminal());
        assert_eq!(ProgrammeStage::all().filter(|stage| stage.is_terminal()).count(), 6);
        assert_eq!(ProgrammeStage::all().filter(|stage| stage.in_training()).count(), 4);
    }
}
