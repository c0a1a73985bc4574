//! How what a judge derived about service elsewhere is corrected: only what was asked is said again, and the rest is judged anew.

use super::{
    movement::{
        self, MovementEvent, PersonnelRelationMoved, Place, VerifySupportTeaching, VisitResidency,
        verify_days, visit_place,
    },
    movement_asked::{CorrectMovement, MovementAsked},
    refusal::TeacherRefusal,
    statement::Statement,
    timeline::Timeline,
};
use crate::{OrganisationId, Stamp, witness::Witness};

/// The place that has to be looked at to judge the correction.
pub(super) fn place(correct: &CorrectMovement, timeline: &Timeline) -> Option<OrganisationId> {
    let movements = &timeline.movements;
    match correct.asked {
        MovementAsked::SupportTeaching { .. } => {
            movements.verified.find(correct.corrects).map(|fact| fact.value.organisation)
        }
        MovementAsked::Residency { .. } => {
            movements.visits.find(correct.corrects).map(|fact| fact.value.organisation)
        }
        MovementAsked::PersonnelRelation { .. } => None,
    }
}

/// What the event should have said, judged as if it had never been stated.
pub(super) fn judged(
    correct: &CorrectMovement,
    stated: &Statement,
    timeline: &Timeline,
    (witness, stamp): (&Witness, &Stamp),
) -> Result<Statement, TeacherRefusal> {
    if stated.kind() != correct.asked.kind() {
        return Err(TeacherRefusal::CorrectionChangesKind { kind: stated.kind() });
    }
    let event = correct.corrects;
    let gone = || TeacherRefusal::EventNotCorrectable { event };
    let seen = place(correct, timeline).and_then(|id| witness.organisations.get(&id));
    let place = |day| Place { place: seen, judging: witness.rules.judging(stamp, day) };
    let mut others = timeline.movements.clone();
    let said = match &correct.asked {
        MovementAsked::SupportTeaching { from, to } => {
            let secondment = others.verified.find(event).ok_or_else(gone)?.value.secondment;
            others.verified.annul(event);
            let verify = VerifySupportTeaching { secondment, from: from.clone(), to: to.clone() };
            let found = movement::there(&timeline.secondments, secondment)?;
            let place = place(found.period.from);
            MovementEvent::SupportTeachingVerified(verify_days(&verify, found, &others, place, stamp.today)?)
        }
        MovementAsked::Residency { on, days, note } => {
            let secondment = others.visits.find(event).ok_or_else(gone)?.value.secondment;
            others.visits.annul(event);
            let visit = VisitResidency { secondment, on: on.clone(), days: *days, note: note.clone() };
            let found = movement::there(&timeline.secondments, secondment)?;
            MovementEvent::ResidencyVisited(visit_place(&visit, found, &others, place(on.day))?)
        }
        MovementAsked::PersonnelRelation { from } => {
            let moved = &others.relations.find(event).ok_or_else(gone)?.value;
            let found = movement::there(&timeline.secondments, moved.secondment)?;
            let ended = found.period.to.is_some_and(|to| to < from.day);
            if from.day < found.period.from || ended {
                return Err(TeacherRefusal::NotThereThen { from: found.period.from, to: found.period.to });
            }
            let from = from.clone();
            MovementEvent::PersonnelRelationMoved(PersonnelRelationMoved { from, ..moved.clone() })
        }
    };
    Ok(said.into())
}
