//! The book of metrics: what the files define, and what documents defined or revised since.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::NaiveDate;

use crate::{
    EventId, Origin,
    policy::{Label, MetricFile, MetricVersion, builtin},
    register::RegisterEvent,
};

/// The metrics that travel inside the program. A file that cannot be read is a fault the tests of the files find.
static FILES: LazyLock<Vec<MetricFile>> = LazyLock::new(|| builtin::metrics().unwrap_or_default());

/// A version and the event that defined it; none when the files do.
#[derive(Clone, Debug, PartialEq)]
pub struct DefinedVersion {
    /// The version.
    pub version: MetricVersion,
    /// The event.
    pub by: Option<EventId>,
}

/// A metric with every version of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// Its id, as M-02.
    pub id: String,
    /// What it is called.
    pub name: Label,
    /// The sentences of the plan it answers, as S-39.
    pub sentences: Vec<String>,
    /// Its versions, oldest first.
    pub versions: Vec<DefinedVersion>,
}

impl Metric {
    /// The version a day is counted by: of those that begin no later, the last; the first one for a day before all of them.
    pub fn on(&self, day: NaiveDate) -> Option<&DefinedVersion> {
        let begun = self.versions.iter().rev().find(|defined| defined.version.from <= day);
        begun.or_else(|| self.versions.first())
    }

    /// A version by its number.
    pub fn numbered(&self, number: u16) -> Option<&DefinedVersion> {
        self.versions.iter().find(|defined| defined.version.version == number)
    }

    /// The number of the last version.
    pub fn last(&self) -> u16 {
        self.versions.last().map_or(0, |defined| defined.version.version)
    }
}

/// Every metric as known.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricBook {
    metrics: BTreeMap<String, Metric>,
}

impl Default for MetricBook {
    fn default() -> Self {
        let of = |file: &MetricFile| {
            let defined = |version: &MetricVersion| DefinedVersion { version: version.clone(), by: None };
            Metric {
                id: file.id.clone(),
                name: file.name.clone(),
                sentences: file.sentences.clone(),
                versions: file.versions.iter().map(defined).collect(),
            }
        };
        Self { metrics: FILES.iter().map(|file| (file.id.clone(), of(file))).collect() }
    }
}

impl MetricBook {
    /// A metric by its id.
    pub fn find(&self, id: &str) -> Option<&Metric> {
        self.metrics.get(id)
    }

    /// Every metric, in the order of the ids.
    pub fn all(&self) -> impl Iterator<Item = &Metric> {
        self.metrics.values()
    }

    /// What is true after `event`. What names no metric that is there adds nothing.
    pub fn evolve(&mut self, event: &RegisterEvent, origin: Origin) {
        match event {
            RegisterEvent::MetricDefined(defined) => {
                let version = DefinedVersion { version: (*defined.version).clone(), by: Some(origin.id) };
                self.metrics.entry(defined.metric.clone()).or_insert_with(|| Metric {
                    id: defined.metric.clone(),
                    name: defined.name.clone(),
                    sentences: defined.sentences.clone(),
                    versions: vec![version],
                });
            }
            RegisterEvent::MetricRevised(revised) => {
                if let Some(metric) = self.metrics.get_mut(&revised.metric) {
                    let version = (*revised.version).clone();
                    metric.versions.push(DefinedVersion { version, by: Some(origin.id) });
                }
            }
            RegisterEvent::RuleActivated(_)
            | RegisterEvent::RuleSuspended(_)
            | RegisterEvent::InstrumentIssued(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{day, fact};

    fn version(number: u16, from: &str) -> DefinedVersion {
        let book = MetricBook::default();
        let known = &book.find("M-02").unwrap().versions[0].version;
        let version = MetricVersion { version: number, from: day(from), ..known.clone() };
        DefinedVersion { version, by: Some(fact(1)) }
    }

    #[test]
    fn a_day_is_counted_by_the_last_version_that_has_begun() {
        let mut metric = MetricBook::default().find("M-02").unwrap().clone();
        metric.versions = vec![version(1, "2016-01-01"), version(2, "2022-01-01")];
        let on = |text| metric.on(day(text)).map(|defined| defined.version.version);
        assert_eq!((on("2021-12-31"), on("2022-01-01"), on("2010-01-01")), (Some(1), Some(2), Some(1)));
        assert_eq!(metric.last(), 2);
    }
}
