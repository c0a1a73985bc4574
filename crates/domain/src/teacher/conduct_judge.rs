//! What a statement about conduct has to fit to besides its own kind: the record it tolerates, the selection it scores.

use super::{
    conduct::{ConductCommand, ConductEvent},
    discipline::{GrantFaultTolerance, ScoreSelectionCriterion},
    refusal::TeacherRefusal,
    state::{Standing, Teacher},
    statement::Statement,
};
use crate::{EventId, witness::Witness};

impl Teacher {
    /// Judges what a command about conduct names.
    pub(super) fn fits(&self, command: &ConductCommand, witness: &Witness) -> Result<(), TeacherRefusal> {
        match command {
            ConductCommand::GrantFaultTolerance(asked) => self.may_be_tolerated(asked),
            ConductCommand::ScoreSelectionCriterion(asked) => may_be_scored(asked, witness),
            ConductCommand::ImposeBar(_)
            | ConductCommand::LiftBar(_)
            | ConductCommand::LiftBarOfCase(_)
            | ConductCommand::ReplaceBarOfCase(_)
            | ConductCommand::RecordEthicsAssessment(_)
            | ConductCommand::RecordDisciplineRestriction(_)
            | ConductCommand::RevokeFaultTolerance(_) => Ok(()),
        }
    }

    /// What ethics took is never made good by tolerance.
    fn may_be_tolerated(&self, asked: &GrantFaultTolerance) -> Result<(), TeacherRefusal> {
        let record = asked.record;
        let Some(Standing::Stated(stated)) = self.standing(record) else {
            return Err(TeacherRefusal::RecordUnknown { record });
        };
        let kind = stated.kind();
        if kind.starts_with("bar.") || kind.starts_with("ethics-assessment.") {
            return Err(TeacherRefusal::EthicsNotTolerable { record });
        }
        if is_negative(stated) { Ok(()) } else { Err(TeacherRefusal::RecordNotNegative { record }) }
    }
}

/// Whether a bar follows from a case; it is then put right there, and neither corrected nor voided here.
pub(super) fn is_bar_of_case(standing: Standing<'_>) -> bool {
    let Standing::Stated(Statement::Conduct(ConductEvent::BarImposed(bar))) = standing else { return false };
    bar.case.is_some()
}

/// Whether a statement could stand against a person in a selection. What brings merit cannot.
fn is_negative(stated: &Statement) -> bool {
    let kind = stated.kind();
    let merit = [
        "honour.conferred",
        "title.granted",
        "training.completed",
        "contribution.recorded",
        "teacher.registered",
    ];
    !merit.contains(&kind) && !kind.starts_with("fault-tolerance.")
}

/// A score counts in a candidacy of the same person, and rests on events that happened.
fn may_be_scored(asked: &ScoreSelectionCriterion, witness: &Witness) -> Result<(), TeacherRefusal> {
    let candidacy = witness.candidacies.get(&asked.candidacy);
    let own = candidacy.and_then(|candidacy| candidacy.teacher());
    if own.is_none_or(|teacher| teacher.stream() != witness.about) {
        return Err(TeacherRefusal::SelectionOfAnother { candidacy: asked.candidacy });
    }
    let unknown = |event: &&EventId| !matches!(witness.owners.get(event), Some(Some(_)));
    match asked.evidence.iter().find(unknown) {
        Some(event) => Err(TeacherRefusal::EventUnknown { event: *event }),
        None => Ok(()),
    }
}
