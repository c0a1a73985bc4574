use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a text is not an organisation code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrganisationCodeFault {
    /// Not 18 characters of the standard's alphabet.
    #[error(
        "a unified social credit code has 18 characters, digits and capital letters without I, O, S, V, Z"
    )]
    Shape,
    /// The last character does not fit the others.
    #[error("the check character of the unified social credit code should be {expected}")]
    CheckDigit {
        /// The character that would fit.
        expected: char,
    },
}

impl OrganisationCodeFault {
    /// The stable code of this fault.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shape => "ORGANISATION_CODE_SHAPE",
            Self::CheckDigit { .. } => "ORGANISATION_CODE_CHECK_DIGIT",
        }
    }

    /// The sentence for an officer, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Shape => "统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z）".into(),
            Self::CheckDigit { expected } => format!("统一社会信用代码校验位不符，应为{expected}"),
        }
    }
}

/// A unified social credit code (GB 32100): registrar, class, 6 area, 9 entity and one check character modulo 31.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganisationCode(String);

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

impl OrganisationCode {
    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The check character that fits the first 17.
    ///
    /// # Errors
    /// When a character is outside the alphabet or there are not 17.
    pub fn check_digit(first_17: &str) -> Result<char, OrganisationCodeFault> {
        if first_17.len() != 17 {
            return Err(OrganisationCodeFault::Shape);
        }
        let mut weight = 1;
        let mut sum = 0;
        for byte in first_17.bytes() {
            let value = ALPHABET.iter().position(|c| *c == byte).ok_or(OrganisationCodeFault::Shape)?;
            sum += value * weight;
            weight = weight * 3 % 31;
        }
        Ok(char::from(ALPHABET[(31 - sum % 31) % 31]))
    }
}

impl FromStr for OrganisationCode {
    type Err = OrganisationCodeFault;

    fn from_str(text: &str) -> Result<Self, OrganisationCodeFault> {
        let text = text.trim().to_ascii_uppercase();
        let (body, last) = text.split_at_checked(17).ok_or(OrganisationCodeFault::Shape)?;
        let expected = Self::check_digit(body)?;
        if last.len() != 1 || !ALPHABET.contains(&last.as_bytes()[0]) {
            return Err(OrganisationCodeFault::Shape);
        }
        if !last.starts_with(expected) {
            return Err(OrganisationCodeFault::CheckDigit { expected });
        }
        Ok(Self(text))
    }
}

impl TryFrom<String> for OrganisationCode {
    type Error = OrganisationCodeFault;

    fn try_from(text: String) -> Result<Self, OrganisationCodeFault> {
        text.parse()
    }
}

impl From<OrganisationCode> for String {
    fn from(code: OrganisationCode) -> Self {
        code.0
    }
}

impl fmt::Display for OrganisationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Written by hand, because the derived shape would be any text.
#[cfg(feature = "shapes")]
impl schemars::JsonSchema for OrganisationCode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OrganisationCode".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A unified social credit code (GB 32100).",
            "type": "string",
            "format": "unified-social-credit-code",
            "minLength": 18,
            "maxLength": 18
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vectors_are_accepted() {
        for text in ["91350100M000100Y43", "124419000000000012", "52441900000000001X"] {
            assert_eq!(text.parse::<OrganisationCode>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_wrong_check_character_is_named_with_the_right_one() {
        let fault = "91350100M000100Y44".parse::<OrganisationCode>().unwrap_err();
        assert_eq!(fault, OrganisationCodeFault::CheckDigit { expected: '3' });
        assert_eq!(
            "91350100M000100I43".parse::<OrganisationCode>().unwrap_err().code(),
            "ORGANISATION_CODE_SHAPE"
        );
        assert_eq!("学校".parse::<OrganisationCode>().unwrap_err().code(), "ORGANISATION_CODE_SHAPE");
    }
}
