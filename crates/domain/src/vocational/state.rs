use chrono::NaiveDate;

use super::event::{
    CompleteEnterprisePractice, DualQualification, RecordIndustryQualification, VocationalEvent,
};
use crate::{
    EventId, Origin, Period,
    machine::{Entries, Told, keeps_entries},
};

/// A recognition for a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognition {
    /// As recognised.
    pub stated: DualQualification,
    /// The days.
    pub period: Period,
    /// The event that recognised.
    pub by: EventId,
}

/// What makes a teacher dual-qualified, as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vocational {
    entries: Entries<VocationalEvent>,
    qualifications: Vec<(RecordIndustryQualification, EventId)>,
    practices: Vec<(CompleteEnterprisePractice, EventId)>,
    recognitions: Vec<Recognition>,
}

impl Vocational {
    /// The qualification of a trade in force on the day.
    pub fn qualification_on(&self, day: NaiveDate) -> Option<(&RecordIndustryQualification, EventId)> {
        let holds = |stated: &RecordIndustryQualification| {
            Period::stated(&stated.from, stated.to.as_ref()).contains(day)
        };
        self.qualifications.iter().rev().find(|(stated, _)| holds(stated)).map(|(stated, by)| (stated, *by))
    }

    /// Every practice.
    pub fn practices(&self) -> &[(CompleteEnterprisePractice, EventId)] {
        &self.practices
    }

    /// Days of practice in the span.
    pub fn practice_days(&self, span: Period) -> u32 {
        let inside = self.practices.iter().filter_map(|(practice, _)| {
            let common = Period::stated(&practice.from, Some(&practice.to)).common(&span)?;
            u32::try_from((common.to? - common.from).num_days()).ok()
        });
        inside.sum()
    }

    /// Every recognition.
    pub fn recognitions(&self) -> &[Recognition] {
        &self.recognitions
    }

    /// A recognition that has not ended by the day.
    pub(super) fn meets(&self, day: NaiveDate) -> Option<&Recognition> {
        self.recognitions.iter().find(|stated| stated.period.to.is_none_or(|to| day < to))
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &VocationalEvent, origin: Origin) {
        self.take(event, origin);
    }
}

impl Told for Vocational {
    keeps_entries!(VocationalEvent, VocationalEventVoided);

    fn allows(&self, event: &VocationalEvent) -> bool {
        match event {
            VocationalEvent::IndustryQualificationRecorded(_)
            | VocationalEvent::EnterprisePracticeCompleted(_)
            | VocationalEvent::VocationalEventVoided(_) => true,
            VocationalEvent::DualQualificationRecognised(event) => {
                let kept = |id| self.qualifications.iter().any(|(_, by)| *by == id);
                event.qualification.is_none_or(kept) && self.meets(event.on.day).is_none()
            }
            VocationalEvent::DualQualificationWithdrawn(event) => {
                self.recognitions.iter().any(|stated| stated.period.contains(event.on.day))
            }
        }
    }

    fn tell(&mut self, event: &VocationalEvent, by: EventId) {
        match event {
            VocationalEvent::IndustryQualificationRecorded(event) => {
                self.qualifications.push((event.clone(), by));
            }
            VocationalEvent::EnterprisePracticeCompleted(event) => self.practices.push((event.clone(), by)),
            VocationalEvent::DualQualificationRecognised(event) => {
                let period = Period::new(event.on.day, None);
                self.recognitions.push(Recognition { stated: event.clone(), period, by });
            }
            VocationalEvent::DualQualificationWithdrawn(event) => {
                for recognition in &mut self.recognitions {
                    recognition.period = recognition.period.until(event.on.day);
                }
            }
            VocationalEvent::VocationalEventVoided(_) => {}
        }
    }
}
