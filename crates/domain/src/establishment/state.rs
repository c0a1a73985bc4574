use chrono::NaiveDate;

use super::{
    event::{
        ApproveEstablishmentPlan, EstablishmentEvent, PostOccupied, PostReleased, QuotaComputed,
        ReportEnrolment, SetPostStructureRatio,
    },
    held::{BandsHeld, PostsHeld},
};
use crate::{
    EstablishmentId, EventId, OrganisationId, Origin, Period, TeacherId,
    machine::{Entries, Told, keeps_entries},
    steps::{Step, Steps},
};

impl EstablishmentId {
    /// The establishment of a unit; it bears the unit's id.
    pub fn of_unit(unit: OrganisationId) -> Self {
        Self(unit.0)
    }

    /// The unit.
    pub fn organisation(self) -> OrganisationId {
        OrganisationId(self.0)
    }
}

/// A person on a post for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occupation {
    /// The person.
    pub teacher: TeacherId,
    /// The days.
    pub period: Period,
    /// Why it was occupied although no post was vacant.
    pub over_quota: Option<String>,
    /// The event that states it.
    pub by: EventId,
}

/// What changes the quota from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Set(i64),
    Add(i64),
}

/// An establishment as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Establishment {
    entries: Entries<EstablishmentEvent>,
    enrolments: Vec<(ReportEnrolment, EventId)>,
    enrolled: Steps<ReportEnrolment>,
    computed: Steps<QuotaComputed>,
    /// In order of date; of one day in the order they were recorded.
    quota: Vec<(NaiveDate, Change, EventId)>,
    plans: Vec<(ApproveEstablishmentPlan, EventId)>,
    ratios: Steps<SetPostStructureRatio>,
    occupations: Vec<Occupation>,
    bands: BandsHeld,
}

impl Establishment {
    /// The enrolment last reported for a year.
    pub fn enrolment(&self, year: i32) -> Option<&ReportEnrolment> {
        self.enrolments.iter().rev().map(|(enrolment, _)| enrolment).find(|enrolment| enrolment.year == year)
    }

    /// The enrolments with the days for which each is the latest count.
    pub fn enrolled(&self) -> impl Iterator<Item = (Period, &Step<ReportEnrolment>)> {
        self.enrolled.periods()
    }

    /// Whether it is kept at all: a quota was approved or received.
    pub fn is_kept(&self) -> bool {
        !self.quota.is_empty()
    }

    /// The quota on the day; none when none was approved until then.
    pub fn quota_on(&self, day: NaiveDate) -> Option<i64> {
        let until = self.quota.iter().take_while(|(from, _, _)| *from <= day);
        until.fold(None, |quota, (_, change, _)| match change {
            Change::Set(posts) => Some(*posts),
            Change::Add(posts) => Some(quota.unwrap_or(0) + posts),
        })
    }

    /// Each quota with its days and the events that add up to it.
    pub fn quotas(&self) -> Vec<(Period, i64, Vec<EventId>)> {
        let mut days: Vec<_> = self.quota.iter().map(|(from, _, _)| *from).collect();
        days.dedup();
        let ends = days.iter().skip(1).map(|next| Some(*next)).chain([None]);
        let spans = days.iter().zip(ends).filter_map(|(from, to)| {
            let posts = self.quota_on(*from)?;
            Some((Period::new(*from, to), posts, self.events_until(*from)))
        });
        spans.collect()
    }

    /// The events the quota of a day rests on: the last approval and what moved since.
    fn events_until(&self, day: NaiveDate) -> Vec<EventId> {
        let until: Vec<_> = self.quota.iter().take_while(|(from, _, _)| *from <= day).collect();
        let approved = until.iter().rposition(|(_, change, _)| matches!(change, Change::Set(_))).unwrap_or(0);
        until[approved..].iter().map(|(_, _, by)| *by).collect()
    }

    /// The quotas that were computed, with the days until the next.
    pub fn computed(&self) -> impl Iterator<Item = (Period, &Step<QuotaComputed>)> {
        self.computed.periods()
    }

    /// The plans, in the order they were approved.
    pub fn plans(&self) -> &[(ApproveEstablishmentPlan, EventId)] {
        &self.plans
    }

    /// The structure of posts with its days.
    pub fn ratios(&self) -> impl Iterator<Item = (Period, &Step<SetPostStructureRatio>)> {
        self.ratios.periods()
    }

    /// The structure of posts on the day.
    pub(super) fn ratio_on(&self, day: NaiveDate) -> Option<&SetPostStructureRatio> {
        self.ratios.on(day).map(|step| &step.value)
    }

    /// Who holds a professional post of which band.
    pub(super) fn bands(&self) -> &BandsHeld {
        &self.bands
    }

    /// The first days of every quota and every structure, on which more or fewer may hold a post of a band than before.
    pub(super) fn turns(&self) -> impl Iterator<Item = NaiveDate> {
        let quotas = self.quota.iter().map(|(from, _, _)| *from);
        quotas.chain(self.ratios.periods().map(|(period, _)| period.from))
    }

    /// Every occupation.
    pub fn occupations(&self) -> &[Occupation] {
        &self.occupations
    }

    /// Who occupies a post on the day.
    pub fn occupied_on(&self, day: NaiveDate) -> impl Iterator<Item = &Occupation> {
        self.occupations.iter().filter(move |occupation| occupation.period.contains(day))
    }

    /// Says of a person these posts and no others, without an event.
    pub(super) fn say(&mut self, teacher: TeacherId, held: &PostsHeld, by: EventId) {
        let occupation = |period: &Period| Occupation { teacher, period: *period, over_quota: None, by };
        self.occupations.retain(|held| held.teacher != teacher);
        self.occupations.extend(held.periods.iter().map(occupation));
        self.bands.say(teacher, &held.bands, by);
    }

    /// The first day of the period on which more is occupied than approved, and than was before, with who occupies it. A day before
    /// the first quota is not judged.
    pub(super) fn overfull(
        &self,
        period: Period,
        tolerance: i64,
        before: Option<&Self>,
    ) -> Option<(NaiveDate, Vec<EventId>)> {
        let starts = self.occupations.iter().map(|occupation| occupation.period.from);
        let changes = self.quota.iter().map(|(from, _, _)| *from);
        // Where less was held before, more is held from the end of that on.
        let ends = before.into_iter().flat_map(|before| before.occupations.iter());
        let ends = ends.filter_map(|occupation| occupation.period.to);
        let mut days: Vec<_> = starts.chain(changes).chain(ends).chain([period.from]).collect();
        days.sort_unstable();
        days.into_iter().filter(|day| period.contains(*day)).find_map(|day| {
            let quota = self.quota_on(day)?;
            let on: Vec<_> = self.occupied_on(day).map(|occupation| occupation.by).collect();
            let over = i64::try_from(on.len()).unwrap_or(i64::MAX) > quota.saturating_add(tolerance);
            let more = before.is_none_or(|before| on.len() > before.occupied_on(day).count());
            (over && more).then_some((day, on))
        })
    }

    /// The least that is left of the quota on any day from this one on.
    pub(super) fn least_left(&self, from: NaiveDate) -> Option<i64> {
        let later = self.quota.iter().map(|(day, _, _)| *day).filter(|day| *day > from);
        [from].into_iter().chain(later).filter_map(|day| self.quota_on(day)).min()
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &EstablishmentEvent, origin: Origin) {
        self.take(event, origin);
    }

    fn change(&mut self, from: NaiveDate, change: Change, by: EventId) {
        let at = self.quota.partition_point(|(day, _, _)| *day <= from);
        self.quota.insert(at, (from, change, by));
    }

    /// An occupation stated again from the same day takes the place of the one before.
    fn occupy(&mut self, event: &PostOccupied, by: EventId) {
        let period = Period::stated(&event.from, event.to.as_ref());
        self.occupations.retain(|held| held.teacher != event.teacher || held.period.from != period.from);
        let over_quota = event.over_quota.clone();
        self.occupations.push(Occupation { teacher: event.teacher, period, over_quota, by });
    }

    fn release(&mut self, event: &PostReleased) {
        for held in &mut self.occupations {
            if held.teacher == event.teacher && held.period.from == event.from.day {
                held.period = held.period.until(event.on.day);
            }
        }
        self.occupations.retain(|held| !held.period.is_empty());
    }
}

impl Told for Establishment {
    keeps_entries!(EstablishmentEvent, EstablishmentEventVoided);

    /// Posts are booked by the service of persons, and received because another unit gave them.
    fn follows_from_elsewhere(event: &EstablishmentEvent) -> bool {
        match event {
            EstablishmentEvent::QuotaReceived(_)
            | EstablishmentEvent::PostOccupied(_)
            | EstablishmentEvent::PostReleased(_)
            | EstablishmentEvent::PostBandOccupied(_)
            | EstablishmentEvent::PostBandReleased(_) => true,
            EstablishmentEvent::EnrolmentReported(_)
            | EstablishmentEvent::QuotaComputed(_)
            | EstablishmentEvent::QuotaApproved(_)
            | EstablishmentEvent::QuotaTransferred(_)
            | EstablishmentEvent::EstablishmentPlanApproved(_)
            | EstablishmentEvent::PostStructureRatioSet(_)
            | EstablishmentEvent::EstablishmentEventVoided(_) => false,
        }
    }

    fn allows(&self, event: &EstablishmentEvent) -> bool {
        match event {
            EstablishmentEvent::QuotaComputed(event) => self.enrolment(event.year).is_some(),
            EstablishmentEvent::QuotaTransferred(event) => {
                let (day, posts) = (event.from.day, event.posts.into());
                self.quota_on(day).is_some() && self.least_left(day).is_some_and(|left| left >= posts)
            }
            EstablishmentEvent::EnrolmentReported(_)
            | EstablishmentEvent::QuotaApproved(_)
            | EstablishmentEvent::QuotaReceived(_)
            | EstablishmentEvent::EstablishmentPlanApproved(_)
            | EstablishmentEvent::PostStructureRatioSet(_)
            | EstablishmentEvent::PostOccupied(_)
            | EstablishmentEvent::PostReleased(_)
            | EstablishmentEvent::PostBandOccupied(_)
            | EstablishmentEvent::PostBandReleased(_)
            | EstablishmentEvent::EstablishmentEventVoided(_) => true,
        }
    }

    fn tell(&mut self, event: &EstablishmentEvent, by: EventId) {
        match event {
            EstablishmentEvent::EnrolmentReported(event) => {
                self.enrolled.set(event.on.day, event.clone(), by);
                self.enrolments.push((event.clone(), by));
            }
            EstablishmentEvent::QuotaComputed(event) => self.computed.set(event.on.day, event.clone(), by),
            EstablishmentEvent::QuotaApproved(event) => {
                self.change(event.from.day, Change::Set(event.posts.into()), by);
            }
            EstablishmentEvent::QuotaTransferred(event) => {
                self.change(event.from.day, Change::Add(-i64::from(event.posts)), by);
            }
            EstablishmentEvent::QuotaReceived(event) => {
                self.change(event.from.day, Change::Add(event.posts.into()), by);
            }
            EstablishmentEvent::EstablishmentPlanApproved(event) => self.plans.push((event.clone(), by)),
            EstablishmentEvent::PostStructureRatioSet(event) => {
                self.ratios.set(event.from.day, event.clone(), by);
            }
            EstablishmentEvent::PostOccupied(event) => self.occupy(event, by),
            EstablishmentEvent::PostReleased(event) => self.release(event),
            EstablishmentEvent::PostBandOccupied(event) => self.bands.occupy(event, by),
            EstablishmentEvent::PostBandReleased(event) => self.bands.release(event),
            EstablishmentEvent::EstablishmentEventVoided(_) => {}
        }
    }
}
