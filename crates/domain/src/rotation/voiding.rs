//! Entries of a rotation round that are taken away as if they were absent.

use super::{
    event::{RotationAssigned, RotationEvent},
    refusal::RotationRefusal,
    state::Rotation,
};
use crate::{
    EventId, Follow, Following, RotationId, VoidEntry,
    machine::{Told, keeps_entries},
    teacher::{
        Teacher, TeacherCommand,
        past::{PastCommand, VoidFact},
    },
    witness::Witness,
};

impl Told for Rotation {
    keeps_entries!(RotationEvent, RotationEventVoided);

    /// The service elsewhere of a person names the round.
    const NAMED_ELSEWHERE: bool = true;

    fn allows(&self, event: &RotationEvent) -> bool {
        match event {
            RotationEvent::RotationOpened(_) => self.opened().is_none(),
            RotationEvent::RotationEligibilityComputed(list) => {
                self.opened().is_some() && self.school(list.school).is_none()
            }
            RotationEvent::RotationAssigned(assigned) => {
                let eligible = !assigned.eligible || self.is_eligible(assigned.teacher);
                eligible && self.goes_on(assigned.from.day).is_ok()
            }
            RotationEvent::RotationClosed(close) => self.goes_on(close.on.day).is_ok(),
            RotationEvent::RotationEventVoided(_) => true,
        }
    }

    fn tell(&mut self, event: &RotationEvent, by: EventId) {
        self.state(event, by);
    }
}

impl Rotation {
    pub(super) fn void(&self, asked: &VoidEntry) -> Result<RotationEvent, RotationRefusal> {
        self.may_void(asked)?;
        Ok(RotationEvent::RotationEventVoided(asked.clone()))
    }

    /// The assignment that is taken away, when it is one.
    pub(super) fn unassigned(&self, asked: &VoidEntry) -> Option<&RotationAssigned> {
        let RotationEvent::RotationAssigned(assigned) = self.entries.event(asked.voids)? else { return None };
        Some(assigned)
    }

    /// The service elsewhere that came of the assignment is voided on the person in the same append, if it still stands.
    pub(super) fn recalled(&self, asked: &VoidEntry, witness: &Witness) -> Option<Box<dyn Following>> {
        let (assigned, round) = (self.unassigned(asked)?, RotationId::of_stream(&witness.about)?);
        let secondments = &witness.teachers.get(&assigned.teacher)?.timeline().secondments;
        let sent = secondments.iter().find(|away| {
            away.value.proposed.rotation == Some(round)
                && away.period.from == assigned.from.day
                && away.value.stage.stands()
        })?;
        let void = VoidFact { voids: sent.fact, reason: asked.reason.clone() };
        let command = TeacherCommand::Past(PastCommand::VoidFact(void));
        Some(Follow::<Teacher>::boxed(assigned.teacher.stream(), command))
    }
}
