use chrono::NaiveDate;

use super::{
    code::{Grade, Severance},
    event::{CandidacyEvent, Nomination, StartNotice},
};
use crate::{
    EventId, Origin, Period, ProgrammeId, RoundId, TeacherId,
    machine::Entries,
    policy::{CountDefinition, ProgrammeStage},
};

/// A stage with the days it held. Two steps on one day leave a span without a day, so that "ever at" stays true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageSpan {
    /// The stage.
    pub stage: ProgrammeStage,
    /// The days.
    pub period: Period,
    /// The event that entered it.
    pub by: EventId,
}

/// What stands at an event of a candidacy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is in force.
    InForce,
    /// It was voided.
    Voided,
    /// It voided another one and cannot be voided itself.
    Void,
}

/// One person in one round: every event as stated, and the stages they add up to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidacy {
    entries: Entries<CandidacyEvent>,
}

/// The events whose payload is of one kind, with their ids, in the order of the log.
macro_rules! each {
    ($self:ident, $variant:ident) => {
        $self.events().filter_map(|(event, origin)| {
            if let CandidacyEvent::$variant(payload) = event { Some((payload, origin.id)) } else { None }
        })
    };
}

impl Candidacy {
    /// Whether nothing happened yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The nomination, unless it was voided, and its event.
    pub fn nomination(&self) -> Option<(&Nomination, EventId)> {
        each!(self, CandidateNominated).next()
    }

    /// The person.
    pub fn teacher(&self) -> Option<TeacherId> {
        self.nomination().map(|(nomination, _)| nomination.teacher)
    }

    /// The round.
    pub fn round(&self) -> Option<RoundId> {
        self.nomination().map(|(nomination, _)| nomination.round)
    }

    /// The programme.
    pub fn programme(&self) -> Option<ProgrammeId> {
        self.nomination().map(|(nomination, _)| nomination.programme)
    }

    /// Whether it is one for the pool of reserve principals.
    pub fn is_reserve_principal(&self) -> bool {
        self.nomination().is_some_and(|(nomination, _)| nomination.role == "RESERVE_PRINCIPALS")
    }

    /// The category: the one certified in, or else the one nominated in.
    pub fn category(&self) -> Option<&str> {
        let certified =
            each!(self, CandidateCertified).last().and_then(|(given, _)| given.category.as_deref());
        certified.or_else(|| self.nomination().and_then(|(nomination, _)| nomination.category.as_deref()))
    }

    /// The stages by the dates of their events. A voided nomination leaves none.
    pub fn stages(&self) -> Vec<StageSpan> {
        let walk = self.walk();
        let ends = walk.iter().skip(1).map(|next| Some(next.1)).chain([None]);
        let span = |(&(stage, from, by), to)| StageSpan { stage, period: Period::new(from, to), by };
        walk.iter().zip(ends).map(span).collect()
    }

    /// The stage on the day.
    pub fn stage_on(&self, day: NaiveDate) -> Option<ProgrammeStage> {
        self.walk().iter().rev().find(|(_, from, _)| *from <= day).map(|(stage, _, _)| *stage)
    }

    /// The stage entered last by date.
    pub fn last_stage(&self) -> Option<StageSpan> {
        self.stages().pop()
    }

    /// Whether the person counts on the day (M-21 to M-25).
    pub fn counts(&self, definition: CountDefinition, day: NaiveDate) -> bool {
        let on = self.stage_on(day);
        match definition {
            CountDefinition::Nominated | CountDefinition::Confirmed => self.was_at(definition.stage(), day),
            CountDefinition::InTraining => on.is_some_and(ProgrammeStage::in_training),
            CountDefinition::Certified => {
                self.was_at(ProgrammeStage::Certified, day) && on != Some(ProgrammeStage::Revoked)
            }
            CountDefinition::InTerm => on == Some(ProgrammeStage::InTerm),
        }
    }

    /// Whether the stage was entered on the day or before.
    pub fn was_at(&self, stage: ProgrammeStage, day: NaiveDate) -> bool {
        self.walk().iter().any(|(entered, from, _)| *entered == stage && *from <= day)
    }

    /// The days of the term. An end that came early cuts it short; one that was never stated leaves it open.
    pub fn term(&self) -> Option<Period> {
        let (certification, _) = each!(self, CandidateCertified).last()?;
        let started = each!(self, TermStarted).last().map(|(step, _)| step.on.day);
        if started.is_none() && certification.term_to.is_none() {
            return None;
        }
        let renewed = each!(self, TermRenewed).map(|(renewal, _)| renewal.to.day).max();
        let to = renewed.or(certification.term_to.as_ref().map(|to| to.day));
        let term = Period::new(started.unwrap_or(certification.on.day), to);
        let over = [ProgrammeStage::Expired, ProgrammeStage::Resigned, ProgrammeStage::Revoked];
        let end = self.walk().into_iter().find(|(stage, _, _)| over.contains(stage));
        Some(end.map_or(term, |(_, day, _)| term.until(day)))
    }

    /// The last public notice and its event.
    pub fn notice(&self) -> Option<(&StartNotice, EventId)> {
        each!(self, NoticeStarted).last()
    }

    /// Objections nobody has settled.
    pub fn open_objections(&self) -> Vec<EventId> {
        let settled: Vec<_> = each!(self, ObjectionResolved).map(|(event, _)| event.objection).collect();
        each!(self, ObjectionRaised).map(|(_, id)| id).filter(|id| !settled.contains(id)).collect()
    }

    /// The last final assessment and its event.
    pub fn final_grade(&self) -> Option<(Grade, EventId)> {
        each!(self, FinalAssessed).last().map(|(assessment, id)| (assessment.grade, id))
    }

    /// The assessment of a year of the term, and its event.
    pub fn annual_grade(&self, year: i32) -> Option<(Grade, EventId)> {
        each!(self, AnnuallyAssessed)
            .find(|(event, _)| event.year == year)
            .map(|(event, id)| (event.grade, id))
    }

    /// What stands at an event of this candidacy; `None` when it is none of its own.
    pub fn standing(&self, event: EventId) -> Option<Standing> {
        Some(match (self.event(event)?, self.entries.is_voided(event)) {
            (CandidacyEvent::CandidacyEventVoided(_), _) => Standing::Void,
            (_, true) => Standing::Voided,
            (_, false) => Standing::InForce,
        })
    }

    /// The event of this id as it was stated.
    pub fn event(&self, event: EventId) -> Option<&CandidacyEvent> {
        self.entries.event(event)
    }

    /// Everything in force, in the order of the log.
    pub fn events(&self) -> impl Iterator<Item = (&CandidacyEvent, Origin)> {
        self.entries.in_force()
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &CandidacyEvent, origin: Origin) {
        if let CandidacyEvent::CandidacyEventVoided(void) = event {
            self.entries.void(void.voids);
        }
        self.entries.keep(event.clone(), origin);
    }

    /// The stages entered, in order of their dates; of one date in the order of the log.
    fn walk(&self) -> Vec<(ProgrammeStage, NaiveDate, EventId)> {
        if self.nomination().is_none() {
            return Vec::new();
        }
        let dated = self.events().filter_map(|(event, origin)| Some((event.on()?.day, origin, event)));
        let mut dated: Vec<_> = dated.collect();
        dated.sort_by_key(|(day, origin, _)| (*day, origin.position));
        let mut walk = Vec::new();
        for (day, origin, event) in dated {
            take_step(&mut walk, day, event, origin.id);
        }
        walk
    }
}

fn take_step(
    walk: &mut Vec<(ProgrammeStage, NaiveDate, EventId)>,
    day: NaiveDate,
    event: &CandidacyEvent,
    by: EventId,
) {
    if let CandidacyEvent::CertificationRevoked(revoked) = event {
        let certified = walk.iter().position(|(stage, _, _)| *stage == ProgrammeStage::Certified);
        // What is void from the beginning leaves no certified day, so the history is cut where it was certified.
        let from = match (revoked.severance, certified) {
            (Severance::AbInitio, Some(at)) => walk.drain(at..).next().map(|(_, from, _)| from),
            (Severance::AbInitio, None) | (Severance::FromNow, _) => None,
        };
        walk.push((ProgrammeStage::Revoked, from.unwrap_or(day), by));
    } else if let Some(stage) = entered(event, walk) {
        walk.push((stage, day, by));
    }
}

/// The stage an event enters, if it enters one.
fn entered(event: &CandidacyEvent, walk: &[(ProgrammeStage, NaiveDate, EventId)]) -> Option<ProgrammeStage> {
    Some(match event {
        CandidacyEvent::CandidateNominated(_) => ProgrammeStage::Nominated,
        CandidacyEvent::CandidateScreened(screening) if screening.passed => ProgrammeStage::Screened,
        CandidacyEvent::CandidateShortlisted(_) => ProgrammeStage::Shortlisted,
        CandidacyEvent::NoticeStarted(_) => ProgrammeStage::Notice,
        CandidacyEvent::ObjectionResolved(settled) if !settled.upheld => return None,
        CandidacyEvent::CandidateConfirmed(_) => ProgrammeStage::Confirmed,
        CandidacyEvent::TrainingStarted(_) => ProgrammeStage::InTraining,
        CandidacyEvent::MidtermAssessed(_) => ProgrammeStage::Midterm,
        CandidacyEvent::FinalAssessed(_) => ProgrammeStage::Final,
        CandidacyEvent::TrainingExtended(_) => ProgrammeStage::Extended,
        CandidacyEvent::CandidateCertified(_) => ProgrammeStage::Certified,
        CandidacyEvent::TermStarted(_) => ProgrammeStage::InTerm,
        CandidacyEvent::TermExpired(_) => ProgrammeStage::Expired,
        CandidacyEvent::CandidateResigned(_) => ProgrammeStage::Resigned,
        CandidacyEvent::CandidateWithdrawn(_) => ProgrammeStage::Withdrawn,
        CandidacyEvent::CandidateScreened(_)
        | CandidacyEvent::ObjectionResolved(_)
        | CandidacyEvent::CandidateRejected(_) => ProgrammeStage::Rejected,
        CandidacyEvent::CandidateRemoved(_) => ProgrammeStage::Removed,
        CandidacyEvent::CertificationRevoked(_) => ProgrammeStage::Revoked,
        CandidacyEvent::CandidacyFrozen(_) => ProgrammeStage::Frozen,
        CandidacyEvent::CandidacyResumed(_) => return before_freeze(walk),
        CandidacyEvent::ObjectionRaised(_)
        | CandidacyEvent::AnnuallyAssessed(_)
        | CandidacyEvent::TermRenewed(_)
        | CandidacyEvent::CandidacyEventVoided(_) => return None,
    })
}

/// Resuming goes back to where the candidate stood; without a freeze there is nothing to come back from.
fn before_freeze(walk: &[(ProgrammeStage, NaiveDate, EventId)]) -> Option<ProgrammeStage> {
    let frozen = |stage: ProgrammeStage| stage == ProgrammeStage::Frozen;
    walk.last().filter(|(stage, _, _)| frozen(*stage))?;
    walk.iter().rev().map(|(stage, _, _)| *stage).find(|stage| !frozen(*stage))
}
