//! When a dated entry of policy is in force.

use chrono::NaiveDate;

/// A half-open interval of civil dates, `from` included and `to` not. A missing end is open on that side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce {
    /// The first day, or none for "since before the registry".
    pub from: Option<NaiveDate>,
    /// The first day that no longer belongs to it, or none for "until further notice".
    pub to: Option<NaiveDate>,
}

impl InForce {
    /// The interval between two optional days.
    #[must_use]
    pub fn new(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Self {
        Self { from, to }
    }

    /// Whether the day lies inside.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }

    /// Whether the two share a day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let before = |end: Option<NaiveDate>, start: Option<NaiveDate>| matches!((end, start), (Some(end), Some(start)) if end <= start);
        !before(self.to, other.from) && !before(other.to, self.from)
    }

    /// Whether it ends no later than it starts, so that no day lies inside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if to <= from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, 1, 1)
    }

    #[test]
    fn the_end_day_belongs_to_the_next_period() {
        let first = InForce::new(year(2021), year(2025));
        let second = InForce::new(year(2025), None);
        assert!(!first.overlaps(&second));
        assert!(year(2025).is_some_and(|day| !first.contains(day) && second.contains(day)));
    }

    #[test]
    fn an_open_period_overlaps_everything_after_its_start() {
        let open = InForce::new(year(2021), None);
        assert!(open.overlaps(&InForce::new(year(2030), None)));
        assert!(open.overlaps(&InForce::new(None, None)));
        assert!(!open.overlaps(&InForce::new(None, year(2021))));
        assert!(InForce::new(year(2021), year(2021)).is_empty());
    }
}
