//! What can happen to a teacher, an organisation or a programme, why not, and what is true on a date.
//!
//! Nothing here knows a clock, a database, a random number or a screen. Time, actor and decision document come in with
//! the [`Stamp`]; ids are made by the caller; a refusal is data and a fold never fails.

pub mod candidacy;
pub mod code;
pub mod criteria;
mod machine;
pub mod organisation;
pub mod policy;
pub mod programme;
pub mod round;
#[cfg(feature = "shapes")]
pub mod shapes;
mod steps;
pub mod studio;
mod subject;
pub mod teacher;
#[cfg(test)]
mod testing;
mod time;
mod upcasts;
mod value;
pub mod witness;

pub use machine::{
    Claim, Decided, Decider, Deciding, DecisionDocument, Deliberation, Follow, Following, Looks, Origin,
    Reason, Refusal, RuleRef, Stamp, Stopped, Unreadable, Watch, Written,
};
pub use steps::Step;
pub use subject::{AnyEvent, Subject, wire_names};
pub use time::{CivilDate, DateFault, Period, Precision};
pub use upcasts::{Shape, UPCASTS, UpcastStep};
pub use value::{
    CandidacyId, EventId, IdFault, IdentityFault, IdentityNumber, OrganisationCode, OrganisationCodeFault,
    OrganisationId, Personal, ProgrammeId, RoundId, StudioId, TeacherId,
};
