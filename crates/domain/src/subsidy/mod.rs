//! Subsidies for those taken in (引才补贴): approved in instalments for an agreed service, paid, and claimed back when it ends early.

mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::{RaiseClawBack, SubsidyCommand};
pub use event::{ApproveSubsidy, ClawBack, Instalment, PayInstalment, SettleClawBack, SubsidyEvent};
pub use refusal::SubsidyRefusal;
pub use state::Subsidy;
