//! The whole machinery of the domain: what a thing with a history is.

mod decider;
mod entries;
mod entry_refusal;
mod events;
mod follow;
mod reason;
mod refusal;
mod refusals;
#[cfg(feature = "shapes")]
mod shape;
mod stamp;

pub use decider::{Claim, Decided, Decider, Deliberation, Following, Looks, Stopped, Watch, Written};
pub use entries::VoidEntry;
pub use entry_refusal::EntryRefusal;
pub use events::{Origin, Unreadable};
pub use follow::{Deciding, Follow};
pub use reason::Reason;
pub use refusal::{LineRefusal, LineRefusals, Refusal, RuleRef};
pub use stamp::{DecisionDocument, Stamp};

pub(crate) use entries::{Entries, Told, keeps_entries};
pub(crate) use events::events;
pub(crate) use refusals::refusals;
#[cfg(feature = "shapes")]
pub(crate) use shape::shape_of;
