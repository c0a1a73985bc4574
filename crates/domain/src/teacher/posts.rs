//! What a change of service or appointment means for the posts of the units whose establishment is kept.

use std::collections::BTreeSet;

use super::{
    appointment::{AppointmentCommand, AppointmentEvent, bands},
    appointment_judge,
    hire::{Employments, HireCommand, HireEvent},
    merge::MergeCommand,
    past::{PastCommand, TeacherEvent},
    state::Teacher,
    statement::Statement,
};
use crate::{
    EstablishmentId, Follow, Following, OrganisationId, Origin, Period, TeacherId,
    code::Staffing,
    establishment::{Establishment, EstablishmentCommand, PostsHeld, SettlePosts},
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

/// The establishments whose posts are touched when a registration no longer counts, or counts again.
pub(super) fn of_merge(teacher: &Teacher, command: &MergeCommand) -> Vec<String> {
    match command {
        MergeCommand::MergeTeacher(_) | MergeCommand::UndoTeacherMerge(_) => streams(teacher, None),
        MergeCommand::AbsorbTeacher(_) | MergeCommand::ReleaseTeacher(_) => Vec::new(),
    }
}

/// The establishments whose posts are touched when somebody goes to a unit.
pub(super) fn of_unit(teacher: &Teacher, unit: OrganisationId) -> Vec<String> {
    streams(teacher, Some(unit))
}

/// The establishments whose posts are touched by an act about an appointment.
pub(super) fn of_appointment(teacher: &Teacher, command: &AppointmentCommand) -> Vec<String> {
    streams(teacher, appointment_judge::receiver(command).map(|(unit, _)| unit))
}

fn streams(teacher: &Teacher, asked: Option<OrganisationId>) -> Vec<String> {
    let timeline = teacher.timeline();
    let posts = timeline.employments.iter().filter_map(|employment| employment.value.establishment);
    let appointed = timeline.appointments.iter().map(|held| held.value.organisation);
    let units: BTreeSet<_> = posts.chain(appointed).chain(asked).collect();
    units.into_iter().map(|unit| EstablishmentId::of_unit(unit).stream()).collect()
}

fn post_of(staffing: Staffing, own: OrganisationId, other: Option<OrganisationId>) -> Option<OrganisationId> {
    (staffing == Staffing::Established).then(|| other.unwrap_or(own))
}

fn corrected(statement: &Statement) -> Option<OrganisationId> {
    if let Statement::Hire(HireEvent::TeacherHired(hire)) = statement {
        return post_of(hire.staffing, hire.organisation, hire.establishment);
    }
    if let Statement::Appointment(AppointmentEvent::PostAppointed(post)) = statement {
        return Some(post.organisation);
    }
    if let Statement::Appointment(AppointmentEvent::TitlePostAppointed(post)) = statement {
        return Some(post.organisation);
    }
    let Statement::Hire(HireEvent::TeacherTransferred(transfer)) = statement else { return None };
    post_of(transfer.staffing, transfer.organisation, transfer.establishment)
}

fn periods(employments: &Employments, unit: OrganisationId) -> Vec<Period> {
    let here = employments.iter().filter(|employment| employment.value.establishment == Some(unit));
    here.map(|employment| employment.period).filter(|period| !period.is_empty()).collect()
}

impl Teacher {
    /// What the books of a unit have to say of the person, by service and by appointment.
    pub(crate) fn held_at(&self, unit: OrganisationId) -> PostsHeld {
        let timeline = self.timeline();
        PostsHeld {
            periods: periods(&timeline.employments, unit),
            bands: bands(&timeline.appointments, unit),
        }
    }
}

/// The posts that are occupied or given back with the event, in every unit whose establishment is kept.
pub(super) fn follow(teacher: &Teacher, event: &TeacherEvent, witness: &Witness) -> Vec<Box<dyn Following>> {
    // Most events touch no unit whose establishment is kept, and then the person after them need not be thought through.
    if !witness.establishments.values().any(Establishment::is_kept) {
        return Vec::new();
    }
    let mut after = teacher.clone();
    after.evolve(event, Origin::NOT_YET);
    let held = |unit| changed(teacher.held_at(unit), after.held_at(unit));
    settled(witness, held)
}

/// Who was registered twice holds a post once: what the registration that counts says of a unit is left out of what this one says.
pub(super) fn follow_merge(
    teacher: &Teacher,
    survivor: &Teacher,
    witness: &Witness,
) -> Vec<Box<dyn Following>> {
    let held = |unit| {
        let held = teacher.held_at(unit);
        let beside = held.beside(&survivor.held_at(unit));
        changed(held, beside)
    };
    settled(witness, held)
}

/// Two persons hold two posts again. Both were given to persons of their own, and so nothing is judged again.
pub(super) fn follow_parting(teacher: &Teacher, witness: &Witness) -> Vec<Box<dyn Following>> {
    let held = |unit| {
        let held = teacher.held_at(unit);
        (held != PostsHeld::default()).then(|| (held.clone(), held))
    };
    settled(witness, held)
}

fn changed(before: PostsHeld, now: PostsHeld) -> Option<(PostsHeld, PostsHeld)> {
    (before != now).then_some((before, now))
}

/// Asks each unit whose establishment is kept, with what was held there before and what is held now.
fn settled(
    witness: &Witness,
    held: impl Fn(OrganisationId) -> Option<(PostsHeld, PostsHeld)>,
) -> Vec<Box<dyn Following>> {
    let kept = witness.establishments.iter().filter(|(_, establishment)| establishment.is_kept());
    let Some(teacher) = TeacherId::of_stream(&witness.about) else { return Vec::new() };
    let asked = kept.filter_map(|(establishment, _)| {
        let (before, now) = held(establishment.organisation())?;
        let settle = EstablishmentCommand::SettlePosts(SettlePosts { teacher, before, now });
        Some(Follow::<Establishment>::boxed(establishment.stream(), settle))
    });
    asked.collect()
}
