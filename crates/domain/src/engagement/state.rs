use super::event::{EngagementEvent, StartEngagement};
use crate::{
    EventId, Origin, Period,
    machine::{Entries, Told, keeps_entries},
};

/// An engagement as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Engagement {
    entries: Entries<EngagementEvent>,
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
        self.take(event, origin);
    }
}

impl Told for Engagement {
    keeps_entries!(EngagementEvent, EngagementEventVoided);

    fn allows(&self, event: &EngagementEvent) -> bool {
        match event {
            EngagementEvent::EngagementStarted(_) | EngagementEvent::EngagementEventVoided(_) => true,
            EngagementEvent::EngagementRenewed(_) => self.started().is_some() && self.ended().is_none(),
            EngagementEvent::EngagementEnded(event) => {
                self.period().is_some_and(|period| period.contains(event.on.day))
            }
        }
    }

    fn tell(&mut self, event: &EngagementEvent, by: EventId) {
        self.by.push(by);
        match event {
            EngagementEvent::EngagementStarted(event) => {
                self.period = Some(Period::stated(&event.from, Some(&event.to)));
                self.started = Some((event.clone(), by));
            }
            EngagementEvent::EngagementRenewed(event) => {
                self.period = self.period.map(|period| Period::new(period.from, Some(event.to.day)));
            }
            EngagementEvent::EngagementEnded(event) => {
                self.period = self.period.map(|period| period.until(event.on.day));
                self.ended = Some(event.reason.clone());
            }
            EngagementEvent::EngagementEventVoided(_) => {}
        }
    }
}
