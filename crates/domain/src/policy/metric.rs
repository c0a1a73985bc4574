//! Metrics (统计指标) as data: what is counted, of whom, on which basis, over which time, and how it is said.
//!
//! A number can be asked again only when what it counts was written down. A version is never edited; a change is one more version.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    CountDefinition, check, day,
    fault::{FaultKind, PolicyFault},
    label::Label,
};
use crate::{
    code::{Basis, Category, HonourLevel, Staffing, Stage, Title, codes},
    teacher::{discipline::EthicsResult, record_code::CredentialKind},
};

codes! {
    /// Whom a metric counts before any condition.
    pub enum MetricPopulation {
        Service = "SERVICE", "在职人员", "persons in service";
        Candidates = "CANDIDATES", "人才项目人选", "persons of talent programmes";
        Intake = "INTAKE", "当年引进人才", "talent that arrived in the year";
        Field = "FIELD", "非按人计数", "no persons; a question of its own answers";
    }

    /// Over which time a metric speaks.
    pub enum MetricTime {
        Point = "POINT", "时点", "a day";
        Year = "YEAR", "自然年", "a calendar year";
        SchoolYear = "SCHOOL_YEAR", "学年", "a school year, from the first of September";
    }
}

/// What a person has to be or to have. A missing key asks nothing. The keys are asked in the order they stand here, so that whoever
/// is left out is left out for the first that fails.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Conditions {
    /// Held in one of these ways.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub staffing: Vec<Staffing>,
    /// Of one of these categories (C-02).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub category: Vec<Category>,
    /// Teaches at one of these stages (C-06).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stage: Vec<Stage>,
    /// Teaches one of these subjects (C-08).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subject: Vec<String>,
    /// Holds one of these titles (C-31).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub title: Vec<Title>,
    /// On leave on the day, or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_leave: Option<bool>,
    /// Seconded full time on the day, or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconded: Option<bool>,
    /// Under a bar of ethics on the day, or not (R-01).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barred: Option<bool>,
    /// Holds a certificate of one of these kinds on the day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credential: Vec<CredentialKind>,
    /// Holds an honour of this level or a higher one on the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub honour_at_least: Option<HonourLevel>,
    /// Holds a post on the day that rests on the title, or does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_post: Option<bool>,
    /// A term in a post ends within so many days after the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term_ends_within_days: Option<u16>,
    /// Ethics was assessed for the year, with one of these results.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ethics: Vec<EthicsResult>,
    /// Completed at least so many trainings in the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trained_at_least: Option<u16>,
    /// A rotation of the person began in the time, or none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotated: Option<bool>,
    /// Was taken in as high-level talent, or is home-grown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_in: Option<bool>,
}

/// One version of a metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MetricVersion {
    /// Its number, from one on.
    pub version: u16,
    /// The first day it is about; a day before is counted by the version before.
    #[serde(deserialize_with = "day::required")]
    pub from: NaiveDate,
    /// Whom it counts before any condition.
    pub over: MetricPopulation,
    /// On which basis a person is at a unit (C-37).
    pub basis: Basis,
    /// Over which time it speaks.
    pub time: MetricTime,
    /// Of candidates: which of them count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<CountDefinition>,
    /// Of candidates: only these programmes; all when none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programmes: Vec<String>,
    /// The question that answers, where no persons are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Whether it is a share: those who meet `counts`, of those who meet `of`.
    #[serde(default)]
    pub share: bool,
    /// Who belongs to it at all; of a share, the denominator.
    #[serde(default)]
    pub of: Conditions,
    /// Of them, who counts.
    #[serde(default)]
    pub counts: Conditions,
    /// A unit has handed in when a batch of it speaks of a day not longer than so many days before.
    pub covered_within_days: u16,
    /// What it counts, in one sentence.
    pub sentence: Label,
}

/// A metric as read from its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricFile {
    /// A stable id such as `M-02`.
    pub id: String,
    /// What it is called.
    pub name: Label,
    /// The sentences of the plan it answers, as `S-39`.
    #[serde(default)]
    pub sentences: Vec<String>,
    /// Its versions, oldest first.
    pub versions: Vec<MetricVersion>,
}

impl MetricFile {
    /// Reads a metric and checks it.
    ///
    /// # Errors
    ///
    /// The first fault, with its key and what would be allowed.
    pub fn parse(text: &str) -> Result<Self, PolicyFault> {
        let metric: Self = check::read(text)?;
        check::not_blank("id", &metric.id)?;
        check::labelled("name", &metric.name)?;
        if metric.versions.is_empty() {
            return Err(PolicyFault::at("versions", FaultKind::Empty));
        }
        let numbers: Vec<_> = metric.versions.iter().map(|version| version.version.to_string()).collect();
        check::unique("versions", numbers.iter().map(String::as_str))?;
        metric.versions.iter().try_for_each(MetricVersion::check)?;
        Ok(metric)
    }
}

impl MetricVersion {
    fn check(&self) -> Result<(), PolicyFault> {
        check::positive("versions.version", Some(self.version))?;
        check::positive("versions.covered_within_days", Some(self.covered_within_days))?;
        check::labelled("versions.sentence", &self.sentence)?;
        let missing =
            |name: &str| PolicyFault::at("versions", FaultKind::MissingKey { name: name.to_owned() });
        match self.over {
            MetricPopulation::Candidates if self.definition.is_none() => Err(missing("definition")),
            MetricPopulation::Field if self.field.is_none() => Err(missing("field")),
            MetricPopulation::Service
            | MetricPopulation::Candidates
            | MetricPopulation::Intake
            | MetricPopulation::Field => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::builtin;

    const VERSION: &str = r#"
id = "M-05"
name = { zh = "持证率", en = "Share with a certificate" }
[[versions]]
version = 1
from = 2016-01-01
over = "SERVICE"
basis = "WORKPLACE"
time = "POINT"
share = true
covered_within_days = 366
sentence = { zh = "持证的专任教师占比", en = "Full-time teachers with a certificate" }
of = { category = ["FULL_TIME_TEACHER"] }
counts = { credential = ["TEACHING"] }
"#;

    fn fault(from: &str, to: &str) -> Option<&'static str> {
        MetricFile::parse(&VERSION.replace(from, to)).err().map(|fault| fault.code())
    }

    #[test]
    fn a_metric_says_whom_it_counts_and_of_whom() {
        let metric = MetricFile::parse(VERSION).unwrap();
        let version = &metric.versions[0];
        assert_eq!(
            (version.over, version.basis, version.share),
            (MetricPopulation::Service, Basis::Workplace, true)
        );
        assert_eq!(version.of.category, [Category::FullTime]);
        assert_eq!(version.counts.credential, [CredentialKind::Teaching]);
    }

    #[test]
    fn what_is_not_in_the_vocabulary_is_refused_with_what_would_be() {
        assert_eq!(fault("credential =", "certificate ="), Some("UNKNOWN_KEY"));
        assert_eq!(fault("\"WORKPLACE\"", "\"HOME\""), Some("VALUE_NOT_ALLOWED"));
        assert_eq!(fault("\"SERVICE\"", "\"CANDIDATES\""), Some("MISSING_KEY"));
        assert_eq!(fault("\"SERVICE\"", "\"FIELD\""), Some("MISSING_KEY"));
        assert_eq!(fault("version = 1", "version = 0"), Some("NUMBER_TOO_SMALL"));
    }

    #[test]
    fn every_metric_of_the_files_has_the_id_of_its_file_and_versions_in_order() {
        let metrics = builtin::metrics().unwrap();
        for (metric, file) in metrics.iter().zip(builtin::METRICS) {
            assert_eq!(file.path, format!("metrics/{}.toml", metric.id));
            let numbers: Vec<_> = metric.versions.iter().map(|version| version.version).collect();
            assert_eq!(numbers, (1..=numbers.len()).map(|n| u16::try_from(n).unwrap()).collect::<Vec<_>>());
            assert!(metric.versions.is_sorted_by_key(|version| version.from), "{}", metric.id);
        }
    }
}
