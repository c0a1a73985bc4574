use chrono::NaiveDate;

use super::{
    code::{DutyState, Office},
    event::{ElectOfficer, FoundTeam, JoinTeam, LeaveTeam, RecordSession, TeamEvent},
};
use crate::{
    EventId, Origin, Period, TeacherId,
    machine::{Entries, Told, keeps_entries},
};

/// A person in a team for a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The person.
    pub teacher: TeacherId,
    /// The days.
    pub period: Period,
    /// What the person does there.
    pub role: Option<String>,
    /// By which qualification.
    pub qualification: Option<String>,
    /// The event that states it.
    pub by: EventId,
}

/// A person in an office for a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Officer {
    /// The person.
    pub teacher: TeacherId,
    /// The office.
    pub office: Office,
    /// The days.
    pub period: Period,
    /// The event that states it.
    pub by: EventId,
}

/// A team as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Team {
    entries: Entries<TeamEvent>,
    founded: Option<(FoundTeam, EventId)>,
    members: Vec<Member>,
    officers: Vec<Officer>,
    duties: Vec<(TeacherId, NaiveDate, DutyState, EventId)>,
    sessions: Vec<(RecordSession, EventId)>,
    dissolved: Option<(NaiveDate, EventId)>,
}

impl Team {
    /// How it was founded, and the event that says so.
    pub fn founded(&self) -> Option<(&FoundTeam, EventId)> {
        self.founded.as_ref().map(|(event, by)| (event, *by))
    }

    /// The first day without it, and the event that says so.
    pub fn dissolved(&self) -> Option<(NaiveDate, EventId)> {
        self.dissolved
    }

    /// The days it exists. A term that ended does not end the team: it is then for renewal.
    pub fn life(&self) -> Option<Period> {
        self.founded().map(|(event, _)| Period::new(event.from.day, self.dissolved.map(|(on, _)| on)))
    }

    /// Every membership.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Every office held.
    pub fn officers(&self) -> &[Officer] {
        &self.officers
    }

    /// Every lecture, in the order they were recorded.
    pub fn sessions(&self) -> &[(RecordSession, EventId)] {
        &self.sessions
    }

    /// The membership of a person on the day.
    pub fn member_on(&self, teacher: TeacherId, day: NaiveDate) -> Option<&Member> {
        self.members.iter().find(|member| member.teacher == teacher && member.period.contains(day))
    }

    /// A membership of the person that shares a day with the one asked for.
    pub(super) fn meets(&self, asked: &JoinTeam) -> Option<&Member> {
        let days = Period::stated(&asked.from, asked.to.as_ref());
        self.members.iter().find(|member| member.teacher == asked.teacher && member.period.overlaps(&days))
    }

    /// Who is named for an office that one person holds at a time, from a later day than the one asked for.
    pub(super) fn later(&self, asked: &ElectOfficer) -> Option<&Officer> {
        let later = |officer: &&Officer| asked.office.is_single() && officer.period.from > asked.from.day;
        self.officers.iter().filter(|officer| officer.office == asked.office).find(later)
    }

    /// The stretches in which a member could be called or could not, with the event that says so, in the order of their days.
    pub fn duties(&self, teacher: TeacherId) -> Vec<(Period, DutyState, EventId)> {
        let mut stated: Vec<_> = self.duties.iter().filter(|duty| duty.0 == teacher).collect();
        stated.sort_by_key(|duty| duty.1);
        let ends = stated.iter().skip(1).map(|next| Some(next.1)).chain([None]);
        let spans = stated.iter().zip(ends).map(|(duty, to)| (Period::new(duty.1, to), duty.2, duty.3));
        spans.filter(|(period, _, _)| !period.is_empty()).collect()
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &TeamEvent, origin: Origin) {
        self.take(event, origin);
    }

    /// With the membership end the offices.
    fn leave(&mut self, event: &LeaveTeam) {
        self.end_all(event.on.day, |teacher| teacher == event.teacher);
    }

    fn end_all(&mut self, on: NaiveDate, whose: impl Fn(TeacherId) -> bool) {
        for member in self.members.iter_mut().filter(|member| whose(member.teacher)) {
            member.period = member.period.until(on);
        }
        for officer in self.officers.iter_mut().filter(|officer| whose(officer.teacher)) {
            officer.period = officer.period.until(on);
        }
        self.members.retain(|member| !member.period.is_empty());
        self.officers.retain(|officer| !officer.period.is_empty());
    }

    fn elect(&mut self, event: &ElectOfficer, by: EventId) {
        if event.office.is_single() {
            for before in self.officers.iter_mut().filter(|before| before.office == event.office) {
                before.period = before.period.until(event.from.day);
            }
            self.officers.retain(|officer| !officer.period.is_empty());
        }
        let period = Period::stated(&event.from, event.to.as_ref());
        self.officers.push(Officer { teacher: event.teacher, office: event.office, period, by });
    }
}

impl Told for Team {
    keeps_entries!(TeamEvent, TeamEventVoided);

    fn allows(&self, event: &TeamEvent) -> bool {
        let member = |teacher, on| self.exists_on(on).is_ok() && self.member_on(teacher, on).is_some();
        match event {
            TeamEvent::TeamFounded(_) | TeamEvent::TeamEventVoided(_) => true,
            TeamEvent::TeamMemberJoined(event) => {
                self.exists_on(event.from.day).is_ok() && self.meets(event).is_none()
            }
            TeamEvent::TeamMemberLeft(event) => member(event.teacher, event.on.day),
            TeamEvent::OfficerElected(event) => {
                member(event.teacher, event.from.day) && self.later(event).is_none()
            }
            TeamEvent::TeamDutySet(event) => member(event.teacher, event.from.day),
            TeamEvent::TeamSessionRecorded(event) => member(event.teacher, event.on.day),
            TeamEvent::TeamDissolved(event) => self.exists_on(event.on.day).is_ok(),
        }
    }

    fn tell(&mut self, event: &TeamEvent, by: EventId) {
        match event {
            TeamEvent::TeamFounded(event) => self.founded = Some((event.clone(), by)),
            TeamEvent::TeamMemberJoined(event) => self.members.push(Member {
                teacher: event.teacher,
                period: Period::stated(&event.from, event.to.as_ref()),
                role: event.role.clone(),
                qualification: event.qualification.clone(),
                by,
            }),
            TeamEvent::TeamMemberLeft(event) => self.leave(event),
            TeamEvent::OfficerElected(event) => self.elect(event, by),
            TeamEvent::TeamDutySet(event) => {
                self.duties.push((event.teacher, event.from.day, event.duty, by));
            }
            TeamEvent::TeamSessionRecorded(event) => self.sessions.push((event.clone(), by)),
            TeamEvent::TeamEventVoided(_) => {}
            TeamEvent::TeamDissolved(event) => {
                self.dissolved = Some((event.on.day, by));
                self.end_all(event.on.day, |_| true);
            }
        }
    }
}
