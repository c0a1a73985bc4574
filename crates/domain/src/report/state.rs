use super::event::{PublishReport, ReportEvent, RestateReport};
use crate::{EventId, Origin};

/// A later count, and the event that states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Restatement {
    /// What was counted.
    pub stated: RestateReport,
    /// The event.
    pub by: EventId,
}

/// A published figure as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    published: Option<(PublishReport, EventId)>,
    restated: Vec<Restatement>,
    withdrawn: Option<(String, EventId)>,
}

impl Report {
    /// What was published, and the event that says so.
    pub fn published(&self) -> Option<(&PublishReport, EventId)> {
        self.published.as_ref().map(|(event, by)| (event, *by))
    }

    /// Every later count, oldest first.
    pub fn restated(&self) -> &[Restatement] {
        &self.restated
    }

    /// Why it was withdrawn, and the event that says so, when it was.
    pub fn withdrawn(&self) -> Option<(&str, EventId)> {
        self.withdrawn.as_ref().map(|(reason, by)| (reason.as_str(), *by))
    }

    /// The number, of how many, and the members as last stated.
    pub fn latest(&self) -> Option<(i64, Option<i64>, &str)> {
        let last = self.restated.last().map(|last| &last.stated);
        let restated = last.map(|last| (last.value, last.of, last.members.as_str()));
        restated
            .or_else(|| self.published().map(|(first, _)| (first.value, first.of, first.members.as_str())))
    }

    /// What is true after `event`. What was published first stays.
    pub fn evolve(&mut self, event: &ReportEvent, origin: Origin) {
        match event {
            ReportEvent::ReportPublished(published) => {
                self.published.get_or_insert_with(|| (published.clone(), origin.id));
            }
            ReportEvent::ReportRestated(stated) => {
                self.restated.push(Restatement { stated: stated.clone(), by: origin.id });
            }
            ReportEvent::ReportWithdrawn(withdrawn) => {
                self.withdrawn = Some((withdrawn.reason.clone(), origin.id));
            }
        }
    }
}
