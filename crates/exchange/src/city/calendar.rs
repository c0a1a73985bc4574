use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};
use liangshi_domain::CivilDate;

/// A day of the calendar; the numbers are written in this program or drawn within a month of 28 days.
pub(crate) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// The same day so many months later.
pub(crate) fn later(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(day)
}

/// The same day so many months earlier.
pub(crate) fn earlier(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).unwrap_or(day)
}

/// So many days later.
pub(crate) fn days_after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// A date as a form writes it that asks for no more than the month, as 2009年9月.
pub(crate) fn month_text(day: NaiveDate) -> String {
    format!("{}年{}月", day.year(), day.month())
}

/// The month of a day, with the words it is stated by.
pub(crate) fn by_month(day: NaiveDate) -> CivilDate {
    CivilDate::start(&month_text(day)).unwrap_or_else(|_| day.into())
}

/// Half past nine of the day in Shanghai, when the office enters what it has.
pub(crate) fn morning(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::minutes(90)
}

/// A month of the told history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Month {
    pub(crate) year: i32,
    pub(crate) month: u32,
}

impl Month {
    /// The month of this number.
    pub(crate) const fn new(year: i32, month: u32) -> Self {
        Self { year, month }
    }

    /// A day of it, at most the 28th.
    pub(crate) fn day(self, day: u32) -> NaiveDate {
        date(self.year, self.month, day)
    }

    /// When everything that happened in it is entered.
    pub(crate) fn entered(self) -> DateTime<Utc> {
        morning(self.day(26))
    }

    /// Every month from this one to the last.
    pub(crate) fn through(self, last: Self) -> impl Iterator<Item = Self> {
        let next = |month: &Self| {
            let day = later(month.day(1), 1);
            Some(Self::new(day.year(), day.month()))
        };
        std::iter::successors(Some(self), next).take_while(move |month| *month <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_months_run_over_the_turn_of_the_year() {
        let months: Vec<_> =
            Month::new(2016, 11).through(Month::new(2017, 2)).map(|month| month.day(1)).collect();
        assert_eq!(months, [date(2016, 11, 1), date(2016, 12, 1), date(2017, 1, 1), date(2017, 2, 1)]);
        assert_eq!(Month::new(2022, 6).entered().to_rfc3339(), "2022-06-26T01:30:00+00:00");
    }

    #[test]
    fn a_month_keeps_its_words() {
        let stated = by_month(date(2009, 9, 17));
        assert_eq!((stated.day, stated.to_string()), (date(2009, 9, 1), "2009年9月".to_owned()));
    }
}
