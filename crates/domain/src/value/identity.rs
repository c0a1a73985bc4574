use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why a text is not an identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityFault {
    /// Not 17 digits followed by a digit or X.
    #[error("an identity number has 17 digits and then a digit or X")]
    Shape,
    /// The birth date inside is not a day of the calendar.
    #[error("the birth date in the identity number does not exist")]
    BirthDate,
    /// The last character does not fit the others.
    #[error("the check digit of the identity number should be {expected}")]
    CheckDigit {
        /// The character that would fit.
        expected: char,
    },
}

impl IdentityFault {
    /// The stable code of this fault.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shape => "IDENTITY_NUMBER_SHAPE",
            Self::BirthDate => "IDENTITY_NUMBER_BIRTH_DATE",
            Self::CheckDigit { .. } => "IDENTITY_NUMBER_CHECK_DIGIT",
        }
    }

    /// The sentence for an officer, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Shape => "公民身份号码应为17位数字加1位数字或X".into(),
            Self::BirthDate => "身份号码中的出生日期不存在".into(),
            Self::CheckDigit { expected } => format!("身份号码校验位不符，应为{expected}"),
        }
    }
}

/// A citizen identity number (GB 11643): 6 area, 8 birth, 3 order and one check digit by ISO 7064 MOD 11-2.
///
/// The area is where the number was first registered and may be a code of the past, so it is not looked up.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdentityNumber(String);

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

impl IdentityNumber {
    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The birth date written in the number.
    pub fn birth(&self) -> Option<NaiveDate> {
        NaiveDate::parse_from_str(&self.0[6..14], "%Y%m%d").ok()
    }

    /// Whether the order digits say male (odd) as GB 11643 defines.
    pub fn is_male(&self) -> bool {
        self.0.as_bytes()[16] % 2 == 1
    }

    /// The number with everything but the first three and the last two characters hidden.
    pub fn masked(&self) -> String {
        format!("{}*************{}", &self.0[..3], &self.0[16..])
    }

    /// The check character that fits the first 17 digits.
    ///
    /// # Errors
    /// When the text does not begin with 17 digits.
    pub fn check_digit(first_17: &str) -> Result<char, IdentityFault> {
        let digits = first_17.as_bytes();
        if digits.len() != 17 || !digits.iter().all(u8::is_ascii_digit) {
            return Err(IdentityFault::Shape);
        }
        let sum: u32 =
            digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        Ok(char::from(CHECKS[(sum % 11) as usize]))
    }
}

impl FromStr for IdentityNumber {
    type Err = IdentityFault;

    fn from_str(text: &str) -> Result<Self, IdentityFault> {
        let text = text.trim().to_ascii_uppercase();
        let (body, last) = text.split_at_checked(17).ok_or(IdentityFault::Shape)?;
        let expected = Self::check_digit(body)?;
        if last.len() != 1 || !last.chars().all(|c| c.is_ascii_digit() || c == 'X') {
            return Err(IdentityFault::Shape);
        }
        NaiveDate::parse_from_str(&body[6..14], "%Y%m%d").map_err(|_| IdentityFault::BirthDate)?;
        if !last.starts_with(expected) {
            return Err(IdentityFault::CheckDigit { expected });
        }
        Ok(Self(text))
    }
}

impl TryFrom<String> for IdentityNumber {
    type Error = IdentityFault;

    fn try_from(text: String) -> Result<Self, IdentityFault> {
        text.parse()
    }
}

impl From<IdentityNumber> for String {
    fn from(number: IdentityNumber) -> Self {
        number.0
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// Written by hand, because the derived shape would be any text.
#[cfg(feature = "shapes")]
impl schemars::JsonSchema for IdentityNumber {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "IdentityNumber".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A citizen identity number (GB 11643).",
            "type": "string",
            "format": "identity-number",
            "minLength": 18,
            "maxLength": 18
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_the_standard_is_accepted() {
        let number: IdentityNumber = "11010519491231002x".parse().unwrap();
        assert_eq!(number.as_str(), "11010519491231002X");
        assert_eq!(number.birth(), NaiveDate::from_ymd_opt(1949, 12, 31));
        assert!(!number.is_male());
        assert_eq!(number.masked(), "110*************2X");
        assert!("441900188001010016".parse::<IdentityNumber>().is_ok());
    }

    #[test]
    fn a_wrong_check_digit_is_named_with_the_right_one() {
        let fault = "110105194912310021".parse::<IdentityNumber>().unwrap_err();
        assert_eq!(fault, IdentityFault::CheckDigit { expected: 'X' });
        assert_eq!(fault.code(), "IDENTITY_NUMBER_CHECK_DIGIT");
    }

    #[test]
    fn other_shapes_are_refused_without_a_panic() {
        for text in [
            "",
            "110105",
            "1101051949123100二X",
            "11010519491231002XX",
            "一一〇一〇五一九四九一二三一〇〇二X",
        ] {
            assert_eq!(text.parse::<IdentityNumber>().unwrap_err(), IdentityFault::Shape, "{text}");
        }
        let body = "44190018800231001";
        let text = format!("{body}{}", IdentityNumber::check_digit(body).unwrap());
        assert_eq!(text.parse::<IdentityNumber>().unwrap_err(), IdentityFault::BirthDate);
    }
}
