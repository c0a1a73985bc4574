use chrono::{Days, Months, NaiveDate};

use super::date::{CivilDate, Precision};

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    /// The text has none of the accepted shapes.
    #[error("“{0}” is not a date; write 2022-09-01, 2022-09 or 2022年9月")]
    Shape(String),
    /// The shape is right, but the calendar has no such day, as 31 February.
    #[error("“{0}” does not exist in the calendar")]
    NoSuchDay(String),
    /// The year is outside 1800–2199.
    #[error("the year of “{0}” is outside 1800–2199")]
    Year(String),
}

impl DateFault {
    /// The stable code of this fault.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shape(_) => "DATE_SHAPE",
            Self::NoSuchDay(_) => "DATE_NO_SUCH_DAY",
            Self::Year(_) => "DATE_YEAR",
        }
    }

    /// The sentence for an officer, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Shape(text) => format!("“{text}”不是日期，请写作 2022-09-01、2022-09 或 2022年9月"),
            Self::NoSuchDay(text) => format!("日历上没有“{text}”这一天"),
            Self::Year(text) => format!("“{text}”的年份不在 1800–2199 之间"),
        }
    }
}

impl CivilDate {
    /// Reads the start of something: a month or a year means its first day.
    ///
    /// # Errors
    /// When the text is not a date, or not a day of the calendar.
    pub fn start(text: &str) -> Result<Self, DateFault> {
        let (day, precision) = read(text)?;
        Ok(Self { day, precision, text: kept(text, day, precision) })
    }

    /// Reads an **inclusive** end as documents write it (至2022年8月31日): the day kept is the one after the last.
    ///
    /// # Errors
    /// When the text is not a date, or not a day of the calendar.
    pub fn end_inclusive(text: &str) -> Result<Self, DateFault> {
        let (first, precision) = read(text)?;
        let day = match precision {
            Precision::Year => first.checked_add_months(Months::new(12)),
            Precision::Month => first.checked_add_months(Months::new(1)),
            Precision::Day => first.checked_add_days(Days::new(1)),
        };
        let day = day.ok_or_else(|| DateFault::Year(text.to_owned()))?;
        Ok(Self { day, precision, text: Some(text.trim().to_owned()) })
    }
}

/// The words are kept unless they say no more than the stored day does.
fn kept(text: &str, day: NaiveDate, precision: Precision) -> Option<String> {
    let text = text.trim();
    (precision != Precision::Day || text != day.to_string()).then(|| text.to_owned())
}

fn read(text: &str) -> Result<(NaiveDate, Precision), DateFault> {
    let plain = half_width(text);
    let parts = numbers(&plain).ok_or_else(|| DateFault::Shape(text.trim().to_owned()))?;
    let (year, month, day, precision) = match parts[..] {
        [y] => (y, 1, 1, Precision::Year),
        [y, m] => (y, m, 1, Precision::Month),
        [y, m, d] => (y, m, d, Precision::Day),
        _ => return Err(DateFault::Shape(text.trim().to_owned())),
    };
    if !(1800..=2199).contains(&year) {
        return Err(DateFault::Year(text.trim().to_owned()));
    }
    let found = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    found.map(|day| (day, precision)).ok_or_else(|| DateFault::NoSuchDay(text.trim().to_owned()))
}

/// Officers type full-width digits and signs without noticing; both widths mean the same date.
fn half_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' | '－' | '／' | '．' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.trim().chars().map(narrow).collect()
}

/// Splits a date text into its numbers: separated by `-`, `/`, `.` or 年月日, or written without any (202209, 20220901).
fn numbers(text: &str) -> Option<Vec<u32>> {
    if text.chars().all(|c| c.is_ascii_digit()) {
        return match text.len() {
            4 => Some(vec![text.parse().ok()?]),
            6 => Some(vec![text[..4].parse().ok()?, text[4..].parse().ok()?]),
            8 => Some(vec![text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?]),
            _ => None,
        };
    }
    let text = text.strip_suffix(['年', '月', '日']).unwrap_or(text);
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let shaped = parts.first().is_some_and(|year| year.len() == 4)
        && parts.iter().skip(1).all(|part| (1..=2).contains(&part.len()))
        && parts.iter().all(|part| part.chars().all(|c| c.is_ascii_digit()));
    if shaped { parts.iter().map(|part| part.parse().ok()).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> String {
        CivilDate::start(text).unwrap().day.to_string()
    }

    #[test]
    fn every_way_officers_write_a_date_is_read() {
        for text in [
            "2022-09-01",
            "2022/9/1",
            "2022.09.01",
            "20220901",
            "2022年9月1日",
            "２０２２年９月１日",
            " 2022-09 ",
            "202209",
        ] {
            assert_eq!(day(text), "2022-09-01", "{text}");
        }
        assert_eq!(day("2022"), "2022-01-01");
        assert_eq!(day("2022年"), "2022-01-01");
    }

    #[test]
    fn an_inclusive_end_becomes_the_day_after_the_last() {
        assert_eq!(CivilDate::end_inclusive("2022-08").unwrap().day.to_string(), "2022-09-01");
        assert_eq!(CivilDate::end_inclusive("2022").unwrap().day.to_string(), "2023-01-01");
        assert_eq!(CivilDate::end_inclusive("2022年8月31日").unwrap().day.to_string(), "2022-09-01");
    }

    #[test]
    fn the_thirty_first_of_february_is_refused_by_name() {
        assert_eq!(CivilDate::start("2022-02-31"), Err(DateFault::NoSuchDay("2022-02-31".into())));
        assert_eq!(CivilDate::start("0022-02-01").unwrap_err().code(), "DATE_YEAR");
        for text in ["", "soon", "2022-", "22-1-1", "2022-001", "2022-9-1-1", "９月"] {
            assert_eq!(CivilDate::start(text).unwrap_err().code(), "DATE_SHAPE", "{text}");
        }
    }
}
