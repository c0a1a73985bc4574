use serde::{Deserialize, Serialize};

use crate::{CivilDate, EventId, PartnershipId, TeacherId, VoidEntry, machine::events, rules::AppliedRule};

/// Records a qualification of a trade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RecordIndustryQualification {
    /// The qualification, as 高级技师（数控车工）.
    pub name: String,
    /// Who issued it.
    pub issuer: String,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last, when it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

/// Records practice in an enterprise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CompleteEnterprisePractice {
    /// The enterprise.
    pub enterprise: String,
    /// The training base, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<PartnershipId>,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last.
    pub to: CivilDate,
}

/// What is stored when a person is recognised, with what it rested on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct DualQualification {
    /// The person; the stream has the same id.
    pub teacher: TeacherId,
    /// The day.
    pub on: CivilDate,
    /// The level, where the bureau has levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The qualification of a trade in force on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualification: Option<EventId>,
    /// Whole months of practice in the five years before.
    pub practice_months: u32,
    /// The rules that were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Takes the recognition back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct WithdrawDualQualification {
    /// The first day without it.
    pub on: CivilDate,
    /// Why.
    pub reason: String,
}

events! {
    /// What makes a teacher a dual-qualified one.
    pub enum VocationalEvent {
        /// A qualification of a trade was recorded (行业资格, S-58, R-29).
        IndustryQualificationRecorded(RecordIndustryQualification) = "industry-qualification.recorded" / 1,
        /// Practice in an enterprise was completed (企业实践, S-58, R-29).
        EnterprisePracticeCompleted(CompleteEnterprisePractice) = "enterprise-practice.completed" / 1,
        /// A teacher was recognised as dual-qualified (双师型教师认定, S-58, R-29).
        DualQualificationRecognised(DualQualification) = "dual-qualification.recognised" / 1,
        /// That was taken back (取消认定, S-58).
        DualQualificationWithdrawn(WithdrawDualQualification) = "dual-qualification.withdrawn" / 1,
        /// An entry was taken away as if it were absent (双师型记录作废, S-58).
        VocationalEventVoided(VoidEntry) = "vocational.event-voided" / 1,
    }
}
