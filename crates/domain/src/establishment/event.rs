use serde::{Deserialize, Serialize};

use crate::{
    AppliedRule, CivilDate, OrganisationId, TeacherId, VoidEntry,
    code::{Band, Stage},
    machine::events,
};

/// The pupils of one stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct StagePupils {
    /// The stage.
    pub stage: Stage,
    /// How many pupils.
    pub pupils: u32,
}

/// Reports the enrolment of a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReportEnrolment {
    /// The year.
    pub year: i32,
    /// The day it was counted.
    pub on: CivilDate,
    /// The pupils by stage.
    pub pupils: Vec<StagePupils>,
}

/// What the enrolment of one stage gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct StageQuota {
    /// The stage.
    pub stage: Stage,
    /// How many pupils.
    pub pupils: u32,
    /// How many tenths of a pupil there are to one post, as 190.
    pub ratio_tenths: u32,
    /// The posts, rounded up.
    pub posts: u32,
}

/// A quota computed from the enrolment, with its basis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct QuotaComputed {
    /// The year.
    pub year: i32,
    /// The day of the enrolment.
    pub on: CivilDate,
    /// What each stage gives.
    pub stages: Vec<StageQuota>,
    /// Posts beside the ratios.
    #[serde(default)]
    pub additions: u32,
    /// All posts.
    pub posts: u32,
    /// The rules as they were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Approves the quota from a day on, whatever it was before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ApproveQuota {
    /// The posts.
    pub posts: u32,
    /// The first day.
    pub from: CivilDate,
}

/// Gives posts to another unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct TransferQuota {
    /// Who receives them.
    pub to: OrganisationId,
    /// The posts.
    pub posts: u32,
    /// The first day.
    pub from: CivilDate,
}

/// Receives posts of another unit; it follows from the transfer there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReceiveQuota {
    /// Who gave them.
    pub giver: OrganisationId,
    /// The posts.
    pub posts: u32,
    /// The first day.
    pub from: CivilDate,
}

/// Approves how the establishment is used in a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ApproveEstablishmentPlan {
    /// The year.
    pub year: i32,
    /// How many posts may be used.
    pub posts: u32,
    /// The departments that were consulted.
    pub consulted: Vec<String>,
    /// The day of the approval.
    pub on: CivilDate,
}

/// Sets how many of a hundred posts are of each band.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SetPostStructureRatio {
    /// Senior posts of a hundred.
    pub senior_percent: u32,
    /// Middle posts of a hundred.
    pub middle_percent: u32,
    /// Junior posts of a hundred.
    pub junior_percent: u32,
    /// The first day.
    pub from: CivilDate,
}

/// A person occupies a post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PostOccupied {
    /// The person.
    pub teacher: TeacherId,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
    /// Why it was occupied although no post was vacant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_quota: Option<String>,
    /// The rules as they were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// A person gives a post back; on its first day it was never occupied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PostReleased {
    /// The person.
    pub teacher: TeacherId,
    /// The first day of the occupation that ends.
    pub from: CivilDate,
    /// The first day without it.
    pub on: CivilDate,
}

/// A person holds a professional post of a band.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PostBandOccupied {
    /// The person.
    pub teacher: TeacherId,
    /// The band of the grade.
    pub band: Band,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
    /// The rules as they were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// A person holds a post of the band no longer; on its first day it was never held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PostBandReleased {
    /// The person.
    pub teacher: TeacherId,
    /// The band.
    pub band: Band,
    /// The first day of what ends.
    pub from: CivilDate,
    /// The first day without it.
    pub on: CivilDate,
}

events! {
    /// What can happen to an establishment.
    pub enum EstablishmentEvent {
        /// The enrolment was reported (上报在校生数, S-39, S-14).
        EnrolmentReported(ReportEnrolment) = "enrolment.reported" / 1,
        /// A quota was computed from the enrolment (测算编制, S-39, R-10).
        QuotaComputed(QuotaComputed) = "quota.computed" / 1,
        /// The quota was approved (核定编制, S-39, R-11).
        QuotaApproved(ApproveQuota) = "quota.approved" / 1,
        /// Posts were given to another unit (划出编制, S-38).
        QuotaTransferred(TransferQuota) = "quota.transferred" / 1,
        /// Posts were received from another unit (划入编制, S-38).
        QuotaReceived(ReceiveQuota) = "quota.received" / 1,
        /// The use of the year was approved (批准编制使用方案, S-37).
        EstablishmentPlanApproved(ApproveEstablishmentPlan) = "establishment-plan.approved" / 1,
        /// The structure of posts was set (设定岗位结构比例, S-68, R-45).
        PostStructureRatioSet(SetPostStructureRatio) = "post-structure-ratio.set" / 1,
        /// A post was occupied (入编, S-40, R-11).
        PostOccupied(PostOccupied) = "post.occupied" / 1,
        /// A post was given back (出编, S-16, S-40).
        PostReleased(PostReleased) = "post.released" / 1,
        /// A professional post of a band was occupied (占用岗位职数, S-68, R-45).
        PostBandOccupied(PostBandOccupied) = "post-band.occupied" / 1,
        /// A professional post of a band was given back (腾出岗位职数, S-68, R-45).
        PostBandReleased(PostBandReleased) = "post-band.released" / 1,
        /// An entry was taken away as if it were absent (编制记录作废, S-37, S-38, S-39, S-68, R-11).
        EstablishmentEventVoided(VoidEntry) = "establishment.event-voided" / 1,
    }
}
