use std::fmt;

use serde::{Deserialize, Serialize};

use super::criterion::Criterion;
use crate::{
    EventId,
    code::{HonourLevel, Presence, Title},
    teacher::discipline::EthicsResult,
};

/// The rule and version a finding was made under, frozen into the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RuleVersion {
    /// The rule's id, as R-21.
    pub id: String,
    /// The version applied.
    pub version: u32,
}

/// What a criterion found on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Finding {
    /// What was asked.
    pub criterion: Criterion,
    /// Whether it was shown.
    pub passed: bool,
    /// Whether there was anything to look at. What was not collected is never held to be nothing.
    pub presence: Presence,
    /// What was found: a code or a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The events that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EventId>,
    /// The rule that was applied.
    pub rule: RuleVersion,
}

impl Finding {
    /// The finding as a sentence in Chinese.
    pub fn zh(&self) -> String {
        let asked = self.criterion.zh();
        match (&self.found, self.passed) {
            (_, true) => format!("{asked}：符合"),
            (Some(until), false) if self.criterion == Criterion::NoActiveBar => {
                format!("{asked}：不符合（限制至{until}）")
            }
            (Some(found), false) => format!("{asked}：不符合（现为{}）", shown(found, true)),
            (None, false) => format!("{asked}：{}，无法认定", self.presence.zh()),
        }
    }

    /// The finding as a sentence in English.
    pub fn en(&self) -> String {
        let asked = self.criterion.en();
        match (&self.found, self.passed) {
            (_, true) => format!("{asked}: met"),
            (Some(until), false) if self.criterion == Criterion::NoActiveBar => {
                format!("{asked}: not met (barred until {until})")
            }
            (Some(found), false) => format!("{asked}: not met (found {})", shown(found, false)),
            (None, false) => format!("{asked}: cannot be shown, {}", self.presence.en()),
        }
    }
}

/// What was found is a title, a level, a result or a number.
fn shown(found: &str, zh: bool) -> String {
    let title = Title::find(found).map(|title| if zh { title.zh() } else { title.en() });
    let level = HonourLevel::find(found).map(|level| if zh { level.zh() } else { level.en() });
    let result = EthicsResult::find(found).map(|result| if zh { result.zh() } else { result.en() });
    title.or(level).or(result).unwrap_or(found).to_owned()
}

impl fmt::Display for Finding {
    /// Chinese, or English in the alternate form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&if f.alternate() { self.en() } else { self.zh() })
    }
}
