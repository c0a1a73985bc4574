//! A work plan: the sentences with a number, each with what the number means and what is still open about it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check;
use super::count::CountDefinition;
use super::day;
use super::fault::{FaultKind, PolicyFault};
use super::label::Label;
use super::quantity::Quantity;

/// A work plan as read from its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The document the targets are quoted from.
    pub document: PlanDocument,
    /// The units the numbers are counted in.
    pub units: Vec<Unit>,
    /// What the document leaves open and the bureau has to settle.
    #[serde(default)]
    pub questions: Vec<OpenQuestion>,
    /// One entry for each number.
    pub targets: Vec<Target>,
    /// Sums over targets, stated so that they can be checked.
    #[serde(default)]
    pub totals: Vec<Total>,
}

/// The published document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanDocument {
    /// A stable slug.
    pub id: String,
    /// Who issued it.
    pub issuer: Label,
    /// Its title.
    pub title: Label,
    /// The day it was published.
    #[serde(deserialize_with = "day::required")]
    pub published: NaiveDate,
    /// The year it plans.
    pub year: u16,
}

/// A unit of counting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// A stable slug.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Something the document does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenQuestion {
    /// A stable id such as `A-01`.
    pub id: String,
    /// The question.
    pub question: Label,
    /// What is used until the bureau decides.
    pub proposal: Label,
}

/// How a value is held against the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// Met when the value is not smaller than the number.
    AtLeast,
    /// Met when the value is not smaller than the number and not greater than `up_to`.
    Within,
}

/// What a ratio is measured against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// The year it is taken from, if it is another year's value.
    pub year: Option<u16>,
    /// Its value, if the document or the register states it.
    pub number: Option<Quantity>,
}

/// One number of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// A stable slug.
    pub id: String,
    /// The sentence's id in the reading of the plan.
    pub sentence: String,
    /// The numbered item of the document.
    pub item: u16,
    /// The words of the document, unchanged.
    pub quote: String,
    /// A short title.
    pub title: Label,
    /// The number to reach.
    pub number: Quantity,
    /// Whether the number is read into words such as "every month" and not written as a figure.
    #[serde(default)]
    pub number_inferred: bool,
    /// The upper end of a range, with the comparison `within`.
    pub up_to: Option<Quantity>,
    /// The slug of a unit of this plan.
    pub unit: String,
    /// How a value is held against the number.
    pub comparison: Comparison,
    /// What a ratio is measured against.
    pub baseline: Option<Baseline>,
    /// The metric that measures it; none where no metric of this registry does.
    pub metric: Option<String>,
    /// Which persons count, for a cohort target.
    pub definition: Option<CountDefinition>,
    /// Whether the bureau has settled the definition.
    #[serde(default)]
    pub definition_confirmed: bool,
    /// The last day on which it can be met.
    #[serde(deserialize_with = "day::required")]
    pub deadline: NaiveDate,
    /// Whether the deadline is taken from the plan year and not written in the sentence.
    pub deadline_inferred: bool,
    /// Who answers for it.
    pub owner: Label,
    /// Whether the owner is taken from the issuer and not written in the sentence.
    pub owner_inferred: bool,
    /// The slug of the programme that fills it, for a cohort target.
    pub programme: Option<String>,
    /// The ids of the open questions that touch it.
    #[serde(default)]
    pub questions: Vec<String>,
}

/// A sum over targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Total {
    /// A stable slug.
    pub id: String,
    /// A short title.
    pub title: Label,
    /// The slugs of the targets.
    pub of: Vec<String>,
    /// The stated sum.
    pub number: Quantity,
    /// The slug of a unit of this plan.
    pub unit: String,
    /// The metric to show beside it.
    pub metric: Option<String>,
    /// What the sum does not say.
    pub note: Label,
}

impl Plan {
    /// Reads a plan and checks it.
    ///
    /// # Errors
    ///
    /// The first fault, with its key and what would be allowed.
    pub fn parse(text: &str) -> Result<Self, PolicyFault> {
        let plan: Self = check::read(text)?;
        plan.check()?;
        Ok(plan)
    }

    /// The target with this slug.
    #[must_use]
    pub fn target(&self, id: &str) -> Option<&Target> {
        self.targets.iter().find(|target| target.id == id)
    }

    /// The unit with this slug.
    #[must_use]
    pub fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    fn check(&self) -> Result<(), PolicyFault> {
        check::slug("document.id", &self.document.id)?;
        check::labelled("document.title", &self.document.title)?;
        check::unique("units", self.units.iter().map(|unit| unit.id.as_str()))?;
        check::unique("questions", self.questions.iter().map(|question| question.id.as_str()))?;
        check::unique("targets", self.targets.iter().map(|target| target.id.as_str()))?;
        check::unique("totals", self.totals.iter().map(|total| total.id.as_str()))?;
        self.targets.iter().try_for_each(|target| self.check_target(target))?;
        self.totals.iter().try_for_each(|total| self.check_total(total))
    }

    fn check_target(&self, target: &Target) -> Result<(), PolicyFault> {
        let key = |name: &str| format!("targets.{}.{name}", target.id);
        check::slug(&key("id"), &target.id)?;
        check::not_blank(&key("quote"), &target.quote)?;
        check::labelled(&key("title"), &target.title)?;
        check::labelled(&key("owner"), &target.owner)?;
        check::one_of(&key("unit"), &target.unit, self.units.iter().map(|unit| unit.id.as_str()))?;
        target.check_number(&key("number"), &key("up_to"))?;
        self.check_deadline(target, &key("deadline"))?;
        if target.programme.is_some() != target.definition.is_some() {
            let other = if target.programme.is_some() { "definition" } else { "programme" };
            let present = if target.programme.is_some() { "programme" } else { "definition" };
            return Err(PolicyFault::at(key(present), FaultKind::NeedsOther { other: other.to_owned() }));
        }
        let known: BTreeSet<&str> = self.questions.iter().map(|question| question.id.as_str()).collect();
        target.questions.iter().try_for_each(|id| check::one_of(&key("questions"), id, known.iter().copied()))
    }

    /// A deadline before the document itself is a typing mistake, never a plan.
    fn check_deadline(&self, target: &Target, key: &str) -> Result<(), PolicyFault> {
        if target.deadline > self.document.published {
            return Ok(());
        }
        let from = self.document.published.to_string();
        Err(PolicyFault::at(key, FaultKind::EndBeforeStart { from, to: target.deadline.to_string() }))
    }

    fn check_total(&self, total: &Total) -> Result<(), PolicyFault> {
        let key = |name: &str| format!("totals.{}.{name}", total.id);
        check::one_of(&key("unit"), &total.unit, self.units.iter().map(|unit| unit.id.as_str()))?;
        let mut sum = 0;
        for id in &total.of {
            check::one_of(&key("of"), id, self.targets.iter().map(|target| target.id.as_str()))?;
            sum += self.target(id).and_then(|target| target.number.as_whole()).unwrap_or(0);
        }
        if total.number.as_whole() == Some(sum) {
            return Ok(());
        }
        let kind = FaultKind::SumDiffers { stated: total.number.to_string(), found: sum.to_string() };
        Err(PolicyFault::at(key("number"), kind))
    }
}

impl Target {
    /// Whether nothing about it is inferred or left to be settled.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let defined = self.definition.is_none() || self.definition_confirmed;
        defined && !self.deadline_inferred && !self.owner_inferred && !self.number_inferred
    }

    fn check_number(&self, number: &str, up_to: &str) -> Result<(), PolicyFault> {
        let small = |key: &str, found: Quantity, than: String| {
            Err(PolicyFault::at(key, FaultKind::NumberTooSmall { found: found.to_string(), than }))
        };
        if !self.number.is_positive() {
            return small(number, self.number, "0".to_owned());
        }
        match (self.comparison, self.up_to) {
            (Comparison::Within, None) => {
                Err(PolicyFault::at(number, FaultKind::NeedsOther { other: "up_to".to_owned() }))
            }
            (Comparison::AtLeast, Some(_)) => Err(PolicyFault::at(
                up_to,
                FaultKind::NeedsOther { other: "comparison = \"within\"".to_owned() },
            )),
            (Comparison::Within, Some(end)) if !end.exceeds(&self.number) => {
                small(up_to, end, self.number.to_string())
            }
            (Comparison::Within, Some(_)) | (Comparison::AtLeast, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[document]
id = "small"
issuer = { zh = "局", en = "Bureau" }
title = { zh = "要点", en = "Plan" }
published = 2022-03-25
year = 2022

[[units]]
id = "person"
zh = "人"
en = "persons"

[[targets]]
id = "hosts"
sentence = "S-33"
item = 16
quote = "250名"
title = { zh = "主持人", en = "Hosts" }
number = 250
unit = "person"
comparison = "at-least"
metric = "M-23"
definition = "CERTIFIED"
deadline = 2022-12-31
deadline_inferred = true
owner = { zh = "局", en = "Bureau" }
owner_inferred = true
programme = "studio-hosts"

[[totals]]
id = "all"
title = { zh = "合计", en = "Total" }
of = ["hosts"]
number = 250
unit = "person"
note = { zh = "不是去重人数", en = "Not distinct persons" }
"#;

    fn refusal(old: &str, new: &str) -> (String, String, String) {
        assert!(GOOD.contains(old), "{old}");
        match Plan::parse(&GOOD.replacen(old, new, 1)) {
            Err(fault) => (fault.code().to_owned(), fault.key.clone(), fault.zh()),
            Ok(_) => (String::new(), String::new(), String::new()),
        }
    }

    #[test]
    fn a_good_plan_is_read_and_is_not_settled_while_something_is_inferred() {
        let plan = Plan::parse(GOOD).ok();
        let settled = plan.and_then(|plan| plan.target("hosts").map(Target::is_settled));
        assert_eq!(settled, Some(false));
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_line_and_the_keys_there_are() {
        let (code, key, zh) = refusal("deadline = 2022-12-31", "dedline = 2022-12-31");
        assert_eq!((code.as_str(), key.as_str()), ("UNKNOWN_KEY", "dedline"));
        assert!(zh.contains("第 25 行") && zh.contains("deadline_inferred"), "{zh}");
    }

    #[test]
    fn a_value_outside_its_vocabulary_is_named_with_the_vocabulary() {
        let (code, key, zh) = refusal("\"CERTIFIED\"", "\"APPOINTED\"");
        assert_eq!((code.as_str(), key.as_str()), ("VALUE_NOT_ALLOWED", "definition"));
        assert!(zh.contains("IN_TERM"), "{zh}");
        assert_eq!(refusal("unit = \"person\"", "unit = \"head\"").1, "targets.hosts.unit");
    }

    #[test]
    fn numbers_dates_and_sums_are_checked() {
        assert_eq!(refusal("number = 250", "number = 0").0, "NUMBER_TOO_SMALL");
        assert_eq!(refusal("number = 250", "number = 2.5").0, "NOT_A_NUMBER");
        assert_eq!(refusal("number = 250", "number = 251").0, "SUM_DIFFERS");
        assert_eq!(refusal("deadline = 2022-12-31", "deadline = \"2022-13-31\"").0, "NOT_A_DATE");
        assert_eq!(refusal("deadline = 2022-12-31", "deadline = 2021-12-31").0, "END_BEFORE_START");
    }

    #[test]
    fn a_cohort_target_needs_both_a_programme_and_a_definition() {
        let (code, key, _) = refusal("definition = \"CERTIFIED\"\n", "");
        assert_eq!((code.as_str(), key.as_str()), ("NEEDS_OTHER", "targets.hosts.programme"));
    }

    #[test]
    fn an_id_used_twice_and_a_missing_key_are_refused() {
        let twice = GOOD.replacen(
            "[[targets]]",
            "[[units]]\nid = \"person\"\nzh = \"人\"\nen = \"p\"\n\n[[targets]]",
            1,
        );
        assert_eq!(Plan::parse(&twice).map_err(|fault| fault.code()).err(), Some("DUPLICATE_ID"));
        assert_eq!(refusal("quote = \"250名\"\n", "").0, "MISSING_KEY");
    }
}
