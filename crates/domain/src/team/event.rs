use serde::{Deserialize, Serialize};

use super::code::{DutyState, Office};
use crate::{AppliedRule, CivilDate, OrganisationId, TeacherId, VoidEntry, machine::events};

/// Founds a team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct FoundTeam {
    /// What kind of team, as a code of the list of team kinds.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The unit that runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<OrganisationId>,
    /// The unit it works for, as the school that is planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serves: Option<OrganisationId>,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last day of its term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_to: Option<CivilDate>,
}

/// Takes a person in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct JoinTeam {
    /// The person.
    pub teacher: TeacherId,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last day of the member's term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
    /// What the person does there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// By which qualification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualification: Option<String>,
    /// The rules it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Lets a person go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct LeaveTeam {
    /// The person.
    pub teacher: TeacherId,
    /// The first day without the person.
    pub on: CivilDate,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Gives a member an office for a term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ElectOfficer {
    /// The member.
    pub teacher: TeacherId,
    /// The office.
    pub office: Office,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last day of the term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

/// Says whether a member can be called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SetDuty {
    /// The member.
    pub teacher: TeacherId,
    /// Whether the member can be called.
    pub duty: DutyState,
    /// From when.
    pub from: CivilDate,
}

/// Records what a member gave, as a lecture of the corps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RecordSession {
    /// The member.
    pub teacher: TeacherId,
    /// About what.
    pub topic: String,
    /// The day.
    pub on: CivilDate,
    /// Where, when it was at a unit of the registry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
}

/// Dissolves the team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct DissolveTeam {
    /// The first day without it.
    pub on: CivilDate,
    /// Why.
    pub reason: String,
}

events! {
    /// What can happen to a team.
    pub enum TeamEvent {
        /// A team was founded (成立队伍): the corps of S-21, the leading group of S-49, the association of S-52, the preparatory and
        /// expert teams of S-12, the backbone team of S-78, the crisis team of S-79.
        TeamFounded(FoundTeam) = "team.founded" / 1,
        /// A member came (成员加入, S-12, S-21, S-49, S-52, S-78, S-79, R-01).
        TeamMemberJoined(JoinTeam) = "team-member.joined" / 1,
        /// A member left (成员退出, S-12, S-21, S-49).
        TeamMemberLeft(LeaveTeam) = "team-member.left" / 1,
        /// A member holds an office for a term (选举任职, S-52).
        OfficerElected(ElectOfficer) = "officer.elected" / 1,
        /// A member can be called, or cannot (值班状态, S-79).
        TeamDutySet(SetDuty) = "team-duty.set" / 1,
        /// A member gave a lecture (宣讲, S-21).
        TeamSessionRecorded(RecordSession) = "team-session.recorded" / 1,
        /// The team is no more (解散, S-49).
        TeamDissolved(DissolveTeam) = "team.dissolved" / 1,
        /// An entry was taken away as if it were absent (队伍记录作废, S-12, S-21, S-49, S-52, S-78, S-79).
        TeamEventVoided(VoidEntry) = "team.event-voided" / 1,
    }
}
