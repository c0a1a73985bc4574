use serde::{Deserialize, Serialize};

use crate::{
    CivilDate, OrganisationId, TeacherId, VoidEntry,
    code::{Stage, codes},
    machine::events,
    rules::AppliedRule,
};

codes! {
    /// As what a person is engaged.
    pub enum EngagementCategory {
        Artist = "ARTIST", "艺术家", "artist";
        Athlete = "ATHLETE", "运动员", "athlete";
        SpecialResearcher = "SPECIAL_RESEARCHER", "特约教研员", "special-appointed researcher";
        Other = "OTHER", "其他兼职教师", "other part-time teacher";
    }
}

/// Engages a person for a term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct StartEngagement {
    /// The person.
    pub teacher: TeacherId,
    /// As what.
    pub category: EngagementCategory,
    /// Where: the school, or the research institution.
    pub organisation: OrganisationId,
    /// The stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// The subject, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last.
    pub to: CivilDate,
    /// What the person achieved, as 省运会百米冠军; it stands for a teaching certificate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub achievements: Vec<String>,
    /// The rules that were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Lengthens the term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RenewEngagement {
    /// The day after the new last one.
    pub to: CivilDate,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Ends it before its term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct EndEngagement {
    /// The first day without it.
    pub on: CivilDate,
    /// Why.
    pub reason: String,
}

events! {
    /// What can happen to an engagement.
    pub enum EngagementEvent {
        /// A person was engaged (外聘兼职教师 S-10, 特约教研员 S-65, R-52, R-53).
        EngagementStarted(StartEngagement) = "engagement.started" / 1,
        /// The term was lengthened (续聘, S-10, S-65).
        EngagementRenewed(RenewEngagement) = "engagement.renewed" / 1,
        /// It ended before its term (解聘, S-10, S-65).
        EngagementEnded(EndEngagement) = "engagement.ended" / 1,
        /// An entry was taken away as if it were absent (外聘记录作废, S-10, S-65).
        EngagementEventVoided(VoidEntry) = "engagement.event-voided" / 1,
    }
}
