//! Nobody stays behind in a unit that has ended: what a person holds there goes on at its successor.

use chrono::NaiveDate;

use super::{
    hire::{self, Employments, HireEvent, SettleReassignment, TransferTeacher},
    past::TeacherEvent,
    post::{AssignTeacher, EndAssignment, PostEvent, Posts},
    refusal::TeacherRefusal,
    timeline::Timeline,
};
use crate::{OrganisationId, TeacherId, organisation::Organisation, witness::Witness};

/// Decides what goes on at the successor: the service, and the work.
pub(super) fn decide(
    asked: &SettleReassignment,
    timeline: &Timeline,
    witness: &Witness,
) -> Result<Vec<TeacherEvent>, TeacherRefusal> {
    let ended = witness.organisations.get(&asked.ended).filter(|unit| unit.is_known());
    let ended = ended.ok_or(TeacherRefusal::OrganisationUnknown { organisation: asked.ended })?;
    succeeds(asked, ended, TeacherId::of_stream(&witness.about))?;
    let transfer = transferred(asked, &timeline.employments).map(TeacherEvent::from);
    let moved: Vec<_> = transfer.into_iter().chain(work(asked, &timeline.posts)).collect();
    if moved.is_empty() {
        let (name, on) = called(ended, asked.from.day);
        return Err(TeacherRefusal::NothingToReassign { name, on });
    }
    let settled = TeacherEvent::from(HireEvent::ReassignmentSettled(asked.clone()));
    Ok(std::iter::once(settled).chain(moved).collect())
}

/// The unit has ended by the day, and the merger, if it was one, sends the person there.
fn succeeds(
    asked: &SettleReassignment,
    ended: &Organisation,
    teacher: Option<TeacherId>,
) -> Result<(), TeacherRefusal> {
    if ended.ending().is_none_or(|ending| asked.from.day < ending.on) {
        let (name, on) = called(ended, asked.from.day);
        return Err(TeacherRefusal::ReassignmentUnitStands { name, on });
    }
    match ended.successor_of(teacher).filter(|successor| *successor != asked.organisation) {
        Some(successor) => Err(TeacherRefusal::ReassignmentElsewhere { successor }),
        None => Ok(()),
    }
}

fn called(unit: &Organisation, day: NaiveDate) -> (String, NaiveDate) {
    (unit.name_on(day).unwrap_or_default(), day)
}

/// The service with the successor in every place where the ended unit stood.
fn transferred(asked: &SettleReassignment, employments: &Employments) -> Option<HireEvent> {
    let held = &hire::current(employments, asked.from.day)?.value;
    let there = |unit| if unit == asked.ended { asked.organisation } else { unit };
    let concerned = [held.personnel, held.paying].contains(&asked.ended)
        || held.establishment.is_some_and(|unit| unit == asked.ended);
    let organisation = there(held.personnel);
    let other = |unit: OrganisationId| Some(there(unit)).filter(|unit| *unit != organisation);
    concerned.then(|| {
        HireEvent::TeacherTransferred(TransferTeacher {
            organisation,
            from: asked.from.clone(),
            staffing: held.staffing,
            establishment: held.establishment.and_then(other),
            paying: other(held.paying),
        })
    })
}

/// The work at the ended unit ends there and goes on at the successor.
fn work<'a>(asked: &'a SettleReassignment, posts: &'a Posts) -> impl Iterator<Item = TeacherEvent> + 'a {
    let day = asked.from.day;
    let there = posts.assignments.on(day).filter(move |work| work.period.from < day);
    there.filter(|work| work.value.organisation == asked.ended).flat_map(move |work| {
        let on = asked.from.clone();
        let ended = PostEvent::AssignmentEnded(EndAssignment { assignment: work.fact, on: on.clone() });
        let goes_on = PostEvent::TeacherAssigned(AssignTeacher {
            organisation: asked.organisation,
            from: on,
            to: work.period.to.map(Into::into),
            ..work.value.clone()
        });
        [TeacherEvent::from(ended), TeacherEvent::from(goes_on)]
    })
}
