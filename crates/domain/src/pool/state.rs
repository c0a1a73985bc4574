use chrono::NaiveDate;

use super::event::{PoolEvent, SetPoolQuota};
use crate::{
    EventId, OrganisationId, Origin, Period, PoolId, TeacherId,
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
        let by = origin.id;
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
        }
    }
}
