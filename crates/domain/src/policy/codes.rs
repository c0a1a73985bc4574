//! A code list: dated values with their names, and where they were read.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check;
use super::day;
use super::fault::{FaultKind, PolicyFault};
use super::in_force::InForce;
use super::label::Label;

/// A code list as read from its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// A stable id: `C-01`, or the table's own id where the registry gives none.
    pub id: String,
    /// The list's name.
    pub name: Label,
    /// The standard and table, or "registry" for a list of our own.
    pub standard: String,
    /// Where the values were read and what is known to be uncertain.
    pub source: String,
    /// The values, in the order in which to show them.
    pub values: Vec<CodeValue>,
}

/// One value of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeValue {
    /// The code as stored.
    pub code: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// The first day it can be used.
    #[serde(default, deserialize_with = "day::optional")]
    pub from: Option<NaiveDate>,
    /// The first day it can no longer be used.
    #[serde(default, deserialize_with = "day::optional")]
    pub to: Option<NaiveDate>,
    /// A part of the list, where it holds several kinds of value.
    pub group: Option<String>,
    /// The values of another list it corresponds to.
    #[serde(default)]
    pub maps_to: Vec<String>,
    /// The word by which the registry itself stores this value, where its rules look at it.
    pub word: Option<String>,
    /// What the transcription said, where it was corrected.
    pub corrected_from: Option<String>,
    /// Whether the value or its dates are inferred and not read in a source.
    #[serde(default)]
    pub inferred: bool,
}

impl CodeList {
    /// Reads a list and checks it.
    ///
    /// # Errors
    ///
    /// The first fault, with its key and what would be allowed.
    pub fn parse(text: &str) -> Result<Self, PolicyFault> {
        let list: Self = check::read(text)?;
        list.check()?;
        Ok(list)
    }

    /// The values that can be used on a day.
    pub fn on(&self, day: NaiveDate) -> impl Iterator<Item = &CodeValue> {
        self.values.iter().filter(move |value| value.period().contains(day))
    }

    /// The value with this code on a day.
    #[must_use]
    pub fn value(&self, code: &str, day: NaiveDate) -> Option<&CodeValue> {
        self.on(day).find(|value| value.code == code)
    }

    /// The first value on a day that the registry stores by this word, for writing a record back in the standard's codes.
    #[must_use]
    pub fn by_word(&self, word: &str, day: NaiveDate) -> Option<&CodeValue> {
        self.on(day).find(|value| value.word.as_deref() == Some(word))
    }

    /// Whether a code was ever in the list.
    #[must_use]
    pub fn knows(&self, code: &str) -> bool {
        self.values.iter().any(|value| value.code == code)
    }

    fn check(&self) -> Result<(), PolicyFault> {
        check::not_blank("id", &self.id)?;
        check::labelled("name", &self.name)?;
        check::not_blank("standard", &self.standard)?;
        if self.values.is_empty() {
            return Err(PolicyFault::at("values", FaultKind::Empty));
        }
        for value in &self.values {
            check::not_blank("values.code", &value.code)?;
            check::labelled(&format!("values.{}", value.code), &value.label())?;
        }
        let entries: Vec<_> = self.values.iter().map(|value| (value.code.as_str(), value.period())).collect();
        check::periods("values", &entries)
    }
}

impl CodeValue {
    /// When it can be used.
    #[must_use]
    pub fn period(&self) -> InForce {
        InForce::new(self.from, self.to)
    }

    /// Its name.
    #[must_use]
    pub fn label(&self) -> Label {
        Label::new(&self.zh, &self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
id = "C-23"
name = { zh = "性别", en = "Sex" }
standard = "GB/T 2261.1"
source = "public table"

[[values]]
code = "1"
zh = "男"
en = "Male"

[[values]]
code = "2"
zh = "女"
en = "Female"
"#;

    fn refusal(old: &str, new: &str) -> Option<(&'static str, String)> {
        CodeList::parse(&GOOD.replacen(old, new, 1)).map_err(|fault| (fault.code(), fault.key)).err()
    }

    #[test]
    fn a_code_repeated_without_dates_is_refused_by_name() {
        assert_eq!(refusal("code = \"2\"", "code = \"1\""), Some(("PERIODS_OVERLAP", "values.1".to_owned())));
    }

    #[test]
    fn a_name_in_one_language_only_is_refused() {
        assert_eq!(refusal("en = \"Female\"", "en = \"\""), Some(("EMPTY", "values.2".to_owned())));
        assert_eq!(refusal("en = \"Female\"\n", "").map(|fault| fault.0), Some("MISSING_KEY"));
    }

    #[test]
    fn a_value_is_found_on_a_day() {
        let list = CodeList::parse(GOOD).ok();
        let day = NaiveDate::from_ymd_opt(2022, 1, 1).unwrap_or_default();
        assert_eq!(
            list.as_ref().and_then(|list| list.value("2", day)).map(|value| value.en.as_str()),
            Some("Female")
        );
        assert_eq!(list.map(|list| list.knows("3")), Some(false));
    }
}
