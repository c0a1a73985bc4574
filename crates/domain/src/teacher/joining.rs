//! Whether two registrations may be joined or parted, judged on both of them.

use super::{
    merge::{MergeCommand, MergeEvent, MergeTeacher, Overlap},
    refusal::TeacherRefusal,
    state::Teacher,
    timeline::Contradiction,
};

/// What would not fit if both were one person, in a stable order. What does not fit within one of them is no news.
pub fn overlaps(one: &Teacher, other: &Teacher) -> Vec<Overlap> {
    let known: Vec<Contradiction> =
        [one, other].iter().flat_map(|teacher| teacher.timeline().contradictions()).collect();
    let both = one.timeline().joined(other.timeline()).contradictions();
    let new = both.into_iter().filter(|found| !known.contains(found));
    let mut overlaps: Vec<_> =
        new.map(|found| Overlap { fact: found.fact, with: found.with, how: found.how.to_owned() }).collect();
    overlaps.sort_unstable();
    overlaps
}

/// Decides about two registrations; `survivor` is the other one, as far as the command names it.
pub(crate) fn decide(
    command: &MergeCommand,
    this: &Teacher,
    survivor: Option<&Teacher>,
    about: &str,
) -> Result<Vec<MergeEvent>, TeacherRefusal> {
    Ok(vec![match command {
        MergeCommand::MergeTeacher(merge) => {
            may_merge(merge, this, survivor, about)?;
            MergeEvent::TeacherMerged(merge.clone())
        }
        MergeCommand::UndoTeacherMerge(undo) => {
            reasoned(&undo.reason, this)?;
            this.merges().survivor.ok_or(TeacherRefusal::NotMerged)?;
            MergeEvent::TeacherMergeUndone(undo.clone())
        }
        MergeCommand::AbsorbTeacher(absorb) => {
            this.merges().still_counts()?;
            MergeEvent::TeacherAbsorbed(absorb.clone())
        }
        MergeCommand::ReleaseTeacher(release) => MergeEvent::TeacherReleased(release.clone()),
    }])
}

fn may_merge(
    merge: &MergeTeacher,
    this: &Teacher,
    survivor: Option<&Teacher>,
    about: &str,
) -> Result<(), TeacherRefusal> {
    reasoned(&merge.reason, this)?;
    if merge.survivor.stream() == about {
        return Err(TeacherRefusal::MergedWithItself);
    }
    let survivor = survivor.filter(|survivor| survivor.is_registered());
    let survivor = survivor.ok_or(TeacherRefusal::SurvivorUnknown { survivor: merge.survivor })?;
    if survivor.personal().iter().any(|value| merge.reason.contains(value)) {
        return Err(TeacherRefusal::TextNamesPerson);
    }
    this.merges().still_counts()?;
    survivor.merges().still_counts()?;
    if let Some(absorbed) = this.merges().absorbed.first() {
        return Err(TeacherRefusal::AbsorbedOthers { absorbed: absorbed.teacher });
    }
    for teacher in [this, survivor] {
        teacher.privacy().still_kept()?;
    }
    Ok(())
}

fn reasoned(reason: &str, this: &Teacher) -> Result<(), TeacherRefusal> {
    if reason.trim().is_empty() {
        return Err(TeacherRefusal::ReasonMissing);
    }
    if this.personal().iter().any(|value| reason.contains(value)) {
        return Err(TeacherRefusal::TextNamesPerson);
    }
    Ok(())
}
