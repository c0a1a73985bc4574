//! The posts of the establishment that persons occupy: the books follow their service and are held to R-11.

use chrono::NaiveDate;

use super::{
    event::{EstablishmentEvent, PostOccupied, PostReleased},
    held::PostsHeld,
    refusal::EstablishmentRefusal,
    state::Establishment,
};
use crate::{EstablishmentId, Origin, Period, Stamp, TeacherId, rules::Judging, witness::Witness};

/// Books the post of a person who was in service before the establishment was kept.
#[derive(Clone, Debug, PartialEq)]
pub struct OccupyPost {
    /// The person.
    pub teacher: TeacherId,
}

/// Makes the books say what the service and the appointments of a person say now. What they said before is not judged again, whether it
/// was booked or not: whoever leaves a unit that has too many posts makes nothing worse.
#[derive(Clone, Debug, PartialEq)]
pub struct SettlePosts {
    /// The person.
    pub teacher: TeacherId,
    /// What was held until now.
    pub before: PostsHeld,
    /// What is held now.
    pub now: PostsHeld,
}

type Answer = Result<EstablishmentEvent, EstablishmentRefusal>;
type Answers = Result<Vec<EstablishmentEvent>, EstablishmentRefusal>;

impl Establishment {
    /// Holds the period to R-11, on the days on which more is occupied than was before; answers the reason when a document and an explanation go beyond it.
    pub(super) fn judge(
        &self,
        judging: &mut Judging<'_>,
        period: Period,
        stamp: &Stamp,
        before: Option<&Self>,
    ) -> Result<Option<String>, EstablishmentRefusal> {
        let tolerance = judging.number("R-11", "tolerance").unwrap_or(0);
        let over = self.overfull(period, tolerance, before);
        let reason = stamp.explanations.get("R-11").filter(|text| !text.trim().is_empty());
        if let (Some(_), Some(reason), Some(_)) = (&over, reason, &stamp.document) {
            judging.overrule("R-11", reason);
            return Ok(Some(reason.clone()));
        }
        let facts = over.as_ref().map(|(_, facts)| facts.clone()).unwrap_or_default();
        let known = facts.into_iter().filter(|fact| *fact != Origin::NOT_YET.id).collect();
        judging.hold("R-11", over.is_none(), known)?;
        Ok(None)
    }

    /// Whoever holds nothing here is not booked. The same again changes nothing, and that is said.
    pub(super) fn book(&self, asked: &OccupyPost, witness: &Witness, stamp: &Stamp) -> Answers {
        let unit = EstablishmentId::of_stream(&witness.about).map(EstablishmentId::organisation);
        let person = unit.zip(witness.teachers.get(&asked.teacher));
        let now = person.map(|(unit, person)| person.held_at(unit));
        let now = now.filter(|now| !now.periods.is_empty()).ok_or(EstablishmentRefusal::NotInService)?;
        let settle = SettlePosts { teacher: asked.teacher, before: PostsHeld::default(), now };
        let events = self.settle(&settle, witness, stamp)?;
        (!events.is_empty()).then_some(events).ok_or(EstablishmentRefusal::AlreadyBooked)
    }

    /// What ended sooner is released first, so that whoever moves within the unit meets a free post.
    pub(super) fn settle(&self, asked: &SettlePosts, witness: &Witness, stamp: &Stamp) -> Answers {
        let held: Vec<_> = self
            .occupations()
            .iter()
            .filter(|held| held.teacher == asked.teacher)
            .map(|held| held.period)
            .collect();
        let before = self.before(asked);
        let mut after = self.clone();
        let mut events = Vec::new();
        for period in &held {
            events.extend(released(asked, *period));
        }
        for event in &events {
            after.evolve(event, Origin::NOT_YET);
        }
        for period in asked.now.periods.iter().filter(|period| !period.is_empty()) {
            let stands = after
                .occupations()
                .iter()
                .any(|held| held.teacher == asked.teacher && held.period == *period);
            if !stands {
                let event = after.occupied(asked, *period, &before, (witness, stamp))?;
                after.evolve(&event, Origin::NOT_YET);
                events.push(event);
            }
        }
        events.extend(self.settle_bands(asked, &before, (witness, stamp))?);
        Ok(events)
    }

    /// The books as they would be if they said what service and appointments said before.
    fn before(&self, asked: &SettlePosts) -> Self {
        let mut before = self.clone();
        before.say(asked.teacher, &asked.before, Origin::NOT_YET.id);
        before
    }

    fn occupied(
        &self,
        asked: &SettlePosts,
        period: Period,
        before: &Self,
        (witness, stamp): (&Witness, &Stamp),
    ) -> Answer {
        let mut occupied = PostOccupied {
            teacher: asked.teacher,
            from: period.from.into(),
            to: period.to.map(Into::into),
            over_quota: None,
            rules: Vec::new(),
        };
        if asked.before.periods.iter().any(|held| held.covers(&period)) {
            return Ok(EstablishmentEvent::PostOccupied(occupied));
        }
        let mut after = self.clone();
        after.evolve(&EstablishmentEvent::PostOccupied(occupied.clone()), Origin::NOT_YET);
        let mut judging = witness.rules.judging(stamp, period.from);
        occupied.over_quota = after.judge(&mut judging, period, stamp, Some(before))?;
        occupied.rules = judging.applied();
        Ok(EstablishmentEvent::PostOccupied(occupied))
    }
}

/// What is given back of an occupation that the service no longer says: all of it, or its end.
fn released(asked: &SettlePosts, held: Period) -> Option<EstablishmentEvent> {
    let on = given_back(held, asked.now.periods.iter().copied())?;
    let release = PostReleased { teacher: asked.teacher, from: held.from.into(), on: on.into() };
    Some(EstablishmentEvent::PostReleased(release))
}

/// The day from which what was held is given back, when it is stated no longer or ends sooner.
pub(super) fn given_back(held: Period, mut stated: impl Iterator<Item = Period>) -> Option<NaiveDate> {
    match stated.find(|period| period.from == held.from) {
        None => Some(held.from),
        Some(period) => period.to.filter(|to| held.to.is_none_or(|end| *to < end)),
    }
}
