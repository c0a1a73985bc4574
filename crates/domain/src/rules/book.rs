use std::{collections::BTreeMap, sync::LazyLock};

use chrono::NaiveDate;

use crate::{
    EventId, Origin,
    policy::{RuleFile, RuleVersion, builtin},
    register::RegisterEvent,
    steps::{Step, Steps},
};

/// The stream on which rules are switched on and off.
pub const RULES_STREAM: &str = "policy-rules";

/// The rules that travel inside the program. A file that cannot be read is a fault the tests of the files find.
static FILES: LazyLock<Vec<RuleFile>> = LazyLock::new(|| builtin::rules().unwrap_or_default());

/// What a document said of a rule from a day.
#[derive(Clone, Debug, PartialEq)]
pub enum Switch {
    /// This version judges, with these numbers in place of those of the file.
    On {
        /// The version.
        version: u16,
        /// The numbers that differ.
        parameters: BTreeMap<String, i64>,
    },
    /// It does not judge.
    Off,
}

/// A rule with the version that judges.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleInForce {
    /// The rule.
    pub rule: &'static RuleFile,
    /// The version.
    pub version: &'static RuleVersion,
    /// The numbers that differ from those of the version.
    pub overridden: BTreeMap<String, i64>,
    /// The event that switched it on; none when its file says it judges by itself.
    pub by: Option<EventId>,
}

impl RuleInForce {
    /// A number it uses.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.overridden.get(name).or_else(|| self.version.parameters.get(name)).copied()
    }
}

/// The rules of the files, and what documents switched on and off.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rulebook {
    switches: BTreeMap<String, Steps<Switch>>,
}

impl Rulebook {
    /// Every rule there is.
    pub fn files() -> &'static [RuleFile] {
        &FILES
    }

    /// A rule by its id.
    pub fn file(rule: &str) -> Option<&'static RuleFile> {
        FILES.iter().find(|file| file.id == rule)
    }

    /// What documents said of a rule until the day.
    pub fn switch_on(&self, rule: &str, day: NaiveDate) -> Option<&Step<Switch>> {
        self.switches.get(rule)?.on(day)
    }

    /// The rule with the version that judges on a day; `None` when it does not judge.
    pub fn in_force(&self, rule: &str, day: NaiveDate) -> Option<RuleInForce> {
        let rule = Self::file(rule)?;
        let Some(step) = self.switch_on(&rule.id, day) else {
            let version = rule.on(day).filter(|_| rule.switched_on)?;
            return Some(RuleInForce { rule, version, overridden: BTreeMap::new(), by: None });
        };
        match &step.value {
            Switch::Off => None,
            Switch::On { version, parameters } => {
                let version = rule.versions.iter().find(|known| known.version == *version)?;
                Some(RuleInForce { rule, version, overridden: parameters.clone(), by: Some(step.by) })
            }
        }
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &RegisterEvent, origin: Origin) {
        let (rule, from, switch) = match event {
            RegisterEvent::RuleActivated(on) => {
                let switch = Switch::On { version: on.version, parameters: on.parameters.clone() };
                (&on.rule, on.from.day, switch)
            }
            RegisterEvent::RuleSuspended(off) => (&off.rule, off.from.day, Switch::Off),
            RegisterEvent::InstrumentIssued(_)
            | RegisterEvent::MetricDefined(_)
            | RegisterEvent::MetricRevised(_) => return,
        };
        self.switches.entry(rule.clone()).or_default().set(from, switch, origin.id);
    }
}
