//! A metric counted at two dates: everything an answer or a published figure is made of.

use std::sync::Arc;

use async_graphql::Result;
use chrono::{Datelike, NaiveDate};
use liangshi_domain::{
    Period,
    metrics::{DefinedVersion, Metric as Defined},
    policy::{MetricPopulation, MetricTime, MetricVersion as Version},
};
use liangshi_projection::{
    At, Views,
    metric::{self, Coverage, MetricCell, MetricDimension as Dimension, MetricQuestion, Population},
    views::{policy_register, programme},
};
use uuid::Uuid;

use super::access::{self, BarSight};
use crate::{auth::Role, fault};

/// A metric that is to be counted.
pub(crate) struct Wanted {
    pub(crate) id: String,
    pub(crate) version: Option<i32>,
    pub(crate) year: Option<i32>,
    pub(crate) programme: Option<String>,
    pub(crate) under: Option<Uuid>,
    pub(crate) scope: Option<Uuid>,
}

/// A metric counted: everything an answer is made of.
pub(crate) struct Counted {
    pub(crate) metric: Arc<Defined>,
    pub(crate) defined: DefinedVersion,
    pub(crate) wanted: Wanted,
    pub(crate) period: Period,
    pub(crate) population: Population,
    pub(crate) coverage: Coverage,
}

impl Wanted {
    /// Counts at the two dates of the question.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for what there is not, `FORBIDDEN` for what the caller's role does not count, or that the views fail.
    pub(crate) async fn count(self, views: &Views, role: Role, at: At) -> Result<Counted> {
        let book = policy_register::metric_book(views, at).await.map_err(fault::internal)?;
        let metric = book.find(&self.id).ok_or_else(|| unknown(&self.id))?;
        let numbered = |number: i32| u16::try_from(number).ok().and_then(|number| metric.numbered(number));
        let defined = match self.version {
            Some(number) => numbered(number),
            None => metric.on(at.valid),
        };
        let defined = defined.ok_or_else(|| unknown(&self.id))?.clone();
        may_count(role, &defined.version)?;
        self.fits(views, &defined.version, at).await?;
        let period = period(defined.version.time, self.year, at.valid).ok_or_else(|| unknown(&self.id))?;
        let question = MetricQuestion {
            version: &defined.version,
            period,
            programme: self.programme.as_deref(),
            organisation: self.under,
            scope: self.scope,
            at,
        };
        let population = metric::population(views, &question).await.map_err(fault::internal)?;
        let (days, roots) = (defined.version.covered_within_days, [self.scope, self.under]);
        let coverage = metric::coverage(views, days, roots, at).await.map_err(fault::internal)?;
        Ok(Counted { metric: Arc::new(metric.clone()), defined, wanted: self, period, population, coverage })
    }
}

impl Wanted {
    /// What was asked fits what the metric counts: nothing that is asked is passed over, and no zero stands for what is counted elsewhere.
    async fn fits(&self, views: &Views, version: &Version, at: At) -> Result<()> {
        if let Some(field) = version.field.as_ref().filter(|_| version.over == MetricPopulation::Field) {
            let zh = format!("指标{}不按人计数，请用 {field} 查询", self.id);
            return Err(bad(zh, format!("metric {} counts no persons; ask {field}", self.id)));
        }
        if self.year.is_some() && version.time == MetricTime::Point {
            let zh = format!("指标{}按时点统计，不能指定年度；请用 asOf", self.id);
            return Err(bad(zh, format!("metric {} is of a day and of no year; use asOf", self.id)));
        }
        let Some(slug) = &self.programme else { return Ok(()) };
        if version.over != MetricPopulation::Candidates {
            let zh = format!("指标{}与人才项目无关，不能指定项目", self.id);
            return Err(bad(zh, format!("metric {} is of no programme", self.id)));
        }
        let all = programme::list(views, at).await.map_err(fault::internal)?;
        let there = all.iter().any(|row| row.slug == *slug);
        there
            .then_some(())
            .ok_or_else(|| bad(format!("没有项目“{slug}”"), format!("there is no programme {slug}")))
    }
}

fn bad(zh: String, en: String) -> async_graphql::Error {
    fault::coded(fault::code::BAD_USER_INPUT, zh, en)
}

/// Candidates are counted by whom lists them, and what concerns ethics by whom sees the reasons.
fn may_count(role: Role, version: &Version) -> Result<()> {
    let candidates = version.over == MetricPopulation::Candidates;
    let (zh, en) = ("查看人才项目统计", "count the candidates of programmes");
    access::require(!candidates || access::lists_candidates(role), role, zh, en)?;
    let ethics = [&version.of, &version.counts];
    let ethics = ethics.iter().any(|asked| asked.barred.is_some() || !asked.ethics.is_empty());
    let (zh, en) = ("查看师德统计", "count what concerns ethics");
    let seen = access::bar_sight(role) == BarSight::Whole;
    access::require(!ethics || seen, role, zh, en)
}

/// The time a metric speaks of.
fn period(time: MetricTime, year: Option<i32>, day: NaiveDate) -> Option<Period> {
    let from = |year, month| NaiveDate::from_ymd_opt(year, month, 1);
    let span = |year: i32, month| Some(Period::new(from(year, month)?, from(year.checked_add(1)?, month)));
    match time {
        MetricTime::Point => Some(Period::new(day, day.succ_opt())),
        MetricTime::Year => span(year.unwrap_or_else(|| day.year()), 1),
        MetricTime::SchoolYear => {
            let begun = if day.month() < 9 { day.year() - 1 } else { day.year() };
            span(year.unwrap_or(begun), 9)
        }
    }
}

fn unknown(id: &str) -> async_graphql::Error {
    let zh = format!("没有指标“{id}”或它的这一版本");
    bad(zh, format!("there is no metric {id}, or no such version of it"))
}

impl Counted {
    /// Who counts, by their ids.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.population.members().into_iter()
    }

    /// The cells by the dimensions asked for.
    pub(crate) fn cells(&self, by: &[Dimension]) -> Vec<MetricCell> {
        let mut cells = if by.is_empty() { Vec::new() } else { self.population.cells(by) };
        // Of a share a cell that nobody counts in says something, of a number it says nothing.
        cells.retain(|cell| self.defined.version.share || cell.value > 0);
        cells
    }

    /// The digest of who counts.
    pub(crate) fn digest_of_members(&self) -> String {
        metric::members_digest(self.members().map(|(member, _)| member))
    }
}
