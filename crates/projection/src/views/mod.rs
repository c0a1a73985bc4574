//! The views themselves, each one file: its columns, its rows, its questions.

pub mod activity;
pub mod appointment;
pub mod attendance;
pub mod balance;
pub mod brand_talent;
pub mod candidacy_step;
pub mod candidate;
pub mod cohort_board;
pub mod competition;
pub mod conduct;
pub mod credential;
pub mod duty;
pub mod engagement;
pub mod establishment;
pub mod ethics_assessment;
pub mod ethics_case;
pub mod evidence;
pub mod honour;
pub mod import_batch;
pub mod intake;
pub mod leading_talents;
pub mod left_behind;
pub mod merit_decision;
pub mod movement;
pub mod organisation;
pub mod organisation_figure;
pub mod pairing;
pub mod partnership;
pub mod person;
pub mod personnel_record;
pub mod pipeline;
pub mod policy_register;
pub mod programme;
pub mod report;
pub mod research;
pub mod reserve_principals;
pub mod rotation;
pub mod round;
pub mod round_place;
pub mod secondment;
pub mod service;
pub mod structure;
pub mod studio;
pub mod studio_hosts;
pub mod subsidy;
pub mod target;
pub mod teacher_history;
pub mod team;
pub mod tenure;
pub mod training;
pub mod vocational;

use crate::view::View;

/// Every view, in the order of their names.
pub const ALL: &[&dyn View] = &[
    &activity::Activities,
    &appointment::Appointments,
    &attendance::Attendances,
    &candidacy_step::CandidacySteps,
    &cohort_board::CohortBoard,
    &competition::Competitions,
    &conduct::Conduct,
    &credential::Credentials,
    &vocational::DualQualified,
    &duty::DutyRoster,
    &engagement::Engagements,
    &establishment::Establishments,
    &ethics_assessment::EthicsAssessment,
    &ethics_case::EthicsCase,
    &evidence::Evidence,
    &honour::Honour,
    &import_batch::ImportBatches,
    &intake::Intakes,
    &leading_talents::VIEW,
    &merit_decision::MeritDecision,
    &movement::MovementFacts,
    &organisation::OrganisationTree,
    &organisation_figure::OrganisationFigures,
    &pairing::Pairings,
    &partnership::Partnerships,
    &person::Person,
    &personnel_record::PersonnelRecords,
    &policy_register::PolicyRegister,
    &programme::ProgrammeCard,
    &report::Reports,
    &research::ResearchStaff,
    &reserve_principals::VIEW,
    &rotation::Rotations,
    &round::RoundCard,
    &round_place::RoundPlaces,
    &secondment::Secondments,
    &service::Service,
    &studio::StudioRoster,
    &studio_hosts::VIEW,
    &subsidy::Subsidies,
    &target::Targets,
    &teacher_history::TeacherHistory,
    &team::Teams,
    &training::Trainings,
];
