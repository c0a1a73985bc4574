//! Metrics asked: the catalogue, and one of them counted, with whom, of whom, who was left out and why, and of which units nothing
//! was handed in.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_projection::{census::MOST_DIMENSIONS, views::policy_register};

use super::{
    group_key::{MetricDimension, distinct},
    id::{self, NodeKind},
    metric_answer::MetricAnswer,
    metric_count::Wanted,
    metric_definition::Metric,
    scalar::{Date, Long},
    sight::Sight,
};
use crate::fault;

/// See the module.
#[derive(Default)]
pub(crate) struct MetricQuery;

#[Object]
impl MetricQuery {
    /// Every metric with its versions, in the order of the ids (统计指标目录, S-75).
    async fn metrics(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Metric>> {
        let sight = Sight::ask(context, None, known_at, min_position).await?;
        let book = policy_register::metric_book(&sight.views, sight.at).await.map_err(fault::internal)?;
        let all = book.all().map(|metric| Metric { metric: Arc::new(metric.clone()), sight: sight.clone() });
        Ok(all.collect())
    }

    /// A metric counted at two dates (指标查询, M-01 to M-90). The same question has the same answer next year, with the same digest, on
    /// every database and after every rebuild.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn metric(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The metric, as M-02.")] id: String,
        #[graphql(desc = "By what to count; in all only when left out.")] by: Option<Vec<MetricDimension>>,
        #[graphql(desc = "Only at this organisation or below, on the basis of the metric.")] under: Option<
            ID,
        >,
        #[graphql(desc = "Of candidates: only this programme, by its slug.")] programme: Option<String>,
        #[graphql(
            desc = "The calendar year, or the year in which the school year begins; that of the day when left out."
        )]
        year: Option<i32>,
        #[graphql(desc = "The version of the definition; that of the day when left out.")] version: Option<
            i32,
        >,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<MetricAnswer> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let by = distinct(by.unwrap_or_default(), MOST_DIMENSIONS)?;
        let under = under.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
        let wanted = Wanted { id, version, year, programme, under, scope: sight.scope() };
        let counted = Box::pin(wanted.count(&sight.views, sight.role(), sight.at)).await?;
        Ok(MetricAnswer { by: by.into_iter().map(Into::into).collect(), counted, sight })
    }
}
