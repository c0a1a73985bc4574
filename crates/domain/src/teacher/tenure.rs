//! How long a person has been at the same school, and how long support teaching lasted.

use chrono::{Months, NaiveDate};

use super::{segment::Segment, timeline::whole_months};
use crate::{OrganisationId, Period};

/// Work at one unit without a break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stint {
    /// The unit, by the name it goes by now: what was merged counts as its successor.
    pub school: OrganisationId,
    /// When.
    pub period: Period,
}

/// How long a person has been at a school on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// The school.
    pub school: OrganisationId,
    /// The first day there, breaks that are too short to count aside.
    pub since: NaiveDate,
    /// Whole months since.
    pub months: u32,
}

/// Work as stints, in order of time; `now` says what a unit goes by, so that a merger does not restart the clock.
pub fn stints(segments: &[Segment], now: impl Fn(OrganisationId) -> OrganisationId) -> Vec<Stint> {
    let placed = segments.iter().filter_map(|segment| Some((segment.service.workplace?, segment.period)));
    joined(placed.map(|(unit, period)| Stint { school: now(unit), period }))
}

/// Stints of which none begins where another at the same school ends; they have to come in order of time.
pub fn joined(stints: impl Iterator<Item = Stint>) -> Vec<Stint> {
    let mut all: Vec<Stint> = Vec::new();
    for stint in stints {
        match all
            .last_mut()
            .filter(|last| last.school == stint.school && last.period.to == Some(stint.period.from))
        {
            Some(last) => last.period.to = stint.period.to,
            None => all.push(stint),
        }
    }
    all
}

/// How long the person has been at the school of the day. A break shorter than so many months does not restart the clock,
/// wherever it was spent.
pub fn tenure(stints: &[Stint], day: NaiveDate, break_months: u32) -> Option<Tenure> {
    let (at, now) = stints.iter().enumerate().rev().find(|(_, stint)| stint.period.contains(day))?;
    let mut since = now.period.from;
    for earlier in stints.get(..at)?.iter().rev().filter(|stint| stint.school == now.school) {
        let Some(left) = earlier.period.to else { continue };
        let counts = left.checked_add_months(Months::new(break_months)).unwrap_or(NaiveDate::MAX);
        if counts <= since && left != since {
            break;
        }
        since = earlier.period.from;
    }
    Some(Tenure { school: now.school, since, months: whole_months(since, day) })
}

/// Whole months in periods that may overlap, before a day; no day counts twice (M-45).
pub fn months_in(periods: impl IntoIterator<Item = Period>, day: NaiveDate) -> u32 {
    let mut clipped: Vec<_> = periods
        .into_iter()
        .map(|period| (period.from, period.to.map_or(day, |to| to.min(day))))
        .filter(|(from, to)| from < to)
        .collect();
    clipped.sort_unstable();
    let mut merged: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for (from, to) in clipped {
        match merged.last_mut().filter(|last| from <= last.1) {
            Some(last) => last.1 = last.1.max(to),
            None => merged.push((from, to)),
        }
    }
    merged.into_iter().map(|(from, to)| whole_months(from, to)).sum()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::testing::day;

    fn stint(school: u128, from: &str, to: &str) -> Stint {
        let period = Period::new(day(from), (!to.is_empty()).then(|| day(to)));
        Stint { school: OrganisationId(Uuid::from_u128(school)), period }
    }

    #[test]
    fn six_years_are_counted_over_a_break_that_is_too_short_and_not_over_a_longer_one() {
        let short = [
            stint(1, "2010-09-01", "2014-09-01"),
            stint(2, "2014-09-01", "2014-11-01"),
            stint(1, "2014-11-01", ""),
        ];
        let found = tenure(&short, day("2016-09-01"), 3).unwrap();
        assert_eq!((found.since, found.months), (day("2010-09-01"), 72));
        let exact = [stint(1, "2010-09-01", "2014-09-01"), stint(1, "2014-12-01", "")];
        assert_eq!(tenure(&exact, day("2016-09-01"), 3).unwrap().since, day("2014-12-01"));
        assert_eq!(tenure(&exact, day("2016-09-01"), 0).unwrap().since, day("2014-12-01"));
        assert_eq!(tenure(&exact, day("2014-10-01"), 3), None);
    }

    #[test]
    fn a_longer_stay_elsewhere_restarts_the_clock_on_the_way_back() {
        let rotated = [
            stint(1, "2010-09-01", "2015-09-01"),
            stint(2, "2015-09-01", "2016-09-01"),
            stint(1, "2016-09-01", ""),
        ];
        assert_eq!(tenure(&rotated, day("2020-09-01"), 3).unwrap().months, 48);
        assert_eq!(tenure(&rotated, day("2016-03-01"), 3).unwrap().months, 6);
        assert_eq!(tenure(&rotated, day("2010-08-31"), 3), None);
    }

    #[test]
    fn stints_that_touch_at_one_school_are_one() {
        let parts =
            [stint(1, "2010-09-01", "2012-01-01"), stint(1, "2012-01-01", ""), stint(2, "2013-01-01", "")];
        assert_eq!(joined(parts.into_iter()).len(), 2);
    }

    #[test]
    fn no_day_of_support_teaching_counts_twice_and_none_after_the_day_asked() {
        let period = |from: &str, to: &str| Period::new(day(from), Some(day(to)));
        let overlapping = [period("2020-09-01", "2021-03-01"), period("2020-12-01", "2021-09-01")];
        assert_eq!(months_in(overlapping, day("2022-01-01")), 12);
        assert_eq!(months_in(overlapping, day("2020-11-15")), 2);
        let apart = [period("2020-09-01", "2020-10-01"), period("2021-09-01", "2021-10-01")];
        assert_eq!(months_in(apart, day("2022-01-01")), 2);
    }
}
