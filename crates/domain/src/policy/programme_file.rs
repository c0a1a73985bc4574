//! A talent programme as one file: who may enter, through which stages, in which categories, on which dates.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check;
use super::day;
use super::eligibility::Eligibility;
use super::fault::{FaultKind, PolicyFault};
use super::in_force::InForce;
use super::label::Label;
use super::outcome::{OutcomeFile, PreferenceFile};
use super::stage::ProgrammeStage;

/// A programme as read from its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeFile {
    /// A stable slug, the file's name without its ending.
    pub slug: String,
    /// The programme's name.
    pub name: Label,
    /// The family of programmes it belongs to.
    pub family: Label,
    /// The pipeline view that shows it, a free word such as `STUDIO_HOSTS`.
    pub role: String,
    /// The stages of this programme, in the order of the vocabulary.
    pub stages: Vec<ProgrammeStage>,
    /// How long a certified person serves; only with the stage IN_TERM.
    pub term_years: Option<u16>,
    /// How many working days the public notice lasts at least; only with the stage NOTICE.
    pub notice_working_days: Option<u16>,
    /// The ids of the rules that judge it.
    pub rules: Vec<String>,
    /// The sentences of the plan it answers, as `S-33`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<String>,
    /// How many places a round has before units pool theirs; without end when nobody says so.
    pub places: Option<u16>,
    /// The keys of this file that the bureau has not confirmed.
    #[serde(default)]
    pub unconfirmed: Vec<String>,
    /// How a studio is staffed, for a programme whose persons host one.
    pub studio: Option<StudioModel>,
    /// What is stated on the person when the candidate is certified.
    pub outcome: Option<OutcomeFile>,
    /// How support teaching counts for a candidate (R-35).
    pub preference: Option<PreferenceFile>,
    /// The kinds of person, dated, so that a set may change by data.
    #[serde(default)]
    pub categories: Vec<Category>,
    /// What a candidate has to show, dated.
    #[serde(default)]
    pub eligibility: Vec<Eligibility>,
}

/// A kind of person within a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// A stable slug; it may appear again with another name and other dates.
    pub code: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// The first day it can be given.
    #[serde(deserialize_with = "day::required")]
    pub from: NaiveDate,
    /// The first day it can no longer be given.
    #[serde(default, deserialize_with = "day::optional")]
    pub to: Option<NaiveDate>,
    /// Whether a date is inferred and not written in a document.
    #[serde(default)]
    pub dates_inferred: bool,
}

/// How a studio is staffed. Outside the range an officer is warned and not stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudioModel {
    /// The fewest members a host should have.
    pub members_min: u16,
    /// The most members a host should have.
    pub members_max: u16,
}

/// The keys that may be listed as not confirmed.
const CONFIRMABLE: [&str; 9] = [
    "stages",
    "term_years",
    "notice_working_days",
    "places",
    "studio",
    "outcome",
    "preference",
    "categories",
    "eligibility",
];

impl ProgrammeFile {
    /// Reads a programme and checks it.
    ///
    /// # Errors
    ///
    /// The first fault, with its key and what would be allowed.
    pub fn parse(text: &str) -> Result<Self, PolicyFault> {
        let programme: Self = check::read(text)?;
        programme.check()?;
        Ok(programme)
    }

    /// The categories that can be given on a day.
    pub fn categories_on(&self, day: NaiveDate) -> impl Iterator<Item = &Category> {
        self.categories.iter().filter(move |category| category.period().contains(day))
    }

    /// What is asked of a candidate on a day.
    #[must_use]
    pub fn eligibility_on(&self, day: NaiveDate) -> Option<&Eligibility> {
        self.eligibility.iter().find(|entry| entry.period().contains(day))
    }

    /// Whether the programme has this stage. The side stages belong to every programme.
    #[must_use]
    pub fn has_stage(&self, stage: ProgrammeStage) -> bool {
        self.stages.contains(&stage) || ProgrammeStage::SIDE.contains(&stage)
    }

    fn check(&self) -> Result<(), PolicyFault> {
        check::slug("slug", &self.slug)?;
        check::labelled("name", &self.name)?;
        check::labelled("family", &self.family)?;
        check::not_blank("role", &self.role)?;
        check::unique("rules", self.rules.iter().map(String::as_str))?;
        check::positive("term_years", self.term_years)?;
        check::positive("notice_working_days", self.notice_working_days)?;
        check::positive("places", self.places)?;
        check::unique("sentences", self.sentences.iter().map(String::as_str))?;
        self.outcome.iter().try_for_each(OutcomeFile::check)?;
        self.preference.map_or(Ok(()), PreferenceFile::check)?;
        self.unconfirmed.iter().try_for_each(|key| check::one_of("unconfirmed", key, CONFIRMABLE))?;
        self.check_stages()?;
        self.check_studio()?;
        self.check_categories()?;
        self.check_eligibility()
    }

    fn check_stages(&self) -> Result<(), PolicyFault> {
        let order = || ProgrammeStage::ORDERED.iter().map(|stage| stage.code().to_owned()).collect();
        let Some(first) = self.stages.first() else {
            return Err(PolicyFault::at("stages", FaultKind::Empty));
        };
        let listed = ProgrammeStage::ORDERED.iter().map(|stage| stage.code());
        let listed: Vec<&str> = listed.collect();
        self.stages.iter().try_for_each(|stage| check::one_of("stages", stage.code(), listed.clone()))?;
        if *first != ProgrammeStage::Nominated {
            let found = first.code().to_owned();
            let kind = FaultKind::ValueNotAllowed { found, allowed: vec!["NOMINATED".to_owned()] };
            return Err(PolicyFault::at("stages[0]", kind));
        }
        for (before, next) in self.stages.iter().zip(self.stages.iter().skip(1)) {
            if before >= next {
                let (found, after) = (next.code().to_owned(), before.code().to_owned());
                return Err(PolicyFault::at(
                    "stages",
                    FaultKind::OutOfOrder { found, after, order: order() },
                ));
            }
        }
        self.goes_with("term_years", self.term_years, ProgrammeStage::InTerm)?;
        self.goes_with("notice_working_days", self.notice_working_days, ProgrammeStage::Notice)
    }

    /// A length without its stage would never be read, and a stage without its length would never end.
    fn goes_with(&self, key: &str, length: Option<u16>, stage: ProgrammeStage) -> Result<(), PolicyFault> {
        if length.is_some() == self.stages.contains(&stage) {
            return Ok(());
        }
        let (at, other) = if length.is_some() { (key, stage.code()) } else { ("stages", key) };
        Err(PolicyFault::at(at, FaultKind::NeedsOther { other: other.to_owned() }))
    }

    fn check_studio(&self) -> Result<(), PolicyFault> {
        let Some(studio) = self.studio else { return Ok(()) };
        check::positive("studio.members_min", Some(studio.members_min))?;
        if studio.members_max >= studio.members_min {
            return Ok(());
        }
        let (found, than) = (studio.members_max.to_string(), studio.members_min.to_string());
        Err(PolicyFault::at("studio.members_max", FaultKind::NumberTooSmall { found, than }))
    }

    fn check_categories(&self) -> Result<(), PolicyFault> {
        for category in &self.categories {
            check::slug("categories.code", &category.code)?;
            check::labelled(&format!("categories.{}", category.code), &category.label())?;
        }
        let entries: Vec<_> =
            self.categories.iter().map(|category| (category.code.as_str(), category.period())).collect();
        check::periods("categories", &entries)
    }

    fn check_eligibility(&self) -> Result<(), PolicyFault> {
        self.eligibility.iter().try_for_each(Eligibility::check)?;
        let entries: Vec<_> = self.eligibility.iter().map(|entry| ("from", entry.period())).collect();
        check::periods("eligibility", &entries)
    }
}

impl Category {
    /// When it can be given.
    #[must_use]
    pub fn period(&self) -> InForce {
        InForce::new(Some(self.from), self.to)
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
slug = "studio-hosts"
name = { zh = "工作室主持人", en = "Studio hosts" }
family = { zh = "莞邑良师", en = "Fine Teachers" }
role = "STUDIO_HOSTS"
stages = ["NOMINATED", "NOTICE", "CONFIRMED", "CERTIFIED", "IN_TERM"]
term_years = 3
notice_working_days = 5
rules = ["R-01", "R-21"]

[studio]
members_min = 8
members_max = 12

[[categories]]
code = "famous-principal"
zh = "名校长"
en = "Famous principal"
from = 2021-01-01
to = 2025-01-01

[[categories]]
code = "famous-principal"
zh = "名校（园）长"
en = "Famous principal (school or kindergarten)"
from = 2025-01-01

[[eligibility]]
from = 2021-01-01
title_at_least = "SENIOR"
"#;

    fn refusal(old: &str, new: &str) -> (String, String) {
        assert!(GOOD.contains(old), "{old}");
        match ProgrammeFile::parse(&GOOD.replacen(old, new, 1)) {
            Err(fault) => (fault.code().to_owned(), fault.key.clone()),
            Ok(_) => (String::new(), String::new()),
        }
    }

    fn named(code: &str, key: &str) -> (String, String) {
        (code.to_owned(), key.to_owned())
    }

    #[test]
    fn a_category_changes_its_name_by_date() {
        let programme = ProgrammeFile::parse(GOOD).ok();
        let name = |year| {
            let day = NaiveDate::from_ymd_opt(year, 6, 30)?;
            programme.as_ref()?.categories_on(day).next().map(|category| category.zh.clone())
        };
        assert_eq!(name(2022).as_deref(), Some("名校长"));
        assert_eq!(name(2025).as_deref(), Some("名校（园）长"));
        assert_eq!(name(2020), None);
    }

    #[test]
    fn a_bar_excludes_unless_the_file_says_otherwise() {
        let programme = ProgrammeFile::parse(GOOD).ok();
        assert_eq!(
            programme.map(|programme| programme.eligibility.iter().all(|entry| entry.no_active_bar)),
            Some(true)
        );
    }

    #[test]
    fn stages_come_from_the_vocabulary_and_in_its_order() {
        assert_eq!(refusal("\"CERTIFIED\"", "\"PLAQUE\""), named("VALUE_NOT_ALLOWED", "stages"));
        assert_eq!(
            refusal("\"NOTICE\", \"CONFIRMED\"", "\"CONFIRMED\", \"NOTICE\""),
            named("OUT_OF_ORDER", "stages")
        );
        assert_eq!(refusal("\"CERTIFIED\"", "\"FROZEN\""), named("VALUE_NOT_ALLOWED", "stages"));
        assert_eq!(refusal("\"NOMINATED\", ", ""), named("VALUE_NOT_ALLOWED", "stages[0]"));
    }

    #[test]
    fn a_length_goes_with_its_stage() {
        assert_eq!(refusal("term_years = 3\n", ""), named("NEEDS_OTHER", "stages"));
        assert_eq!(refusal(", \"IN_TERM\"", ""), named("NEEDS_OTHER", "term_years"));
        assert_eq!(refusal("term_years = 3", "term_years = 0"), named("NUMBER_TOO_SMALL", "term_years"));
    }

    #[test]
    fn two_names_of_one_category_may_not_hold_on_one_day() {
        assert_eq!(
            refusal("to = 2025-01-01", "to = 2025-01-02"),
            named("PERIODS_OVERLAP", "categories.famous-principal")
        );
        assert_eq!(
            refusal("to = 2025-01-01", "to = 2020-01-01"),
            named("END_BEFORE_START", "categories.famous-principal")
        );
    }

    #[test]
    fn a_studio_has_a_range() {
        assert_eq!(
            refusal("members_max = 12", "members_max = 7"),
            named("NUMBER_TOO_SMALL", "studio.members_max")
        );
    }
}
