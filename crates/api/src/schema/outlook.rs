//! How the count behind a target went and where it goes, and how long candidates stay in a stage.

use std::collections::BTreeMap;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use liangshi_domain::{
    Period,
    policy::{Counting, PACE_MONTHS, outlook},
};
use liangshi_projection::{date_of, views::cohort_board::SpanRow};

use super::{
    enums::{ProgrammeStage, stored},
    node::Label,
    scalar::{Date, int},
};

/// A count on a day (趋势一点).
#[derive(SimpleObject)]
pub(crate) struct TrendPoint {
    /// The day: the end of a month, or the day asked about.
    pub(crate) day: Date,
    /// Persons (人数).
    pub(crate) value: i32,
}

/// Where the count behind a target goes (进度预测).
#[derive(SimpleObject)]
pub(crate) struct CohortOutlook {
    /// Persons a month over the last twelve months (近十二个月平均每月新增).
    per_month: f64,
    /// Persons a month that would reach the target in time (按期完成所需每月新增); null when it is reached, or no whole month is left.
    needed_per_month: Option<f64>,
    /// How many there will be at the deadline if it goes on so (到期预测数).
    forecast: i32,
    /// Whether that reaches the target (预计能否完成).
    reaches: bool,
    /// How it is forecast (预测方法).
    method: Label,
}

impl CohortOutlook {
    /// The outlook for a number that is to be reached before a deadline.
    pub(crate) fn of(all: &[Counting], day: NaiveDate, number: i64, deadline: NaiveDate) -> Self {
        let told = outlook(all, day, number, deadline);
        let hundredths = |number: i64| f64::from(int(number)) / 100.0;
        Self {
            per_month: hundredths(told.pace),
            needed_per_month: told.needed.map(hundredths),
            forecast: int(told.forecast),
            reaches: number <= told.forecast,
            method: Label {
                zh: format!("线性外推：按近{PACE_MONTHS}个月的平均月增量推算到期人数"),
                en: format!("A straight line: on as the mean month of the last {PACE_MONTHS} went"),
            },
        }
    }
}

/// How long candidates are in a stage (阶段停留时间).
#[derive(SimpleObject)]
pub(crate) struct StageTime {
    /// The stage (阶段).
    stage: ProgrammeStage,
    /// How many are in it on the day (当前人数).
    present: i32,
    /// Days in it so far, of the one in the middle (当前停留天数中位数); null when nobody is in it.
    median_days: Option<i32>,
    /// Days in it so far, of the one longest there (当前最长停留天数).
    longest_days: Option<i32>,
    /// How many left it by the day (已离开人数).
    left: i32,
    /// Days they were in it, of the one in the middle (已离开者停留天数中位数).
    median_days_left: Option<i32>,
}

/// The candidates of a programme as times in which each counts under a definition.
pub(crate) fn counting(rows: &[SpanRow]) -> Vec<Counting> {
    let of = |row: &SpanRow| {
        let period = Period::new(date_of(&row.valid_from)?, until(&row.valid_to));
        Some(Counting { person: row.teacher.clone(), period })
    };
    rows.iter().filter(|row| row.counts == 1).filter_map(of).collect()
}

fn until(text: &str) -> Option<NaiveDate> {
    date_of(text).filter(|day| day.to_string() != liangshi_projection::OPEN_DAY)
}

/// How long candidates are in each stage, in the order of the pipeline.
pub(crate) fn stage_times(rows: &[SpanRow], day: NaiveDate) -> Vec<StageTime> {
    // A stage of a candidate may be told by several rows, one after another.
    let mut stays: BTreeMap<(&str, &str, &str), &str> = BTreeMap::new();
    let begun = rows.iter().filter(|row| date_of(&row.since).is_some_and(|since| since <= day));
    for row in begun {
        let end = stays.entry((&row.stage, &row.candidacy, &row.since)).or_insert(&row.valid_to);
        *end = (*end).max(&row.valid_to);
    }
    let mut stages: BTreeMap<ProgrammeStage, [Vec<i64>; 2]> = BTreeMap::new();
    for ((stage, _, since), end) in stays {
        let Some((stage, since)) = stored::<ProgrammeStage>(stage).zip(date_of(since)) else { continue };
        let left = date_of(end).filter(|end| *end <= day);
        let days = (left.unwrap_or(day) - since).num_days();
        stages.entry(stage).or_default()[usize::from(left.is_some())].push(days);
    }
    let time = |(stage, [mut present, mut left]): (ProgrammeStage, [Vec<i64>; 2])| StageTime {
        stage,
        present: int(i64::try_from(present.len()).unwrap_or(i64::MAX)),
        median_days: median(&mut present),
        longest_days: present.last().copied().map(int),
        left: int(i64::try_from(left.len()).unwrap_or(i64::MAX)),
        median_days_left: median(&mut left),
    };
    stages.into_iter().map(time).collect()
}

/// The one in the middle, the smaller of two; the numbers are put in order.
fn median(days: &mut [i64]) -> Option<i32> {
    days.sort_unstable();
    days.get(days.len().saturating_sub(1) / 2).copied().map(int)
}
