//! How far monthly ethics lectures and first lessons of the term reached the schools.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use liangshi_domain::activity::SchoolTerm;
use liangshi_projection::views::attendance::{self, SchoolMonth, month_of};

use super::{
    enums::{AttendanceBasis, stored},
    measure::{Measures, part},
    node::Organisation,
    policy::Rule,
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// How far ethics lectures and first lessons reached the schools (师德教育覆盖情况, M-70, M-71).
#[derive(SimpleObject)]
pub(crate) struct EthicsCoverage {
    /// The year in which the school year begins (学年).
    school_year: i32,
    /// How many schools are in scope: open on the day asked about.
    schools: i32,
    /// Each month of the school year (每月一讲, R-71).
    months: Vec<MonthCoverage>,
    /// Each term of the school year (第一课, R-70).
    terms: Vec<TermCoverage>,
    /// How many schools miss nothing that was due by the day asked about (全年完整学校数, S-20).
    complete: i32,
    /// The rules this was measured by, each with the version in force (所依规则).
    rules: Vec<Rule>,
    /// The schools in the order of their names; those that miss something when `missingOnly` was asked.
    units: Vec<SchoolCoverage>,
    /// The position of the log up to which facts are known in this answer.
    position: Long,
    /// The day asked about.
    as_of: Date,
}

/// How many schools had a lecture in a month (每月一讲).
#[derive(SimpleObject)]
pub(crate) struct MonthCoverage {
    /// The month, as 2022-03.
    month: String,
    /// How many schools had as many as the rule asks for.
    covered: i32,
    /// Whether the month is over by the day asked about, so that a lecture is missed; false when R-71 does not judge.
    due: bool,
}

/// How many schools had the first lesson of a term (第一课).
#[derive(SimpleObject)]
pub(crate) struct TermCoverage {
    /// 1 is autumn, 2 is spring.
    term: i32,
    /// How many schools had one.
    covered: i32,
    /// How many of them by the last day on which it is in time; all of them when no day is set.
    in_time: i32,
    /// The last day on which it is in time; null when the rule does not judge on the day asked about.
    due_by: Option<Date>,
    /// Whether that day has passed by the day asked about.
    due: bool,
}

/// What a school had of both (学校师德教育情况).
#[derive(Clone)]
pub(crate) struct SchoolCoverage {
    organisation: String,
    held: Vec<String>,
    missed: Vec<String>,
    lessons: Vec<i32>,
    missed_lessons: Vec<i32>,
    basis: Vec<AttendanceBasis>,
    sight: Arc<Sight>,
}

/// What a school had of lectures and first lessons (学校师德教育情况).
#[Object]
impl SchoolCoverage {
    /// The school.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.organisation)).await
    }

    /// The months with a lecture.
    async fn months_held(&self) -> &[String] {
        &self.held
    }

    /// The months that are over and had none (漏讲月份).
    async fn months_missed(&self) -> &[String] {
        &self.missed
    }

    /// The terms with a first lesson.
    async fn terms_held(&self) -> &[i32] {
        &self.lessons
    }

    /// The terms that are past their day and had none (漏上学期).
    async fn terms_missed(&self) -> &[i32] {
        &self.missed_lessons
    }

    /// How it is known: the school held it, was recorded as a school, or its persons were recorded one by one.
    async fn basis(&self) -> &[AttendanceBasis] {
        &self.basis
    }
}

/// See the module.
#[derive(Default)]
pub(crate) struct EthicsCoverageQuery;

#[Object]
impl EthicsCoverageQuery {
    /// How far monthly ethics lectures and first lessons of the term reached the schools of a school year (师德教育覆盖情况, S-18, S-19, S-20, R-70,
    /// R-71, M-70, M-71). A school that opened within the year owes nothing from before.
    #[graphql(complexity = "200 * child_complexity + 1")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn ethics_coverage(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The year in which the school year begins, as 2021 for 2021–2022.")]
        school_year: i32,
        #[graphql(desc = "Only schools at this organisation or below it.")] under: Option<ID>,
        #[graphql(desc = "Only schools that miss something due; all when left out.")] missing_only: Option<
            bool,
        >,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<EthicsCoverage> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let scope = part(&sight, under).await?;
        let (views, at) = (&sight.views, sight.at);
        let schools = attendance::schools(views, scope, at).await.map_err(fault::internal)?;
        let held = attendance::of_school_year(views, school_year, at).await.map_err(fault::internal)?;
        let measures = Measures::of(&sight).await?;
        let year = Year::of(school_year, at.valid, &measures);
        let mut of_school: BTreeMap<&str, Vec<&SchoolMonth>> = BTreeMap::new();
        for held in &held {
            of_school.entry(&held.organisation).or_default().push(held);
        }
        let none = Vec::new();
        let units: Vec<_> = schools
            .iter()
            .map(|school| {
                let held = of_school.get(school.organisation.as_str()).unwrap_or(&none);
                year.judge(&school.organisation, &school.since, held, &sight)
            })
            .collect();
        let missing_only = missing_only.unwrap_or(false);
        let known: BTreeSet<_> = schools.iter().map(|school| school.organisation.as_str()).collect();
        let held: Vec<_> = held.iter().filter(|held| known.contains(held.organisation.as_str())).collect();
        Ok(EthicsCoverage {
            school_year,
            schools: count(schools.len()),
            months: year.months(&held),
            terms: year.terms(&held),
            rules: measures.rules(&["R-70", "R-71"]),
            complete: count(units.iter().filter(|unit| unit.misses_nothing()).count()),
            units: units.into_iter().filter(|unit| !(missing_only && unit.misses_nothing())).collect(),
            position: Long(at.known),
            as_of: Date(at.valid),
        })
    }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

impl SchoolCoverage {
    fn misses_nothing(&self) -> bool {
        self.missed.is_empty() && self.missed_lessons.is_empty()
    }
}

/// The months and terms of a school year, and which of them are due on a day.
struct Year {
    months: Vec<(String, bool)>,
    lectures: i64,
    terms: Vec<(i32, Option<NaiveDate>, bool)>,
}

impl Year {
    fn of(school_year: i32, day: NaiveDate, measures: &Measures) -> Self {
        let calendar =
            (9..=12).map(|month| (school_year, month)).chain((1..=8).map(|month| (school_year + 1, month)));
        let days = calendar.filter_map(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1));
        let lectures = measures.number("R-71", "per_month");
        let over = |first: NaiveDate| {
            lectures.is_some() && (first.year(), first.month()) < (day.year(), day.month())
        };
        let months = days.map(|first| (month_of(first), over(first))).collect();
        let weeks = measures.number("R-70", "due_weeks");
        let term = |term: u8| {
            let begins = SchoolTerm { school_year, term }.begins()?;
            let due =
                weeks.and_then(|weeks| begins.checked_add_days(Days::new(u64::from(weeks) * 7))?.pred_opt());
            Some((i32::from(term), due, due.is_some_and(|due| due < day)))
        };
        let lectures = i64::from(lectures.unwrap_or(1)).max(1);
        Self { months, lectures, terms: [term(1), term(2)].into_iter().flatten().collect() }
    }

    /// The months in which there were as many lectures as the rule asks for, of one school.
    fn enough(&self, held: &[&SchoolMonth]) -> BTreeSet<String> {
        let mut by_month: BTreeMap<&str, i64> = BTreeMap::new();
        for lecture in held.iter().filter(|held| held.kind == LECTURE) {
            *by_month.entry(&lecture.month).or_default() += lecture.times;
        }
        let enough = by_month.into_iter().filter(|(_, count)| *count >= self.lectures);
        enough.map(|(month, _)| month.to_owned()).collect()
    }

    fn judge(&self, school: &str, since: &str, held: &[&SchoolMonth], sight: &Arc<Sight>) -> SchoolCoverage {
        let lectures = self.enough(held);
        let lessons: BTreeSet<_> =
            held.iter().filter(|held| held.kind != LECTURE).map(|held| int(held.term)).collect();
        let opened: String = since.chars().take(7).collect();
        let missed =
            self.months.iter().filter(|(month, due)| *due && opened <= *month && !lectures.contains(month));
        let late = self.terms.iter().filter(|(term, by, due)| {
            let owed = by.is_some_and(|by| since <= by.to_string().as_str());
            *due && owed && !lessons.contains(term)
        });
        let basis: BTreeSet<_> = held.iter().map(|held| held.basis.as_str()).collect();
        SchoolCoverage {
            organisation: school.to_owned(),
            missed: missed.map(|(month, _)| month.clone()).collect(),
            missed_lessons: late.map(|(term, _, _)| *term).collect(),
            held: lectures.into_iter().collect(),
            lessons: lessons.into_iter().collect(),
            basis: basis.into_iter().filter_map(stored).collect(),
            sight: sight.clone(),
        }
    }

    fn months(&self, held: &[&SchoolMonth]) -> Vec<MonthCoverage> {
        let mut of_school: BTreeMap<&str, Vec<&SchoolMonth>> = BTreeMap::new();
        for held in held {
            of_school.entry(&held.organisation).or_default().push(held);
        }
        let mut covered: BTreeMap<String, usize> = BTreeMap::new();
        for month in of_school.values().flat_map(|held| self.enough(held)) {
            *covered.entry(month).or_default() += 1;
        }
        let month = |(month, due): &(String, bool)| MonthCoverage {
            month: month.clone(),
            covered: count(covered.get(month).copied().unwrap_or(0)),
            due: *due,
        };
        self.months.iter().map(month).collect()
    }

    fn terms(&self, held: &[&SchoolMonth]) -> Vec<TermCoverage> {
        let term = |(term, by, due): &(i32, Option<NaiveDate>, bool)| {
            let of_term = || held.iter().filter(|held| held.kind != LECTURE && int(held.term) == *term);
            let schools = |held: &mut dyn Iterator<Item = &&SchoolMonth>| {
                count(held.map(|held| held.organisation.as_str()).collect::<BTreeSet<_>>().len())
            };
            let by_day = by.map(|by| by.to_string());
            let timely = |held: &&&SchoolMonth| by_day.as_ref().is_none_or(|by| held.day <= *by);
            TermCoverage {
                term: *term,
                covered: schools(&mut of_term()),
                in_time: schools(&mut of_term().filter(timely)),
                due_by: by.map(Date),
                due: *due,
            }
        };
        self.terms.iter().map(term).collect()
    }
}

const LECTURE: &str = "ETHICS_LECTURE";
