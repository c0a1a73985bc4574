use chrono::NaiveDate;

use crate::{EventId, Period};

/// One value with the day it holds from and the event that said so.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<T> {
    /// The first day.
    pub from: NaiveDate,
    /// What holds.
    pub value: T,
    /// The event that states it.
    pub by: EventId,
}

/// Values that replace one another on dates. Of two from the same day the one recorded later holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Steps<T> {
    steps: Vec<Step<T>>,
}

impl<T> Default for Steps<T> {
    fn default() -> Self {
        Self { steps: Vec::new() }
    }
}

impl<T> Steps<T> {
    /// Adds a value in its place by date.
    pub(crate) fn set(&mut self, from: NaiveDate, value: T, by: EventId) {
        let at = self.steps.partition_point(|step| step.from <= from);
        self.steps.insert(at, Step { from, value, by });
    }

    /// What holds on the day.
    pub(crate) fn on(&self, day: NaiveDate) -> Option<&Step<T>> {
        self.steps[..self.steps.partition_point(|step| step.from <= day)].last()
    }

    /// Every value with the days it held, in order of date. A value replaced on its first day is left out.
    pub(crate) fn periods(&self) -> impl Iterator<Item = (Period, &Step<T>)> {
        let ends = self.steps.iter().skip(1).map(|next| Some(next.from)).chain([None]);
        let spans = self.steps.iter().zip(ends).map(|(step, to)| (Period::new(step.from, to), step));
        spans.filter(|(period, _)| !period.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_value_recorded_later_but_dated_earlier_takes_its_place_by_date() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut names = Steps::default();
        names.set(day("2022-01-01"), "third", EventId(Uuid::from_u128(1)));
        names.set(day("2020-01-01"), "first", EventId(Uuid::from_u128(2)));
        names.set(day("2021-01-01"), "wrong", EventId(Uuid::from_u128(3)));
        names.set(day("2021-01-01"), "second", EventId(Uuid::from_u128(4)));
        assert_eq!(names.on(day("2019-12-31")), None);
        assert_eq!(names.on(day("2021-06-01")).map(|step| step.value), Some("second"));
        let told: Vec<_> = names.periods().map(|(period, step)| (period.to, step.value)).collect();
        assert_eq!(
            told,
            [(Some(day("2021-01-01")), "first"), (Some(day("2022-01-01")), "second"), (None, "third")]
        );
    }
}
