use chrono::NaiveDate;

use super::{
    code::SchoolTerm,
    event::{ActivityEvent, CompleteActivity, PlanActivity, RecordCompetitionResult},
};
use crate::{
    EventId, OrganisationId, Origin, TeacherId,
    machine::{Entries, Told},
};

/// A person who attended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// The person.
    pub teacher: TeacherId,
    /// The hours certified.
    pub hours: Option<u32>,
    /// The event that states it.
    pub by: EventId,
}

/// A school that attended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchoolAttendance {
    /// The school.
    pub organisation: OrganisationId,
    /// How many persons.
    pub persons: u32,
    /// The event that states it.
    pub by: EventId,
}

/// An activity as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Activity {
    pub(super) entries: Entries<ActivityEvent>,
    planned: Option<(PlanActivity, EventId)>,
    held: Option<(CompleteActivity, EventId)>,
    cancelled: Option<EventId>,
    attendees: Vec<Attendance>,
    schools: Vec<SchoolAttendance>,
    results: Vec<(RecordCompetitionResult, EventId)>,
}

impl Activity {
    /// What was planned, and the event that says so.
    pub fn planned(&self) -> Option<(&PlanActivity, EventId)> {
        self.planned.as_ref().map(|(plan, by)| (plan, *by))
    }

    /// The day it was held, and the event that says so.
    pub fn held(&self) -> Option<(NaiveDate, EventId)> {
        self.held.as_ref().map(|(held, by)| (held.on.day, *by))
    }

    /// How it was held.
    pub(super) fn holding(&self) -> Option<&CompleteActivity> {
        self.held.as_ref().map(|(held, _)| held)
    }

    /// The event that cancelled it.
    pub fn cancelled(&self) -> Option<EventId> {
        self.cancelled
    }

    /// The term it belongs to: the one stated, or the one its day lies in.
    pub fn term(&self) -> Option<SchoolTerm> {
        let (plan, _) = self.planned()?;
        let day = self.held().map_or(plan.from.day, |(day, _)| day);
        Some(plan.term.unwrap_or_else(|| SchoolTerm::of(day)))
    }

    /// The persons whose attendance stands.
    pub fn attendees(&self) -> &[Attendance] {
        &self.attendees
    }

    /// The attendance of a person.
    pub fn attendance_of(&self, teacher: TeacherId) -> Option<&Attendance> {
        self.attendees.iter().find(|attendance| attendance.teacher == teacher)
    }

    /// The schools that attended.
    pub fn schools(&self) -> &[SchoolAttendance] {
        &self.schools
    }

    /// The results of each round, in the order they were recorded.
    pub fn results(&self) -> &[(RecordCompetitionResult, EventId)] {
        &self.results
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &ActivityEvent, origin: Origin) {
        self.take(event, origin);
    }

    pub(super) fn state(&mut self, event: &ActivityEvent, by: EventId) {
        match event {
            ActivityEvent::ActivityPlanned(plan) => self.planned = Some((plan.clone(), by)),
            ActivityEvent::ActivityCompleted(held) => self.held = Some((held.clone(), by)),
            ActivityEvent::ActivityCancelled(_) => self.cancelled = Some(by),
            ActivityEvent::AttendanceRecorded(recorded) => {
                let stated = recorded.persons.iter();
                let attended =
                    stated.map(|person| Attendance { teacher: person.teacher, hours: person.hours, by });
                self.attendees.extend(attended);
            }
            ActivityEvent::SchoolAttendanceRecorded(recorded) => {
                let stated = recorded.schools.iter();
                self.schools.extend(stated.map(|school| SchoolAttendance {
                    organisation: school.organisation,
                    persons: school.persons,
                    by,
                }));
            }
            ActivityEvent::HoursVoided(void) => {
                self.attendees.retain(|attendance| !void.teachers.contains(&attendance.teacher));
            }
            ActivityEvent::CompetitionResultRecorded(results) => self.results.push((results.clone(), by)),
            ActivityEvent::ActivityEventVoided(_) => {}
        }
    }
}
