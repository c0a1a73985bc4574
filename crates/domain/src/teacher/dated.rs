use chrono::NaiveDate;

use crate::{EventId, Origin, Period};

/// What brought a statement about: where it stands in the log, and every event that shaped it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The event that stated it first.
    pub origin: Origin,
    /// That event and the correction in force, if there is one.
    pub by: Vec<EventId>,
}

/// A fact with its interval and its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Dated<T> {
    /// The event that first stated the fact; it names the fact for ever.
    pub fact: EventId,
    /// When the fact holds in the world.
    pub period: Period,
    /// What holds.
    pub value: T,
    /// Every event that shaped it, oldest first.
    pub by: Vec<EventId>,
}

impl<T> Dated<T> {
    /// A fact as it is first stated.
    pub fn stated(cause: &Cause, period: Period, value: T) -> Self {
        Self { fact: cause.origin.id, period, value, by: cause.by.clone() }
    }

    /// Adds the events of a later statement to the evidence.
    pub fn shaped(&mut self, cause: &Cause) {
        self.by.extend(cause.by.iter().filter(|id| !self.by.contains(id)).copied().collect::<Vec<_>>());
    }
}

/// Facts of one kind, in the order in which they were stated.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts<T>(Vec<Dated<T>>);

impl<T> Default for Facts<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Facts<T> {
    /// Every fact of the kind.
    pub fn iter(&self) -> std::slice::Iter<'_, Dated<T>> {
        self.0.iter()
    }

    /// The facts that hold on the day.
    pub fn on(&self, day: NaiveDate) -> impl Iterator<Item = &Dated<T>> {
        self.0.iter().filter(move |fact| fact.period.contains(day))
    }

    /// The fact an event stated first.
    pub fn find(&self, fact: EventId) -> Option<&Dated<T>> {
        self.0.iter().find(|dated| dated.fact == fact)
    }

    /// States a new fact.
    pub fn state(&mut self, cause: &Cause, period: Period, value: T) {
        self.0.push(Dated::stated(cause, period, value));
    }

    /// Changes a fact when it is there; a fact that was voided meanwhile has nothing to change.
    pub fn shape(&mut self, fact: EventId, cause: &Cause, change: impl FnOnce(&mut Dated<T>)) {
        if let Some(dated) = self.0.iter_mut().find(|dated| dated.fact == fact) {
            change(dated);
            dated.shaped(cause);
        }
    }

    /// Takes a fact away, as if it had never held.
    pub fn annul(&mut self, fact: EventId) {
        self.0.retain(|dated| dated.fact != fact);
    }

    /// These facts and those of another.
    pub(crate) fn joined(&self, other: &Self) -> Self
    where
        T: Clone,
    {
        Self(self.0.iter().chain(&other.0).cloned().collect())
    }

    /// Ends a fact from a day on, or takes it away when it never held from the beginning.
    pub fn revoke(&mut self, fact: EventId, from: Option<NaiveDate>, cause: &Cause) {
        match from {
            Some(day) => self.shape(fact, cause, |dated| dated.period = dated.period.until(day)),
            None => self.annul(fact),
        }
    }
}

impl<'a, T> IntoIterator for &'a Facts<T> {
    type Item = &'a Dated<T>;
    type IntoIter = std::slice::Iter<'a, Dated<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
