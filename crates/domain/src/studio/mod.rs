//! Studios: a certified host, members, a term and its assessments.

mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::{AdmitMember, EstablishStudio, ReplaceHost, StudioCommand};
pub use event::{
    Admission, AssessStudio, CloseStudio, Establishment, HostReplacement, ReleaseMember, RenewStudioTerm,
    StudioEvent,
};
pub use refusal::StudioRefusal;
pub use state::{Host, Membership, Studio};
