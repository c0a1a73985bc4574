use chrono::NaiveDate;

use super::event::{Opening, PoolRoundPlaces, RoundEvent};
use crate::{
    CandidacyId, EventId, Origin, Period, ProgrammeId,
    machine::{Entries, Told, keeps_entries},
    programme::ProgrammeTerms,
};

/// A place a candidate holds, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceHeld {
    /// The candidate.
    pub candidacy: CandidacyId,
    /// The first day.
    pub from: NaiveDate,
    /// The first day without it; none while it is held.
    pub to: Option<NaiveDate>,
    /// The event that took it.
    pub by: EventId,
}

/// A cohort, batch or round of a programme as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Round {
    entries: Entries<RoundEvent>,
    opened: Option<(Box<Opening>, EventId)>,
    closed: Option<(NaiveDate, EventId)>,
    pooled: Vec<(PoolRoundPlaces, EventId)>,
    held: Vec<PlaceHeld>,
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

    /// How many places there are: those of the terms and those units pooled; none when nobody said so.
    pub fn places(&self) -> Option<u32> {
        let of_terms = self.terms().and_then(|terms| terms.places);
        if of_terms.is_none() && self.pooled.is_empty() {
            return None;
        }
        let pooled = self.pooled.iter().map(|(share, _)| share.places);
        Some(pooled.fold(of_terms.unwrap_or(0), u32::saturating_add))
    }

    /// What units pooled, and the events that say so.
    pub fn pooled(&self) -> &[(PoolRoundPlaces, EventId)] {
        &self.pooled
    }

    /// Every place that was ever held.
    pub fn held(&self) -> &[PlaceHeld] {
        &self.held
    }

    /// The place a candidate holds.
    pub fn place_of(&self, candidacy: CandidacyId) -> Option<&PlaceHeld> {
        self.held.iter().find(|place| place.candidacy == candidacy && place.to.is_none())
    }

    /// How many places are held.
    pub fn taken(&self) -> usize {
        self.held.iter().filter(|place| place.to.is_none()).count()
    }

    /// Whether one more candidate may take a place.
    pub(super) fn has_a_place(&self) -> bool {
        let taken = u32::try_from(self.taken()).unwrap_or(u32::MAX);
        self.opened.is_some() && self.places().is_none_or(|places| taken < places)
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &RoundEvent, origin: Origin) {
        self.take(event, origin);
    }
}

impl Told for Round {
    keeps_entries!(RoundEvent, RoundEventVoided);

    /// Candidates name it.
    const NAMED_ELSEWHERE: bool = true;

    /// A place is taken and given back by a step of the candidate.
    fn follows_from_elsewhere(event: &RoundEvent) -> bool {
        match event {
            RoundEvent::RoundPlaceTaken(_) | RoundEvent::RoundPlaceGivenBack(_) => true,
            RoundEvent::RoundOpened(_)
            | RoundEvent::RoundClosed(_)
            | RoundEvent::RoundPlacesPooled(_)
            | RoundEvent::RoundEventVoided(_) => false,
        }
    }

    fn allows(&self, event: &RoundEvent) -> bool {
        match event {
            RoundEvent::RoundOpened(_) => self.opened.is_none(),
            RoundEvent::RoundClosed(_) => self.opened.is_some() && self.closed.is_none(),
            RoundEvent::RoundPlaceTaken(_) => self.has_a_place(),
            RoundEvent::RoundPlaceGivenBack(given) => self.place_of(given.candidacy).is_some(),
            RoundEvent::RoundPlacesPooled(_) | RoundEvent::RoundEventVoided(_) => self.opened.is_some(),
        }
    }

    fn tell(&mut self, event: &RoundEvent, by: EventId) {
        match event {
            RoundEvent::RoundOpened(opening) => self.opened = Some((opening.clone(), by)),
            RoundEvent::RoundClosed(closing) => self.closed = Some((closing.on.day, by)),
            RoundEvent::RoundPlacesPooled(share) => self.pooled.push((share.clone(), by)),
            RoundEvent::RoundPlaceTaken(taken) => {
                let (candidacy, from) = (taken.candidacy, taken.on.day);
                self.held.push(PlaceHeld { candidacy, from, to: None, by });
            }
            RoundEvent::RoundPlaceGivenBack(given) => {
                let held = |place: &&mut PlaceHeld| place.candidacy == given.candidacy && place.to.is_none();
                if let Some(place) = self.held.iter_mut().find(held) {
                    place.to = Some(given.on.day);
                }
            }
            RoundEvent::RoundEventVoided(_) => {}
        }
    }
}
