use serde::{Deserialize, Serialize};

use crate::policy::RuleOutcome;

/// A rule as a decision applied it, kept with the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AppliedRule {
    /// The rule, as R-31.
    pub rule: String,
    /// The version that was in force.
    pub version: u16,
    /// What happens when it is not satisfied.
    pub outcome: RuleOutcome,
    /// Whether it was satisfied.
    pub satisfied: bool,
    /// Why the officer went on although it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
}
