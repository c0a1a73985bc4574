//! What a duty is judged by: service on the day, and what the person has in charge already.

use chrono::NaiveDate;

use super::{
    dated::Facts,
    duty::{AssignHomeroom, AssignWorkforceCategory, DutyCommand, DutyEvent, StartLeave, sound},
    refusal::TeacherRefusal,
    state::Teacher,
};
use crate::{CivilDate, EventId, OrganisationId, Period, Stamp, witness::Witness};

/// The streams looked at besides the receiver: none.
pub(super) fn looks(_command: &DutyCommand) -> Vec<String> {
    Vec::new()
}

/// The unit the person has a charge at and the first day, on which the unit has to be open.
pub(super) fn receiver(command: &DutyCommand) -> Option<(OrganisationId, NaiveDate)> {
    if let DutyCommand::AssignHomeroom(asked) = command {
        return Some((asked.organisation, asked.from.day));
    }
    let DutyCommand::AssignWorkforceCategory(asked) = command else { return None };
    Some((asked.organisation, asked.from.day))
}

/// Decides what is asked.
pub(super) fn decide(
    command: &DutyCommand,
    teacher: &Teacher,
    _witness: &Witness,
    _stamp: &Stamp,
) -> Result<Vec<DutyEvent>, TeacherRefusal> {
    let duties = &teacher.timeline().duties;
    let event = match command {
        DutyCommand::AssignHomeroom(asked) => teacher.assign_homeroom(asked),
        DutyCommand::AssignWorkforceCategory(asked) => teacher.assign_category(asked),
        DutyCommand::StartLeave(asked) => teacher.start_leave(asked),
        DutyCommand::ReleaseHomeroom(asked) => ends(&duties.homerooms, asked.homeroom, &asked.on)
            .map(|()| DutyEvent::HomeroomReleased(asked.clone())),
        DutyCommand::EndWorkforceCategory(asked) => ends(&duties.categories, asked.assignment, &asked.on)
            .map(|()| DutyEvent::WorkforceCategoryEnded(asked.clone())),
        DutyCommand::EndLeave(asked) => {
            let leave =
                duties.leaves.find(asked.leave).ok_or(TeacherRefusal::DutyUnknown { duty: asked.leave })?;
            begun(&leave.period, &asked.on).map(|()| DutyEvent::LeaveEnded(asked.clone()))
        }
    }?;
    sound(&event)?;
    Ok(vec![event])
}

/// What is ended was there, and ends earlier than it does already: a later end is a correction, which says why.
fn ends<T>(facts: &Facts<T>, duty: EventId, on: &CivilDate) -> Result<(), TeacherRefusal> {
    let held = facts.find(duty).ok_or(TeacherRefusal::DutyUnknown { duty })?;
    begun(&held.period, on)?;
    match held.period.to.filter(|to| *to <= on.day) {
        Some(to) => Err(TeacherRefusal::DutyEnded { duty, on: to }),
        None => Ok(()),
    }
}

/// It ends after it began. A leave may end later than planned: whoever comes back late was away for longer.
fn begun(period: &Period, on: &CivilDate) -> Result<(), TeacherRefusal> {
    if on.day <= period.from {
        return Err(TeacherRefusal::EndsBeforeStart { from: period.from, to: on.day });
    }
    Ok(())
}

impl Teacher {
    fn serves_on(&self, day: NaiveDate) -> Result<(), TeacherRefusal> {
        let serves = self.timeline().employments.on(day).next().is_some();
        if serves { Ok(()) } else { Err(TeacherRefusal::NotEmployed { on: day }) }
    }

    /// A person has one class at a time, so that a class without a teacher is seen.
    fn assign_homeroom(&self, asked: &AssignHomeroom) -> Result<DutyEvent, TeacherRefusal> {
        self.serves_on(asked.from.day)?;
        let period = Period::stated(&asked.from, asked.to.as_ref());
        let held = self.timeline().duties.homerooms.iter().find(|held| held.period.overlaps(&period));
        match held {
            Some(held) => Err(TeacherRefusal::HomeroomOverlaps { homeroom: held.fact }),
            None => Ok(DutyEvent::HomeroomAssigned(asked.clone())),
        }
    }

    fn assign_category(&self, asked: &AssignWorkforceCategory) -> Result<DutyEvent, TeacherRefusal> {
        self.serves_on(asked.from.day)?;
        let period = Period::stated(&asked.from, None);
        let mut held = self.timeline().duties.categories.iter().filter(|held| held.period.overlaps(&period));
        match held.find(|held| held.value.category == asked.category) {
            Some(held) => Err(TeacherRefusal::CategoryAlreadyAssigned { assignment: held.fact }),
            None => Ok(DutyEvent::WorkforceCategoryAssigned(asked.clone())),
        }
    }

    fn start_leave(&self, asked: &StartLeave) -> Result<DutyEvent, TeacherRefusal> {
        self.serves_on(asked.from.day)?;
        let period = Period::stated(&asked.from, asked.to.as_ref());
        match self.timeline().duties.leaves.iter().find(|held| held.period.overlaps(&period)) {
            Some(held) => Err(TeacherRefusal::LeaveOverlaps { leave: held.fact }),
            None => Ok(DutyEvent::LeaveStarted(asked.clone())),
        }
    }
}
