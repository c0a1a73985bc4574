//! Studios: a certified host, members, a term and its assessments.

mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::{EstablishStudio, ReplaceHost, StudioCommand};
pub use event::{
    AdmitMember, AssessStudio, CloseStudio, Establishment, HostReplacement, ReleaseMember, RenewStudioTerm,
    StudioEvent,
};
pub use refusal::StudioRefusal;
pub use state::{Host, Membership, Studio};
