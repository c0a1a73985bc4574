//! Which days are worked: the holidays of a year and the weekends worked for them, as they are announced year by year.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::check;
use super::day;
use super::fault::{FaultKind, PolicyFault};
use super::label::Label;

/// The working days of a year as its notice tells them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The year.
    pub year: i32,
    /// The notice that announces them.
    pub legal_basis: Label,
    /// Whether the bureau has confirmed it.
    pub confirmed: bool,
    /// The days off, the first and the last of each holiday included.
    pub holidays: Vec<DayRange>,
    /// The days of weekends that are worked.
    pub worked: Vec<WorkedDay>,
}

/// A holiday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayRange {
    /// Its name in Chinese.
    pub zh: String,
    /// The first day off.
    #[serde(deserialize_with = "day::required")]
    pub from: NaiveDate,
    /// The last day off.
    #[serde(deserialize_with = "day::required")]
    pub last: NaiveDate,
}

/// A day of a weekend that is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkedDay {
    /// The day.
    #[serde(deserialize_with = "day::required")]
    pub on: NaiveDate,
}

impl Calendar {
    /// Reads a calendar and checks it.
    ///
    /// # Errors
    ///
    /// The first fault, with its key and what would be allowed.
    pub fn parse(text: &str) -> Result<Self, PolicyFault> {
        let calendar: Self = check::read(text)?;
        calendar.check()?;
        Ok(calendar)
    }

    fn check(&self) -> Result<(), PolicyFault> {
        check::labelled("legal_basis", &self.legal_basis)?;
        for holiday in &self.holidays {
            check::not_blank("holidays.zh", &holiday.zh)?;
            if holiday.last < holiday.from {
                let kind = FaultKind::EndBeforeStart {
                    from: holiday.from.to_string(),
                    to: holiday.last.to_string(),
                };
                return Err(PolicyFault::at("holidays.last", kind));
            }
        }
        // A working day that is named as one, or one in the midst of a holiday, is a slip of the pen.
        let slip = |worked: &&WorkedDay| !is_weekend(worked.on) || self.is_holiday(worked.on);
        match self.worked.iter().find(slip) {
            Some(worked) => {
                let kind = FaultKind::ValueNotAllowed { found: worked.on.to_string(), allowed: Vec::new() };
                Err(PolicyFault::at("worked.on", kind))
            }
            None => Ok(()),
        }
    }

    fn is_holiday(&self, day: NaiveDate) -> bool {
        self.holidays.iter().any(|holiday| holiday.from <= day && day <= holiday.last)
    }

    /// Whether a day of the year is worked.
    pub(crate) fn is_worked(&self, day: NaiveDate) -> bool {
        let shifted = self.worked.iter().any(|worked| worked.on == day);
        !self.is_holiday(day) && (shifted || !is_weekend(day))
    }
}

/// Whether a day is a Saturday or a Sunday.
pub(crate) fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worked_day_that_is_no_weekend_is_a_slip() {
        let text = "year = 2022\nlegal_basis = { zh = \"通知\", en = \"Notice\" }\nconfirmed = false\nholidays = []\n[[worked]]\non = 2022-04-25\n";
        assert_eq!(Calendar::parse(text).map_err(|fault| fault.key), Err("worked.on".to_owned()));
        assert!(Calendar::parse(&text.replace("04-25", "04-24")).is_ok());
    }
}
