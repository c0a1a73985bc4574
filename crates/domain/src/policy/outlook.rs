//! How a count went, how fast it goes, and where that leads by a deadline.
//!
//! The forecast is a straight line and says so: it goes on as the last twelve months went. It is no promise, and stands beside the
//! pace that would be needed.

use std::collections::BTreeSet;

use chrono::{Datelike, Months, NaiveDate};

use crate::Period;

/// The months a pace is taken over.
pub const PACE_MONTHS: u32 = 12;

/// A person who counts for a time; one person may count in several times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counting {
    /// The person.
    pub person: String,
    /// When the person counts.
    pub period: Period,
}

/// How many persons count on a day, each once.
pub fn counted(all: &[Counting], day: NaiveDate) -> i64 {
    let there = all.iter().filter(|counting| counting.period.contains(day));
    let persons: BTreeSet<_> = there.map(|counting| &counting.person).collect();
    i64::try_from(persons.len()).unwrap_or(i64::MAX)
}

/// The last days of so many whole months before a day, and the day itself, oldest first.
pub fn month_ends(day: NaiveDate, months: u32) -> Vec<NaiveDate> {
    let first = day.with_day(1).unwrap_or(day);
    let end = |back: u32| first.checked_sub_months(Months::new(back)).and_then(|first| first.pred_opt());
    (0..months).rev().filter_map(end).chain([day]).collect()
}

/// Where a count goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// Persons a month, in hundredths, over the last twelve months.
    pub pace: i64,
    /// Persons a month, in hundredths, that would reach the number in time; none when it is reached or no whole month is left.
    pub needed: Option<i64>,
    /// How many there will be at the deadline if it goes on so.
    pub forecast: i64,
}

/// The outlook on a day for a number that is to be reached before a deadline, which is the first day on which it is too late.
pub fn outlook(all: &[Counting], day: NaiveDate, number: i64, deadline: NaiveDate) -> Outlook {
    let before = day.checked_sub_months(Months::new(PACE_MONTHS)).unwrap_or(NaiveDate::MIN);
    let now = counted(all, day);
    let pace = (now - counted(all, before)) * 100 / i64::from(PACE_MONTHS);
    let left = months_between(day, deadline);
    let missing = number - now;
    // Rounded up, because less would not do.
    let needed = (missing > 0 && left > 0).then(|| (missing * 100 + left - 1) / left);
    Outlook { pace, needed, forecast: now + (pace * left).div_euclid(100) }
}

/// Whole months from one day to another; none when the other is not later.
fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    let begun = i64::from(to.day() < from.day());
    (months - begun).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    fn counting(person: &str, from: &str, to: Option<&str>) -> Counting {
        Counting { person: person.to_owned(), period: Period::new(day(from), to.map(day)) }
    }

    #[test]
    fn a_person_counts_once_on_a_day_and_only_within_the_time() {
        let all = [
            counting("a", "2021-06-20", None),
            counting("a", "2022-01-01", None),
            counting("b", "2022-06-20", Some("2022-10-01")),
        ];
        let on = |text| counted(&all, day(text));
        assert_eq!((on("2021-06-19"), on("2022-06-20"), on("2022-10-01")), (0, 2, 1));
    }

    #[test]
    fn a_trend_is_told_at_the_ends_of_the_months_and_on_the_day_itself() {
        let days = month_ends(day("2022-03-10"), 2);
        assert_eq!(days, [day("2022-01-31"), day("2022-02-28"), day("2022-03-10")]);
    }

    #[test]
    fn the_forecast_goes_on_as_the_last_twelve_months_went() {
        let all: Vec<_> = (0..24).map(|nth| counting(&format!("p{nth}"), "2022-06-20", None)).collect();
        let told = outlook(&all, day("2022-09-30"), 40, day("2023-01-01"));
        assert_eq!(told, Outlook { pace: 200, needed: Some(534), forecast: 30 });
        let reached = outlook(&all, day("2022-09-30"), 20, day("2023-01-01"));
        assert_eq!(reached.needed, None);
        let late = outlook(&all, day("2023-02-01"), 40, day("2023-01-01"));
        assert_eq!((late.needed, late.forecast), (None, 24));
    }
}
