use serde::{Deserialize, Serialize};

use crate::{CivilDate, OrganisationId, VoidEntry, code::codes, machine::events};

codes! {
    /// What a partner is.
    pub enum PartnerKind {
        University = "UNIVERSITY", "高校", "university";
        GreaterBay = "GREATER_BAY", "粤港澳大湾区", "body in the Greater Bay Area";
        ResearchBody = "RESEARCH_BODY", "教研科研机构", "research body";
        Enterprise = "ENTERPRISE", "企业", "enterprise";
        Other = "OTHER", "其他", "other";
    }
}

/// Signs an agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SignPartnership {
    /// The partner.
    pub partner: String,
    /// What it is.
    pub kind: PartnerKind,
    /// What for, as 师范生培养 or 大湾区教研协作.
    pub purpose: String,
    /// The unit that signs for our side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// How many places a year it offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<u32>,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

/// Ends an agreement before its term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct EndPartnership {
    /// The first day without it.
    pub on: CivilDate,
    /// Why.
    pub reason: String,
}

/// Makes an enterprise a training base of dual-qualified teachers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct DesignateTrainingBase {
    /// The enterprise.
    pub enterprise: String,
    /// Whether it is one of the key ones (重点).
    pub key: bool,
    /// The majors it trains for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub majors: Vec<String>,
    /// The first day.
    pub from: CivilDate,
}

/// Ends that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct WithdrawTrainingBase {
    /// The first day without it.
    pub on: CivilDate,
    /// Why.
    pub reason: String,
}

events! {
    /// What can happen to a partnership.
    pub enum PartnershipEvent {
        /// An agreement was signed (签订合作协议, S-36, S-71).
        PartnershipSigned(SignPartnership) = "partnership.signed" / 1,
        /// It ended before its term (终止合作, S-36, S-71).
        PartnershipEnded(EndPartnership) = "partnership.ended" / 1,
        /// An enterprise is a training base (认定双师型教师培养培训基地, S-58).
        TrainingBaseDesignated(DesignateTrainingBase) = "training-base.designated" / 1,
        /// It is none any more (取消基地, S-58).
        TrainingBaseWithdrawn(WithdrawTrainingBase) = "training-base.withdrawn" / 1,
        /// An entry was taken away as if it were absent (合作与基地记录作废, S-36, S-58, S-71).
        PartnershipEventVoided(VoidEntry) = "partnership.event-voided" / 1,
    }
}
