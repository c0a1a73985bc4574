//! One person registered twice: the second registration is joined to the first, and can be parted again.
//!
//! Both streams stay as they are. From the position of the merge on the rows of the absorbed one belong to the survivor;
//! whoever asks as known before it still finds two persons. What overlaps is kept with the merge for an officer to settle.

use serde::{Deserialize, Serialize};

use super::refusal::TeacherRefusal;
use crate::{EventId, Origin, TeacherId, machine::events};

events! {
    /// What joins two registrations of one person.
    pub enum MergeEvent {
        /// This registration is of a person who is registered under another one, which counts from now on (并档).
        TeacherMerged(MergeTeacher) = "teacher.merged" / 1,
        /// That was a mistake, and both are persons of their own again (并档撤销).
        TeacherMergeUndone(UndoTeacherMerge) = "teacher.merge-undone" / 1,
        /// Another registration of this person was joined to this one.
        TeacherAbsorbed(AbsorbTeacher) = "teacher.absorbed" / 1,
        /// The other registration was of somebody else after all.
        TeacherReleased(ReleaseTeacher) = "teacher.released" / 1,
    }
}

/// Joins this registration to that of the same person that is to count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct MergeTeacher {
    /// The registration that counts from now on.
    pub survivor: TeacherId,
    /// How it is known that both are one person. It is kept in plain for ever, so it may not name the person.
    pub reason: String,
}

/// Parts two registrations that were joined by mistake.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct UndoTeacherMerge {
    /// How it is known that they are two persons. It is kept in plain for ever, so it may not name them.
    pub reason: String,
}

/// Takes another registration of the same person in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AbsorbTeacher {
    /// The registration that was joined to this one.
    pub absorbed: TeacherId,
    /// Facts of the two that do not fit one another, for an officer to settle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overlaps: Vec<Overlap>,
}

/// Gives another registration back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReleaseTeacher {
    /// The registration that was joined to this one.
    pub absorbed: TeacherId,
}

/// A fact of each of two registrations, and how they do not fit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Overlap {
    /// The event that states the one.
    pub fact: EventId,
    /// The event that states the other.
    pub with: EventId,
    /// In which way, as a stable code.
    pub how: String,
}

/// What may be asked about two registrations.
#[derive(Clone, Debug, PartialEq)]
pub enum MergeCommand {
    /// See [`MergeTeacher`].
    MergeTeacher(MergeTeacher),
    /// See [`UndoTeacherMerge`].
    UndoTeacherMerge(UndoTeacherMerge),
    /// See [`AbsorbTeacher`]; asked by a merge and by nobody else.
    AbsorbTeacher(AbsorbTeacher),
    /// See [`ReleaseTeacher`]; asked by the undoing and by nobody else.
    ReleaseTeacher(ReleaseTeacher),
}

/// What is known of other registrations of the person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merges {
    /// The registration that counts in the place of this one.
    pub survivor: Option<TeacherId>,
    /// The registrations that were joined to this one, oldest first.
    pub absorbed: Vec<Absorbed>,
}

/// A registration that was joined to this one.
#[derive(Clone, Debug, PartialEq)]
pub struct Absorbed {
    /// The registration.
    pub teacher: TeacherId,
    /// The event that took it in.
    pub by: EventId,
    /// What did not fit then.
    pub overlaps: Vec<Overlap>,
}

impl Merges {
    /// Folds one event.
    pub(crate) fn evolve(&mut self, event: &MergeEvent, origin: Origin) {
        match event {
            MergeEvent::TeacherMerged(merge) => self.survivor = Some(merge.survivor),
            MergeEvent::TeacherMergeUndone(_) => self.survivor = None,
            MergeEvent::TeacherAbsorbed(absorb) => self.absorbed.push(Absorbed {
                teacher: absorb.absorbed,
                by: origin.id,
                overlaps: absorb.overlaps.clone(),
            }),
            MergeEvent::TeacherReleased(release) => {
                self.absorbed.retain(|absorbed| absorbed.teacher != release.absorbed);
            }
        }
    }

    /// Refuses what would state anything on a registration that no longer counts.
    pub(crate) fn still_counts(&self) -> Result<(), TeacherRefusal> {
        self.survivor.map_or(Ok(()), |survivor| Err(TeacherRefusal::TeacherMergedAway { survivor }))
    }
}
