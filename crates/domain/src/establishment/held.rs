//! Who holds which post of a unit: what service and appointments say of a person, and what the books say of everybody.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::event::{PostBandOccupied, PostBandReleased};
use crate::{EventId, Period, TeacherId, code::Band};

/// What the service and the appointments of a person say of the posts of a unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PostsHeld {
    /// The days the person holds a post of the unit.
    pub periods: Vec<Period>,
    /// The bands of the professional posts the person is appointed to there, none of them twice on one day.
    pub bands: Vec<(Band, Period)>,
}

impl PostsHeld {
    /// What of it another registration of the same person does not say already: a post on those days, or one of the band or of a
    /// higher one.
    #[must_use]
    pub(crate) fn beside(&self, other: &Self) -> Self {
        let more = |(band, period): &(Band, Period)| {
            let as_high = other.bands.iter().filter(|(held, _)| held <= band).map(|(_, period)| period);
            period.less(as_high).into_iter().map(|period| (*band, period)).collect::<Vec<_>>()
        };
        Self {
            periods: self.periods.iter().flat_map(|period| period.less(&other.periods)).collect(),
            bands: self.bands.iter().flat_map(more).collect(),
        }
    }
}

/// A person on a professional post of a band for a time.
#[derive(Clone, Debug, PartialEq)]
struct BandHeld {
    teacher: TeacherId,
    band: Band,
    period: Period,
    by: EventId,
}

impl BandHeld {
    fn is(&self, teacher: TeacherId, band: Band, from: NaiveDate) -> bool {
        (self.teacher, self.band, self.period.from) == (teacher, band, from)
    }
}

/// Who holds a professional post of which band, and when.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct BandsHeld(Vec<BandHeld>);

impl BandsHeld {
    /// What is stated again from the same day takes the place of what was stated before.
    pub(super) fn occupy(&mut self, event: &PostBandOccupied, by: EventId) {
        let period = Period::stated(&event.from, event.to.as_ref());
        self.0.retain(|held| !held.is(event.teacher, event.band, period.from));
        self.0.push(BandHeld { teacher: event.teacher, band: event.band, period, by });
    }

    pub(super) fn release(&mut self, event: &PostBandReleased) {
        for held in self.0.iter_mut().filter(|held| held.is(event.teacher, event.band, event.from.day)) {
            held.period = held.period.until(event.on.day);
        }
        self.0.retain(|held| !held.period.is_empty());
    }

    /// Says of a person these bands and no others.
    pub(super) fn say(&mut self, teacher: TeacherId, bands: &[(Band, Period)], by: EventId) {
        self.0.retain(|held| held.teacher != teacher);
        self.0.extend(bands.iter().map(|(band, period)| BandHeld {
            teacher,
            band: *band,
            period: *period,
            by,
        }));
    }

    /// Who holds a post of the band or of a higher one on the day, and by which event.
    pub(super) fn at_least(&self, band: Band, day: NaiveDate) -> BTreeMap<TeacherId, EventId> {
        let held = self.0.iter().filter(|held| held.band <= band && held.period.contains(day));
        held.map(|held| (held.teacher, held.by)).collect()
    }

    /// The first days of all that is held.
    pub(super) fn starts(&self) -> impl Iterator<Item = NaiveDate> {
        self.0.iter().map(|held| held.period.from)
    }

    /// The first days without what is held until a day.
    pub(super) fn ends(&self) -> impl Iterator<Item = NaiveDate> {
        self.0.iter().filter_map(|held| held.period.to)
    }

    /// The bands that a person holds, with their days.
    pub(super) fn of(&self, teacher: TeacherId) -> Vec<(Band, Period)> {
        let own = self.0.iter().filter(|held| held.teacher == teacher);
        own.map(|held| (held.band, held.period)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    fn period(from: &str, to: &str) -> Period {
        Period::new(day(from), (!to.is_empty()).then(|| day(to)))
    }

    #[test]
    fn another_registration_adds_only_the_days_and_the_bands_that_are_not_held_already() {
        let own = PostsHeld {
            periods: vec![period("2020-01-01", "2022-01-01")],
            bands: vec![(Band::Middle, period("2020-01-01", ""))],
        };
        let other = PostsHeld {
            periods: vec![period("2019-01-01", "2021-01-01"), period("2022-01-01", "")],
            bands: vec![(Band::Senior, period("2021-01-01", "")), (Band::Junior, period("2019-01-01", ""))],
        };
        let beside = PostsHeld {
            periods: vec![period("2019-01-01", "2020-01-01"), period("2022-01-01", "")],
            bands: vec![
                (Band::Senior, period("2021-01-01", "")),
                (Band::Junior, period("2019-01-01", "2020-01-01")),
            ],
        };
        assert_eq!(other.beside(&own), beside);
        assert_eq!(own.beside(&own), PostsHeld::default());
    }
}
