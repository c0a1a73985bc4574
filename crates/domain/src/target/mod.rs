//! Targets: a sentence of the work plan with its number, owner and deadline, and what became of it.

mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::TargetCommand;
pub use event::{
    AssignMetric, AssignResponsibility, AwardTarget, ChangeDeadline, ClaimTarget, MeetTarget, MissTarget,
    PerformLookBack, Progress, Review, ReviewKind, TargetEvent, TargetSetting,
};
pub use refusal::TargetRefusal;
pub use state::{Standing, Target, TargetOn};
