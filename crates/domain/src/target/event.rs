use serde::{Deserialize, Serialize};

use crate::{
    CivilDate, OrganisationId, TeacherId, VoidEntry, code::codes, machine::events, rules::AppliedRule,
};

codes! {
    /// How a target was looked at.
    pub enum ReviewKind {
        Meeting = "MEETING", "专题会议", "special meeting";
        SiteInspection = "SITE_INSPECTION", "实地督导检查", "inspection on site";
        AnnualAssessment = "ANNUAL_ASSESSMENT", "年度考评", "annual assessment";
    }
}

/// A sentence of the plan becomes a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct TargetSetting {
    /// What is to be reached, in the words of the plan.
    pub title: String,
    /// The sentence of the plan, as S-33.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
    /// The number to be reached; none when the sentence names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// What the number counts, as 名 or 个镇街.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The first day it is asked.
    pub from: CivilDate,
    /// The day after the last on which it can be met.
    pub deadline: CivilDate,
    /// Whether the deadline stands in no document.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deadline_inferred: bool,
    /// The responsible office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// The responsible unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// The rules it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Somebody answers for it from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AssignResponsibility {
    /// The responsible office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// The responsible unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// The responsible person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<TeacherId>,
    /// The first day.
    pub from: CivilDate,
}

/// A unit takes it on of its own accord.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ClaimTarget {
    /// The unit.
    pub organisation: OrganisationId,
    /// The day.
    pub on: CivilDate,
}

/// The deadline moves. The old one stays in the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ChangeDeadline {
    /// The day after the new last day.
    pub deadline: CivilDate,
    /// The day of the decision.
    pub on: CivilDate,
    /// Why.
    pub reason: String,
}

/// It is bound to a version of a metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AssignMetric {
    /// The metric, as M-23.
    pub metric: String,
    /// The version of its definition.
    pub version: u32,
    /// The first day.
    pub from: CivilDate,
}

/// How far it has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Progress {
    /// The day reported on.
    pub on: CivilDate,
    /// The number reached by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// It was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Review {
    /// How.
    pub kind: ReviewKind,
    /// The day.
    pub on: CivilDate,
    /// What was found.
    pub finding: String,
}

/// A met target is looked at again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PerformLookBack {
    /// The day.
    pub on: CivilDate,
    /// Whether it still holds; it is open again when it does not.
    pub holds: bool,
    /// What was found.
    pub finding: String,
}

/// It was met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct MeetTarget {
    /// The day.
    pub on: CivilDate,
    /// The number reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
}

/// It was missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct MissTarget {
    /// The day.
    pub on: CivilDate,
    /// Why.
    pub reason: String,
}

/// Who claimed it is honoured for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AwardTarget {
    /// The unit that claimed it.
    pub organisation: OrganisationId,
    /// What it is called, as 年度优秀改革项目.
    pub title: String,
    /// The day.
    pub on: CivilDate,
}

events! {
    /// What can happen to a target.
    pub enum TargetEvent {
        /// A sentence of the plan has a number, an owner and a deadline (目标任务, S-85, R-91).
        TargetSet(TargetSetting) = "target.set" / 1,
        /// Somebody answers for it (责任分工, S-85, R-91).
        ResponsibilityAssigned(AssignResponsibility) = "responsibility.assigned" / 1,
        /// A unit took it on of its own accord (揭榜挂帅, S-72, R-91).
        TargetClaimed(ClaimTarget) = "target.claimed" / 1,
        /// The deadline moved and the old one stays known (S-85, R-93).
        DeadlineChanged(ChangeDeadline) = "deadline.changed" / 1,
        /// It is measured by a version of a metric (S-85).
        MetricAssigned(AssignMetric) = "metric.assigned" / 1,
        /// How far it has come (S-72, S-85).
        ProgressReported(Progress) = "progress.reported" / 1,
        /// It was looked at (S-72, S-86).
        TargetReviewed(Review) = "target.reviewed" / 1,
        /// A met target was looked at again (回头看, S-86, R-94).
        LookBackPerformed(PerformLookBack) = "look-back.performed" / 1,
        /// It was met (S-85).
        TargetMet(MeetTarget) = "target.met" / 1,
        /// It was missed (S-85).
        TargetMissed(MissTarget) = "target.missed" / 1,
        /// Who claimed it was honoured (S-72).
        TargetAwarded(AwardTarget) = "target.awarded" / 1,
        /// An entry was taken away as if it were absent (任务记录作废, S-72, S-85, S-86).
        TargetEventVoided(VoidEntry) = "target.event-voided" / 1,
    }
}
