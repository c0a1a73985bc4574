use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::date::CivilDate;

/// A half-open span of civil days, `[from, to)`. An open end means "until further notice".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last, if an end is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl Period {
    /// A period from its two days; `to` is the day after the last.
    pub fn new(from: NaiveDate, to: Option<NaiveDate>) -> Self {
        Self { from, to }
    }

    /// A period from stated dates.
    pub fn stated(from: &CivilDate, to: Option<&CivilDate>) -> Self {
        Self { from: from.day, to: to.map(|to| to.day) }
    }

    /// Whether the day lies in the period.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// Whether no day lies in the period.
    pub fn is_empty(&self) -> bool {
        self.to.is_some_and(|to| to <= self.from)
    }

    /// Whether the two have a day in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.common(other).is_some()
    }

    /// The days the two have in common.
    pub fn common(&self, other: &Self) -> Option<Self> {
        let to = match (self.to, other.to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let common = Self { from: self.from.max(other.from), to };
        (!common.is_empty()).then_some(common)
    }

    /// Whether every day of `other` lies in this period.
    pub fn covers(&self, other: &Self) -> bool {
        self.from <= other.from && self.to.is_none_or(|to| other.to.is_some_and(|end| end <= to))
    }

    /// The period cut short at `to`, never lengthened.
    #[must_use]
    pub fn until(self, to: NaiveDate) -> Self {
        Self { from: self.from, to: Some(self.to.map_or(to, |end| end.min(to))) }
    }

    /// The days of this period that lie in none of the others, in order.
    pub fn less<'a>(self, others: impl IntoIterator<Item = &'a Self>) -> Vec<Self> {
        let apart = |left: Vec<Self>, other: &Self| {
            let parts = |part: Self| {
                let after = other.to.map(|to| Self { from: part.from.max(to), to: part.to });
                [Some(part.until(other.from)), after].into_iter().flatten()
            };
            left.into_iter().flat_map(parts).filter(|part| !part.is_empty()).collect()
        };
        others.into_iter().fold(vec![self], apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        Period::new(from.parse().unwrap(), to.parse().ok())
    }

    #[test]
    fn what_is_left_of_a_period_lies_in_none_of_the_others() {
        let whole = period("2020-01-01", "2023-01-01");
        assert_eq!(whole.less(&[]), [whole]);
        let two = [period("2020-06-01", "2021-01-01"), period("2022-01-01", "")];
        assert_eq!(
            whole.less(&two),
            [period("2020-01-01", "2020-06-01"), period("2021-01-01", "2022-01-01")]
        );
        assert_eq!(whole.less(&[period("2019-01-01", "")]), []);
        assert_eq!(whole.less(&[period("2023-01-01", ""), period("2019-01-01", "2020-01-01")]), [whole]);
        let open = period("2020-01-01", "");
        assert_eq!(open.less(&[period("2020-01-01", "2021-01-01")]), [period("2021-01-01", "")]);
    }

    #[test]
    fn the_end_day_is_outside() {
        let year = period("2021-09-01", "2022-09-01");
        assert!(year.contains("2022-08-31".parse().unwrap()));
        assert!(!year.contains("2022-09-01".parse().unwrap()));
    }

    #[test]
    fn periods_that_only_touch_do_not_overlap() {
        assert!(!period("2021-09-01", "2022-09-01").overlaps(&period("2022-09-01", "")));
        assert!(period("2021-09-01", "").overlaps(&period("2022-09-01", "")));
        assert!(period("2021-09-01", "").covers(&period("2022-09-01", "2023-09-01")));
        assert!(!period("2021-09-01", "2022-01-01").covers(&period("2021-10-01", "")));
    }
}
