//! The whole machinery of the domain: what a thing with a history is.

mod decider;
mod events;
mod refusal;
#[cfg(feature = "shapes")]
mod shape;
mod stamp;

pub use decider::{Claim, Decider, Looks, Watch};
pub use events::{Origin, Unreadable};
pub use refusal::{Refusal, RuleRef};
pub use stamp::{DecisionDocument, Stamp};

pub(crate) use events::events;
pub(crate) use refusal::refusals;
#[cfg(feature = "shapes")]
pub(crate) use shape::shape_of;
