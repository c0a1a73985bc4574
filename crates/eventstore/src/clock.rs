//! Where the log learns the time.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, SubsecRound, TimeDelta, Utc};
use std::sync::{Mutex, PoisonError};

/// Tells the time. It is a parameter so that a story told twice is the same story.
pub trait Clock: Send + Sync {
    /// The instant it is now.
    fn now(&self) -> DateTime<Utc>;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that all others ask for")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that stands still until it is set: for tests and for telling a history that never was.
#[derive(Debug)]
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    /// A clock standing at `start`.
    pub fn new(start: DateTime<Utc>) -> Self {
        Self(Mutex::new(start))
    }

    /// Sets the clock, also backwards.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Moves the clock on.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The stored form of an instant: always 27 characters, so that text order is time order. What lies outside the years
/// 0000 to 9999 would be wider and is put at the nearer end.
pub(crate) fn to_text(instant: DateTime<Utc>) -> String {
    let (year, edge) = (instant.year(), |year, month, day| NaiveDate::from_ymd_opt(year, month, day));
    if year < 0 {
        return edge(0, 1, 1).map_or_else(String::new, |day| format!("{day}T00:00:00.000000Z"));
    }
    if year > 9999 {
        return edge(9999, 12, 31).map_or_else(String::new, |day| format!("{day}T23:59:59.999999Z"));
    }
    instant.trunc_subsecs(6).to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The instant a stored text stands for.
pub(crate) fn from_text(text: &str) -> Result<DateTime<Utc>, chrono::ParseError> {
    match plain(text.as_bytes()) {
        Some(instant) => Ok(instant),
        None => Ok(DateTime::parse_from_rfc3339(text)?.with_timezone(&Utc)),
    }
}

/// Reads the form every instant is stored in, which a replay does for each event; all others are left to the library.
fn plain(text: &[u8]) -> Option<DateTime<Utc>> {
    const FORM: &[u8; 27] = b"0000-00-00T00:00:00.000000Z";
    let fits = |(byte, form): (&u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form };
    if text.len() != FORM.len() || !text.iter().zip(FORM).all(fits) {
        return None;
    }
    let number = |from: usize, to: usize| {
        text[from..to].iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    let day = NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)).ok()?, number(5, 7), number(8, 10))?;
    Some(day.and_hms_micro_opt(number(11, 13), number(14, 16), number(17, 19), number(20, 26))?.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_order_is_time_order_even_at_the_edges() {
        let texts: Vec<String> = [
            DateTime::<Utc>::MIN_UTC,
            DateTime::<Utc>::UNIX_EPOCH,
            DateTime::<Utc>::UNIX_EPOCH + TimeDelta::microseconds(1),
            DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(1),
            DateTime::<Utc>::MAX_UTC,
        ]
        .map(to_text)
        .to_vec();
        assert!(texts.is_sorted());
        assert!(texts.iter().all(|text| text.len() == 27));
        assert_eq!(texts[2], "1970-01-01T00:00:00.000001Z");
    }

    #[test]
    fn the_stored_form_is_read_as_the_library_reads_it() {
        for text in
            ["2022-06-30T08:09:10.000001Z", "0000-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z"]
        {
            assert_eq!(plain(text.as_bytes()), DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()));
        }
        for text in
            ["2022-06-30T08:09:10.00000Z", "2022-13-30T08:09:10.000001Z", "2022-06-30T08:09:10.000001+"]
        {
            assert_eq!(plain(text.as_bytes()), None);
        }
        assert!(from_text("2022-06-30T16:09:10+08:00").is_ok());
    }

    #[test]
    fn a_leap_second_keeps_its_width() {
        let leap = from_text("2016-12-31T23:59:60.500000Z").map(to_text);
        assert_eq!(leap.as_deref(), Ok("2016-12-31T23:59:60.500000Z"));
    }
}
