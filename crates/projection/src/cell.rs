//! The values a view stores. Two column types serve both databases.

use chrono::NaiveDate;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// One stored value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// A TEXT column.
    Text(Option<String>),
    /// A BIGINT column.
    Int(Option<i64>),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<Option<&str>> for Cell {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<Option<i64>> for Cell {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Int(Some(number.into()))
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Int(Some(flag.into()))
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Text(Some(date_text(day)))
    }
}

/// The first day any row can hold, in text order.
pub const FIRST_DAY: &str = "0001-01-01";
/// The end of a row that holds until further notice, after every day in text order.
pub const OPEN_DAY: &str = "9999-12-31";
/// The end of a row that is still known to hold.
pub const STILL_KNOWN: i64 = i64::MAX;

/// A day as it is stored: text order is time order between [`FIRST_DAY`] and [`OPEN_DAY`].
pub fn date_text(day: NaiveDate) -> String {
    let text = day.to_string();
    if text.len() == 10 {
        text
    } else if day < NaiveDate::default() {
        FIRST_DAY.to_owned()
    } else {
        OPEN_DAY.to_owned()
    }
}

/// The day of a stored text; `None` stands for [`OPEN_DAY`].
pub fn date_of(text: &str) -> Option<NaiveDate> {
    (text != OPEN_DAY).then(|| text.parse().ok()).flatten()
}

/// One row of a view before the log's axis is added: when it holds in the world, and what holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Row {
    /// First day, as text.
    pub valid_from: String,
    /// The day after the last, as text.
    pub valid_to: String,
    /// The view's own columns, in their order.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row that holds in a period.
    pub fn dated(period: liangshi_domain::Period, cells: Vec<Cell>) -> Self {
        let valid_to = period.to.map_or_else(|| OPEN_DAY.to_owned(), date_text);
        Self { valid_from: date_text(period.from), valid_to, cells }
    }

    /// A row that holds at every date.
    pub fn always(cells: Vec<Cell>) -> Self {
        Self { valid_from: FIRST_DAY.to_owned(), valid_to: OPEN_DAY.to_owned(), cells }
    }

    /// A short mark that tells rows apart: two rows with one mark say the same.
    pub(crate) fn mark(&self) -> u128 {
        let mut hash = Sha256::new();
        let mut text = |part: &str| {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        };
        text(&self.valid_from);
        text(&self.valid_to);
        for cell in &self.cells {
            match cell {
                Cell::Text(Some(value)) => text(value),
                Cell::Int(Some(value)) => text(&format!("#{value}")),
                Cell::Text(None) | Cell::Int(None) => text("\0"),
            }
        }
        let mut first = [0; 16];
        first.copy_from_slice(&hash.finalize()[..16]);
        u128::from_le_bytes(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use liangshi_domain::Period;

    #[test]
    fn rows_that_differ_in_any_cell_have_different_marks() {
        let period = Period::new("2022-09-01".parse().unwrap(), None);
        let row = |cells: Vec<Cell>| Row::dated(period, cells).mark();
        assert_eq!(row(vec!["a".into(), 1_i64.into()]), row(vec!["a".into(), 1_i64.into()]));
        assert_ne!(row(vec!["a".into(), 1_i64.into()]), row(vec!["a1".into(), Cell::Int(None)]));
        assert_ne!(row(vec!["ab".into(), "c".into()]), row(vec!["a".into(), "bc".into()]));
        assert_ne!(row(vec![Cell::Text(None)]), row(vec!["".into()]));
    }

    #[test]
    fn days_beyond_four_digits_stay_in_text_order() {
        assert_eq!(date_text(NaiveDate::MIN), FIRST_DAY);
        assert_eq!(date_text(NaiveDate::MAX), OPEN_DAY);
        assert_eq!(date_of(OPEN_DAY), None);
    }
}
