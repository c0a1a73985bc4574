//! Civil dates in policy files, written bare (`2022-12-31`) or as text.
//!
//! TOML has its own date type and JSON has none; a policy travels through both, so both spellings are read.

use std::fmt;

use chrono::NaiveDate;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use toml::value::Datetime;

/// Marks a message as "this is not a date", so that the fault can say it in both languages.
pub(crate) const NOT_A_DATE: &str = "not a date: ";

struct DayVisitor;

impl<'de> Visitor<'de> for DayVisitor {
    type Value = NaiveDate;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a date such as 2022-12-31")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<NaiveDate, E> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| E::custom(format!("{NOT_A_DATE}{text}")))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<NaiveDate, A::Error> {
        let found = Datetime::deserialize(MapAccessDeserializer::new(map))?;
        let date = found.date.filter(|_| found.time.is_none());
        date.and_then(|date| {
            NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
        })
        .ok_or_else(|| A::Error::custom(format!("{NOT_A_DATE}{found}")))
    }
}

struct Day(NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(DayVisitor).map(Day)
    }
}

pub(crate) fn required<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    Day::deserialize(from).map(|day| day.0)
}

pub(crate) fn optional<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    Option::<Day>::deserialize(from).map(|day| day.map(|day| day.0))
}
