//! Two units that agreed to send each other people to learn (结对帮扶).

mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::PairingCommand;
pub use event::{AgreePairing, EndPairing, PairingEvent};
pub use refusal::PairingRefusal;
pub use state::Pairing;
