use chrono::{Months, NaiveDate};

use super::{
    event::{PoolEvent, PoolPostAllocated, ReleasePoolPost, SetPoolQuota},
    refusal::PoolRefusal,
    state::Pool,
};
use crate::{
    CivilDate, Decider, Looks, OrganisationId, Origin, Stamp, TeacherId, Unreadable, VoidEntry,
    machine::Told,
    rules::{Judging, RULES_STREAM},
    witness::Witness,
};

/// Allocates a post of the pool to a person.
#[derive(Clone, Debug, PartialEq)]
pub struct AllocatePoolPost {
    /// The person.
    pub teacher: TeacherId,
    /// Where the person works.
    pub organisation: OrganisationId,
    /// The first day.
    pub from: CivilDate,
    /// The day by which it has to be given back; the longest stay when none is stated.
    pub due: Option<CivilDate>,
}

/// What may be asked of a turnover pool.
#[derive(Clone, Debug, PartialEq)]
pub enum PoolCommand {
    /// Sets its quota.
    SetPoolQuota(SetPoolQuota),
    /// Allocates a post.
    AllocatePoolPost(AllocatePoolPost),
    /// Takes a post back.
    ReleasePoolPost(ReleasePoolPost),
    /// Takes an entry away.
    VoidPoolEvent(VoidEntry),
}

type Answer = Result<PoolEvent, PoolRefusal>;

/// The longest stay when rule R-16 names none, in years.
const STAY_YEARS: u32 = 3;

impl Decider for Pool {
    type Command = PoolCommand;
    type Event = PoolEvent;
    type Refusal = PoolRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &PoolCommand) -> Looks {
        let person = match command {
            PoolCommand::AllocatePoolPost(asked) => Some(asked.teacher.stream()),
            PoolCommand::SetPoolQuota(_)
            | PoolCommand::ReleasePoolPost(_)
            | PoolCommand::VoidPoolEvent(_) => None,
        };
        let streams = [RULES_STREAM.to_owned()].into_iter().chain(person).collect();
        Looks { streams, events: Vec::new() }
    }

    fn decide(
        &self,
        command: &PoolCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<PoolEvent>, PoolRefusal> {
        let event = match command {
            PoolCommand::SetPoolQuota(asked) => self.set(asked, witness, stamp),
            PoolCommand::AllocatePoolPost(asked) => self.allocate(asked, witness, stamp),
            PoolCommand::ReleasePoolPost(asked) => self.release(asked),
            PoolCommand::VoidPoolEvent(asked) => self.void(asked, witness, stamp),
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &PoolEvent, origin: Origin) {
        Pool::evolve(self, event, origin);
    }

    fn write(event: &PoolEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<PoolEvent, Unreadable> {
        PoolEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Pool {
    fn set(&self, asked: &SetPoolQuota, witness: &Witness, stamp: &Stamp) -> Answer {
        (!asked.name.trim().is_empty()).then_some(()).ok_or(PoolRefusal::NameBlank)?;
        let event = PoolEvent::PoolQuotaSet(asked.clone());
        let mut judging = witness.rules.judging(stamp, asked.from.day);
        self.still_fits(&event, asked.from.day, &mut judging)?;
        Ok(event)
    }

    fn allocate(&self, asked: &AllocatePoolPost, witness: &Witness, stamp: &Stamp) -> Answer {
        let day = asked.from.day;
        self.quota_on(day).ok_or(PoolRefusal::QuotaMissing)?;
        let person = witness.teachers.get(&asked.teacher);
        let serves = person.is_some_and(|person| person.timeline().employments.on(day).next().is_some());
        serves.then_some(()).ok_or(PoolRefusal::NotInService)?;
        if let Some(before) = self.meets(asked.teacher, day) {
            return Err(PoolRefusal::AlreadyAllocated { fact: before.by });
        }
        let mut judging = witness.rules.judging(stamp, day);
        let stay = judging.number("R-16", "stay_years").and_then(|years| u32::try_from(years).ok());
        let longest = day.checked_add_months(Months::new(12 * stay.unwrap_or(STAY_YEARS)));
        let longest = longest.unwrap_or(NaiveDate::MAX);
        let due = asked.due.clone().unwrap_or_else(|| longest.into());
        (due.day > day).then_some(()).ok_or(PoolRefusal::DueBeforeStart)?;
        judging.hold("R-16", due.day <= longest, Vec::new())?;
        let mut allocated = PoolPostAllocated {
            teacher: asked.teacher,
            organisation: asked.organisation,
            from: asked.from.clone(),
            due,
            rules: Vec::new(),
        };
        self.still_fits(&PoolEvent::PoolPostAllocated(allocated.clone()), day, &mut judging)?;
        allocated.rules = judging.applied();
        Ok(PoolEvent::PoolPostAllocated(allocated))
    }

    /// Without the entry there must still be as many posts as are held: a quota may go, or what gave a post back.
    fn void(&self, asked: &VoidEntry, witness: &Witness, stamp: &Stamp) -> Answer {
        self.may_void(asked)?;
        let from = match self.entries().event(asked.voids) {
            Some(PoolEvent::PoolQuotaSet(event)) => Some(event.from.day),
            Some(PoolEvent::PoolPostReleased(event)) => Some(event.on.day),
            Some(PoolEvent::PoolPostAllocated(_) | PoolEvent::PoolEventVoided(_)) | None => None,
        };
        let event = PoolEvent::PoolEventVoided(asked.clone());
        if let Some(day) = from {
            self.still_fits(&event, day, &mut witness.rules.judging(stamp, day))?;
        }
        Ok(event)
    }

    /// R-15 holds on every day from this one on.
    fn still_fits(
        &self,
        event: &PoolEvent,
        from: NaiveDate,
        judging: &mut Judging<'_>,
    ) -> Result<(), PoolRefusal> {
        let mut after = self.clone();
        after.evolve(event, Origin::NOT_YET);
        let over = after.overfull(from);
        let facts = over.iter().flatten().copied().filter(|fact| *fact != Origin::NOT_YET.id).collect();
        Ok(judging.hold("R-15", over.is_none(), facts)?)
    }

    fn release(&self, asked: &ReleasePoolPost) -> Answer {
        let on = asked.on.day;
        self.goes_on(asked.teacher, on).then_some(()).ok_or(PoolRefusal::NotAllocated { on })?;
        Ok(PoolEvent::PoolPostReleased(asked.clone()))
    }
}
