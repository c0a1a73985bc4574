//! The register of policy: which rules were switched on or off by which document, and which instruments were issued.

mod decide;
mod event;
mod id;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::RegisterCommand;
pub use event::{ActivateRule, Instrument, RegisterEvent, SuspendRule};
pub use id::RegisterId;
pub use refusal::RegisterRefusal;
pub use state::Register;
