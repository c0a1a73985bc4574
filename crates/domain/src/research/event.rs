use serde::{Deserialize, Serialize};

use super::code::{ExitReason, ResearchLevel, UnitForm};
use crate::{
    CivilDate, OrganisationId, TeacherId, VoidEntry,
    candidacy::Grade,
    code::{Stage, Title},
    machine::events,
    rules::AppliedRule,
};

/// Says that the organisation has a research unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct DesignateResearchUnit {
    /// The organisation; the stream has its id.
    pub organisation: OrganisationId,
    /// On which level it works.
    pub level: ResearchLevel,
    /// What it is within the organisation.
    pub form: UnitForm,
    /// The cluster it belongs to, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// From when.
    pub from: CivilDate,
}

/// Says that it has none any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct WithdrawResearchUnit {
    /// The first day without it.
    pub on: CivilDate,
    /// Why.
    pub reason: String,
}

/// A stage and subject that must be staffed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RequiredCell {
    /// The stage.
    pub stage: Stage,
    /// The subject, by its code.
    pub subject: String,
    /// How many full-time researchers.
    pub required: u32,
}

/// Says what must be staffed, as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SetStaffingMatrix {
    /// The cells; what is left out is not required.
    pub cells: Vec<RequiredCell>,
    /// From when.
    pub from: CivilDate,
}

/// What is stored when a researcher is appointed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ResearcherAppointment {
    /// The person.
    pub teacher: TeacherId,
    /// The stage.
    pub stage: Stage,
    /// The subject, by its code.
    pub subject: String,
    /// Percent of a full post.
    pub fte_percent: u32,
    /// The first day.
    pub from: CivilDate,
    /// Months of service before it, as the entry check found them.
    pub service_months: u32,
    /// The title on that day, as the entry check found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// The rules that were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Sends a researcher back to a school.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReleaseResearcher {
    /// The person.
    pub teacher: TeacherId,
    /// The first day without the person.
    pub on: CivilDate,
    /// The school the person returns to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school: Option<OrganisationId>,
}

/// Ends the work of a researcher for good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ExitResearcher {
    /// The person.
    pub teacher: TeacherId,
    /// The first day without the person.
    pub on: CivilDate,
    /// Why.
    pub reason: ExitReason,
}

/// Appraises a year of a researcher.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AppraiseResearcher {
    /// The person.
    pub teacher: TeacherId,
    /// The year.
    pub year: i32,
    /// The result.
    pub grade: Grade,
    /// The day.
    pub on: CivilDate,
}

events! {
    /// What can happen at a research institution.
    pub enum ResearchEvent {
        /// The organisation has a research unit (设立教研机构, S-60, S-61).
        ResearchUnitDesignated(DesignateResearchUnit) = "research-unit.designated" / 1,
        /// It has none any more (撤销教研机构, S-60).
        ResearchUnitWithdrawn(WithdrawResearchUnit) = "research-unit.withdrawn" / 1,
        /// What must be staffed was set (教研员配备标准, S-62, R-56).
        StaffingMatrixSet(SetStaffingMatrix) = "staffing-matrix.set" / 1,
        /// A researcher came, after the entry check (教研员聘任, S-62, S-63, R-57).
        ResearcherAppointed(ResearcherAppointment) = "researcher.appointed" / 1,
        /// A researcher returned to a school (返校任教, S-63, R-58).
        ResearcherReleased(ReleaseResearcher) = "researcher.released" / 1,
        /// A researcher left for good (教研员退出, S-63).
        ResearcherExited(ExitResearcher) = "researcher.exited" / 1,
        /// A year was appraised (教研员考核, S-64).
        ResearcherAppraised(AppraiseResearcher) = "researcher.appraised" / 1,
        /// An entry was taken away as if it were absent (教研记录作废, S-60, S-62, S-63, S-64).
        ResearchEventVoided(VoidEntry) = "research.event-voided" / 1,
    }
}
