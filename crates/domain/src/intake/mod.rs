//! The intake of high-level talent (高层次人才引进): who came from outside the system, in which category, and when.

mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::IntakeCommand;
pub use event::{ConfirmIntake, IntakeEvent, RevokeIntake};
pub use refusal::IntakeRefusal;
pub use state::Intake;
