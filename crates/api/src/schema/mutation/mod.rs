//! The mutations: one for everything that can happen, named after it (`teacher.hired` → `teacherHire`).
//!
//! To read them, begin with `access.rs`, which lists them all and who may call which; then `execute.rs`, the one way from a
//! mutation to the log; then the family asked about. A family reads its input, makes the command of the domain and hands
//! it over; it judges nothing itself.

mod access;
mod candidacy;
mod claim;
mod conduct;
mod error;
mod execute;
mod hire;
mod honour;
mod identity;
mod input;
mod organisation;
mod past;
mod payload;
mod post;
mod privacy;
mod programme;
mod root;
mod round;
mod secondment;
mod selection;
mod studio;
mod teacher;
mod term;
mod training;

pub use root::Mutation;
