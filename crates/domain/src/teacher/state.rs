use chrono::NaiveDate;

use super::{
    dated::Cause,
    merge::Merges,
    past::{PastEvent, TeacherEvent},
    privacy::{Privacy, PrivacyEvent},
    statement::Statement,
    timeline::Timeline,
};
use crate::{CivilDate, EventId, Origin, TeacherId};

/// A teacher's history: every event as stated, and the timeline it adds up to.
///
/// An event in the order of the log is folded into the timeline as it comes. A change of the past changes entries, and
/// the timeline is folded anew from them; a property test holds the two ways equal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Teacher {
    entries: Vec<Entry>,
    timeline: Timeline,
    privacy: Privacy,
    merges: Merges,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    origin: Origin,
    what: What,
    voided: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    Stated(Box<Statement>),
    Corrected { corrects: EventId, statement: Box<Statement> },
    Revoked { revokes: EventId, from: Option<CivilDate> },
    Voided,
    Privacy,
    Merge,
}

/// What stands at an event id of this teacher.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing<'a> {
    /// A statement as it is in force, with the correction of it applied.
    Stated(&'a Statement),
    /// A correction or a revocation.
    Change,
    /// A void, which stays.
    Void,
    /// A hold, its lifting or an erasure, which stay.
    Privacy,
    /// Two registrations were joined or parted, which is undone and never voided.
    Merge,
    /// It was voided.
    Voided,
}

impl Teacher {
    /// Whether a person was registered.
    pub fn is_registered(&self) -> bool {
        self.timeline.identity.registered.is_some()
    }

    /// What held when, as known at the last event folded.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The holds on the person, and whether the person was erased.
    pub fn privacy(&self) -> &Privacy {
        &self.privacy
    }

    /// Other registrations of the same person.
    pub fn merges(&self) -> &Merges {
        &self.merges
    }

    /// The registration under which the facts of this one count: its own, unless it was merged into another.
    pub fn counts_as(&self, own: TeacherId) -> TeacherId {
        self.merges.survivor.unwrap_or(own)
    }

    /// Every text by which the person was ever known, also where it was corrected or voided.
    pub(crate) fn personal(&self) -> Vec<&str> {
        let stated = self.entries.iter().filter_map(|entry| {
            let (What::Stated(statement) | What::Corrected { statement, .. }) = &entry.what else {
                return None;
            };
            Some(statement.as_ref())
        });
        stated.flat_map(Statement::personal).collect()
    }

    /// The exact birth date: as stated, or else as the identity number has it.
    pub fn birth(&self) -> Option<NaiveDate> {
        let person = &self.timeline.identity.registered.as_ref()?.value;
        let stated = person.birth.as_ref().and_then(|birth| birth.known().copied());
        stated.or_else(|| person.identity.as_ref()?.known()?.birth())
    }

    /// How many events were folded.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing happened yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What stands at an event of this teacher; `None` when it is not one of this teacher's.
    pub fn standing(&self, event: EventId) -> Option<Standing<'_>> {
        let at = self.entries.iter().position(|entry| entry.origin.id == event)?;
        let entry = self.entries.get(at)?;
        Some(match &entry.what {
            What::Stated(_) | What::Corrected { .. } | What::Revoked { .. } | What::Voided
                if entry.voided =>
            {
                Standing::Voided
            }
            What::Stated(statement) => {
                Standing::Stated(self.correction_of(at).map_or(statement, |(_, correction)| correction))
            }
            What::Corrected { .. } | What::Revoked { .. } => Standing::Change,
            What::Voided => Standing::Void,
            What::Privacy => Standing::Privacy,
            What::Merge => Standing::Merge,
        })
    }

    /// Of several corrections the one with the highest position counts, unless it was voided. Nothing corrects what was
    /// not yet stated.
    fn correction_of(&self, at: usize) -> Option<(EventId, &Statement)> {
        let (stated, later) = self.entries.get(at..)?.split_first()?;
        later.iter().rev().filter(|entry| !entry.voided).find_map(|entry| match &entry.what {
            What::Corrected { corrects, statement } if *corrects == stated.origin.id => {
                Some((entry.origin.id, statement.as_ref()))
            }
            What::Corrected { .. }
            | What::Stated(_)
            | What::Revoked { .. }
            | What::Voided
            | What::Privacy
            | What::Merge => None,
        })
    }

    /// Folds one event. It never refuses: what it names may be missing, and then nothing follows from it.
    pub fn evolve(&mut self, event: &TeacherEvent, origin: Origin) {
        let what = match event {
            TeacherEvent::Stated(statement) => {
                let (statement, cause) = (self.kept(statement), Cause { origin, by: vec![origin.id] });
                self.timeline.evolve(&statement, &cause);
                self.entries.push(Entry { origin, what: What::Stated(statement), voided: false });
                return;
            }
            TeacherEvent::Past(PastEvent::FactCorrected(correct)) => {
                What::Corrected { corrects: correct.corrects, statement: self.kept(&correct.statement) }
            }
            TeacherEvent::Past(PastEvent::FactRevoked(revoke)) => {
                What::Revoked { revokes: revoke.revokes, from: revoke.from.clone() }
            }
            TeacherEvent::Past(PastEvent::FactVoided(void)) => {
                self.void(void.voids);
                What::Voided
            }
            TeacherEvent::Privacy(privacy) => {
                self.privacy.evolve(privacy, origin);
                if let PrivacyEvent::PersonalDataErased(_) = privacy {
                    self.erase();
                }
                What::Privacy
            }
            TeacherEvent::Merge(merge) => {
                self.merges.evolve(merge, origin);
                What::Merge
            }
        };
        self.entries.push(Entry { origin, what, voided: false });
        self.timeline = self.refolded();
    }

    /// A statement as it is remembered. Nothing personal of somebody who was erased is, whatever a log may hold.
    fn kept(&self, statement: &Statement) -> Box<Statement> {
        let erased = self.privacy.erased.is_some();
        Box::new(if erased { statement.erased() } else { statement.clone() })
    }

    fn erase(&mut self) {
        for entry in &mut self.entries {
            if let What::Stated(statement) | What::Corrected { statement, .. } = &mut entry.what {
                **statement = statement.erased();
            }
        }
    }

    fn void(&mut self, event: EventId) {
        let found = self.entries.iter_mut().find(|entry| entry.origin.id == event);
        let stays = |what: &What| matches!(what, What::Voided | What::Privacy | What::Merge);
        if let Some(entry) = found.filter(|entry| !stays(&entry.what)) {
            entry.voided = true;
        }
    }

    /// The timeline folded from all entries in the order of the log, with corrections in the place of what they correct.
    pub fn refolded(&self) -> Timeline {
        let mut timeline = Timeline::default();
        for (at, entry) in self.entries.iter().enumerate().filter(|(_, entry)| !entry.voided) {
            let mut cause = Cause { origin: entry.origin, by: vec![entry.origin.id] };
            match &entry.what {
                What::Stated(stated) => match self.correction_of(at) {
                    Some((by, corrected)) => {
                        cause.by.push(by);
                        timeline.evolve(corrected, &cause);
                    }
                    None => timeline.evolve(stated, &cause),
                },
                What::Revoked { revokes, from } => {
                    timeline.revoke(*revokes, from.as_ref().map(|day| day.day), &cause)
                }
                What::Corrected { .. } | What::Voided | What::Privacy | What::Merge => {}
            }
        }
        timeline
    }
}
