//! What can happen to a teacher, an organisation or a programme, why not, and what is true on a date.
//!
//! Nothing here knows a clock, a database, a random number or a screen. Time, actor and decision document come in with
//! the [`Stamp`]; ids are made by the caller; a refusal is data and a fold never fails.

pub mod activity;
pub mod candidacy;
pub mod case;
pub mod code;
pub mod criteria;
pub mod engagement;
pub mod establishment;
pub mod import_batch;
pub mod intake;
mod machine;
pub mod metrics;
pub mod organisation;
pub mod pairing;
pub mod partnership;
pub mod policy;
pub mod pool;
pub mod programme;
pub mod register;
pub mod report;
pub mod research;
pub mod rotation;
pub mod round;
pub mod rules;
#[cfg(feature = "shapes")]
pub mod shapes;
mod steps;
pub mod studio;
mod subject;
pub mod subsidy;
pub mod target;
pub mod teacher;
pub mod team;
#[cfg(test)]
mod testing;
mod time;
mod upcasts;
mod value;
pub mod vocational;
pub mod witness;

pub use machine::{
    Claim, Decided, Decider, Deciding, DecisionDocument, Deliberation, EntryRefusal, Follow, Following,
    LineRefusal, LineRefusals, Looks, Origin, Reason, Refusal, RuleRef, Stamp, Stopped, Unreadable,
    VoidEntry, Watch, Written,
};
pub use register::RegisterId;
pub use rules::{AppliedRule, RuleRefusal};
pub use steps::Step;
pub use subject::{AnyEvent, Subject, wire_names};
pub use time::{CivilDate, DateFault, Period, Precision};
pub use upcasts::{Shape, UPCASTS, UpcastStep};
pub use value::{
    ActivityId, CandidacyId, CaseId, EngagementId, EstablishmentId, EventId, IdFault, IdentityFault,
    IdentityNumber, ImportBatchId, IntakeId, OrganisationCode, OrganisationCodeFault, OrganisationId,
    PairingId, PartnershipId, Personal, PoolId, ProgrammeId, ReportId, ResearchBodyId, RotationId, RoundId,
    StudioId, SubsidyId, TargetId, TeacherId, TeamId, VocationalId,
};
