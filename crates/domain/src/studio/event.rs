use serde::{Deserialize, Serialize};

use crate::{
    AppliedRule, CandidacyId, CivilDate, OrganisationId, TeacherId, VoidEntry, candidacy::Grade,
    machine::events,
};

/// What is stored when a studio is established.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Establishment {
    /// Its name.
    pub name: String,
    /// The certified candidacy of the host.
    pub candidacy: CandidacyId,
    /// The host.
    pub host: TeacherId,
    /// The category the host was certified in, as `famous-teacher`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Where it works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last day of its term.
    pub term_to: CivilDate,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// What is stored when another host takes over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct HostReplacement {
    /// The certified candidacy of the new host.
    pub candidacy: CandidacyId,
    /// The new host.
    pub host: TeacherId,
    /// The first day.
    pub from: CivilDate,
}

/// What is stored when a member is admitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Admission {
    /// The person.
    pub teacher: TeacherId,
    /// The first day.
    pub from: CivilDate,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Lets a member go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReleaseMember {
    /// The person.
    pub teacher: TeacherId,
    /// The first day without the person.
    pub on: CivilDate,
}

/// Assesses a year of the studio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AssessStudio {
    /// The year.
    pub year: i32,
    /// The result.
    pub grade: Grade,
    /// The day.
    pub on: CivilDate,
}

/// Renews the term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RenewStudioTerm {
    /// The day after the new last day.
    pub to: CivilDate,
    /// The day of the decision.
    pub on: CivilDate,
}

/// Closes the studio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CloseStudio {
    /// The first day it is closed.
    pub on: CivilDate,
}

events! {
    /// What can happen to a studio.
    pub enum StudioEvent {
        /// It works, led by a certified host (设立工作室, S-33; R-22).
        StudioEstablished(Establishment) = "studio.established" / 1,
        /// Another host leads it (更换主持人, S-33).
        StudioHostReplaced(HostReplacement) = "studio.host-replaced" / 1,
        /// A member came (成员加入, S-33; R-23).
        StudioMemberAdmitted(Admission) = "studio.member-admitted" / 1,
        /// A member left (成员退出, S-33).
        StudioMemberReleased(ReleaseMember) = "studio.member-released" / 1,
        /// A year was assessed (年度考核, S-33).
        StudioAssessed(AssessStudio) = "studio.assessed" / 1,
        /// The term was renewed.
        StudioTermRenewed(RenewStudioTerm) = "studio.term-renewed" / 1,
        /// It no longer works (撤销工作室, S-33).
        StudioClosed(CloseStudio) = "studio.closed" / 1,
        /// An entry was taken away as if it were absent (工作室记录作废, S-33).
        StudioEventVoided(VoidEntry) = "studio.event-voided" / 1,
    }
}
