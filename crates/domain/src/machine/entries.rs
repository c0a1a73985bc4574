use serde::{Deserialize, Serialize};

use super::{EntryRefusal, Origin};
use crate::value::EventId;

/// Takes one entry of a history away as if it were absent (作废). What it said may be stated again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct VoidEntry {
    /// The event.
    pub voids: EventId,
    /// Why.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry<E> {
    event: E,
    origin: Origin,
    voided: bool,
}

/// Every event of a history as it was stated, and which of them were voided.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entries<E> {
    kept: Vec<Entry<E>>,
}

impl<E> Default for Entries<E> {
    fn default() -> Self {
        Self { kept: Vec::new() }
    }
}

impl<E> Entries<E> {
    /// Whether nothing was stated yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// What is in force, in the order of the log.
    pub(crate) fn in_force(&self) -> impl Iterator<Item = (&E, Origin)> {
        self.kept.iter().filter(|entry| !entry.voided).map(|entry| (&entry.event, entry.origin))
    }

    /// The event of this id as it was stated.
    pub(crate) fn event(&self, id: EventId) -> Option<&E> {
        self.entry(id).map(|entry| &entry.event)
    }

    /// Whether the event of this id was voided.
    pub(crate) fn is_voided(&self, id: EventId) -> bool {
        self.entry(id).is_some_and(|entry| entry.voided)
    }

    /// Whether the history begins with the event of this id.
    fn begins_with(&self, id: EventId) -> bool {
        self.kept.first().is_some_and(|entry| entry.origin.id == id)
    }

    /// Adds what was stated.
    pub(crate) fn keep(&mut self, event: E, origin: Origin) {
        self.kept.push(Entry { event, origin, voided: false });
    }

    /// Takes the event of this id out of force; one that is not here takes nothing away.
    pub(crate) fn void(&mut self, id: EventId) {
        for entry in self.kept.iter_mut().filter(|entry| entry.origin.id == id) {
            entry.voided = true;
        }
    }

    fn entry(&self, id: EventId) -> Option<&Entry<E>> {
        self.kept.iter().find(|entry| entry.origin.id == id)
    }
}

/// A state that follows from the entries in force, so that one of them may be voided without being erased.
pub(crate) trait Told: Default {
    /// What is stated.
    type Event: Clone;

    /// Whether other histories name this one. None of them is seen here, so what began it then stays.
    const NAMED_ELSEWHERE: bool = false;

    /// The entries it follows from.
    fn entries(&self) -> &Entries<Self::Event>;

    /// The same, to be added to.
    fn entries_mut(&mut self) -> &mut Entries<Self::Event>;

    /// What the event voids, when it is a void.
    fn voids(event: &Self::Event) -> Option<&VoidEntry>;

    /// Whether the event follows from what happened to something else; that is where it is changed.
    fn follows_from_elsewhere(_event: &Self::Event) -> bool {
        false
    }

    /// Whether the state lets this be stated, as far as the history alone can say.
    fn allows(&self, event: &Self::Event) -> bool;

    /// What is true after an event that is no void.
    fn tell(&mut self, event: &Self::Event, by: EventId);

    /// What is true after an event. It cannot fail: a void of what is not here takes nothing away.
    fn take(&mut self, event: &Self::Event, origin: Origin) {
        match Self::voids(event) {
            Some(void) => {
                self.entries_mut().void(void.voids);
                *self = self.told_again();
            }
            None => self.tell(event, origin.id),
        }
        self.entries_mut().keep(event.clone(), origin);
    }

    /// The state as the entries in force tell it.
    fn told_again(&mut self) -> Self {
        let entries = std::mem::take(self.entries_mut());
        let mut told = Self::default();
        for (event, origin) in entries.in_force().filter(|(event, _)| Self::voids(event).is_none()) {
            told.tell(event, origin.id);
        }
        *told.entries_mut() = entries;
        told
    }

    /// Whether the entry may be voided: it is here and in force, nobody else brought it along, and nothing later rests on it.
    fn may_void(&self, asked: &VoidEntry) -> Result<(), EntryRefusal> {
        let event = asked.voids;
        if asked.reason.trim().is_empty() {
            return Err(EntryRefusal::ReasonBlank);
        }
        let stated = self.entries().event(event).ok_or(EntryRefusal::Unknown { event })?;
        if Self::voids(stated).is_some() {
            return Err(EntryRefusal::VoidStays { event });
        }
        if self.entries().is_voided(event) {
            return Err(EntryRefusal::AlreadyVoided { event });
        }
        if Self::follows_from_elsewhere(stated) {
            return Err(EntryRefusal::FollowsAnother { event });
        }
        if Self::NAMED_ELSEWHERE && self.entries().begins_with(event) {
            return Err(EntryRefusal::BeginningStays { event });
        }
        self.rests_on(event).map_or(Ok(()), |fact| Err(EntryRefusal::StillNeeded { event, fact }))
    }

    /// The first entry that could be stated after this one and could not have been without it.
    fn rests_on(&self, event: EventId) -> Option<EventId> {
        let (mut with, mut without) = (Self::default(), Self::default());
        let entries = self.entries().in_force().filter(|(stated, _)| Self::voids(stated).is_none());
        for (stated, Origin { id, .. }) in entries {
            if id != event {
                if with.allows(stated) && !without.allows(stated) {
                    return Some(id);
                }
                without.tell(stated, id);
            }
            with.tell(stated, id);
        }
        None
    }
}

/// The part of [`Told`] that is alike for every subject whose entries lie in a field of that name.
macro_rules! keeps_entries {
    ($event:ident, $voided:ident) => {
        type Event = $event;

        fn entries(&self) -> &crate::machine::Entries<$event> {
            &self.entries
        }

        fn entries_mut(&mut self) -> &mut crate::machine::Entries<$event> {
            &mut self.entries
        }

        fn voids(event: &$event) -> Option<&crate::VoidEntry> {
            if let $event::$voided(void) = event { Some(void) } else { None }
        }
    };
}

pub(crate) use keeps_entries;
