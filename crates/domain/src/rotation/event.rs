use serde::{Deserialize, Serialize};

use crate::{
    CivilDate, EventId, OrganisationId, TeacherId, VoidEntry, code::RotationScope, machine::events,
    rules::AppliedRule,
};

events! {
    /// What can happen in a rotation round.
    pub enum RotationEvent {
        /// A round of a school year was opened (交流轮岗轮次, S-44).
        RotationOpened(OpenRotation) = "rotation.opened" / 1,
        /// Who of a school has been there for six consecutive years was computed and frozen (应交流人员名单, S-44, R-33).
        RotationEligibilityComputed(RotationEligibilityComputed) = "rotation.eligibility-computed" / 1,
        /// A person was assigned to another school (交流安排, S-44, S-54).
        RotationAssigned(RotationAssigned) = "rotation.assigned" / 1,
        /// Nobody is assigned in the round any more.
        RotationClosed(CloseRotation) = "rotation.closed" / 1,
        /// An entry was taken away as if it were absent (交流轮岗记录作废, S-44, S-54).
        RotationEventVoided(VoidEntry) = "rotation.event-voided" / 1,
    }
}

/// Opens a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct OpenRotation {
    /// Its name, as 2022学年教师交流轮岗.
    pub name: String,
    /// Whose round it is: a town, a group or the bureau; the whole bureau when none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// The day on which eligibility is judged.
    pub on: CivilDate,
    /// The first day of the school year in which the rotations begin.
    pub from: CivilDate,
    /// The day after the last day of that school year.
    pub to: CivilDate,
}

/// The frozen list of one school.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RotationEligibilityComputed {
    /// The school.
    pub school: OrganisationId,
    /// Years at one school that make eligible, as applied.
    pub years: u32,
    /// Breaks shorter than so many months were ignored, as applied.
    pub break_months: u32,
    /// How many persons worked at the school on the day.
    pub considered: u32,
    /// Those who are eligible.
    pub eligible: Vec<Eligible>,
    /// Those who would be and are exempted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exempted: Vec<Exempted>,
    /// The position of the log up to which the persons at the school were known.
    pub known: i64,
    /// The rules applied, with the versions in force on the day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// A person who is eligible.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Eligible {
    /// The person.
    pub teacher: TeacherId,
    /// Since when the person has been at the school.
    pub since: chrono::NaiveDate,
    /// Whole months since.
    pub months: u32,
}

/// A person who would be eligible and is exempted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Exempted {
    /// The person.
    pub teacher: TeacherId,
    /// Since when the person has been at the school.
    pub since: chrono::NaiveDate,
    /// Whole months since.
    pub months: u32,
    /// The event that exempts the person.
    pub exemption: EventId,
}

/// A person was assigned to another school.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RotationAssigned {
    /// The person.
    pub teacher: TeacherId,
    /// The school the person comes from.
    pub school: OrganisationId,
    /// The receiving school.
    pub organisation: OrganisationId,
    /// How far it goes.
    pub scope: RotationScope,
    /// The first day there.
    pub from: CivilDate,
    /// The day after the last, when an end is foreseen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
    /// Whether the personnel relation moves too.
    pub personnel_moved: bool,
    /// Whether the person is on the frozen list.
    pub eligible: bool,
    /// The honours that make the person one of the backbone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backbone: Vec<EventId>,
}

/// Closes a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CloseRotation {
    /// The first day it is closed.
    pub on: CivilDate,
}
