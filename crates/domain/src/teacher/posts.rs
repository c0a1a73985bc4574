//! What a change of service means for the posts of the units whose establishment is kept.

use std::collections::BTreeSet;

use super::{
    hire::{Employments, HireCommand, HireEvent},
    past::{PastCommand, TeacherEvent},
    state::Teacher,
    statement::Statement,
};
use crate::{
    EstablishmentId, EventId, Follow, Following, OrganisationId, Origin, Period, TeacherId,
    code::Staffing,
    establishment::{Establishment, EstablishmentCommand, SettlePosts},
    witness::Witness,
};

/// The establishments whose posts a change of service may touch.
pub(super) fn of_hire(teacher: &Teacher, command: &HireCommand) -> Vec<String> {
    let asked = match command {
        HireCommand::HireTeacher(hire) => post_of(hire.staffing, hire.organisation, hire.establishment),
        HireCommand::TransferTeacher(transfer) => {
            post_of(transfer.staffing, transfer.organisation, transfer.establishment)
        }
        HireCommand::EndEmployment(_) => None,
    };
    streams(teacher, asked)
}

/// The establishments whose posts a change of the past may touch.
pub(super) fn of_past(teacher: &Teacher, command: &PastCommand) -> Vec<String> {
    let PastCommand::CorrectFact(correct) = command else { return streams(teacher, None) };
    streams(teacher, corrected(&correct.statement))
}

/// The establishments whose posts are touched when somebody goes to a unit.
pub(super) fn of_unit(teacher: &Teacher, unit: OrganisationId) -> Vec<String> {
    streams(teacher, Some(unit))
}

fn streams(teacher: &Teacher, asked: Option<OrganisationId>) -> Vec<String> {
    let held = units(&teacher.timeline().employments);
    held.into_iter().chain(asked).map(|unit| EstablishmentId::of_unit(unit).stream()).collect()
}

fn post_of(staffing: Staffing, own: OrganisationId, other: Option<OrganisationId>) -> Option<OrganisationId> {
    (staffing == Staffing::Established).then(|| other.unwrap_or(own))
}

fn corrected(statement: &Statement) -> Option<OrganisationId> {
    if let Statement::Hire(HireEvent::TeacherHired(hire)) = statement {
        return post_of(hire.staffing, hire.organisation, hire.establishment);
    }
    let Statement::Hire(HireEvent::TeacherTransferred(transfer)) = statement else { return None };
    post_of(transfer.staffing, transfer.organisation, transfer.establishment)
}

fn units(employments: &Employments) -> BTreeSet<OrganisationId> {
    employments.iter().filter_map(|employment| employment.value.establishment).collect()
}

fn periods(employments: &Employments, unit: OrganisationId) -> Vec<Period> {
    let here = employments.iter().filter(|employment| employment.value.establishment == Some(unit));
    here.map(|employment| employment.period).filter(|period| !period.is_empty()).collect()
}

/// Where an event stands while it is only thought through.
const NOT_YET: Origin = Origin { position: i64::MAX, id: EventId(uuid::Uuid::nil()) };

/// The posts that are occupied or given back with the event, in every unit whose establishment is kept.
pub(super) fn follow(teacher: &Teacher, event: &TeacherEvent, witness: &Witness) -> Vec<Box<dyn Following>> {
    let kept = witness.establishments.iter().filter(|(_, establishment)| establishment.is_kept());
    let kept: Vec<_> = kept.map(|(id, _)| *id).collect();
    let Some(id) = TeacherId::of_stream(&witness.about).filter(|_| !kept.is_empty()) else {
        return Vec::new();
    };
    let mut after = teacher.clone();
    after.evolve(event, NOT_YET);
    let settled = kept.into_iter().filter_map(|establishment| {
        let unit = establishment.organisation();
        let before = periods(&teacher.timeline().employments, unit);
        let periods = periods(&after.timeline().employments, unit);
        let settle = EstablishmentCommand::SettlePosts(SettlePosts { teacher: id, periods: periods.clone() });
        (before != periods).then(|| Follow::<Establishment>::boxed(establishment.stream(), settle))
    });
    settled.collect()
}
