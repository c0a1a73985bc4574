//! Names and numbers that identify persons, organisations and facts.

mod id;
mod identity;
mod organisation_code;
mod personal;

pub use id::{CandidacyId, EventId, IdFault, OrganisationId, ProgrammeId, RoundId, StudioId, TeacherId};
pub use identity::{IdentityFault, IdentityNumber};
pub use organisation_code::{OrganisationCode, OrganisationCodeFault};
pub use personal::Personal;
