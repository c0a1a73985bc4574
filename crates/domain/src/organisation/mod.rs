//! Schools, research bodies, development centres, towns: their life, names, trees and successors.

mod code;
mod decide;
mod event;
mod figures;
mod merging;
mod refusal;
mod state;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_school;
#[cfg(test)]
mod tests_voiding;
mod voiding;

pub use code::{CentreLevel, GovernanceMode, Nature, OrganisationFlag, OrganisationKind, ParentKind};
pub use decide::OrganisationCommand;
pub use event::{
    AdoptGovernanceMode, ChangeOrganisationNature, ClearOrganisationFlag, CloseOrganisation, Description,
    DesignateDevelopmentCentre, MergeOrganisation, OpenOrganisation, OrganisationEvent, PlanOrganisation,
    RegisterOrganisationCode, RenameOrganisation, ReparentOrganisation, ReportClasses, ReportPayAggregate,
    SetOrganisationFlag, SetStaffingGoal, Succession,
};
pub use figures::Figures;
pub use refusal::OrganisationRefusal;
pub use state::{Ending, FlagFact, Organisation};
