//! The register of policy: which rules were switched on or off by which document, which instruments were issued, and which metrics
//! were defined or revised.

mod decide;
mod event;
mod id;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::RegisterCommand;
pub use event::{ActivateRule, DefineMetric, Instrument, RegisterEvent, ReviseMetric, SuspendRule};
pub use id::RegisterId;
pub use refusal::RegisterRefusal;
pub use state::Register;
