use chrono::NaiveDate;

use super::{
    code::{ResearchLevel, UnitForm},
    event::{AppraiseResearcher, ResearchEvent, ResearcherAppointment, SetStaffingMatrix},
};
use crate::{
    EventId, Origin, Period, TeacherId,
    machine::{Entries, Told, keeps_entries},
    steps::{Step, Steps},
};

/// A research unit for a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// On which level it works.
    pub level: ResearchLevel,
    /// What it is within the organisation.
    pub form: UnitForm,
    /// The cluster it belongs to.
    pub cluster: Option<String>,
    /// The days.
    pub period: Period,
    /// The event that states it.
    pub by: EventId,
}

/// A researcher for a time, and how it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Appointment {
    /// As appointed.
    pub stated: ResearcherAppointment,
    /// The days.
    pub period: Period,
    /// The event that appointed.
    pub by: EventId,
    /// The event that ended it, and its reason as a code; a return to a school has none.
    pub ended: Option<(EventId, Option<&'static str>)>,
}

/// The research staff of an organisation as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResearchBody {
    entries: Entries<ResearchEvent>,
    units: Vec<Unit>,
    matrix: Steps<SetStaffingMatrix>,
    appointments: Vec<Appointment>,
    appraisals: Vec<(AppraiseResearcher, EventId)>,
}

impl ResearchBody {
    /// Every unit it had.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The unit on the day.
    pub fn unit_on(&self, day: NaiveDate) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.period.contains(day))
    }

    /// What had to be staffed, with its days.
    pub fn matrices(&self) -> impl Iterator<Item = (Period, &Step<SetStaffingMatrix>)> {
        self.matrix.periods()
    }

    /// Every appointment.
    pub fn appointments(&self) -> &[Appointment] {
        &self.appointments
    }

    /// The appraisals, in the order they were recorded.
    pub fn appraisals(&self) -> &[(AppraiseResearcher, EventId)] {
        &self.appraisals
    }

    /// The appointments of a person that hold on the day.
    pub fn of_on(&self, teacher: TeacherId, day: NaiveDate) -> impl Iterator<Item = &Appointment> {
        self.appointments
            .iter()
            .filter(move |held| held.stated.teacher == teacher && held.period.contains(day))
    }

    /// A unit that has not ended by the day, which another from that day on would meet.
    pub(super) fn meets(&self, day: NaiveDate) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.period.to.is_none_or(|to| day < to))
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &ResearchEvent, origin: Origin) {
        self.take(event, origin);
    }

    fn end(&mut self, teacher: TeacherId, on: NaiveDate, how: (EventId, Option<&'static str>)) {
        let held = self.appointments.iter_mut().filter(|held| held.stated.teacher == teacher);
        for held in held.filter(|held| held.period.contains(on)) {
            held.period = held.period.until(on);
            held.ended = Some(how);
        }
    }
}

impl Told for ResearchBody {
    keeps_entries!(ResearchEvent, ResearchEventVoided);

    fn allows(&self, event: &ResearchEvent) -> bool {
        match event {
            ResearchEvent::ResearchEventVoided(_) => true,
            ResearchEvent::ResearchUnitDesignated(event) => self.meets(event.from.day).is_none(),
            ResearchEvent::ResearchUnitWithdrawn(event) => self.unit_on(event.on.day).is_some(),
            ResearchEvent::StaffingMatrixSet(event) => self.unit_on(event.from.day).is_some(),
            ResearchEvent::ResearcherAppointed(event) => {
                self.unit_on(event.from.day).is_some() && self.share_fits(event).is_ok()
            }
            ResearchEvent::ResearcherReleased(event) => {
                self.of_on(event.teacher, event.on.day).next().is_some()
            }
            ResearchEvent::ResearcherExited(event) => {
                self.of_on(event.teacher, event.on.day).next().is_some()
            }
            ResearchEvent::ResearcherAppraised(event) => {
                self.of_on(event.teacher, event.on.day).next().is_some()
            }
        }
    }

    fn tell(&mut self, event: &ResearchEvent, by: EventId) {
        match event {
            ResearchEvent::ResearchUnitDesignated(event) => self.units.push(Unit {
                level: event.level,
                form: event.form,
                cluster: event.cluster.clone(),
                period: Period::new(event.from.day, None),
                by,
            }),
            ResearchEvent::ResearchUnitWithdrawn(event) => {
                for unit in &mut self.units {
                    unit.period = unit.period.until(event.on.day);
                }
            }
            ResearchEvent::StaffingMatrixSet(event) => self.matrix.set(event.from.day, event.clone(), by),
            ResearchEvent::ResearcherAppointed(event) => self.appointments.push(Appointment {
                stated: event.clone(),
                period: Period::new(event.from.day, None),
                by,
                ended: None,
            }),
            ResearchEvent::ResearcherReleased(event) => self.end(event.teacher, event.on.day, (by, None)),
            ResearchEvent::ResearcherExited(event) => {
                self.end(event.teacher, event.on.day, (by, Some(event.reason.code())));
            }
            ResearchEvent::ResearcherAppraised(event) => self.appraisals.push((event.clone(), by)),
            ResearchEvent::ResearchEventVoided(_) => {}
        }
    }
}
