//! The roll of honour.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use liangshi_domain::{TeacherId, policy};
use liangshi_projection::{
    Views,
    views::honour::{self, Filter, HonourRow},
};

use super::{
    connection::{Asked, Connection, page_cost},
    enums::{HonourLevel, IssuingBody, stored, word},
    id::{self, NodeKind},
    node::{Event, Label, Teacher, ids_of},
    scalar::{Date, Long},
    sight::Sight,
};
use crate::fault;

/// Which honours are asked for; what is left out lets every one through (荣誉筛选条件).
#[derive(InputObject, Default)]
pub(crate) struct HonourWhere {
    /// Only of persons in service at this organisation or below on the day, on any basis.
    organisation: Option<ID>,
    /// Only of this person.
    teacher: Option<ID>,
    /// Only this level.
    level: Option<HonourLevel>,
    /// Only names that contain this, as 四有好教师.
    name: Option<String>,
    /// Only conferred in this year.
    year: Option<i32>,
    /// Only of this kind of the catalogue, as four-have-teacher.
    kind: Option<String>,
}

/// See the module.
#[derive(Default)]
pub(crate) struct HonourQuery;

#[Object]
impl HonourQuery {
    /// The catalogue of honours (荣誉目录, S-48), in the order of their codes.
    async fn honour_kinds(&self) -> Result<Vec<HonourKind>> {
        let kinds = policy::builtin::honours().map_err(fault::internal)?.into_iter();
        let kind = |kind: policy::HonourKind| HonourKind {
            name: kind.name.into(),
            level: kind.level.into(),
            code: kind.code,
            source: kind.source,
        };
        Ok(kinds.map(kind).collect())
    }

    /// The roll of honour: every honour held on the day (荣誉名册, S-22, R-60), in the order of the days they were conferred.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn honours(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<HonourWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Honour>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let filter = read(wanted.unwrap_or_default(), &sight)?;
        let asked = Asked::read(context, first, after.as_deref())?;
        let (views, at) = (&sight.views, sight.at);
        let rows =
            if asked.items { honour::list(views, &filter, at, &asked.page()).await } else { Ok(Vec::new()) };
        let rows = rows.map_err(fault::internal)?;
        let key = |row: &HonourRow| (row.conferred_on.clone(), row.fact.clone());
        let counter = move |views: Views| -> BoxFuture<'static, _> {
            let filter = filter.clone();
            Box::pin(async move { honour::count(&views, &filter, at).await })
        };
        let node = |row| Honour { row, sight: sight.clone() };
        Ok(asked.connect(rows, (views, at), key, node, Box::new(counter)))
    }
}

fn read(wanted: HonourWhere, sight: &Sight) -> Result<Filter> {
    let organisation = wanted.organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
    let teacher = wanted.teacher.map(|id| id::of(NodeKind::Teacher, &id)).transpose()?;
    Ok(Filter {
        scope: sight.scope(),
        organisation,
        teacher: teacher.map(TeacherId),
        level: wanted.level.map(word),
        name: wanted.name,
        year: wanted.year,
        kind: wanted.kind,
    })
}

/// A kind of honour of the catalogue (荣誉目录条目, S-48).
#[derive(SimpleObject)]
pub(crate) struct HonourKind {
    /// Its stable name, as four-have-teacher.
    code: String,
    /// What it is called.
    name: Label,
    /// The level of the body that issues it.
    level: HonourLevel,
    /// Where honours of the kind come from, as 优秀作业设计征集 (来源, S-08).
    source: String,
}

/// An honour a person holds.
pub(crate) struct Honour {
    row: HonourRow,
    sight: Arc<Sight>,
}

/// An honour a person holds on the day (荣誉).
#[Object]
impl Honour {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The honour (名称).
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Its level, which follows from the issuing body (级别, R-60).
    async fn level(&self) -> Option<HonourLevel> {
        stored(&self.row.level)
    }

    /// The kind of body that issued it (颁发单位类别).
    async fn issued_by(&self) -> Option<IssuingBody> {
        stored(&self.row.issued_by)
    }

    /// The body that issued it (颁发单位).
    async fn issuer(&self) -> &str {
        &self.row.issuer
    }

    /// The kind of the catalogue, by its code; null when it is none of it (荣誉目录).
    async fn kind(&self) -> Option<&str> {
        self.row.kind.as_deref()
    }

    /// The day it was conferred (颁发日期).
    async fn on(&self) -> Option<Date> {
        Date::stored(&self.row.conferred_on)
    }

    /// The last day; null while it was not revoked.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}
