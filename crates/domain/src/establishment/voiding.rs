//! Entries of an establishment that are taken away as if they were absent.

use super::{
    event::{EstablishmentEvent, ReceiveQuota},
    refusal::EstablishmentRefusal,
    state::Establishment,
};
use crate::{EntryRefusal, Period, Stamp, VoidEntry, machine::Told, witness::Witness};

type Answer = Result<EstablishmentEvent, EstablishmentRefusal>;

/// Gives back posts whose transfer is voided where they came from.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnQuota {
    /// How they were received.
    pub received: ReceiveQuota,
    /// Why the transfer is voided.
    pub reason: String,
}

impl Establishment {
    pub(super) fn void(&self, asked: &VoidEntry, witness: &Witness, stamp: &Stamp) -> Answer {
        self.may_void(asked)?;
        self.taken_away(asked.clone(), witness, stamp)
    }

    /// The unit that gave the posts takes them back, unless they are needed here by now.
    pub(super) fn hand_back(&self, asked: &ReturnQuota, witness: &Witness, stamp: &Stamp) -> Answer {
        let received = EstablishmentEvent::QuotaReceived(asked.received.clone());
        let entry = self.entries().in_force().find(|(event, _)| **event == received);
        let voids = entry.map(|(_, origin)| origin.id).ok_or(EstablishmentRefusal::NotReceived)?;
        if let Some(fact) = self.rests_on(voids) {
            return Err(EntryRefusal::StillNeeded { event: voids, fact }.into());
        }
        self.taken_away(VoidEntry { voids, reason: asked.reason.clone() }, witness, stamp)
    }

    /// What is left must still be enough from the day on which the entry changed the quota.
    fn taken_away(&self, void: VoidEntry, witness: &Witness, stamp: &Stamp) -> Answer {
        let from = match self.entries().event(void.voids) {
            Some(EstablishmentEvent::QuotaApproved(event)) => Some(event.from.day),
            Some(EstablishmentEvent::QuotaTransferred(event)) => Some(event.from.day),
            Some(EstablishmentEvent::QuotaReceived(event)) => Some(event.from.day),
            Some(
                EstablishmentEvent::EnrolmentReported(_)
                | EstablishmentEvent::QuotaComputed(_)
                | EstablishmentEvent::EstablishmentPlanApproved(_)
                | EstablishmentEvent::PostStructureRatioSet(_)
                | EstablishmentEvent::PostOccupied(_)
                | EstablishmentEvent::PostReleased(_)
                | EstablishmentEvent::PostBandOccupied(_)
                | EstablishmentEvent::PostBandReleased(_)
                | EstablishmentEvent::EstablishmentEventVoided(_),
            )
            | None => None,
        };
        let event = EstablishmentEvent::EstablishmentEventVoided(void);
        match from {
            Some(day) => self.still_enough(event, Period::new(day, None), witness, stamp),
            None => Ok(event),
        }
    }
}
