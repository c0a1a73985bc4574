//! One person in one round: nominated, confirmed, trained, certified, in term, and every way out.
//!
//! The stage is never stored. It is derived from the events by their dates, so that a void needs no repair.

mod code;
mod command;
mod decide;
mod event;
#[cfg(test)]
pub(crate) mod fixture;
mod judge;
mod notice;
mod path;
mod refusal;
mod state;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_merit;

pub use code::{Grade, Severance};
pub use command::{CandidacyCommand, NominateCandidate};
pub use event::{
    AssessAnnually, Assessment, CandidacyEvent, Certification, Confirmation, ExtendTraining, Leaving,
    Nomination, RaiseObjection, RenewTerm, ResolveObjection, RevokeCertification, ScreenCandidate,
    ShortlistCandidate, StartNotice, StepTaken, VoidCandidacyEvent,
};
pub use path::{StageName, StageNames};
pub use refusal::{CandidacyRefusal, StepRefusal};
pub use state::{Candidacy, StageSpan, Standing};
