use serde::{Deserialize, Serialize};

use super::code::{ActivityKind, SchoolTerm};
use crate::{
    CivilDate, OrganisationId, TeacherId, VoidEntry,
    code::{Ability, IssuingBody, TrainingCategory},
    machine::events,
};

/// Plans an activity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PlanActivity {
    /// Its name, as 班主任专业能力大赛.
    pub name: String,
    /// What it is.
    pub kind: ActivityKind,
    /// Who holds it.
    pub organiser: OrganisationId,
    /// The institution it is held together with, as a normal university (S-36).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<OrganisationId>,
    /// How many persons it has room for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<u32>,
    /// The person who lectures, when registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lecturer: Option<TeacherId>,
    /// The block of continuing education its hours count for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<TrainingCategory>,
    /// Whole class hours for each who attends; absent when it gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// The abilities it is meant to raise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub abilities: Vec<Ability>,
    /// The term a first lesson belongs to, when its day does not say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<SchoolTerm>,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last; one day when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

/// Says that an activity was held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CompleteActivity {
    /// The day, of several the last. What follows from it counts on this day.
    pub on: CivilDate,
}

/// Says that an activity will not be held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CancelActivity {
    /// Why.
    pub reason: String,
}

/// A person who attended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Attendee {
    /// The person.
    pub teacher: TeacherId,
    /// The class hours certified; absent when the activity gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
}

/// What is stored when persons attended. The hours are certified with it and stand on each person too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AttendanceRecorded {
    /// The persons.
    pub persons: Vec<Attendee>,
}

/// How many of a school attended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SchoolHeadcount {
    /// The school.
    pub organisation: OrganisationId,
    /// How many persons.
    pub persons: u32,
}

/// Records which schools attended, where persons are not recorded one by one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RecordSchoolAttendance {
    /// The schools.
    pub schools: Vec<SchoolHeadcount>,
}

/// Takes back the hours of persons who did not attend after all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct VoidHours {
    /// The persons.
    pub teachers: Vec<TeacherId>,
    /// Why.
    pub reason: String,
}

/// How a person did in a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CompetitionResult {
    /// The person.
    pub teacher: TeacherId,
    /// The place, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u32>,
    /// The award, as 一等奖.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub award: Option<String>,
}

/// Records the results of a round of a competition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RecordCompetitionResult {
    /// The round, as 决赛.
    pub round: String,
    /// The day of the results.
    pub on: CivilDate,
    /// The kind of body that issues the awards; the level of an award follows from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_by: Option<IssuingBody>,
    /// The name of that body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The results.
    pub results: Vec<CompetitionResult>,
}

events! {
    /// What can happen to an activity.
    pub enum ActivityEvent {
        /// It was planned: a training, a lecture, a first lesson, a competition or a showcase (S-06, S-18, S-19, S-20, S-36, S-73, S-80, S-81).
        ActivityPlanned(PlanActivity) = "activity.planned" / 1,
        /// It was held (S-06, S-18, S-19, S-20).
        ActivityCompleted(CompleteActivity) = "activity.completed" / 1,
        /// It will not be held.
        ActivityCancelled(CancelActivity) = "activity.cancelled" / 1,
        /// Persons attended, and their hours are certified (S-18, S-19, S-36, S-66, S-80, S-81).
        AttendanceRecorded(AttendanceRecorded) = "attendance.recorded" / 1,
        /// Schools attended (S-18, S-19, S-20).
        SchoolAttendanceRecorded(RecordSchoolAttendance) = "school-attendance.recorded" / 1,
        /// Hours were taken back.
        HoursVoided(VoidHours) = "hours.voided" / 1,
        /// A round of a competition has results (S-06, S-73).
        CompetitionResultRecorded(RecordCompetitionResult) = "competition-result.recorded" / 1,
        /// An entry was taken away as if it were absent (活动记录作废, S-06, S-18, S-19, S-20, S-80).
        ActivityEventVoided(VoidEntry) = "activity.event-voided" / 1,
    }
}
