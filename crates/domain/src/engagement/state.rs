use super::event::{EngagementEvent, StartEngagement};
use crate::{EventId, Origin, Period};

/// An engagement as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Engagement {
    started: Option<(StartEngagement, EventId)>,
    period: Option<Period>,
    by: Vec<EventId>,
    ended: Option<String>,
}

impl Engagement {
    /// How it was started, and the event that says so.
    pub fn started(&self) -> Option<(&StartEngagement, EventId)> {
        self.started.as_ref().map(|(event, by)| (event, *by))
    }

    /// Its days.
    pub fn period(&self) -> Option<Period> {
        self.period
    }

    /// The events that make it what it is.
    pub fn by(&self) -> &[EventId] {
        &self.by
    }

    /// Why it ended before its term.
    pub fn ended(&self) -> Option<&str> {
        self.ended.as_deref()
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &EngagementEvent, origin: Origin) {
        self.by.push(origin.id);
        match event {
            EngagementEvent::EngagementStarted(event) => {
                self.period = Some(Period::stated(&event.from, Some(&event.to)));
                self.started = Some((event.clone(), origin.id));
            }
            EngagementEvent::EngagementRenewed(event) => {
                self.period = self.period.map(|period| Period::new(period.from, Some(event.to.day)));
            }
            EngagementEvent::EngagementEnded(event) => {
                self.period = self.period.map(|period| period.until(event.on.day));
                self.ended = Some(event.reason.clone());
            }
        }
    }
}
