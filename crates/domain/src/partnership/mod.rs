//! Partners outside: universities and other cities with an agreement, and enterprises that are training bases.

mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::PartnershipCommand;
pub use event::{
    DesignateTrainingBase, EndPartnership, PartnerKind, PartnershipEvent, SignPartnership,
    WithdrawTrainingBase,
};
pub use refusal::PartnershipRefusal;
pub use state::Partnership;
