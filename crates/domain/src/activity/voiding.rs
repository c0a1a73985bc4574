//! Entries of an activity that are taken away as if they were absent.

use super::{
    event::{ActivityEvent, RecordCompetitionResult},
    refusal::ActivityRefusal,
    state::Activity,
};
use crate::{
    ActivityId, EntryRefusal, EventId, Follow, Following, TeacherId, VoidEntry,
    machine::{Told, keeps_entries},
    teacher::{
        Teacher, TeacherCommand,
        past::{PastCommand, VoidFact},
        training::{TrainingCommand, VoidTrainingOf},
    },
    witness::Witness,
};

impl Told for Activity {
    keeps_entries!(ActivityEvent, ActivityEventVoided);

    fn allows(&self, event: &ActivityEvent) -> bool {
        let held = || self.standing().is_ok() && self.held().is_some();
        match event {
            ActivityEvent::ActivityPlanned(_) => self.planned().is_none(),
            ActivityEvent::ActivityCompleted(_) | ActivityEvent::ActivityCancelled(_) => {
                self.standing().is_ok() && self.held().is_none()
            }
            ActivityEvent::AttendanceRecorded(recorded) => {
                held() && recorded.persons.iter().all(|person| self.attendance_of(person.teacher).is_none())
            }
            ActivityEvent::SchoolAttendanceRecorded(_) | ActivityEvent::CompetitionResultRecorded(_) => {
                held()
            }
            ActivityEvent::HoursVoided(_) | ActivityEvent::ActivityEventVoided(_) => true,
        }
    }

    fn tell(&mut self, event: &ActivityEvent, by: EventId) {
        self.state(event, by);
    }
}

impl Activity {
    /// Hours that were taken back are a void already: attendance is recorded again instead.
    pub(super) fn void(&self, asked: &VoidEntry) -> Result<ActivityEvent, ActivityRefusal> {
        self.may_void(asked)?;
        if let Some(ActivityEvent::HoursVoided(_)) = self.entries.event(asked.voids) {
            return Err(EntryRefusal::VoidStays { event: asked.voids }.into());
        }
        Ok(ActivityEvent::ActivityEventVoided(asked.clone()))
    }

    /// The results that are taken away, when they are some.
    pub(super) fn results_of(&self, asked: &VoidEntry) -> Option<&RecordCompetitionResult> {
        let ActivityEvent::CompetitionResultRecorded(results) = self.entries.event(asked.voids)? else {
            return None;
        };
        Some(results)
    }

    /// The hours and awards that came of an entry are taken back on each person in the same append, as far as they still stand.
    pub(super) fn taken_back(&self, asked: &VoidEntry, witness: &Witness) -> Vec<Box<dyn Following>> {
        let Some(activity) = ActivityId::of_stream(&witness.about) else { return Vec::new() };
        let reason = || asked.reason.clone();
        let attended = self.attendees().iter().filter(|attendance| attendance.by == asked.voids);
        let hours = attended.filter(|attendance| attendance.hours.is_some()).map(|attendance| {
            let void = VoidTrainingOf { activity, reason: reason() };
            (attendance.teacher, TeacherCommand::Training(TrainingCommand::VoidTrainingOf(void)))
        });
        let awards = self.awarded(asked, witness).into_iter().map(|(teacher, voids)| {
            let void = VoidFact { voids, reason: reason() };
            (teacher, TeacherCommand::Past(PastCommand::VoidFact(void)))
        });
        hours.chain(awards).map(|(person, ask)| Follow::<Teacher>::boxed(person.stream(), ask)).collect()
    }

    /// The honours that the results gave and that each person still holds.
    fn awarded(&self, asked: &VoidEntry, witness: &Witness) -> Vec<(TeacherId, EventId)> {
        let Some(results) = self.results_of(asked) else { return Vec::new() };
        let honour = |teacher: TeacherId, award: &str| {
            let name = self.name_of(award)?;
            let honours = &witness.teachers.get(&teacher)?.timeline().honours;
            let same =
                honours.iter().find(|held| held.value.name == name && held.value.on.day == results.on.day);
            same.map(|held| (teacher, held.fact))
        };
        let given = results.results.iter();
        given.filter_map(|result| honour(result.teacher, result.award.as_deref()?)).collect()
    }
}
