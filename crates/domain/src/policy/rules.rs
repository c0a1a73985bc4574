//! A rule with its dated versions and the text it rests on.
//!
//! A decision keeps the version it used, so an old version is never edited: a change is one more entry.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check;
use super::day;
use super::fault::PolicyFault;
use super::in_force::InForce;
use super::label::Label;

/// A rule as read from its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// A stable id such as `R-01`.
    pub id: String,
    /// The refusal or warning word, in SCREAMING_SNAKE.
    pub code: String,
    /// The rule's name.
    pub name: Label,
    /// The sentences of the plan it answers, as `S-24`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<String>,
    /// Whether it judges without having been switched on by a document.
    #[serde(default = "yes")]
    pub switched_on: bool,
    /// Whether the registry is built so that it holds, and no document can switch it off.
    #[serde(default)]
    pub built_in: bool,
    /// Its versions.
    pub versions: Vec<RuleVersion>,
}

fn yes() -> bool {
    true
}

/// What happens when a rule is not satisfied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RuleOutcome {
    /// The command is refused.
    Block,
    /// The officer is warned and may go on.
    Warn,
    /// It appears in a report.
    Report,
}

/// One version of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleVersion {
    /// The version's number.
    pub version: u16,
    /// The first day it judges.
    #[serde(deserialize_with = "day::required")]
    pub from: NaiveDate,
    /// The first day it no longer judges.
    #[serde(default, deserialize_with = "day::optional")]
    pub to: Option<NaiveDate>,
    /// What happens when it is not satisfied.
    pub outcome: RuleOutcome,
    /// The document and article it rests on.
    pub legal_basis: Label,
    /// Whether the bureau has confirmed the basis and the parameters.
    pub confirmed: bool,
    /// The numbers it uses.
    #[serde(default)]
    pub parameters: BTreeMap<String, i64>,
    /// What it says to the person who is refused or warned.
    pub explanation: Label,
    /// What would lift it.
    pub remedy: Label,
}

impl RuleFile {
    /// Reads a rule and checks it.
    ///
    /// # Errors
    ///
    /// The first fault, with its key and what would be allowed.
    pub fn parse(text: &str) -> Result<Self, PolicyFault> {
        let rule: Self = check::read(text)?;
        rule.check()?;
        Ok(rule)
    }

    /// The version that judges on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&RuleVersion> {
        self.versions.iter().find(|version| version.period().contains(day))
    }

    fn check(&self) -> Result<(), PolicyFault> {
        check::not_blank("id", &self.id)?;
        check::not_blank("code", &self.code)?;
        check::labelled("name", &self.name)?;
        let numbers: Vec<String> = self.versions.iter().map(|version| version.version.to_string()).collect();
        check::unique("versions", numbers.iter().map(String::as_str))?;
        for version in &self.versions {
            check::positive("versions.version", Some(version.version))?;
            check::labelled("versions.legal_basis", &version.legal_basis)?;
            check::labelled("versions.explanation", &version.explanation)?;
            check::labelled("versions.remedy", &version.remedy)?;
        }
        let entries: Vec<_> =
            self.versions.iter().map(|version| (self.id.as_str(), version.period())).collect();
        check::periods("versions", &entries)
    }
}

impl RuleVersion {
    /// When it judges.
    #[must_use]
    pub fn period(&self) -> InForce {
        InForce::new(Some(self.from), self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSION: &str = r#"
[[versions]]
version = 1
from = 2018-11-08
outcome = "BLOCK"
legal_basis = { zh = "第三条", en = "Article 3" }
confirmed = false
parameters = { bar_months = 24 }
explanation = { zh = "受限", en = "Barred" }
remedy = { zh = "期满", en = "End of the bar" }
"#;

    fn file(versions: &str) -> String {
        format!(
            "id = \"R-01\"\ncode = \"ETHICS_BAR_ACTIVE\"\nname = {{ zh = \"一票否决\", en = \"Veto\" }}\n{versions}"
        )
    }

    #[test]
    fn a_day_names_the_version_that_judges() {
        let rule = RuleFile::parse(&file(VERSION)).ok();
        let on =
            |year| rule.as_ref()?.on(NaiveDate::from_ymd_opt(year, 1, 1)?).map(|version| version.version);
        assert_eq!((on(2018), on(2022)), (None, Some(1)));
    }

    #[test]
    fn a_second_version_has_to_begin_where_the_first_ends() {
        let second = VERSION.replace("version = 1", "version = 2").replace("2018", "2024");
        let fault = RuleFile::parse(&file(&format!("{VERSION}{second}"))).map_err(|fault| fault.code());
        assert_eq!(fault.err(), Some("PERIODS_OVERLAP"));
    }
}
