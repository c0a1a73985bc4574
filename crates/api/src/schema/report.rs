//! Published figures: as published, as stated later, and what the same question gives today, person by person.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::{ReportId, report};
use liangshi_projection::{
    At,
    views::{
        evidence,
        report::{PUBLISHED, RESTATED, ReportRow, WITHDRAWN, list},
    },
};
use uuid::Uuid;

use super::{
    enums::stored,
    figures::{Figure, Figures},
    id::{self, NodeKind},
    node::{Event, Teacher, ids_of},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

pub(crate) use super::node::Report;

/// What a published figure counts (统计指标).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_domain::report::ReportMetric")]
pub(crate) enum ReportMetric {
    /// Persons in service (在职人数).
    Headcount,
    /// Persons of a talent programme (人才项目人数).
    Cohort,
    /// A metric that is defined, in one version of its definition (已定义的统计指标).
    Defined,
}

/// See the module.
#[derive(Default)]
pub(crate) struct ReportQuery;

#[Object]
impl ReportQuery {
    /// The figures published by the position asked about (公布的统计数, S-15, S-75), with what was stated beside them later.
    async fn reports(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Report>> {
        let sight = Sight::ask(context, None, known_at, min_position).await?;
        let rows = list(&sight.views, None, sight.at).await.map_err(fault::internal)?;
        let published = rows.iter().filter(|row| row.part == PUBLISHED);
        Ok(published.filter_map(|row| Report::of(&sight, row, &rows)).collect())
    }
}

impl Report {
    pub(crate) fn of(sight: &Arc<Sight>, published: &ReportRow, all: &[ReportRow]) -> Option<Self> {
        let rows = all.iter().filter(|row| row.report == published.report).cloned().collect();
        let figures = Figures::default();
        Some(Self { id: published.report.parse().ok()?, rows, sight: sight.clone(), figures })
    }

    /// The report at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: ReportId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }

    fn part(&self, part: &str) -> Option<&ReportRow> {
        self.rows.iter().find(|row| row.part == part)
    }

    /// What it asks; none when the stored question cannot be read.
    pub(crate) fn asked(&self) -> Option<(report::ReportMetric, report::ReportQuestion, chrono::NaiveDate)> {
        let row = self.part(PUBLISHED)?;
        let metric =
            report::ReportMetric::ALL.iter().find(|metric| Some(metric.code()) == row.metric.as_deref())?;
        let question = serde_json::from_str(row.question.as_ref()?).ok()?;
        Some((*metric, question, row.as_of.as_ref()?.parse().ok()?))
    }

    async fn counted(&self, known: i64) -> Result<Option<Arc<Figure>>> {
        let Some((metric, question, valid)) = self.asked() else { return Ok(None) };
        let (views, role) = (&self.sight.views, self.sight.role());
        let count = Figure::count(views, role, (metric, &question), At { valid, known });
        self.figures.at(known, count).await.map(Some)
    }

    /// Who counts at one position and not at the other, and the other way round; each position is counted once.
    pub(crate) async fn parted(&self, here: i64, there: i64) -> Result<[Vec<Teacher>; 2]> {
        let (Some(here), Some(there)) = (self.counted(here).await?, self.counted(there).await?) else {
            return Ok([Vec::new(), Vec::new()]);
        };
        let only = |one: &Figure, other: &Figure| {
            let only = one.members.difference(&other.members);
            only.filter_map(|id| Teacher::of(&self.sight, id)).collect()
        };
        Ok([only(&here, &there), only(&there, &here)])
    }

    fn known(&self) -> i64 {
        self.part(PUBLISHED).and_then(|row| row.position).unwrap_or(0)
    }
}

/// A published figure, when it is known.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: ReportId) -> Result<Option<Report>> {
    let rows = list(&sight.views, Some(id), sight.at).await.map_err(fault::internal)?;
    let published = rows.iter().find(|row| row.part == PUBLISHED);
    Ok(published.and_then(|row| Report::of(sight, row, &rows)))
}

/// A figure that was published and is never changed (公布的统计数).
#[Object]
impl Report {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Report, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// What it is called (报表名称).
    async fn title(&self) -> Option<&str> {
        self.part(PUBLISHED)?.title.as_deref()
    }

    /// What it counts (指标).
    async fn metric(&self) -> Option<ReportMetric> {
        stored(self.part(PUBLISHED)?.metric.as_ref()?)
    }

    /// The day it is about.
    async fn as_of(&self) -> Option<Date> {
        Date::stored(self.part(PUBLISHED)?.as_of.as_ref()?)
    }

    /// The position of the log up to which facts were known when it was published.
    async fn position(&self) -> Long {
        Long(self.known())
    }

    /// The number as published (公布数).
    async fn published(&self) -> Option<i32> {
        self.part(PUBLISHED)?.value.map(int)
    }

    /// Of how many, as published, for a share; null for a number (公布的分母).
    async fn published_of(&self) -> Option<i32> {
        self.part(PUBLISHED)?.of.map(int)
    }

    /// The version of the definition it was counted by; null for what is no defined metric (口径版本).
    async fn version(&self) -> Option<i32> {
        self.asked().and_then(|(_, question, _)| question.version).map(i32::from)
    }

    /// The metric by its id, as M-02; null for what is no defined metric (指标编号).
    async fn defined(&self) -> Option<String> {
        self.asked()?.1.defined
    }

    /// SHA-256 over the sorted ids of the persons it was made of, each followed by a line feed (名单校验值).
    async fn members(&self) -> Option<&str> {
        self.part(PUBLISHED)?.members.as_deref()
    }

    /// Whether the same question as known then still gives the number and the persons published (可复核).
    async fn reproduces(&self) -> Result<bool> {
        let counted = self.counted(self.known()).await?;
        let published = self.part(PUBLISHED).and_then(|row| row.members.clone());
        Ok(counted.map(|figure| figure.digest()) == published)
    }

    /// The number today's knowledge gives (按现有记录重算).
    async fn now(&self) -> Result<Option<i32>> {
        Ok(self.counted(self.sight.at.known).await?.map(|figure| int(figure.value())))
    }

    /// Who counts today and did not when it was published (新增人员).
    async fn added(&self) -> Result<Vec<Teacher>> {
        let [added, _] = self.parted(self.sight.at.known, self.known()).await?;
        Ok(added)
    }

    /// Who counted when it was published and does not today (减少人员).
    async fn removed(&self) -> Result<Vec<Teacher>> {
        let [_, removed] = self.parted(self.sight.at.known, self.known()).await?;
        Ok(removed)
    }

    /// Person by person what differs between then and today, each with the events about the person that became known since, and their
    /// documents (差异及原因).
    async fn differences(&self) -> Result<Vec<ReportDifference>> {
        let (then, now) = (self.known(), self.sight.at.known);
        let [added, removed] = self.parted(now, then).await?;
        let persons: Vec<_> = added.iter().chain(&removed).map(|teacher| teacher.id).collect();
        let since =
            evidence::about(&self.sight.views, &persons, (then, now)).await.map_err(fault::internal)?;
        let of = |counts: bool, teacher: Teacher| {
            let about = since.iter().filter(|row| row.about == teacher.id.to_string());
            let because =
                about.filter_map(|row| Event::of(&self.sight, Arc::new(row.event.clone()))).collect();
            ReportDifference { counts, teacher, because }
        };
        let added = added.into_iter().map(|teacher| of(true, teacher));
        Ok(added.chain(removed.into_iter().map(|teacher| of(false, teacher))).collect())
    }

    /// Every later count stated beside it, oldest first (修正).
    async fn restatements(&self) -> Vec<Restatement> {
        let restated = self.rows.iter().filter(|row| row.part == RESTATED);
        restated.map(|row| Restatement { row: row.clone(), sight: self.sight.clone() }).collect()
    }

    /// Why it was withdrawn; null while it stands (撤回理由).
    async fn withdrawn(&self) -> Option<&str> {
        self.part(WITHDRAWN)?.reason.as_deref()
    }

    /// The event that published it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        let published = self.part(PUBLISHED).map(|row| ids_of(&row.evidence)).unwrap_or_default();
        Event::many(&self.sight, &published).await
    }
}

/// A person who makes the difference.
pub(crate) struct ReportDifference {
    counts: bool,
    teacher: Teacher,
    because: Vec<Event>,
}

/// A person by whom today's count differs from the published one (差异人员).
#[Object]
impl ReportDifference {
    /// Whether the person counts today and did not then; the other way round when false (现计入).
    async fn counts(&self) -> bool {
        self.counts
    }

    /// The person.
    async fn teacher(&self) -> &Teacher {
        &self.teacher
    }

    /// What became known of the person since, oldest first (原因).
    async fn because(&self) -> &[Event] {
        &self.because
    }
}

/// A later count.
pub(crate) struct Restatement {
    row: ReportRow,
    sight: Arc<Sight>,
}

/// A later count stated beside a published figure (修正).
#[Object]
impl Restatement {
    /// The number (修正数).
    async fn value(&self) -> Option<i32> {
        self.row.value.map(int)
    }

    /// Of how many, for a share; null for a number (分母).
    async fn of(&self) -> Option<i32> {
        self.row.of.map(int)
    }

    /// The position of the log up to which facts were known.
    async fn position(&self) -> Option<Long> {
        self.row.position.map(Long)
    }

    /// Why it differs (理由).
    async fn reason(&self) -> Option<&str> {
        self.row.reason.as_deref()
    }

    /// The event that states it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}
