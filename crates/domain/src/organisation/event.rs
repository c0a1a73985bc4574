use serde::{Deserialize, Serialize};

use super::code::{CentreLevel, GovernanceMode, Nature, OrganisationFlag, OrganisationKind, ParentKind};
use crate::{
    CivilDate, OrganisationCode, OrganisationId, TeacherId, VoidEntry, code::Stage, machine::events,
};

/// What an organisation is when it is first known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Description {
    /// Its full name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Who runs it.
    pub nature: Nature,
    /// Its unified social credit code, once registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<OrganisationCode>,
    /// Its place by the statistical division code, nine digits down to the town.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// It will be opened; staff may be prepared for it but not yet hold posts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PlanOrganisation {
    /// What it will be.
    pub description: Description,
    /// The day it is planned to open, when one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_on: Option<CivilDate>,
}

/// It works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct OpenOrganisation {
    /// What it is; may be left out when it was planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// The first day.
    pub from: CivilDate,
}

/// It bears another name and stays the same organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RenameOrganisation {
    /// The new name.
    pub name: String,
    /// The first day of the new name.
    pub from: CivilDate,
}

/// Its unified social credit code was registered, or an earlier one was replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RegisterOrganisationCode {
    /// The code.
    pub code: OrganisationCode,
}

/// It hangs under another parent in one of the trees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReparentOrganisation {
    /// Which tree.
    pub kind: ParentKind,
    /// The parent; none when it leaves the tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<OrganisationId>,
    /// The first day under it.
    pub from: CivilDate,
}

/// It turned public, private or something between.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ChangeOrganisationNature {
    /// The new nature.
    pub nature: Nature,
    /// The first day of it.
    pub from: CivilDate,
}

/// It went into another one, which is its successor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct MergeOrganisation {
    /// The successor; of several the one to which everybody goes who is not named under another.
    pub into: OrganisationId,
    /// The first day it no longer stands by itself.
    pub on: CivilDate,
    /// Who goes to which other successor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<Succession>,
}

/// The persons who go to one of several successors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Succession {
    /// The successor.
    pub organisation: OrganisationId,
    /// Who goes there.
    pub teachers: Vec<TeacherId>,
}

/// It is a teacher development centre of a level from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct DesignateDevelopmentCentre {
    /// Of which level.
    pub level: CentreLevel,
    /// Whether it tries out being one.
    #[serde(default)]
    pub pilot: bool,
    /// The first day.
    pub from: CivilDate,
}

/// It no longer works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CloseOrganisation {
    /// The first day it is closed.
    pub on: CivilDate,
}

/// A flag that preference rules look at was set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SetOrganisationFlag {
    /// Which.
    pub flag: OrganisationFlag,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last, when it was set for a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

/// A flag no longer holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ClearOrganisationFlag {
    /// Which.
    pub flag: OrganisationFlag,
    /// The first day without it.
    pub on: CivilDate,
}

/// It is led in this way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AdoptGovernanceMode {
    /// How.
    pub mode: GovernanceMode,
    /// Whether as a pilot (试点).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pilot: bool,
    /// The first day.
    pub from: CivilDate,
}

/// So many are to be there by a day, as before a school opens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SetStaffingGoal {
    /// Persons.
    pub persons: u32,
    /// The day by which they are to be there.
    pub by: CivilDate,
}

/// How many classes of a stage there are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReportClasses {
    /// The stage.
    pub stage: Stage,
    /// How many.
    pub classes: u32,
    /// The day of the count.
    pub on: CivilDate,
}

/// What teachers and local civil servants were paid on average in a year. No pay of anybody is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReportPayAggregate {
    /// The calendar year.
    pub year: i32,
    /// The average of the teachers of compulsory education, in fen.
    pub teachers_fen: i64,
    /// The average of the local civil servants, in fen.
    pub civil_servants_fen: i64,
}

events! {
    /// What can happen to an organisation.
    pub enum OrganisationEvent {
        /// It will be opened (S-11).
        OrganisationPlanned(PlanOrganisation) = "organisation.planned" / 1,
        /// It works.
        OrganisationOpened(OpenOrganisation) = "organisation.opened" / 1,
        /// It bears another name.
        OrganisationRenamed(RenameOrganisation) = "organisation.renamed" / 1,
        /// Its code was registered.
        OrganisationCodeRegistered(RegisterOrganisationCode) = "organisation.code-registered" / 1,
        /// It hangs under another parent (S-51).
        OrganisationReparented(ReparentOrganisation) = "organisation.reparented" / 1,
        /// Who runs it changed.
        OrganisationNatureChanged(ChangeOrganisationNature) = "organisation.nature-changed" / 1,
        /// It went into another one, or into several, and who goes to which.
        OrganisationMerged(MergeOrganisation) = "organisation.merged" / 1,
        /// It no longer works.
        OrganisationClosed(CloseOrganisation) = "organisation.closed" / 1,
        /// A flag was set (S-51, S-55, S-57).
        OrganisationFlagSet(SetOrganisationFlag) = "organisation.flag-set" / 1,
        /// A flag no longer holds.
        OrganisationFlagCleared(ClearOrganisationFlag) = "organisation.flag-cleared" / 1,
        /// How it is led was settled (领导体制, S-04, R-41).
        GovernanceModeAdopted(AdoptGovernanceMode) = "governance-mode.adopted" / 1,
        /// It is a teacher development centre of the city, a town or a school (S-51, R-17).
        DevelopmentCentreDesignated(DesignateDevelopmentCentre) = "development-centre.designated" / 1,
        /// So many are to be there by a day (开办前配备目标, S-11).
        StaffingGoalSet(SetStaffingGoal) = "staffing-goal.set" / 1,
        /// How many classes of a stage there are (班级数, S-05, R-51).
        ClassesReported(ReportClasses) = "classes.reported" / 1,
        /// What teachers and civil servants were paid on average (平均工资, S-77, R-59).
        PayAggregateReported(ReportPayAggregate) = "pay-aggregate.reported" / 1,
        /// An entry was taken away as if it were absent (机构记录作废, S-04, S-11, S-16, S-51).
        OrganisationEventVoided(VoidEntry) = "organisation.event-voided" / 1,
    }
}
