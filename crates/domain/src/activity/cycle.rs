//! How many class hours a person owes in a cycle of continuing education, pro rata for entrants and leave.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};

use crate::Period;

/// What a cycle asks of everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CycleTerms {
    /// The days of the cycle; the end is stated.
    pub cycle: Period,
    /// Class hours of a whole cycle.
    pub hours: u32,
    /// Class hours of a new teacher's probation.
    pub probation_hours: u32,
    /// Months of probation.
    pub probation_months: u32,
}

/// What a person owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// By the end of the cycle.
    pub whole: u32,
    /// By the day asked about.
    pub by_now: u32,
    /// Days of the cycle in service and not on leave.
    pub days: i64,
}

/// What a person owes in the cycle: the hours pro rata for the days in service that are not days of leave. Days of a new
/// teacher's probation count for the hours of the probation instead.
pub fn due(
    terms: &CycleTerms,
    served: &[Period],
    leave: &[Period],
    entered_new: Option<NaiveDate>,
    by: NaiveDate,
) -> Due {
    let (cycle, end) = (terms.cycle, terms.cycle.to.unwrap_or(NaiveDate::MAX));
    let probation = entered_new.and_then(|from| {
        let to = from.checked_add_months(Months::new(terms.probation_months))?;
        Some(Period::new(from, Some(to)))
    });
    let owed = |until: NaiveDate| {
        let days = |within: Option<Period>, but: Option<Period>| {
            let window = within.and_then(|within| within.common(&cycle.until(until)));
            window.map_or(0, |window| counted(window, served, leave, but))
        };
        let common = days(Some(cycle), probation);
        let new = days(probation, None);
        let of_cycle = share(terms.hours, common, length(cycle, end));
        of_cycle + probation.map_or(0, |span| share(terms.probation_hours, new, length(span, end)))
    };
    let next = by.succ_opt().unwrap_or(NaiveDate::MAX);
    Due {
        whole: owed(end),
        by_now: owed(next.clamp(cycle.from, end)),
        days: counted(cycle, served, leave, None),
    }
}

/// A part of the hours, rounded up to whole hours.
fn share(hours: u32, days: i64, of: i64) -> u32 {
    let part = (i64::from(hours) * days + of.max(1) - 1) / of.max(1);
    u32::try_from(part).unwrap_or(u32::MAX)
}

fn length(period: Period, end: NaiveDate) -> i64 {
    (period.to.unwrap_or(end) - period.from).num_days()
}

/// The days of a window in service, without those on leave or in the period left out. Overlapping periods count once.
fn counted(window: Period, served: &[Period], leave: &[Period], but: Option<Period>) -> i64 {
    let Some(end) = window.to else { return 0 };
    let all = || served.iter().chain(leave).chain(&but);
    let edges = all().flat_map(|period| [Some(period.from), period.to]).flatten();
    let inside = edges.filter(|day| window.contains(*day));
    let days: BTreeSet<_> = inside.chain([window.from, end]).collect();
    let holds = |day: NaiveDate| {
        let within = |periods: &[Period]| periods.iter().any(|period| period.contains(day));
        within(served) && !within(leave) && but.is_none_or(|but| !but.contains(day))
    };
    let stretches = days.iter().zip(days.iter().skip(1));
    stretches.filter(|(from, _)| holds(**from)).map(|(from, to)| (*to - *from).num_days()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    fn period(from: &str, to: &str) -> Period {
        Period::new(day(from), (!to.is_empty()).then(|| day(to)))
    }

    fn terms() -> CycleTerms {
        CycleTerms {
            cycle: period("2021-01-01", "2026-01-01"),
            hours: 360,
            probation_hours: 120,
            probation_months: 12,
        }
    }

    fn owes(served: &[Period], leave: &[Period], new: Option<&str>, by: &str) -> (u32, u32) {
        let due = due(&terms(), served, leave, new.map(day), day(by));
        (due.whole, due.by_now)
    }

    #[test]
    fn who_serves_the_whole_cycle_owes_all_of_it_and_by_now_the_part_of_the_days() {
        let always = [period("2010-09-01", "")];
        assert_eq!(owes(&always, &[], None, "2025-12-31"), (360, 360));
        assert_eq!(owes(&always, &[], None, "2021-12-31"), (360, 72));
        assert_eq!(owes(&always, &[], None, "2020-12-31"), (360, 0), "nothing is due before the cycle");
        assert_eq!(owes(&always, &[], None, "2021-01-01"), (360, 1), "parts of an hour are rounded up");
        let twice = [period("2010-09-01", "2023-01-01"), period("2022-01-01", "")];
        assert_eq!(owes(&twice, &[], None, "2030-01-01"), (360, 360), "overlapping service counts once");
    }

    #[test]
    fn who_enters_leaves_or_is_on_leave_owes_pro_rata() {
        let entered = [period("2023-07-03", "")];
        let due = due(&terms(), &entered, &[], None, day("2025-12-31"));
        assert_eq!((due.whole, due.days), (180, 913));
        let gone = [period("2010-09-01", "2022-01-01")];
        assert_eq!(owes(&gone, &[], None, "2025-12-31").0, 72);
        let leave = [period("2022-01-01", "2023-01-01")];
        assert_eq!(owes(&[period("2010-09-01", "")], &leave, None, "2025-12-31").0, 289, "1461 of 1826 days");
        assert_eq!(owes(&[], &[], None, "2025-12-31"), (0, 0));
    }

    #[test]
    fn a_new_teacher_owes_the_hours_of_probation_and_the_rest_pro_rata() {
        let entered = [period("2025-01-01", "")];
        assert_eq!(owes(&entered, &[], Some("2025-01-01"), "2025-12-31"), (120, 120));
        let entered = [period("2024-01-01", "")];
        assert_eq!(owes(&entered, &[], Some("2024-01-01"), "2025-12-31").0, 120 + 72);
        assert_eq!(owes(&entered, &[], Some("2024-01-01"), "2024-12-31").1, 120);
    }
}
