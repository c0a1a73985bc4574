//! The five counts a cohort target can be bound to.
//!
//! A plan says "250 hosts" and never says whether a nominated person counts. So the meaning is named, and a target
//! names the one it is bound to.

use serde::{Deserialize, Serialize};

use super::label::Label;
use super::stage::ProgrammeStage;

/// Which persons of a programme a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CountDefinition {
    /// Ever nominated.
    Nominated,
    /// Ever confirmed as a person to be developed.
    Confirmed,
    /// In training on the date.
    InTraining,
    /// Ever certified and not revoked on the date.
    Certified,
    /// In term on the date.
    InTerm,
}

impl CountDefinition {
    /// All five, in the order of the pipeline.
    pub const ALL: [Self; 5] =
        [Self::Nominated, Self::Confirmed, Self::InTraining, Self::Certified, Self::InTerm];

    /// The stable word, as stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.stage().code()
    }

    /// The stage without which a programme cannot have this count.
    #[must_use]
    pub fn stage(self) -> ProgrammeStage {
        match self {
            Self::Nominated => ProgrammeStage::Nominated,
            Self::Confirmed => ProgrammeStage::Confirmed,
            Self::InTraining => ProgrammeStage::InTraining,
            Self::Certified => ProgrammeStage::Certified,
            Self::InTerm => ProgrammeStage::InTerm,
        }
    }

    /// The short name for a column head.
    #[must_use]
    pub fn label(self) -> Label {
        match self {
            Self::Nominated => Label::new("推荐人数", "Nominated"),
            Self::Confirmed => Label::new("确定培养人数", "Confirmed"),
            Self::InTraining => Label::new("在培人数", "In training"),
            Self::Certified => Label::new("认定人数", "Certified"),
            Self::InTerm => Label::new("任期内人数", "In term"),
        }
    }

    /// The plain sentence that stands beside the number.
    #[must_use]
    pub fn sentence(self) -> Label {
        match self {
            Self::Nominated => Label::new(
                "截至查询日曾被推荐或申报的人数，之后退出或未通过的也计入；同一人在同一项目只计一次。",
                "Persons ever nominated by the date, including those who later withdrew or were rejected; one person counts once per programme.",
            ),
            Self::Confirmed => Label::new(
                "截至查询日曾被确定为培养对象的人数，之后退出或被淘汰的也计入；同一人在同一项目只计一次。",
                "Persons ever confirmed for development by the date, including those who later left or were removed; one person counts once per programme.",
            ),
            Self::InTraining => Label::new(
                "查询日当天处于在培、中期考核、期满考核或延长培养阶段的人数。",
                "Persons who on the date are in training, midterm assessment, final assessment or extended training.",
            ),
            Self::Certified => Label::new(
                "截至查询日曾被认定、且当天认定未被撤销的人数；任期届满的仍计入。",
                "Persons ever certified by the date whose certification is not revoked on it; an expired term still counts.",
            ),
            Self::InTerm => Label::new(
                "查询日当天处于任期内的人数；届满、辞任、撤销和暂停的不计入。",
                "Persons who on the date are in term; expired, resigned, revoked and frozen ones do not count.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_is_spelled_as_its_stage_and_explains_itself() {
        for count in CountDefinition::ALL {
            let wire = serde_json::to_value(count).ok();
            assert_eq!(wire, Some(serde_json::Value::from(count.code())));
            assert!(!count.label().is_blank() && !count.sentence().is_blank());
        }
    }
}
