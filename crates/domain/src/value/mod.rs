//! Names and numbers that identify persons, organisations and facts.

mod id;
mod identity;
mod organisation_code;
mod personal;

pub use id::{
    ActivityId, CandidacyId, CaseId, EngagementId, EstablishmentId, EventId, IdFault, ImportBatchId,
    IntakeId, OrganisationId, PairingId, PartnershipId, PoolId, ProgrammeId, ReportId, ResearchBodyId,
    RotationId, RoundId, StudioId, SubsidyId, TargetId, TeacherId, TeamId, VocationalId,
};
pub use identity::{IdentityFault, IdentityNumber};
pub use organisation_code::{OrganisationCode, OrganisationCodeFault};
pub use personal::Personal;
