use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    OrganisationId,
    code::{Basis, Category, Staffing, Stage, Title, codes},
    machine::events,
    rules::AppliedRule,
};

codes! {
    /// What a published figure counts (统计指标).
    pub enum ReportMetric {
        Headcount = "HEADCOUNT", "在职人数", "persons in service";
        Cohort = "COHORT", "人才项目人数", "persons of a talent programme";
        Defined = "DEFINED", "已定义的统计指标", "a metric that is defined";
    }
}

events! {
    /// What happens to a published figure.
    pub enum ReportEvent {
        /// A figure was published, as it was known (发布统计数, S-15, S-75, R-92).
        ReportPublished(PublishReport) = "report.published" / 1,
        /// A later count is stated beside it, with the reason of the difference (修正公布数, S-75).
        ReportRestated(RestateReport) = "report.restated" / 1,
        /// It is not to be used any more; it stays readable (撤回, S-75).
        ReportWithdrawn(WithdrawReport) = "report.withdrawn" / 1,
    }
}

/// What is asked: the same question later gives the same answer as known then.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReportQuestion {
    /// Only at this organisation or below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// On which basis a person is at a unit, of a headcount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Only held so, of a headcount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staffing: Option<Staffing>,
    /// Only of this category, of a headcount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Only of this stage, of a headcount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Only of this title, of a headcount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// The programme by its slug, of a cohort.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<String>,
    /// The definition by its code, as CONFIRMED, of a cohort.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// The metric by its id, as M-02, of a defined one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defined: Option<String>,
    /// The version of its definition, of a defined one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u16>,
    /// The year it speaks of, of a defined one that speaks of a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
}

/// Publishes a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PublishReport {
    /// What it is called, as 2022年度人才统计.
    pub title: String,
    /// What it counts.
    pub metric: ReportMetric,
    /// Of whom.
    pub question: ReportQuestion,
    /// The day it is about.
    pub as_of: NaiveDate,
    /// The position of the log up to which facts were known.
    pub known: i64,
    /// How many persons.
    pub value: i64,
    /// Of how many, for a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<i64>,
    /// SHA-256 in hexadecimal over the sorted ids of the persons, each followed by a line feed.
    pub members: String,
    /// The rules it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// States a later count beside a published one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RestateReport {
    /// The position of the log up to which facts are known now.
    pub known: i64,
    /// How many persons.
    pub value: i64,
    /// Of how many, for a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<i64>,
    /// SHA-256 in hexadecimal over the sorted ids of the persons, each followed by a line feed.
    pub members: String,
    /// Why it differs.
    pub reason: String,
}

/// Withdraws a published figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct WithdrawReport {
    /// Why.
    pub reason: String,
}
