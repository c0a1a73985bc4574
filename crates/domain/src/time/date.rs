use std::fmt;

use chrono::NaiveDate;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

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

/// Read by hand: a history is mostly dates, and trying one form after the other would copy each and make an error of it.
#[derive(Serialize)]
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

#[derive(Deserialize)]
struct Stated {
    day: NaiveDate,
    precision: Precision,
    #[serde(default)]
    text: Option<String>,
}

impl<'de> Deserialize<'de> for Stored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Stored;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day, or a day with its precision and words")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Stored, E> {
                match plain_day(text.as_bytes()) {
                    Some(day) => Ok(Stored::Day(day)),
                    None => text.parse().map(Stored::Day).map_err(E::custom),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Stored, A::Error> {
                let Stated { day, precision, text } = Stated::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Stored::Stated { day, precision, text })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// The ten characters of an ISO day; whatever else is left to the library.
fn plain_day(text: &[u8]) -> Option<NaiveDate> {
    let &[a, b, c, d, b'-', m, n, b'-', x, y] = text else { return None };
    let number = |digits: &[u8]| {
        digits
            .iter()
            .try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
    };
    NaiveDate::from_ymd_opt(i32::try_from(number(&[a, b, c, d])?).ok()?, number(&[m, n])?, number(&[x, y])?)
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
        assert_eq!(serde_json::from_str::<CivilDate>(r#""2022-09-01""#).unwrap(), day);
        assert_eq!(serde_json::from_value::<CivilDate>(serde_json::json!("2022-09-01")).unwrap(), day);
        for wrong in [r#""2022-13-01""#, r#""2022-9-x""#, "20220901", r#"{"day":"2022-09-01"}"#, "null"] {
            assert!(serde_json::from_str::<CivilDate>(wrong).is_err(), "{wrong}");
        }
    }
}
