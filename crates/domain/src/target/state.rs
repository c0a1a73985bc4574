use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::event::{AssignMetric, AssignResponsibility, Progress, TargetEvent, TargetSetting};
use crate::{
    EventId, OrganisationId, Origin, Period,
    machine::{Entries, Told, keeps_entries},
    steps::{Step, Steps},
};

/// Where a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is worked on.
    Open,
    /// It was met.
    Met,
    /// It was missed.
    Missed,
    /// It had been met, and a look-back found that it no longer holds.
    FellBack,
}

impl Standing {
    /// The stored word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Met => "MET",
            Self::Missed => "MISSED",
            Self::FellBack => "FELL_BACK",
        }
    }
}

/// A target as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Target {
    entries: Entries<TargetEvent>,
    set: Option<(TargetSetting, EventId)>,
    deadlines: Steps<NaiveDate>,
    owners: Steps<AssignResponsibility>,
    metrics: Steps<AssignMetric>,
    standings: Steps<Standing>,
    progress: Steps<Progress>,
    reviews: Steps<String>,
    claims: Vec<(OrganisationId, NaiveDate, EventId)>,
    awards: Vec<(OrganisationId, NaiveDate, EventId)>,
    days: BTreeSet<NaiveDate>,
}

/// A target on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetOn<'a> {
    /// The day after the last on which it can be met.
    pub deadline: &'a Step<NaiveDate>,
    /// Who answers for it.
    pub owner: Option<&'a Step<AssignResponsibility>>,
    /// What measures it.
    pub metric: Option<&'a Step<AssignMetric>>,
    /// Where it stands.
    pub standing: &'a Step<Standing>,
    /// The last report.
    pub progress: Option<&'a Step<Progress>>,
    /// What the last review or look-back found.
    pub review: Option<&'a Step<String>>,
    /// The units that claimed it.
    pub claims: Vec<(OrganisationId, EventId)>,
    /// The units that were honoured for it.
    pub awards: Vec<(OrganisationId, EventId)>,
}

impl Target {
    /// How it was set, and the event that says so.
    pub fn set(&self) -> Option<(&TargetSetting, EventId)> {
        self.set.as_ref().map(|(set, by)| (set, *by))
    }

    /// Where it stands on a day.
    pub fn standing_on(&self, day: NaiveDate) -> Option<&Step<Standing>> {
        self.standings.on(day)
    }

    /// Whether it is met on a day.
    pub(super) fn is_met_on(&self, day: NaiveDate) -> bool {
        self.standing_on(day).is_some_and(|step| step.value == Standing::Met)
    }

    /// The deadline as it was on a day.
    pub fn deadline_on(&self, day: NaiveDate) -> Option<&Step<NaiveDate>> {
        self.deadlines.on(day)
    }

    /// The claim of a unit.
    pub fn claim_of(&self, unit: OrganisationId) -> Option<EventId> {
        self.claims.iter().find(|(claimant, _, _)| *claimant == unit).map(|(_, _, by)| *by)
    }

    /// All that holds on a day.
    pub fn on(&self, day: NaiveDate) -> Option<TargetOn<'_>> {
        let until = |list: &[(OrganisationId, NaiveDate, EventId)]| {
            list.iter().filter(|(_, on, _)| *on <= day).map(|(unit, _, by)| (*unit, *by)).collect()
        };
        Some(TargetOn {
            deadline: self.deadlines.on(day)?,
            owner: self.owners.on(day),
            metric: self.metrics.on(day),
            standing: self.standings.on(day)?,
            progress: self.progress.on(day),
            review: self.reviews.on(day),
            claims: until(&self.claims),
            awards: until(&self.awards),
        })
    }

    /// The stretches in which nothing changes, in order.
    pub fn stretches(&self) -> Vec<Period> {
        let ends = self.days.iter().skip(1).map(|day| Some(*day)).chain([None]);
        self.days.iter().zip(ends).map(|(from, to)| Period::new(*from, to)).collect()
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &TargetEvent, origin: Origin) {
        self.take(event, origin);
    }

    fn stands(&mut self, day: NaiveDate, standing: Standing, by: EventId) -> NaiveDate {
        self.standings.set(day, standing, by);
        day
    }

    fn begin(&mut self, set: &TargetSetting, by: EventId) -> NaiveDate {
        let day = set.from.day;
        let owner = AssignResponsibility {
            office: set.office.clone(),
            organisation: set.organisation,
            person: None,
            from: set.from.clone(),
        };
        self.deadlines.set(day, set.deadline.day, by);
        self.owners.set(day, owner, by);
        self.set = Some((set.clone(), by));
        self.stands(day, Standing::Open, by)
    }
}

impl Told for Target {
    keeps_entries!(TargetEvent, TargetEventVoided);

    fn allows(&self, event: &TargetEvent) -> bool {
        let (asked, open) = (|on| self.asked_on(on).is_ok(), |on| self.open_on(on).is_ok());
        match event {
            TargetEvent::TargetSet(_) | TargetEvent::TargetEventVoided(_) => true,
            TargetEvent::ResponsibilityAssigned(event) => asked(&event.from),
            TargetEvent::TargetClaimed(event) => open(&event.on),
            TargetEvent::DeadlineChanged(event) => open(&event.on),
            TargetEvent::MetricAssigned(event) => asked(&event.from),
            TargetEvent::ProgressReported(event) => open(&event.on),
            TargetEvent::TargetReviewed(event) => asked(&event.on),
            TargetEvent::LookBackPerformed(event) => self.is_met_on(event.on.day),
            TargetEvent::TargetMet(event) => open(&event.on),
            TargetEvent::TargetMissed(event) => open(&event.on),
            TargetEvent::TargetAwarded(event) => self.claim_of(event.organisation).is_some(),
        }
    }

    fn tell(&mut self, event: &TargetEvent, by: EventId) {
        let day = match event {
            TargetEvent::TargetSet(set) => self.begin(set, by),
            TargetEvent::ResponsibilityAssigned(owner) => {
                self.owners.set(owner.from.day, owner.clone(), by);
                owner.from.day
            }
            TargetEvent::TargetClaimed(claim) => {
                self.claims.push((claim.organisation, claim.on.day, by));
                claim.on.day
            }
            TargetEvent::DeadlineChanged(change) => {
                self.deadlines.set(change.on.day, change.deadline.day, by);
                change.on.day
            }
            TargetEvent::MetricAssigned(metric) => {
                self.metrics.set(metric.from.day, metric.clone(), by);
                metric.from.day
            }
            TargetEvent::ProgressReported(progress) => {
                self.progress.set(progress.on.day, progress.clone(), by);
                progress.on.day
            }
            TargetEvent::TargetReviewed(review) => {
                self.reviews.set(review.on.day, review.finding.clone(), by);
                review.on.day
            }
            TargetEvent::LookBackPerformed(look) => {
                self.reviews.set(look.on.day, look.finding.clone(), by);
                let standing = if look.holds { Standing::Met } else { Standing::FellBack };
                self.stands(look.on.day, standing, by)
            }
            TargetEvent::TargetMet(met) => self.stands(met.on.day, Standing::Met, by),
            TargetEvent::TargetMissed(missed) => self.stands(missed.on.day, Standing::Missed, by),
            TargetEvent::TargetEventVoided(_) => return,
            TargetEvent::TargetAwarded(award) => {
                self.awards.push((award.organisation, award.on.day, by));
                award.on.day
            }
        };
        self.days.insert(day);
    }
}
