use chrono::NaiveDate;

use super::event::{ApproveSubsidy, ClawBack, SubsidyEvent};
use crate::{
    EventId, Origin,
    machine::{Entries, Told, keeps_entries},
};

/// A subsidy as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subsidy {
    entries: Entries<SubsidyEvent>,
    approved: Option<(ApproveSubsidy, EventId)>,
    paid: Vec<(u32, NaiveDate, EventId)>,
    claw_back: Option<(ClawBack, EventId)>,
    settled: Option<(NaiveDate, EventId)>,
}

impl Subsidy {
    /// How it was approved and the event that says so.
    pub fn approved(&self) -> Option<(&ApproveSubsidy, EventId)> {
        self.approved.as_ref().map(|(event, by)| (event, *by))
    }

    /// The day a part was paid and the event that says so.
    pub fn paid(&self, number: u32) -> Option<(NaiveDate, EventId)> {
        self.paid.iter().find(|paid| paid.0 == number).map(|paid| (paid.1, paid.2))
    }

    /// What is claimed back and the event that says so.
    pub fn claw_back(&self) -> Option<(&ClawBack, EventId)> {
        self.claw_back.as_ref().map(|(event, by)| (event, *by))
    }

    /// The day that came and the event that says so.
    pub fn settled(&self) -> Option<(NaiveDate, EventId)> {
        self.settled
    }

    /// What was paid before the day, in whole yuan.
    pub fn paid_before(&self, day: NaiveDate) -> u32 {
        let Some((approved, _)) = self.approved() else { return 0 };
        let parts = (1..).zip(&approved.instalments);
        let paid = parts.filter(|(number, _)| self.paid(*number).is_some_and(|(on, _)| on < day));
        paid.map(|(_, part)| part.yuan).fold(0, u32::saturating_add)
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &SubsidyEvent, origin: Origin) {
        self.take(event, origin);
    }
}

impl Told for Subsidy {
    keeps_entries!(SubsidyEvent, SubsidyEventVoided);

    fn allows(&self, event: &SubsidyEvent) -> bool {
        match event {
            SubsidyEvent::SubsidyApproved(_) | SubsidyEvent::SubsidyEventVoided(_) => true,
            SubsidyEvent::SubsidyInstalmentPaid(_) => self.approved().is_some(),
            SubsidyEvent::ClawBackRaised(event) => {
                self.approved().is_some() && self.paid_before(NaiveDate::MAX) == event.paid_yuan
            }
            SubsidyEvent::ClawBackSettled(_) => self.claw_back().is_some(),
        }
    }

    fn tell(&mut self, event: &SubsidyEvent, by: EventId) {
        match event {
            SubsidyEvent::SubsidyApproved(event) => self.approved = Some((event.clone(), by)),
            SubsidyEvent::SubsidyInstalmentPaid(event) => self.paid.push((event.number, event.on.day, by)),
            SubsidyEvent::ClawBackRaised(event) => self.claw_back = Some((event.clone(), by)),
            SubsidyEvent::ClawBackSettled(event) => self.settled = Some((event.on.day, by)),
            SubsidyEvent::SubsidyEventVoided(_) => {}
        }
    }
}
