use std::collections::BTreeMap;

use super::event::{OpenRotation, RotationAssigned, RotationEligibilityComputed, RotationEvent};
use crate::{
    CivilDate, EventId, OrganisationId, Origin, TeacherId,
    machine::{Entries, Told},
};

/// A rotation round as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rotation {
    pub(super) entries: Entries<RotationEvent>,
    opened: Option<(OpenRotation, EventId)>,
    schools: BTreeMap<OrganisationId, (RotationEligibilityComputed, EventId)>,
    assigned: Vec<(RotationAssigned, EventId)>,
    closed: Option<(CivilDate, EventId)>,
}

impl Rotation {
    /// How it was opened, and the event that says so.
    pub fn opened(&self) -> Option<(&OpenRotation, EventId)> {
        self.opened.as_ref().map(|(event, by)| (event, *by))
    }

    /// The first day it is closed, and the event that says so.
    pub fn closed(&self) -> Option<(&CivilDate, EventId)> {
        self.closed.as_ref().map(|(on, by)| (on, *by))
    }

    /// The frozen lists, school by school.
    pub fn schools(&self) -> impl Iterator<Item = (&RotationEligibilityComputed, EventId)> {
        self.schools.values().map(|(list, by)| (list, *by))
    }

    /// The frozen list of a school.
    pub fn school(&self, id: OrganisationId) -> Option<(&RotationEligibilityComputed, EventId)> {
        self.schools.get(&id).map(|(list, by)| (list, *by))
    }

    /// Whether a person is on a frozen list.
    pub fn is_eligible(&self, teacher: TeacherId) -> bool {
        self.schools.values().any(|(list, _)| list.eligible.iter().any(|one| one.teacher == teacher))
    }

    /// Who was assigned, in the order it was decided.
    pub fn assigned(&self) -> &[(RotationAssigned, EventId)] {
        &self.assigned
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &RotationEvent, origin: Origin) {
        self.take(event, origin);
    }

    pub(super) fn state(&mut self, event: &RotationEvent, by: EventId) {
        match event {
            RotationEvent::RotationOpened(opened) => self.opened = Some((opened.clone(), by)),
            RotationEvent::RotationEligibilityComputed(list) => {
                self.schools.insert(list.school, (list.clone(), by));
            }
            RotationEvent::RotationAssigned(assigned) => self.assigned.push((assigned.clone(), by)),
            RotationEvent::RotationClosed(close) => self.closed = Some((close.on.clone(), by)),
            RotationEvent::RotationEventVoided(_) => {}
        }
    }
}
