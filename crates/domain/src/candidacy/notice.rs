use chrono::{Datelike, Days, NaiveDate, Weekday};

/// How long a public notice lasts when the programme does not say, in working days.
pub(crate) const NOTICE_WORKING_DAYS: u32 = 5;

/// The first day on which this many working days have passed, the first day counted.
///
/// Monday to Friday are taken for working days: holidays and the weekends worked for them are announced year by year,
/// and a notice that is long enough without them is long enough.
pub(crate) fn after_working_days(from: NaiveDate, number: u32) -> NaiveDate {
    let mut left = number;
    let mut day = from;
    while left > 0 {
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
        match day.checked_add_days(Days::new(1)) {
            Some(next) => day = next,
            None => return day,
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weekend_is_not_worked() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(after_working_days(day("2022-06-06"), 5), day("2022-06-11"), "Monday to Friday");
        assert_eq!(after_working_days(day("2022-06-08"), 5), day("2022-06-15"), "Wednesday to Tuesday");
        assert_eq!(after_working_days(day("2022-06-11"), 1), day("2022-06-14"), "Saturday");
        assert_eq!(after_working_days(day("2022-06-11"), 0), day("2022-06-11"));
        assert_eq!(after_working_days(NaiveDate::MAX, 3), NaiveDate::MAX);
    }
}
