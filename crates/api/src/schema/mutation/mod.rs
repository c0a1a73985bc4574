//! The mutations: one for everything that can happen, named after it (`teacher.hired` → `teacherHire`).
//!
//! To read them, begin with `access.rs`, which lists them all and who may call which; then `execute.rs`, the one way from a
//! mutation to the log; then the family asked about. A family reads its input, makes the command of the domain and hands
//! it over; it judges nothing itself.

mod access;
mod activity;
mod appointment;
mod candidacy;
mod case;
mod claim;
mod conduct;
mod discipline;
mod duty;
mod engagement;
mod error;
mod establishment;
mod execute;
mod hire;
mod honour;
mod identity;
mod import_batch;
mod input;
mod intake;
mod merge;
mod metric;
mod movement;
mod organisation;
mod outcome;
mod pairing;
mod partnership;
mod past;
mod payload;
mod post;
mod privacy;
mod programme;
mod record;
mod report;
mod research;
mod root;
mod rotation;
mod round;
mod rule;
mod secondment;
mod selection;
mod studio;
mod target;
mod teacher;
mod team;
mod term;
mod training;
mod vocational;
mod voiding;

pub(crate) use root::Mutation;
