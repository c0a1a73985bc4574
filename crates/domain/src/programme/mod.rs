//! Talent programmes: their terms by date and the numbers asked of them.

mod decide;
mod event;
mod from_file;
mod refusal;
mod state;
mod terms;
#[cfg(test)]
mod tests;

pub use decide::ProgrammeCommand;
pub use event::{LaunchProgramme, ProgrammeEvent, ReviseProgramme, SetProgrammeTarget};
pub use refusal::ProgrammeRefusal;
pub use state::{Programme, TargetFact};
pub use terms::{CategoryTerm, Naming, OutcomeTerm, PreferenceTerm, ProgrammeTerms, Requirement, StudioTerm};
