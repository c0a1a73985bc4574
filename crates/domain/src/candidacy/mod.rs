//! One person in one round: nominated, confirmed, trained, certified, in term, and every way out.
//!
//! The stage is never stored. It is derived from the events by their dates, so that a void needs no repair.

mod code;
mod command;
mod decide;
mod event;
#[cfg(test)]
pub(crate) mod fixture;
mod following;
mod giving;
mod judge;
mod leading;
mod notice;
mod outcome;
mod path;
mod preference;
mod refusal;
mod state;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_merit;
#[cfg(test)]
mod tests_outcome;

pub use code::{Grade, Severance};
pub use command::{
    AssessAnnually, CandidacyCommand, CertifyCandidate, NominateCandidate, ShortlistCandidate,
};
pub use event::{
    AnnualAssessment, Assessment, CandidacyEvent, Certification, Confirmation, ExtendTraining, Leaving,
    Nomination, RaiseObjection, RenewTerm, ResolveObjection, RevokeCertification, ScreenCandidate,
    Shortlisting, StartNotice, StepTaken, VoidCandidacyEvent,
};
pub use outcome::Outcome;
pub use path::{StageName, StageNames};
pub use preference::Preference;
pub use refusal::{CandidacyRefusal, StepRefusal};
pub use state::{Candidacy, StageSpan, Standing};
