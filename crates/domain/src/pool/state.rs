use chrono::NaiveDate;

use super::event::{PoolEvent, SetPoolQuota};
use crate::{
    EventId, OrganisationId, Origin, Period, PoolId, TeacherId,
    machine::{Entries, Told, keeps_entries},
    steps::{Step, Steps},
};

impl PoolId {
    /// The pool of a unit; it bears the unit's id.
    pub fn of_unit(unit: OrganisationId) -> Self {
        Self(unit.0)
    }

    /// The unit that keeps it.
    pub fn organisation(self) -> OrganisationId {
        OrganisationId(self.0)
    }
}

/// A person on a post of the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// The person.
    pub teacher: TeacherId,
    /// Where the person works.
    pub organisation: OrganisationId,
    /// The days.
    pub period: Period,
    /// The day by which it has to be given back.
    pub due: NaiveDate,
    /// The event that states it.
    pub by: EventId,
}

/// A pool as its history tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pool {
    entries: Entries<PoolEvent>,
    quota: Steps<SetPoolQuota>,
    allocations: Vec<Allocation>,
}

impl Pool {
    /// The quota on the day.
    pub fn quota_on(&self, day: NaiveDate) -> Option<&SetPoolQuota> {
        self.quota.on(day).map(|step| &step.value)
    }

    /// Each quota with its days.
    pub fn quotas(&self) -> impl Iterator<Item = (Period, &Step<SetPoolQuota>)> {
        self.quota.periods()
    }

    /// Every allocation.
    pub fn allocations(&self) -> &[Allocation] {
        &self.allocations
    }

    /// A post of the person that is not given back by the day.
    pub(super) fn meets(&self, teacher: TeacherId, day: NaiveDate) -> Option<&Allocation> {
        let goes_on = |held: &&Allocation| held.period.to.is_none_or(|to| day < to);
        self.allocations.iter().filter(|held| held.teacher == teacher).find(goes_on)
    }

    /// Whether the person holds a post that has no end yet, and held it before the day.
    pub(super) fn goes_on(&self, teacher: TeacherId, on: NaiveDate) -> bool {
        let held = self.allocations().iter().rev().find(|held| held.teacher == teacher);
        held.is_some_and(|held| held.period.from < on && held.period.to.is_none())
    }

    /// The posts held on the first day from this one on that has more of them than the quota.
    pub(super) fn overfull(&self, from: NaiveDate) -> Option<Vec<EventId>> {
        let starts = self.allocations.iter().map(|held| held.period.from);
        let changes = self.quota.periods().map(|(period, _)| period.from);
        let mut days: Vec<_> = starts.chain(changes).filter(|day| *day > from).chain([from]).collect();
        days.sort_unstable();
        days.into_iter().find_map(|day| {
            let quota = self.quota_on(day)?.posts;
            let on: Vec<_> = self
                .allocations
                .iter()
                .filter(|held| held.period.contains(day))
                .map(|held| held.by)
                .collect();
            (on.len() > usize::try_from(quota).unwrap_or(usize::MAX)).then_some(on)
        })
    }

    /// What is true after `event`.
    pub fn evolve(&mut self, event: &PoolEvent, origin: Origin) {
        self.take(event, origin);
    }
}

impl Told for Pool {
    keeps_entries!(PoolEvent, PoolEventVoided);

    fn allows(&self, event: &PoolEvent) -> bool {
        match event {
            PoolEvent::PoolQuotaSet(_) | PoolEvent::PoolEventVoided(_) => true,
            PoolEvent::PoolPostAllocated(event) => {
                let day = event.from.day;
                self.quota_on(day).is_some() && self.meets(event.teacher, day).is_none()
            }
            PoolEvent::PoolPostReleased(event) => self.goes_on(event.teacher, event.on.day),
        }
    }

    fn tell(&mut self, event: &PoolEvent, by: EventId) {
        match event {
            PoolEvent::PoolQuotaSet(event) => self.quota.set(event.from.day, event.clone(), by),
            PoolEvent::PoolPostAllocated(event) => self.allocations.push(Allocation {
                teacher: event.teacher,
                organisation: event.organisation,
                period: Period::new(event.from.day, None),
                due: event.due.day,
                by,
            }),
            PoolEvent::PoolPostReleased(event) => {
                let held = self.allocations.iter_mut().rev().find(|held| held.teacher == event.teacher);
                if let Some(held) = held {
                    held.period = held.period.until(event.on.day);
                }
            }
            PoolEvent::PoolEventVoided(_) => {}
        }
    }
}
