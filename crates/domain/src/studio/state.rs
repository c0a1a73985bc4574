use chrono::NaiveDate;

use super::event::{AssessStudio, Establishment, StudioEvent};
use crate::{
    CandidacyId, EventId, Origin, Period, TeacherId,
    machine::{Entries, Told, keeps_entries},
    steps::{Step, Steps},
};

/// Who leads a studio, and by which candidacy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host {
    /// The person.
    pub teacher: TeacherId,
    /// The certified candidacy.
    pub candidacy: CandidacyId,
}

/// A person in a studio for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The person.
    pub teacher: TeacherId,
    /// The days.
    pub period: Period,
    /// The event that states it.
    pub by: EventId,
}

/// A studio as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Studio {
    entries: Entries<StudioEvent>,
    established: Option<(Establishment, EventId)>,
    hosts: Steps<Host>,
    members: Vec<Membership>,
    assessments: Vec<(AssessStudio, EventId)>,
    term_to: Option<NaiveDate>,
    closed: Option<(NaiveDate, EventId)>,
}

impl Studio {
    /// How it was established, and the event that says so.
    pub fn established(&self) -> Option<(&Establishment, EventId)> {
        self.established.as_ref().map(|(event, by)| (event, *by))
    }

    /// The first day it is closed, and the event that says so.
    pub fn closed(&self) -> Option<(NaiveDate, EventId)> {
        self.closed
    }

    /// The days it works.
    pub fn life(&self) -> Option<Period> {
        self.established().map(|(event, _)| Period::new(event.from.day, self.closed.map(|(on, _)| on)))
    }

    /// The days of its term; a studio that was not closed may work on past them, and is then reported.
    pub fn term(&self) -> Option<Period> {
        self.established().map(|(event, _)| Period::new(event.from.day, self.term_to))
    }

    /// Whether it works on the day.
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.life().is_some_and(|life| life.contains(day))
    }

    /// The host on the day and the event that says so.
    pub fn host_on(&self, day: NaiveDate) -> Option<&Step<Host>> {
        self.hosts.on(day)
    }

    /// Whether the person is the host on the day; a host is no member besides.
    pub(super) fn hosting(&self, teacher: TeacherId, day: NaiveDate) -> Option<&Step<Host>> {
        self.host_on(day).filter(|step| step.value.teacher == teacher)
    }

    /// Every host with the days.
    pub fn hosts(&self) -> impl Iterator<Item = (Period, &Step<Host>)> {
        self.hosts.periods()
    }

    /// Every membership.
    pub fn members(&self) -> &[Membership] {
        &self.members
    }

    /// The members on the day.
    pub fn members_on(&self, day: NaiveDate) -> impl Iterator<Item = &Membership> {
        self.members.iter().filter(move |member| member.period.contains(day))
    }

    /// A membership of the person that has not ended by the day, which an open one from that day on would meet.
    pub(super) fn meets(&self, teacher: TeacherId, day: NaiveDate) -> Option<&Membership> {
        let goes_on = |member: &&Membership| member.period.to.is_none_or(|to| day < to);
        self.members.iter().filter(|member| member.teacher == teacher).find(goes_on)
    }

    /// The assessments, in the order they were recorded.
    pub fn assessments(&self) -> &[(AssessStudio, EventId)] {
        &self.assessments
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &StudioEvent, origin: Origin) {
        self.take(event, origin);
    }

    /// With the studio ends what was in it.
    fn close(&mut self, on: NaiveDate, by: EventId) {
        self.closed = Some((on, by));
        for member in &mut self.members {
            member.period = member.period.until(on);
        }
    }
}

impl Told for Studio {
    keeps_entries!(StudioEvent, StudioEventVoided);

    fn allows(&self, event: &StudioEvent) -> bool {
        match event {
            StudioEvent::StudioEstablished(_) | StudioEvent::StudioEventVoided(_) => true,
            StudioEvent::StudioHostReplaced(event) => {
                let day = event.from.day;
                self.works_on(day).is_ok() && self.hosting(event.host, day).is_none()
            }
            StudioEvent::StudioMemberAdmitted(event) => {
                let (teacher, day) = (event.teacher, event.from.day);
                let free = self.hosting(teacher, day).is_none() && self.meets(teacher, day).is_none();
                free && self.works_on(day).is_ok()
            }
            StudioEvent::StudioMemberReleased(event) => {
                self.members_on(event.on.day).any(|member| member.teacher == event.teacher)
            }
            StudioEvent::StudioAssessed(event) => self.works_on(event.on.day).is_ok(),
            StudioEvent::StudioTermRenewed(event) => self.works_on(event.on.day).is_ok(),
            StudioEvent::StudioClosed(event) => self.works_on(event.on.day).is_ok(),
        }
    }

    fn tell(&mut self, event: &StudioEvent, by: EventId) {
        match event {
            StudioEvent::StudioEstablished(event) => {
                let host = Host { teacher: event.host, candidacy: event.candidacy };
                self.hosts.set(event.from.day, host, by);
                self.term_to = Some(event.term_to.day);
                self.established = Some((event.clone(), by));
            }
            StudioEvent::StudioHostReplaced(event) => {
                let host = Host { teacher: event.host, candidacy: event.candidacy };
                self.hosts.set(event.from.day, host, by);
            }
            StudioEvent::StudioMemberAdmitted(event) => {
                let period = Period::new(event.from.day, None);
                self.members.push(Membership { teacher: event.teacher, period, by });
            }
            StudioEvent::StudioMemberReleased(event) => {
                let here = |member: &&mut Membership| {
                    member.teacher == event.teacher && member.period.contains(event.on.day)
                };
                if let Some(member) = self.members.iter_mut().rev().find(here) {
                    member.period = member.period.until(event.on.day);
                }
            }
            StudioEvent::StudioAssessed(event) => self.assessments.push((event.clone(), by)),
            StudioEvent::StudioTermRenewed(event) => self.term_to = Some(event.to.day),
            StudioEvent::StudioClosed(event) => self.close(event.on.day, by),
            StudioEvent::StudioEventVoided(_) => {}
        }
    }
}
