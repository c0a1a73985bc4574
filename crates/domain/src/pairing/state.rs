use chrono::NaiveDate;

use super::event::{AgreePairing, PairingEvent};
use crate::{
    EventId, OrganisationId, Origin, Period,
    machine::{Entries, Told, keeps_entries},
};

/// A pairing as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairing {
    entries: Entries<PairingEvent>,
    agreed: Option<(AgreePairing, EventId)>,
    ended: Option<(NaiveDate, EventId)>,
}

impl Pairing {
    /// What was agreed, and the event that says so.
    pub fn agreed(&self) -> Option<(&AgreePairing, EventId)> {
        self.agreed.as_ref().map(|(event, by)| (event, *by))
    }

    /// The first day without it, and the event that says so, when it was ended.
    pub fn ended(&self) -> Option<(NaiveDate, EventId)> {
        self.ended
    }

    /// The days it holds.
    pub fn period(&self) -> Option<Period> {
        let (agreed, _) = self.agreed()?;
        let stated = Period::stated(&agreed.from, agreed.to.as_ref());
        Some(self.ended.map_or(stated, |(on, _)| stated.until(on)))
    }

    /// Whether the two units are paired on the day, whichever of them sends.
    pub fn joins(&self, one: OrganisationId, other: OrganisationId, day: NaiveDate) -> bool {
        let holds = self.period().is_some_and(|period| period.contains(day));
        let Some((agreed, _)) = self.agreed() else { return false };
        let pair = (agreed.one, agreed.other);
        holds && (pair == (one, other) || pair == (other, one))
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &PairingEvent, origin: Origin) {
        self.take(event, origin);
    }
}

impl Told for Pairing {
    keeps_entries!(PairingEvent, PairingEventVoided);

    fn allows(&self, event: &PairingEvent) -> bool {
        match event {
            PairingEvent::PairingAgreed(_) | PairingEvent::PairingEventVoided(_) => true,
            PairingEvent::PairingEnded(_) => self.agreed().is_some(),
        }
    }

    fn tell(&mut self, event: &PairingEvent, by: EventId) {
        match event {
            PairingEvent::PairingAgreed(agreed) => self.agreed = Some((agreed.clone(), by)),
            PairingEvent::PairingEnded(end) => self.ended = Some((end.on.day, by)),
            PairingEvent::PairingEventVoided(_) => {}
        }
    }
}
