//! Research staff (教研员): what a research institution must have by stage and subject, and who fills it.

mod code;
mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use code::{ExitReason, ResearchLevel, UnitForm};
pub use decide::{AppointResearcher, ResearchCommand};
pub use event::{
    AppraiseResearcher, DesignateResearchUnit, ExitResearcher, ReleaseResearcher, RequiredCell,
    ResearchEvent, ResearcherAppointment, SetStaffingMatrix, WithdrawResearchUnit,
};
pub use refusal::ResearchRefusal;
pub use state::{Appointment, ResearchBody, Unit};
