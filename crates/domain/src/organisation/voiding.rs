//! Entries of an organisation that are taken away as if they were absent.

use chrono::NaiveDate;

use super::{
    code::ParentKind,
    decide::{hangs_under, one_above},
    event::OrganisationEvent,
    refusal::OrganisationRefusal,
    state::Organisation,
};
use crate::{
    EventId, OrganisationId, Origin, VoidEntry,
    machine::{Told, keeps_entries},
    witness::Witness,
};

impl Told for Organisation {
    keeps_entries!(OrganisationEvent, OrganisationEventVoided);

    /// Services, posts and programmes elsewhere name it.
    const NAMED_ELSEWHERE: bool = true;

    fn allows(&self, event: &OrganisationEvent) -> bool {
        let stands = |day: NaiveDate| self.standing_on(day).is_ok();
        match event {
            OrganisationEvent::OrganisationPlanned(_) => !self.is_known(),
            OrganisationEvent::OrganisationOpened(opened) => {
                let told = self.is_known() || opened.description.is_some();
                told && self.standing().is_ok() && self.opened().is_none()
            }
            OrganisationEvent::OrganisationRenamed(event) => stands(event.from.day),
            OrganisationEvent::OrganisationReparented(event) => stands(event.from.day),
            OrganisationEvent::OrganisationNatureChanged(event) => stands(event.from.day),
            OrganisationEvent::OrganisationFlagSet(event) => stands(event.from.day),
            OrganisationEvent::GovernanceModeAdopted(event) => stands(event.from.day),
            OrganisationEvent::DevelopmentCentreDesignated(event) => stands(event.from.day),
            OrganisationEvent::StaffingGoalSet(event) => stands(event.by.day),
            OrganisationEvent::ClassesReported(event) => stands(event.on.day),
            OrganisationEvent::OrganisationMerged(event) => self.ends_on(event.on.day).is_ok(),
            OrganisationEvent::OrganisationClosed(event) => self.ends_on(event.on.day).is_ok(),
            OrganisationEvent::OrganisationFlagCleared(event) => {
                self.flag_on(event.flag, event.on.day).is_some()
            }
            OrganisationEvent::OrganisationCodeRegistered(_)
            | OrganisationEvent::PayAggregateReported(_)
            | OrganisationEvent::OrganisationEventVoided(_) => self.known().is_ok(),
        }
    }

    fn tell(&mut self, event: &OrganisationEvent, by: EventId) {
        self.state(event, by);
    }
}

impl Organisation {
    /// The organisation as if the entry had not been stated.
    pub(super) fn without(&self, asked: &VoidEntry) -> Self {
        let mut after = self.clone();
        after.evolve(&OrganisationEvent::OrganisationEventVoided(asked.clone()), Origin::NOT_YET);
        after
    }

    /// The tree and the day from which an entry says where the organisation hangs, or at which level.
    fn touched(&self, asked: &VoidEntry) -> Option<(ParentKind, NaiveDate)> {
        let stated = self.entries.event(asked.voids)?;
        if let OrganisationEvent::OrganisationReparented(moved) = stated {
            return Some((moved.kind, moved.from.day));
        }
        let OrganisationEvent::DevelopmentCentreDesignated(centre) = stated else { return None };
        Some((ParentKind::Development, centre.from.day))
    }

    /// The parent under which it hangs once the entry is taken away, when that has to be looked at.
    pub(super) fn parent_without(&self, asked: &VoidEntry) -> Option<OrganisationId> {
        let (kind, day) = self.touched(asked)?;
        self.without(asked).parent_on(kind, day).map(|(parent, _)| parent)
    }

    /// A parent that comes back, and a level that does, is held to R-17 as if it were stated now.
    pub(super) fn void(
        &self,
        asked: &VoidEntry,
        witness: &Witness,
    ) -> Result<OrganisationEvent, OrganisationRefusal> {
        self.may_void(asked)?;
        let after = self.without(asked);
        let touched = self.touched(asked);
        let hangs = touched.and_then(|(kind, day)| Some((kind, day, after.parent_on(kind, day)?)));
        if let Some((kind, day, (parent, by))) = hangs {
            if self.parent_on(kind, day) != Some((parent, by)) {
                hangs_under(parent, kind, day, witness)?;
            }
            let level = after.centre_on(day).filter(|_| kind == ParentKind::Development);
            level.map_or(Ok(()), |(level, _, _)| one_above(level, parent, day, witness))?;
        }
        Ok(OrganisationEvent::OrganisationEventVoided(asked.clone()))
    }
}
