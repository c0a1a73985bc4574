use chrono::NaiveDate;

use super::event::{Opening, RoundEvent};
use crate::{EventId, Origin, Period, ProgrammeId, programme::ProgrammeTerms};

/// A cohort, batch or round of a programme as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Round {
    opened: Option<(Box<Opening>, EventId)>,
    closed: Option<(NaiveDate, EventId)>,
}

impl Round {
    /// How it was opened, and the event that says so.
    pub fn opened(&self) -> Option<(&Opening, EventId)> {
        self.opened.as_ref().map(|(opening, by)| (opening.as_ref(), *by))
    }

    /// The first day without nomination when it was closed, and the event that says so.
    pub fn closed(&self) -> Option<(NaiveDate, EventId)> {
        self.closed
    }

    /// Its programme.
    pub fn programme(&self) -> Option<ProgrammeId> {
        self.opened.as_ref().map(|(opening, _)| opening.programme)
    }

    /// Its terms, the same for all its candidates and for ever.
    pub fn terms(&self) -> Option<&ProgrammeTerms> {
        self.opened.as_ref().map(|(opening, _)| &opening.terms)
    }

    /// The days of nomination. Closing it earlier or later than announced is what counts.
    pub fn nomination(&self) -> Option<Period> {
        let (opening, _) = self.opened.as_ref()?;
        let announced = opening.closes_on.as_ref().map(|date| date.day);
        let to = self.closed.map(|(on, _)| on).or(announced);
        Some(Period::new(opening.opens_on.day, to))
    }

    /// Whether candidates may be nominated on the day.
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.nomination().is_some_and(|period| period.contains(day))
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &RoundEvent, origin: Origin) {
        match event {
            RoundEvent::RoundOpened(opening) => self.opened = Some((opening.clone(), origin.id)),
            RoundEvent::RoundClosed(closing) => self.closed = Some((closing.on.day, origin.id)),
        }
    }
}
