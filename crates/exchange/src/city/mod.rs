//! A city that never was: a seeded, deterministic history told through the real decisions.

mod author;
mod calendar;
mod dice;
mod failure;
mod layout;
mod names;
mod number;
mod person;
mod roster;
mod shelves;

pub use author::Author;
pub use failure::CityFailure;
pub use person::RosterPerson;
pub use roster::roster;
pub use shelves::{Held, Kept, Shelves};
