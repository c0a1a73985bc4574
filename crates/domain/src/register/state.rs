use super::event::{Instrument, RegisterEvent};
use crate::{EventId, Origin};

/// The register as its history tells it: each event with its id, in the order they were recorded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    events: Vec<(RegisterEvent, Origin)>,
}

impl Register {
    /// Everything that happened.
    pub fn events(&self) -> &[(RegisterEvent, Origin)] {
        &self.events
    }

    /// The instruments with the events that issued them.
    pub fn instruments(&self) -> impl Iterator<Item = (&Instrument, EventId)> {
        self.events.iter().filter_map(|(event, origin)| match event {
            RegisterEvent::InstrumentIssued(instrument) => Some((instrument, origin.id)),
            RegisterEvent::RuleActivated(_)
            | RegisterEvent::RuleSuspended(_)
            | RegisterEvent::MetricDefined(_)
            | RegisterEvent::MetricRevised(_) => None,
        })
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &RegisterEvent, origin: Origin) {
        self.events.push((event.clone(), origin));
    }
}
