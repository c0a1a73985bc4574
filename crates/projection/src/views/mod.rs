//! The views themselves, each one file: its columns, its rows, its questions.

pub mod candidate;
pub mod cohort_board;
pub mod evidence;
pub mod leading_talents;
pub mod organisation;
pub mod person;
pub mod programme;
pub mod reserve_principals;
pub mod round;
pub mod service;
pub mod studio;
pub mod studio_hosts;
pub mod teacher_history;

use crate::{failure::Failure, view::View};

/// Every view, in the order of their names.
pub(crate) const ALL: &[&dyn View] = &[
    &cohort_board::CohortBoard,
    &evidence::Evidence,
    &leading_talents::LeadingTalents,
    &organisation::OrganisationTree,
    &person::Person,
    &programme::ProgrammeCard,
    &reserve_principals::ReservePrincipals,
    &round::RoundCard,
    &service::Service,
    &studio::StudioRoster,
    &studio_hosts::StudioHosts,
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
