use chrono::NaiveDate;

use super::event::{DesignateTrainingBase, PartnershipEvent, SignPartnership};
use crate::{EventId, Origin, Period};

/// A partnership as its history tells it: an agreement, or a training base.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Partnership {
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

    /// Whether it is a training base on the day.
    pub fn is_base_on(&self, day: NaiveDate) -> bool {
        self.base.is_some() && self.period.is_some_and(|period| period.contains(day))
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &PartnershipEvent, origin: Origin) {
        self.by.push(origin.id);
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
        }
    }

    fn end(&mut self, on: NaiveDate) {
        self.period = self.period.map(|period| period.until(on));
    }
}
