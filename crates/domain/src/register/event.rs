use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    CivilDate,
    machine::events,
    policy::{Label, MetricVersion},
};

/// Switches a rule on, in one of its versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ActivateRule {
    /// The rule, as R-33.
    pub rule: String,
    /// The version of its file.
    pub version: u16,
    /// The first day it judges.
    pub from: CivilDate,
    /// Numbers that differ from those of the file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, i64>,
}

/// Switches a rule off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct SuspendRule {
    /// The rule, as R-33.
    pub rule: String,
    /// The first day it no longer judges.
    pub from: CivilDate,
}

/// A policy instrument. Its number and issuer are the decision document of the event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Instrument {
    /// Its title.
    pub title: String,
    /// The first day it is in force.
    pub from: CivilDate,
    /// The first day it is no longer in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
    /// The rules that rest on it, as R-20.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// The sentences of the plan it answers, as S-26.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<String>,
}

/// Defines a metric that no file defines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct DefineMetric {
    /// Its id, as M-95.
    pub metric: String,
    /// What it is called.
    pub name: Label,
    /// The sentences of the plan it answers, as S-39.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<String>,
    /// Its first version.
    pub version: Box<MetricVersion>,
}

/// Adds a version to a metric. The versions before stay, and answer what they are asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReviseMetric {
    /// The metric, as M-02.
    pub metric: String,
    /// The version.
    pub version: Box<MetricVersion>,
}

events! {
    /// What can happen in the register of policy.
    pub enum RegisterEvent {
        /// A rule judges from a day, by a document (规则启用, S-26, S-76, R-90).
        RuleActivated(ActivateRule) = "rule.activated" / 1,
        /// A rule no longer judges from a day (规则停用, S-76, R-90).
        RuleSuspended(SuspendRule) = "rule.suspended" / 1,
        /// A policy instrument was issued (政策文件, S-26, S-50).
        InstrumentIssued(Instrument) = "instrument.issued" / 1,
        /// A metric was defined (定义统计指标, S-75).
        MetricDefined(DefineMetric) = "metric.defined" / 1,
        /// A metric counts otherwise from a day on (修订统计口径, S-75).
        MetricRevised(ReviseMetric) = "metric.revised" / 1,
    }
}
