//! Class hours: who reached those of the cycle and who did not, and how many completed a training at all.

use std::{cmp::Reverse, sync::Arc};

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use liangshi_domain::{
    Period, TeacherId,
    activity::{CycleTerms, Due, due},
    code,
};
use liangshi_projection::views::training::{self, Learner, Population, Wanted};
use uuid::Uuid;

use super::{
    connection::Asked,
    enums::{Ability, Category, CycleSpan, TrainingCategory},
    id::{self, NodeKind},
    measure::{Measures, part},
    node::{Organisation, Teacher, id_of},
    policy::Rule,
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// Who reached the class hours of a cycle (继续教育周期学时, R-73 to R-75).
pub(crate) struct TrainingCycle {
    span: Span,
    records: Vec<TrainingRecord>,
    rules: Vec<Rule>,
    page: (usize, Option<Uuid>),
    short_only: bool,
    sight: Arc<Sight>,
}

/// The class hours of a person in the cycle.
#[derive(Clone)]
pub(crate) struct TrainingRecord {
    teacher: TeacherId,
    learner: Arc<Learner>,
    due: Due,
    blocks: Vec<(TrainingCategory, i64, Option<u32>)>,
    sight: Arc<Sight>,
}

/// The class hours of one block (科目学时, R-74).
#[derive(SimpleObject)]
pub(crate) struct BlockHours {
    /// The block.
    category: TrainingCategory,
    /// Class hours completed.
    hours: i32,
    /// Class hours owed; null where the cycle asks for a total only.
    required: Option<i32>,
    /// What is missing of them.
    missing: i32,
}

impl TrainingRecord {
    /// What is missing by the end of the cycle: of the total, and of each block that is asked for.
    fn lacking(&self) -> i64 {
        let total = i64::from(self.due.whole) - self.learner.hours();
        let blocks =
            self.blocks.iter().filter_map(|(_, hours, owed)| Some((i64::from((*owed)?) - hours).max(0)));
        total.max(blocks.sum()).max(0)
    }
}

/// Who reached the class hours of a cycle (继续教育周期学时, R-73, R-74, R-75).
#[Object]
impl TrainingCycle {
    /// The first day of the cycle.
    async fn from(&self) -> Date {
        Date(self.span.cycle.from)
    }

    /// The last day of the cycle.
    async fn last_day(&self) -> Option<Date> {
        self.span.cycle.to.and_then(|to| Date(to).day_before())
    }

    /// Class hours that a whole cycle asks for, or a year; entrants owe them pro rata, new teachers those of the
    /// probation. 0 when the rule does not judge on the day: nobody owes anything then.
    async fn required(&self) -> u32 {
        self.span.hours
    }

    /// The rules this was measured by, each with the version in force (所依规则).
    async fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// How many persons were judged: in service on the day asked about.
    async fn persons(&self) -> i32 {
        count(self.records.len())
    }

    /// How many of them have all they owe by the end of the cycle (达标人数).
    async fn reached(&self) -> i32 {
        count(self.records.iter().filter(|record| record.lacking() == 0).count())
    }

    /// How many of them do not (未达标人数).
    async fn short(&self) -> i32 {
        count(self.records.iter().filter(|record| record.lacking() > 0).count())
    }

    /// How many of them have less than the part due by the day asked about.
    async fn behind(&self) -> i32 {
        let behind = |record: &&TrainingRecord| record.learner.hours() < i64::from(record.due.by_now);
        count(self.records.iter().filter(behind).count())
    }

    /// The persons, whoever misses most first (学时清单, Q-13); only those who miss something when `shortOnly` was asked.
    #[graphql(complexity = "200 * child_complexity + 1")]
    async fn records(&self) -> Vec<TrainingRecord> {
        let (first, after) = self.page;
        let asked = self.records.iter().filter(|record| !self.short_only || record.lacking() > 0);
        let mut rest = asked.skip_while(|record| after.is_some_and(|id| record.teacher.0 != id));
        if after.is_some() {
            rest.next();
        }
        rest.take(first).cloned().collect()
    }

    /// The position of the log up to which facts are known in this answer.
    async fn position(&self) -> Long {
        Long(self.sight.at.known)
    }

    /// The day asked about.
    async fn as_of(&self) -> Date {
        Date(self.sight.at.valid)
    }
}

/// The class hours of a person in the cycle (个人学时).
#[Object]
impl TrainingRecord {
    /// The person.
    async fn teacher(&self) -> Teacher {
        Teacher { id: self.teacher, sight: self.sight.clone() }
    }

    /// The unit of the personnel relation on the day (所在单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.learner.personnel)).await
    }

    /// Class hours completed in the cycle by the day asked about (已修学时).
    async fn hours(&self) -> i32 {
        int(self.learner.hours())
    }

    /// Class hours owed by the end of the cycle (应修学时).
    async fn required(&self) -> u32 {
        self.due.whole
    }

    /// Class hours owed by the day asked about.
    async fn required_by_now(&self) -> u32 {
        self.due.by_now
    }

    /// What is missing by the end of the cycle (差额).
    async fn missing(&self) -> i32 {
        int(self.lacking())
    }

    /// Days of the cycle in service, on which what is owed rests.
    async fn days(&self) -> i32 {
        int(self.due.days)
    }

    /// The hours by block.
    async fn blocks(&self) -> Vec<BlockHours> {
        let block = |(category, hours, required): &(TrainingCategory, i64, Option<u32>)| BlockHours {
            category: *category,
            hours: int(*hours),
            required: required.map(|required| int(i64::from(required))),
            missing: required.map_or(0, |required| int((i64::from(required) - hours).max(0))),
        };
        self.blocks.iter().map(block).collect()
    }
}

/// How many completed a training (培训覆盖率, M-52).
pub(crate) struct TrainingCoverage {
    rows: Vec<training::Coverage>,
    sight: Arc<Sight>,
}

/// How many completed a training (培训覆盖率, M-52).
#[Object]
impl TrainingCoverage {
    /// How many persons: in service on the day asked about.
    async fn persons(&self) -> i32 {
        int(self.rows.iter().map(|row| row.persons).sum())
    }

    /// How many of them completed something that fits.
    async fn trained(&self) -> i32 {
        int(self.rows.iter().map(|row| row.trained).sum())
    }

    /// The same unit by unit.
    async fn units(&self) -> Vec<UnitCoverage> {
        let unit = |row: &training::Coverage| UnitCoverage { row: row.clone(), sight: self.sight.clone() };
        self.rows.iter().map(unit).collect()
    }

    /// The position of the log up to which facts are known in this answer.
    async fn position(&self) -> Long {
        Long(self.sight.at.known)
    }

    /// The day asked about.
    async fn as_of(&self) -> Date {
        Date(self.sight.at.valid)
    }
}

/// How many of a unit completed a training (单位培训覆盖率).
pub(crate) struct UnitCoverage {
    row: training::Coverage,
    sight: Arc<Sight>,
}

/// How many of a unit completed a training (单位培训覆盖率).
#[Object]
impl UnitCoverage {
    /// The unit of their personnel relation.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// How many persons.
    async fn persons(&self) -> i32 {
        int(self.row.persons)
    }

    /// How many of them completed something that fits.
    async fn trained(&self) -> i32 {
        int(self.row.trained)
    }
}

/// See the module.
#[derive(Default)]
pub(crate) struct TrainingQuery;

#[Object]
impl TrainingQuery {
    /// Who reached the class hours of the cycle that the day asked about lies in, and who did not with what is missing (继续教育学时达标情况, R-73,
    ///
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn training_cycle(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Which cycle; when left out FIXED, or ROLLING when R-75 does not judge on the day."
        )]
        span: Option<CycleSpan>,
        #[graphql(desc = "Only persons of this organisation or one below it.")] under: Option<ID>,
        #[graphql(desc = "Only this category; full-time teachers and researchers when left out.")]
        category: Option<Category>,
        #[graphql(desc = "List only persons who miss something.")] short_only: Option<bool>,
        #[graphql(desc = "How many persons to list, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The plain id of the person the list begins after.")] after: Option<Uuid>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<TrainingCycle> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let first = Asked::size(first)?;
        let measures = Measures::of(&sight).await?;
        let usual = if measures.judges("R-75") { CycleSpan::Fixed } else { CycleSpan::Rolling };
        let span = Span::of(span.unwrap_or(usual), sight.at.valid, &|rule, name| measures.number(rule, name));
        let rules = measures.rules(span.rules);
        let whom = population(&sight, under, category).await?;
        let learners = training::learners(&sight.views, &whom, span.cycle, sight.at).await;
        let learners = learners.map_err(fault::internal)?;
        let record = |(teacher, learner): (String, Learner)| {
            let due = span.due(&learner, span.hours, sight.at.valid);
            Some(TrainingRecord {
                teacher: id_of(&teacher)?,
                due,
                blocks: span.blocks(&learner, sight.at.valid),
                learner: Arc::new(learner),
                sight: sight.clone(),
            })
        };
        let mut records: Vec<_> = learners.into_iter().filter_map(record).collect();
        records.sort_by_cached_key(|record| (Reverse(record.lacking()), record.teacher));
        Ok(TrainingCycle {
            span,
            records,
            rules,
            page: (first, after),
            short_only: short_only.unwrap_or(false),
            sight,
        })
    }

    /// How many persons in service completed a training that fits, unit by unit (培训覆盖率, S-66, S-80, S-81, R-72, M-52): all researchers of a year,
    /// one ability, one activity, or a series by a word of its name.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn training_coverage(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Completed on this day or later.")] from: Option<Date>,
        #[graphql(desc = "Completed on this day or earlier.")] last_day: Option<Date>,
        #[graphql(desc = "Only what raises this ability.")] ability: Option<Ability>,
        #[graphql(desc = "Only this activity.")] activity: Option<ID>,
        #[graphql(desc = "Only activities with names that contain this.")] name: Option<String>,
        #[graphql(desc = "Only persons of this organisation or one below it.")] under: Option<ID>,
        #[graphql(desc = "Only this category; full-time teachers and researchers when left out.")]
        category: Option<Category>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<TrainingCoverage> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let whom = population(&sight, under, category).await?;
        let (from, to) = (from.map(|day| day.0), last_day.and_then(|day| day.0.succ_opt()));
        let wanted = Wanted {
            from,
            to,
            ability: ability.map(Into::into),
            activity: activity.map(|id| id::of(NodeKind::Activity, &id)).transpose()?,
            name,
            at_least: at_least(&sight, category).await?,
        };
        let rows =
            training::coverage(&sight.views, &whom, &wanted, sight.at).await.map_err(fault::internal)?;
        Ok(TrainingCoverage { rows, sight })
    }
}

/// How many trainings count as trained: as many as rule R-72 asks of researchers, and one of everybody else.
async fn at_least(sight: &Arc<Sight>, category: Option<Category>) -> Result<u32> {
    if category != Some(Category::Researcher) {
        return Ok(1);
    }
    Ok(Measures::of(sight).await?.number("R-72", "per_year").unwrap_or(1))
}

async fn population(sight: &Sight, under: Option<ID>, category: Option<Category>) -> Result<Population> {
    let part = part(sight, under).await?;
    Ok(Population { scope: part, category: category.map(code::Category::from) })
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A cycle and what it asks for.
struct Span {
    cycle: Period,
    hours: u32,
    probation_hours: u32,
    probation_months: u32,
    blocks: Option<[u32; 3]>,
    rules: &'static [&'static str],
}

/// Years of a cycle when no rule in force says how many.
const CYCLE_YEARS: u32 = 5;
/// A year in which a fixed cycle begins when no rule in force says which.
const FIRST_YEAR: u32 = 2021;

impl Span {
    /// The cycle a day lies in, by the numbers of the rules in force. Hours are owed only where such a rule asks for them.
    fn of(span: CycleSpan, day: NaiveDate, number: &dyn Fn(&str, &str) -> Option<u32>) -> Self {
        if span == CycleSpan::Year {
            return Self::year(day, number);
        }
        let years = number("R-73", "years").unwrap_or(CYCLE_YEARS).max(1);
        let owed = |name| number("R-73", name).unwrap_or(0);
        Self {
            cycle: if span == CycleSpan::Fixed { fixed(day, years, number) } else { rolling(day, years) },
            hours: owed("hours"),
            probation_hours: owed("new_teacher_hours"),
            probation_months: owed("probation_months"),
            blocks: None,
            rules: if span == CycleSpan::Fixed { &["R-73", "R-75"] } else { &["R-73"] },
        }
    }

    /// A single calendar year, which asks nothing more of a new teacher than of others.
    fn year(day: NaiveDate, number: &dyn Fn(&str, &str) -> Option<u32>) -> Self {
        let owed = |name| number("R-74", name);
        let hours = owed("hours").unwrap_or(0);
        let blocks = owed("common_hours").zip(owed("professional_hours")).zip(owed("elective_hours"));
        Self {
            cycle: Period::new(january(day.year()), Some(january(day.year() + 1))),
            hours,
            probation_hours: hours,
            probation_months: 0,
            blocks: blocks.map(|((common, professional), elective)| [common, professional, elective]),
            rules: &["R-74"],
        }
    }

    fn due(&self, learner: &Learner, hours: u32, by: NaiveDate) -> Due {
        let terms = CycleTerms {
            cycle: self.cycle,
            hours,
            probation_hours: self.probation_hours,
            probation_months: self.probation_months,
        };
        let new = matches!(learner.source.as_str(), "GRADUATE" | "RECRUITED") && self.probation_months > 0;
        let entered = learner.served.first().filter(|_| new).map(|served| served.from);
        due(&terms, &learner.served, &learner.leave, entered, by)
    }

    fn blocks(&self, learner: &Learner, by: NaiveDate) -> Vec<(TrainingCategory, i64, Option<u32>)> {
        let owed = |block: usize| {
            let hours = self.blocks.and_then(|blocks| blocks.get(block).copied())?;
            Some(self.due(learner, hours, by).whole)
        };
        vec![
            (TrainingCategory::Common, learner.common, owed(0)),
            (TrainingCategory::Professional, learner.professional, owed(1)),
            (TrainingCategory::Elective, learner.elective, owed(2)),
        ]
    }
}

fn january(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN)
}

fn fixed(day: NaiveDate, years: u32, number: &dyn Fn(&str, &str) -> Option<u32>) -> Period {
    let whole = |number| i32::try_from(number).unwrap_or(i32::MAX / 2);
    let (first, length) = (whole(number("R-75", "first_year").unwrap_or(FIRST_YEAR)), whole(years));
    let begins = first + (day.year() - first).div_euclid(length) * length;
    Period::new(january(begins), Some(january(begins.saturating_add(length))))
}

fn rolling(day: NaiveDate, years: u32) -> Period {
    let to = day.succ_opt().unwrap_or(NaiveDate::MAX);
    let from = to.checked_sub_months(Months::new(years.saturating_mul(12))).unwrap_or(NaiveDate::MIN);
    Period::new(from, Some(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers as the files state them.
    fn numbers(rule: &str, name: &str) -> Option<u32> {
        let version = liangshi_domain::rules::Rulebook::file(rule)?.versions.first()?;
        version.parameters.get(name).and_then(|number| u32::try_from(*number).ok())
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_fixed_cycle_has_five_calendar_years_and_a_rolling_one_ends_today() {
        let span = |span, text| {
            let span = Span::of(span, day(text), &numbers);
            (span.cycle.from.to_string(), span.cycle.to.unwrap().to_string(), span.hours)
        };
        let fixed = ("2021-01-01".to_owned(), "2026-01-01".to_owned(), 360);
        assert_eq!(span(CycleSpan::Fixed, "2021-01-01"), fixed);
        assert_eq!(span(CycleSpan::Fixed, "2025-12-31"), fixed);
        assert_eq!(span(CycleSpan::Fixed, "2020-12-31").0, "2016-01-01");
        assert_eq!(
            span(CycleSpan::Rolling, "2022-06-30"),
            ("2017-07-01".to_owned(), "2022-07-01".to_owned(), 360)
        );
        assert_eq!(
            span(CycleSpan::Year, "2022-06-30"),
            ("2022-01-01".to_owned(), "2023-01-01".to_owned(), 72)
        );
    }

    #[test]
    fn a_year_asks_for_its_blocks_and_a_cycle_for_the_total() {
        let learner = Learner { served: vec![Period::new(day("2010-09-01"), None)], ..Learner::default() };
        let owed = |span| {
            let blocks = Span::of(span, day("2022-06-30"), &numbers).blocks(&learner, day("2022-06-30"));
            blocks.into_iter().map(|(_, _, owed)| owed).collect::<Vec<_>>()
        };
        assert_eq!(owed(CycleSpan::Year), [Some(18), Some(42), Some(12)]);
        assert_eq!(owed(CycleSpan::Fixed), [None, None, None]);
    }

    #[test]
    fn a_rule_that_does_not_judge_asks_for_no_hours() {
        let day = day("2022-06-30");
        for span in [CycleSpan::Fixed, CycleSpan::Rolling, CycleSpan::Year] {
            let span = Span::of(span, day, &|_, _| None);
            assert_eq!((span.hours, span.probation_hours, span.blocks), (0, 0, None));
        }
    }
}
