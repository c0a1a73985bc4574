//! The bands of the professional posts that persons of a unit hold, and how many the structure of posts allows (S-68, R-45).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    booking::SettlePosts,
    event::{EstablishmentEvent, PostBandOccupied, PostBandReleased},
    refusal::EstablishmentRefusal,
    state::Establishment,
};
use crate::{AppliedRule, EventId, Origin, Period, Stamp, TeacherId, code::Band, witness::Witness};

impl Establishment {
    /// Makes the books say which bands the appointments of a person say now. More than the structure allows is refused on every
    /// day, those to come included; what a lower structure left above it stays, and only may not grow.
    pub(super) fn settle_bands(
        &self,
        asked: &SettlePosts,
        before: &Self,
        judges: (&Witness, &Stamp),
    ) -> Result<Vec<EstablishmentEvent>, EstablishmentRefusal> {
        let held = self.bands().of(asked.teacher);
        let released = held.iter().filter_map(|held| released(asked, *held));
        let released: Vec<_> = released.map(EstablishmentEvent::PostBandReleased).collect();
        let mut after = self.clone();
        released.iter().for_each(|event| after.evolve(event, Origin::NOT_YET));
        let held = after.bands().of(asked.teacher);
        let begun = asked.now.bands.iter().filter(|stated| !stated.1.is_empty() && !held.contains(stated));
        let begun: Vec<_> = begun.copied().collect();
        let occupied: Vec<_> = begun.iter().map(|stated| occupied(asked.teacher, *stated)).collect();
        let stated = occupied.iter().cloned().map(EstablishmentEvent::PostBandOccupied);
        stated.for_each(|event| after.evolve(&event, Origin::NOT_YET));
        let rules = after.judge_bands(asked, &begun, before, judges)?;
        let kept = |event| PostBandOccupied { rules: rules.clone(), ..event };
        let occupied = occupied.into_iter().map(kept).map(EstablishmentEvent::PostBandOccupied);
        Ok(released.into_iter().chain(occupied).collect())
    }

    /// Holds what is new to R-45; whoever held the band or a higher one on those days takes nothing from anybody.
    fn judge_bands(
        &self,
        asked: &SettlePosts,
        begun: &[(Band, Period)],
        before: &Self,
        (witness, stamp): (&Witness, &Stamp),
    ) -> Result<Vec<AppliedRule>, EstablishmentRefusal> {
        let held = |(band, period): &(Band, Period)| {
            asked.before.bands.iter().any(|(other, days)| other <= band && days.covers(period))
        };
        let new: Vec<_> = begun.iter().filter(|stated| !held(stated)).copied().collect();
        let Some(first) = new.iter().map(|(_, period)| period.from).min() else { return Ok(Vec::new()) };
        let mut judging = witness.rules.judging(stamp, first);
        let over = self.over_used(before, &new, judging.number("R-45", "tolerance").unwrap_or(0));
        judging.hold("R-45", over.is_none(), over.unwrap_or_default())?;
        Ok(judging.applied())
    }

    /// Who holds a post of a band or above on the first day on which more do than are allowed and than did before.
    fn over_used(&self, before: &Self, begun: &[(Band, Period)], tolerance: i64) -> Option<Vec<EventId>> {
        let starts = self.bands().starts().chain(before.bands().ends()).chain(self.turns());
        let concerned = |day: &NaiveDate| begun.iter().any(|(_, period)| period.contains(*day));
        let days: BTreeSet<_> = starts.filter(concerned).collect();
        let over = |band: &Band, day: &NaiveDate| {
            let allowed = self.allowed(*band, *day)?.saturating_add(tolerance);
            let holders = self.bands().at_least(*band, *day);
            let many = i64::try_from(holders.len()).unwrap_or(i64::MAX) > allowed;
            (many && holders.len() > before.bands().at_least(*band, *day).len()).then_some(holders)
        };
        let holders = Band::ALL.iter().find_map(|band| days.iter().find_map(|day| over(band, day)))?;
        Some(holders.into_values().filter(|fact| *fact != Origin::NOT_YET.id).collect())
    }

    /// How many may hold a post of the band or of a higher one on the day: a higher post that is free may be given to somebody
    /// of a lower band. Nothing is said without a quota and a structure, and of all bands together R-11 judges.
    fn allowed(&self, band: Band, day: NaiveDate) -> Option<i64> {
        let (quota, ratio) = (self.quota_on(day)?, self.ratio_on(day)?);
        let share = |percent: u32| quota * i64::from(percent) / 100;
        let senior = share(ratio.senior_percent);
        match band {
            Band::Senior => Some(senior),
            Band::Middle => Some(senior + share(ratio.middle_percent)),
            Band::Junior => None,
        }
    }
}

fn occupied(teacher: TeacherId, (band, period): (Band, Period)) -> PostBandOccupied {
    let to = period.to.map(Into::into);
    PostBandOccupied { teacher, band, from: period.from.into(), to, rules: Vec::new() }
}

/// What is given back of a band that the appointments no longer say: all of it, or its end.
fn released(asked: &SettlePosts, (band, held): (Band, Period)) -> Option<PostBandReleased> {
    let stated = asked.now.bands.iter().filter(|(of, _)| *of == band).map(|(_, period)| *period);
    let on = super::booking::given_back(held, stated)?;
    Some(PostBandReleased { teacher: asked.teacher, band, from: held.from.into(), on: on.into() })
}
