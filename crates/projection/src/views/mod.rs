//! The views themselves, each one file: its columns, its rows, its questions.

pub mod evidence;
pub mod organisation;
pub mod person;
pub mod service;
pub mod teacher_history;

use crate::{failure::Failure, view::View};

/// Every view, in the order of their names.
pub(crate) const ALL: &[&dyn View] = &[
    &evidence::Evidence,
    &organisation::OrganisationTree,
    &person::Person,
    &service::Service,
    &teacher_history::TeacherHistory,
];

/// The names of every view.
pub fn names() -> Vec<&'static str> {
    ALL.iter().map(|view| view.name()).collect()
}

pub(crate) fn find(name: &str) -> Result<&'static dyn View, Failure> {
    ALL.iter().copied().find(|view| view.name() == name).ok_or_else(|| unknown(name))
}

pub(crate) fn unknown(name: &str) -> Failure {
    Failure::NoSuchView(name.to_owned(), names().join(", "))
}
