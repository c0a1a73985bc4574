//! An exact number of a target.
//!
//! "Doubled" is 2.0, and a binary fraction would one day call 1.9999999 met. So a number is kept as its digits.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};

/// Marks a message as "this is not an exact number", so that the fault can say it in both languages.
pub(crate) const NOT_A_NUMBER: &str = "not an exact number: ";

/// A decimal number without rounding: `digits` divided by ten to the power of `places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quantity {
    digits: i64,
    places: u32,
}

impl Quantity {
    /// A whole number.
    #[must_use]
    pub fn whole(number: i64) -> Self {
        Self { digits: number, places: 0 }
    }

    /// The number as an integer, if it has no fraction.
    #[must_use]
    pub fn as_whole(&self) -> Option<i64> {
        let unit = 10_i64.checked_pow(self.places)?;
        (self.digits % unit == 0).then_some(self.digits / unit)
    }

    /// Whether it is greater than zero.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.digits > 0
    }

    /// Whether it is greater than the other, decided without rounding.
    #[must_use]
    pub fn exceeds(&self, other: &Self) -> bool {
        let raised = |one: &Self, by: &Self| 10_i128.pow(by.places) * i128::from(one.digits);
        raised(self, other) > raised(other, self)
    }

    /// Whether `numerator ÷ denominator` is at least this number, decided without rounding.
    /// A denominator that is not positive never reaches anything.
    #[must_use]
    pub fn is_reached_by(&self, numerator: i64, denominator: i64) -> bool {
        let scaled = 10_i128.checked_pow(self.places).map(|unit| i128::from(numerator) * unit);
        denominator > 0
            && scaled.is_some_and(|scaled| scaled >= i128::from(self.digits) * i128::from(denominator))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.places == 0 {
            return write!(out, "{}", self.digits);
        }
        let width = self.places as usize + 1;
        let text = format!("{:0>width$}", self.digits.unsigned_abs());
        let (whole, fraction) = text.split_at(text.len() - self.places as usize);
        write!(out, "{}{whole}.{fraction}", if self.digits < 0 { "-" } else { "" })
    }
}

impl FromStr for Quantity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("{NOT_A_NUMBER}{text}");
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let unsigned = whole.strip_prefix('-').unwrap_or(whole);
        let plain = |part: &str| part.chars().all(|digit| digit.is_ascii_digit());
        let shaped = plain(unsigned) && !unsigned.is_empty() && plain(fraction);
        if !shaped || fraction.len() > 6 || (fraction.is_empty() && text.contains('.')) {
            return Err(fault());
        }
        let digits = format!("{whole}{fraction}").parse().map_err(|_| fault())?;
        Ok(Self { digits, places: u32::try_from(fraction.len()).map_err(|_| fault())? })
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

struct QuantityVisitor;

impl Visitor<'_> for QuantityVisitor {
    type Value = Quantity;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an integer, or a decimal in quotes such as \"2.0\"")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Quantity, E> {
        Ok(Quantity::whole(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Quantity, E> {
        i64::try_from(number).map(Quantity::whole).map_err(|_| E::custom(format!("{NOT_A_NUMBER}{number}")))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Quantity, E> {
        Err(E::custom(format!("{NOT_A_NUMBER}{number}")))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Quantity, E> {
        text.parse().map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(QuantityVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_it_was_read() {
        for text in ["20", "2.0", "0.05", "-1.5", "1000"] {
            assert_eq!(text.parse::<Quantity>().map(|number| number.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn what_is_not_plain_digits_is_refused() {
        for text in ["", "2.", ".5", "1e3", "two", "1,000", "--1", "1.2.3", "0.1234567"] {
            assert!(text.parse::<Quantity>().is_err(), "{text}");
        }
    }

    #[test]
    fn doubled_is_decided_without_rounding() {
        let doubled: Quantity = "2.0".parse().unwrap_or(Quantity::whole(0));
        assert!(doubled.is_reached_by(66, 33));
        assert!(!doubled.is_reached_by(65, 33));
        assert!(!doubled.is_reached_by(1, 0));
        assert_eq!(doubled.as_whole(), Some(2));
        assert!(Quantity::whole(3).exceeds(&doubled) && !Quantity::whole(2).exceeds(&doubled));
    }
}
