use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How exactly a date was stated (code list C-39).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Precision {
    /// Only the year was stated.
    Year,
    /// Year and month were stated; the national teacher form asks for no more.
    Month,
    /// The day was stated.
    #[default]
    Day,
}

/// A civil date in Asia/Shanghai with the precision it was stated in and the text it was stated by.
///
/// `day` is already expanded: the first day for a start, the day **after** the last for an inclusive end, so that every
/// comparison is a comparison of days. A day-precise date without a text of its own is stored as a plain string.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[serde(from = "Stored", into = "Stored")]
pub struct CivilDate {
    /// The expanded day.
    pub day: NaiveDate,
    /// How exactly the date was stated.
    pub precision: Precision,
    /// The words of the document, when they were not already an ISO day.
    pub text: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum Stored {
    Day(NaiveDate),
    Stated {
        day: NaiveDate,
        precision: Precision,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
}

impl From<Stored> for CivilDate {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Day(day) => day.into(),
            Stored::Stated { day, precision, text } => Self { day, precision, text },
        }
    }
}

impl From<CivilDate> for Stored {
    fn from(date: CivilDate) -> Self {
        match (date.precision, date.text) {
            (Precision::Day, None) => Self::Day(date.day),
            (precision, text) => Self::Stated { day: date.day, precision, text },
        }
    }
}

impl From<NaiveDate> for CivilDate {
    fn from(day: NaiveDate) -> Self {
        Self { day, precision: Precision::Day, text: None }
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => f.write_str(text),
            None => write!(f, "{}", self.day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_stored_as_a_plain_string_and_a_month_keeps_its_words() {
        let day = CivilDate::start("2022-09-01").unwrap();
        assert_eq!(serde_json::to_string(&day).unwrap(), r#""2022-09-01""#);
        let month = CivilDate::start("2022年9月").unwrap();
        let stored = serde_json::to_string(&month).unwrap();
        assert_eq!(stored, r#"{"day":"2022-09-01","precision":"MONTH","text":"2022年9月"}"#);
        assert_eq!(serde_json::from_str::<CivilDate>(&stored).unwrap(), month);
    }
}
