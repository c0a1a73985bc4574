//! Rounds of a programme: the days of nomination and the terms all candidates of the round share.

mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use decide::{OpenRound, RoundCommand};
pub use event::{CloseRound, GiveBackRoundPlace, Opening, PoolRoundPlaces, RoundEvent, TakeRoundPlace};
pub use refusal::RoundRefusal;
pub use state::{PlaceHeld, Round};
