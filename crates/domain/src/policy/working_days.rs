//! How long a number of working days lasts, by the calendars that are known.

use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate};

use super::builtin;
use super::calendar::{Calendar, is_weekend};

/// The calendars that travel inside the program. A file that cannot be read is a fault the tests of the files find.
static CALENDARS: LazyLock<Vec<Calendar>> = LazyLock::new(|| builtin::calendars().unwrap_or_default());

/// From when on a number of working days has passed, and the years of which no calendar was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingDays {
    /// The first day on which they have passed.
    pub over: NaiveDate,
    /// The years in which only weekends were taken for days off.
    pub unknown_years: Vec<i32>,
}

/// The first day on which this many working days have passed, the first day counted. In a year without a calendar Monday to
/// Friday are taken for working days, and the answer names that year.
pub fn working_days_after(from: NaiveDate, number: u32) -> WorkingDays {
    let (mut left, mut over, mut unknown_years) = (number, from, Vec::new());
    while left > 0 {
        let calendar = CALENDARS.iter().find(|calendar| calendar.year == over.year());
        if calendar.is_none() && !unknown_years.contains(&over.year()) {
            unknown_years.push(over.year());
        }
        if calendar.map_or_else(|| !is_weekend(over), |calendar| calendar.is_worked(over)) {
            left -= 1;
        }
        match over.checked_add_days(Days::new(1)) {
            Some(next) => over = next,
            None => break,
        }
    }
    WorkingDays { over, unknown_years }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(from: &str, number: u32) -> (String, Vec<i32>) {
        let found = working_days_after(from.parse().unwrap(), number);
        (found.over.to_string(), found.unknown_years)
    }

    #[test]
    fn a_weekend_is_not_worked_unless_it_is_worked_for_a_holiday() {
        assert_eq!(over("2022-06-06", 5), ("2022-06-11".to_owned(), vec![]), "Monday to Friday");
        assert_eq!(over("2022-06-11", 1), ("2022-06-14".to_owned(), vec![]), "Saturday");
        assert_eq!(
            over("2022-04-22", 2),
            ("2022-04-25".to_owned(), vec![]),
            "the Sunday before May is worked"
        );
        assert_eq!(over("2022-06-11", 0).0, "2022-06-11");
    }

    #[test]
    fn a_holiday_does_not_count() {
        assert_eq!(over("2022-09-28", 5), ("2022-10-10".to_owned(), vec![]), "the first week of October");
        assert_eq!(over("2021-12-30", 3), ("2022-01-05".to_owned(), vec![]), "from one year into the next");
    }

    #[test]
    fn a_year_without_a_calendar_is_counted_by_weekends_and_named() {
        assert_eq!(over("1999-10-01", 5), ("1999-10-08".to_owned(), vec![1999]));
        assert_eq!(working_days_after(NaiveDate::MAX, 3).over, NaiveDate::MAX);
    }
}
