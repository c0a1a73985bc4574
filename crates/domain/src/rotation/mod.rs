//! Rotation rounds: who was eligible on the day, frozen, and who was sent where.

mod backbone;
mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;
mod voiding;

pub use backbone::{BACKBONE, backbone_honours};
pub use decide::{
    AssignRotation, ComputeEligibility, ROTATION_BREAK_MONTHS, ROTATION_YEARS, RotationCommand,
};
pub use event::{
    CloseRotation, Eligible, Exempted, OpenRotation, RotationAssigned, RotationEligibilityComputed,
    RotationEvent,
};
pub use refusal::RotationRefusal;
pub use state::Rotation;
