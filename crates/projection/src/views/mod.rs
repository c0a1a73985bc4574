//! The views themselves, each one file: its columns, its rows, its questions.

pub mod candidate;
pub mod cohort_board;
pub mod evidence;
pub mod leading_talents;
pub mod organisation;
pub mod person;
pub mod pipeline;
pub mod programme;
pub mod reserve_principals;
pub mod round;
pub mod service;
pub mod studio;
pub mod studio_hosts;
pub mod teacher_history;

use crate::view::View;

/// Every view, in the order of their names.
pub const ALL: &[&dyn View] = &[
    &cohort_board::CohortBoard,
    &evidence::Evidence,
    &leading_talents::VIEW,
    &organisation::OrganisationTree,
    &person::Person,
    &programme::ProgrammeCard,
    &reserve_principals::VIEW,
    &round::RoundCard,
    &service::Service,
    &studio::StudioRoster,
    &studio_hosts::VIEW,
    &teacher_history::TeacherHistory,
];
