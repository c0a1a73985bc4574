use chrono::NaiveDate;

use super::event::{DesignateTrainingBase, PartnershipEvent, SignPartnership};
use crate::{
    EventId, Origin, Period,
    machine::{Entries, Told, keeps_entries},
};

/// A partnership as its history tells it: an agreement, or a training base.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Partnership {
    entries: Entries<PartnershipEvent>,
    signed: Option<SignPartnership>,
    base: Option<DesignateTrainingBase>,
    period: Option<Period>,
    by: Vec<EventId>,
}

impl Partnership {
    /// The agreement.
    pub fn signed(&self) -> Option<&SignPartnership> {
        self.signed.as_ref()
    }

    /// The training base.
    pub fn base(&self) -> Option<&DesignateTrainingBase> {
        self.base.as_ref()
    }

    /// Its days.
    pub fn period(&self) -> Option<Period> {
        self.period
    }

    /// The events that make it what it is.
    pub fn by(&self) -> &[EventId] {
        &self.by
    }

    /// Whether the day is one of its days.
    pub(super) fn holds_on(&self, day: NaiveDate) -> bool {
        self.period.is_some_and(|period| period.contains(day))
    }

    /// Whether it is a training base on the day.
    pub fn is_base_on(&self, day: NaiveDate) -> bool {
        self.base.is_some() && self.holds_on(day)
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &PartnershipEvent, origin: Origin) {
        self.take(event, origin);
    }

    fn end(&mut self, on: NaiveDate) {
        self.period = self.period.map(|period| period.until(on));
    }
}

impl Told for Partnership {
    keeps_entries!(PartnershipEvent, PartnershipEventVoided);

    fn allows(&self, event: &PartnershipEvent) -> bool {
        match event {
            PartnershipEvent::PartnershipSigned(_)
            | PartnershipEvent::TrainingBaseDesignated(_)
            | PartnershipEvent::PartnershipEventVoided(_) => true,
            PartnershipEvent::PartnershipEnded(event) => self.holds_on(event.on.day),
            PartnershipEvent::TrainingBaseWithdrawn(event) => self.holds_on(event.on.day),
        }
    }

    fn tell(&mut self, event: &PartnershipEvent, by: EventId) {
        self.by.push(by);
        match event {
            PartnershipEvent::PartnershipSigned(event) => {
                self.period = Some(Period::stated(&event.from, event.to.as_ref()));
                self.signed = Some(event.clone());
            }
            PartnershipEvent::TrainingBaseDesignated(event) => {
                self.period = Some(Period::new(event.from.day, None));
                self.base = Some(event.clone());
            }
            PartnershipEvent::PartnershipEnded(event) => self.end(event.on.day),
            PartnershipEvent::TrainingBaseWithdrawn(event) => self.end(event.on.day),
            PartnershipEvent::PartnershipEventVoided(_) => {}
        }
    }
}
