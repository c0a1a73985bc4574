use serde::{Deserialize, Serialize};

use crate::{CivilDate, TeacherId, VoidEntry, machine::events, rules::AppliedRule};

/// A part of the subsidy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Instalment {
    /// When it is due.
    pub due: CivilDate,
    /// How much, in whole yuan.
    pub yuan: u32,
}

/// Approves a subsidy for a person who was taken in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ApproveSubsidy {
    /// The person.
    pub teacher: TeacherId,
    /// The parts, in the order in which they are due.
    pub instalments: Vec<Instalment>,
    /// The first day of the agreed service.
    pub service_from: CivilDate,
    /// The day after its last day.
    pub service_to: CivilDate,
    /// The day it was approved.
    pub on: CivilDate,
}

/// Pays one part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PayInstalment {
    /// Which part, counted from 1.
    pub number: u32,
    /// The day it was paid.
    pub on: CivilDate,
}

/// What is stored when a subsidy is claimed back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ClawBack {
    /// The first day the person no longer served.
    pub broken: CivilDate,
    /// Days agreed.
    pub agreed_days: u32,
    /// Days served.
    pub served_days: u32,
    /// What had been paid by then, in whole yuan.
    pub paid_yuan: u32,
    /// What is claimed back, in whole yuan.
    pub yuan: u32,
    /// Why.
    pub reason: String,
    /// The rules that were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// What was claimed back came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SettleClawBack {
    /// The day.
    pub on: CivilDate,
}

events! {
    /// What can happen to a subsidy.
    pub enum SubsidyEvent {
        /// A subsidy was approved (引才补贴核定, S-27).
        SubsidyApproved(ApproveSubsidy) = "subsidy.approved" / 1,
        /// A part was paid (引才补贴发放, S-27).
        SubsidyInstalmentPaid(PayInstalment) = "subsidy-instalment.paid" / 1,
        /// The service ended early and the rest is claimed back, in proportion (引才补贴追回, S-27, R-20).
        ClawBackRaised(ClawBack) = "claw-back.raised" / 1,
        /// It came (追回结清, S-27).
        ClawBackSettled(SettleClawBack) = "claw-back.settled" / 1,
        /// An entry was taken away as if it were absent (补贴记录作废, S-27, R-20).
        SubsidyEventVoided(VoidEntry) = "subsidy.event-voided" / 1,
    }
}
