use chrono::NaiveDate;

use super::{
    dated::Cause,
    past::{PastEvent, TeacherEvent},
    statement::Statement,
    timeline::Timeline,
};
use crate::{CivilDate, EventId, Origin};

/// A teacher's history: every event as stated, and the timeline it adds up to.
///
/// An event in the order of the log is folded into the timeline as it comes. A change of the past changes entries, and
/// the timeline is folded anew from them; a property test holds the two ways equal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Teacher {
    entries: Vec<Entry>,
    timeline: Timeline,
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
            What::Corrected { .. } | What::Stated(_) | What::Revoked { .. } | What::Voided => None,
        })
    }

    /// Folds one event. It never refuses: what it names may be missing, and then nothing follows from it.
    pub fn evolve(&mut self, event: &TeacherEvent, origin: Origin) {
        let what = match event {
            TeacherEvent::Stated(statement) => {
                let cause = Cause { origin, by: vec![origin.id] };
                self.timeline.evolve(statement, &cause);
                self.entries.push(Entry {
                    origin,
                    what: What::Stated(Box::new(statement.clone())),
                    voided: false,
                });
                return;
            }
            TeacherEvent::Past(PastEvent::FactCorrected(correct)) => {
                What::Corrected { corrects: correct.corrects, statement: Box::new(correct.statement.clone()) }
            }
            TeacherEvent::Past(PastEvent::FactRevoked(revoke)) => {
                What::Revoked { revokes: revoke.revokes, from: revoke.from.clone() }
            }
            TeacherEvent::Past(PastEvent::FactVoided(void)) => {
                self.void(void.voids);
                What::Voided
            }
        };
        self.entries.push(Entry { origin, what, voided: false });
        self.timeline = self.refolded();
    }

    fn void(&mut self, event: EventId) {
        let found = self.entries.iter_mut().find(|entry| entry.origin.id == event);
        if let Some(entry) = found.filter(|entry| entry.what != What::Voided) {
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
                What::Corrected { .. } | What::Voided => {}
            }
        }
        timeline
    }
}
