//! Schools, research bodies, development centres, towns: their life, names, trees and successors.

mod code;
mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use code::{Nature, OrganisationFlag, OrganisationKind, ParentKind};
pub use decide::OrganisationCommand;
pub use event::{
    ChangeOrganisationNature, ClearOrganisationFlag, CloseOrganisation, Description, MergeOrganisation,
    OpenOrganisation, OrganisationEvent, PlanOrganisation, RegisterOrganisationCode, RenameOrganisation,
    ReparentOrganisation, SetOrganisationFlag,
};
pub use refusal::OrganisationRefusal;
pub use state::{Ending, FlagFact, Organisation};
