//! A city that never was: a seeded, deterministic history told through the real decisions.
//!
//! To read it, begin with `tell.rs`, which says what happens in which month; `funnel.rs` has the numbers of the programmes.

mod afterwards;
mod amend;
mod author;
mod calendar;
mod career;
mod dice;
mod failure;
mod founding;
mod funnel;
mod landmarks;
mod layout;
mod movement;
mod names;
mod number;
mod office;
mod person;
mod records;
mod research;
mod roster;
mod rotation;
mod rounds;
mod shelves;
mod staff;
mod steps;
mod studios;
mod tell;
#[cfg(test)]
mod tests;
mod world;

pub use author::Author;
pub use failure::CityFailure;
pub use landmarks::Landmarks;
pub use person::RosterPerson;
pub use roster::roster;
pub use shelves::{Held, Kept, Shelves};
pub use tell::{City, Told};
